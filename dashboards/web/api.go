package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// The shapes of the JSON API. A field that is there stays, under its name.
type (
	sourceJSON struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		URL      string `json:"url"`
		Kind     string `json:"kind"`
		Owner    string `json:"owner"`
		Language string `json:"language"`
		Audience int    `json:"audience"`
	}
	itemJSON struct {
		ID        string       `json:"id"`
		URL       string       `json:"url"`
		Title     string       `json:"title"`
		Excerpt   string       `json:"excerpt"`
		Source    sourceJSON   `json:"source"`
		Kind      string       `json:"kind"`
		Author    string       `json:"author"`
		Published time.Time    `json:"published"`
		Language  string       `json:"language"`
		Sentiment string       `json:"sentiment"`
		Score     float64      `json:"score"`
		Story     string       `json:"story"`
		Copies    int          `json:"copies"`
		Carriers  []sourceJSON `json:"carriers"`
	}
	findingJSON struct {
		signal.Signal
		Page    string     `json:"page"`
		Items   []itemJSON `json:"items"`
		Answers []itemJSON `json:"answers"`
		Hours   []hourJSON `json:"hours"`

		Standing report.Standing `json:"standing"` // what people said of it
	}
	figureJSON struct {
		Value float64 `json:"value"`
		Usual float64 `json:"usual"`
		Low   float64 `json:"low"`
		High  float64 `json:"high"`
		Known bool    `json:"known"`
	}
	hourJSON struct {
		At time.Time `json:"at"`
		figureJSON
	}
	shareJSON struct {
		Entity   string  `json:"entity"`
		Name     string  `json:"name"`
		Mentions int     `json:"mentions"`
		Share    float64 `json:"share"`
	}
	healthJSON struct {
		Source   sourceJSON `json:"source"`
		State    string     `json:"state"`
		At       time.Time  `json:"at,omitzero"`
		LastGood time.Time  `json:"last_good,omitzero"`
		Next     time.Time  `json:"next,omitzero"`
		Error    string     `json:"error,omitempty"`
		Posts    int        `json:"posts"`
		Entry    string     `json:"entry,omitempty"`
		Fault    string     `json:"fault,omitempty"`
		Status   int        `json:"status,omitempty"`
		LastNew  time.Time  `json:"last_new,omitzero"`
		Wait     float64    `json:"wait_s,omitempty"`
		Usual    float64    `json:"usual_s,omitempty"`
		Silent   bool       `json:"silent"`
	}
	coverageJSON struct {
		Expected int           `json:"expected"`
		Answered int           `json:"answered"`
		Sources  []healthJSON  `json:"sources"`
		Days     []footingJSON `json:"days,omitempty"` // where they are asked for
	}
	footingJSON struct {
		From     time.Time    `json:"from"`
		To       time.Time    `json:"to"`
		Expected int          `json:"expected"`
		Answered int          `json:"answered"`
		Posts    int          `json:"posts"`
		Down     []outageJSON `json:"down"`
	}
	outageJSON struct {
		Source string      `json:"source"`
		Name   string      `json:"name"`
		Hours  []time.Time `json:"hours"`
	}
	recordJSON struct {
		healthJSON
		Days   []footingJSON `json:"days"`
		Visits []visitJSON   `json:"visits"`
		Items  []itemJSON    `json:"items"`
		Push   *pushJSON     `json:"push,omitempty"`
	}
	visitJSON struct {
		At      time.Time `json:"at"`
		Took    float64   `json:"took_s"`
		Outcome string    `json:"outcome"`
		Fault   string    `json:"fault,omitempty"`
		Status  int       `json:"status,omitempty"`
		Items   int       `json:"items"`
		New     int       `json:"new"`
		Bytes   int64     `json:"bytes"`
		Error   string    `json:"error,omitempty"`
	}
	pushJSON struct {
		Hub   string    `json:"hub"`
		State string    `json:"state"`
		Lease time.Time `json:"lease,omitzero"`
		Told  time.Time `json:"told,omitzero"`
		Error string    `json:"error,omitempty"`
	}
	todayJSON struct {
		Now           time.Time     `json:"now"`
		Headline      signal.Text   `json:"headline"`
		Mentions      figureJSON    `json:"mentions"`
		Hours         []hourJSON    `json:"hours"`
		Shares        []shareJSON   `json:"shares"`
		Negative      float64       `json:"negative"`
		NegativeUsual float64       `json:"negative_usual"`
		NegativeKnown bool          `json:"negative_known"`
		Rumours       []findingJSON `json:"rumours"`
		Signals       []findingJSON `json:"signals"`
		Ambassadors   []findingJSON `json:"ambassadors"`
		Coverage      coverageJSON  `json:"coverage"`
		Footing       footingJSON   `json:"footing"`
	}
	topJSON struct {
		Key   string `json:"key"`
		Name  string `json:"name"`
		Posts int    `json:"posts"`
	}
	dayJSON struct {
		Day      string `json:"day"`
		Posts    int    `json:"posts"`
		Negative int    `json:"negative"`
		Neutral  int    `json:"neutral"`
		Positive int    `json:"positive"`
	}
	resultsJSON struct {
		Total   int        `json:"total"`
		Days    []dayJSON  `json:"days"`
		Sources []topJSON  `json:"sources"`
		Authors []topJSON  `json:"authors"`
		Terms   []topJSON  `json:"terms"`
		Items   []itemJSON `json:"items"`

		Footing *footingJSON `json:"footing,omitempty"` // of a search with a beginning
	}
	faultShape struct {
		Error struct {
			Message string `json:"message"`
			Start   *int   `json:"start,omitempty"`
			End     *int   `json:"end,omitempty"`
		} `json:"error"`
	}
)

func (s *Site) api() {
	s.mux.Handle("GET /api/v1/today", s.answer(func(ctx context.Context, _ *http.Request) (any, error) {
		t, err := s.figures(ctx)
		if err != nil {
			return nil, err
		}
		t.Now = t.Now.In(s.Zone)
		return s.todayShape(t), nil
	}))
	s.mux.Handle("GET /api/v1/search", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		search := s.readSearch(r).search
		res, err := s.Reports.Search(ctx, search)
		if err != nil {
			return nil, err
		}
		f, err := s.footing(ctx, search)
		return s.resultsShape(res, f), err
	}))
	s.mux.Handle("GET /api/v1/signals", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		found, err := s.Reports.Findings(ctx, r.URL.Query().Get("kind"), s.Now().Add(-listed))
		found = slices.DeleteFunc(found, func(f report.Finding) bool { return !chosen(r.URL.Query(), f) })
		return s.findingShapes(found), err
	}))
	s.mux.Handle("GET /api/v1/signals/{id}", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		f, err := s.Reports.Finding(ctx, r.PathValue("id"))
		return s.findingShape(f), err
	}))
	s.verdictsAPI()
	s.casesAPI()
	s.mux.Handle("GET /api/v1/coverage", s.answer(s.coverageAnswer))
	s.mux.Handle("GET /api/v1/sources/{id...}", s.answer(func(ctx context.Context, r *http.Request) (any, error) {
		found, err := s.Reports.Record(ctx, r.PathValue("id"), s.Now(), s.Zone)
		return recordShape(found), err
	}))
	s.mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { s.refuse(w, r, report.ErrNotFound) })
}

func (s *Site) answer(ask func(context.Context, *http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		body, err := ask(ctx, r)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		reply(w, http.StatusOK, body)
	})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the asker may have left
}

func sourceShape(s post.Source) sourceJSON {
	return sourceJSON{s.ID, s.Name, s.Shown(), string(s.Kind), string(s.Owner), s.Language, s.Audience}
}

func itemShape(i report.Item) itemJSON {
	return itemJSON{
		i.ID, i.URL, i.Title, i.Excerpt, sourceShape(i.Source), string(i.Kind), i.Author, i.Published.UTC(),
		i.Language, i.Sentiment, i.Score, i.Story, i.Copies, shapes(i.Carriers, sourceShape),
	}
}

// shapes never gives null: an empty list is a list.
func shapes[T, S any](list []T, shape func(T) S) []S {
	out := make([]S, len(list))
	for i, t := range list {
		out[i] = shape(t)
	}
	return out
}

// same is the shape of what is one as it is.
func same[T any](x T) T { return x }

func figureShape(f report.Figure) figureJSON {
	return figureJSON{f.Value, f.Usual, f.Low, f.High, f.Known}
}

func hourShape(h report.Hour) hourJSON { return hourJSON{h.At.UTC(), figureShape(h.Figure)} }

func (s *Site) findingShape(f report.Finding) findingJSON {
	return findingJSON{f.Signal, s.PublicURL + "/signals/" + f.ID, shapes(f.Items, itemShape), shapes(f.Answers, itemShape), shapes(f.Hours, hourShape), f.Standing}
}

func (s *Site) findingShapes(list []report.Finding) []findingJSON {
	return shapes(list, s.findingShape)
}

func (s *Site) todayShape(t report.Today) todayJSON {
	return todayJSON{
		Now: t.Now, Headline: signal.Text{FR: t.Headline("fr").Title, EN: t.Headline("en").Title},
		Mentions: figureShape(t.Mentions), Hours: shapes(t.Hours, hourShape),
		Shares:   shapes(t.Shares, func(x report.Share) shareJSON { return shareJSON(x) }),
		Negative: t.Negative, NegativeUsual: t.NegativeUsual, NegativeKnown: t.NegativeKnown,
		Rumours: s.findingShapes(t.Rumours), Signals: s.findingShapes(t.Signals), Ambassadors: s.findingShapes(t.Ambassadors),
		Coverage: coverageShape(t.Coverage), Footing: footingShape(t.Footing),
	}
}

func (s *Site) resultsShape(r report.Results, f report.Footing) resultsJSON {
	top := func(t report.Top) topJSON { return topJSON(t) }
	var footing *footingJSON
	if f.Expected > 0 {
		shape := footingShape(f)
		footing = &shape
	}
	return resultsJSON{
		Footing: footing, Total: r.Total, Sources: shapes(r.Sources, top), Authors: shapes(r.Authors, top), Terms: shapes(r.Terms, top),
		Items: shapes(r.Items, itemShape),
		Days: shapes(r.Days, func(d report.Day) dayJSON {
			return dayJSON{d.At.In(s.Zone).Format(time.DateOnly), d.Posts, d.Negative, d.Neutral, d.Positive}
		}),
	}
}

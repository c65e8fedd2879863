package web

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vigie/dashboards/report"
)

// pageSize is how many posts a page of the explorer shows.
const pageSize = 25

// periods of the explorer, by their name in the address.
var periods = []struct {
	name string
	back time.Duration
}{
	{"24h", 24 * time.Hour},
	{"7d", 7 * 24 * time.Hour},
	{"30d", 30 * 24 * time.Hour},
	{"all", 0},
}

const usualPeriod = "7d"

// explorer is the body of the page of mentions.
type explorer struct {
	Query    string
	Wrong    *wrong
	Results  report.Results
	Days     *chart
	Periods  []link
	Moods    []link
	Langs    []link
	Sources  []bars
	Authors  []bars
	Terms    []bars
	Orders   []link
	Mood     *mood
	Page     int
	Pages    int
	Previous string
	Next     string
	CSV      string
	JSON     string
	Narrowed bool
	Hidden   []link // what the search form carries along
	From, To string
}

// wrong is a query cut at its fault.
type wrong struct {
	Before, Word, After string
	What, Hint          template.HTML
}

// bars is one line of a ranking, with its length and the query it leads to.
type bars struct {
	report.Top
	Width int // 0..100
	URL   string
}

// mood is the share of each sentiment.
type mood struct {
	Negative, Neutral, Positive float64
	NeutralX, PositiveX         float64 // where the parts begin, 0..100
}

// asked is what the address of an explorer page says.
type asked struct {
	values url.Values
	search report.Search
	page   int
}

// readSearch reads the address; what it cannot read it takes as not given.
func (s *Site) readSearch(r *http.Request) asked {
	q := r.URL.Query()
	now := s.Now().In(s.Zone)
	a := asked{values: url.Values{}, search: report.Search{Query: strings.TrimSpace(q.Get("q")), Zone: s.Zone}}
	keep := func(key string) string {
		value := q.Get(key)
		if value != "" {
			a.values.Set(key, value)
		}
		return value
	}
	if q.Has("q") {
		a.values.Set("q", a.search.Query)
	}
	from, errFrom := time.ParseInLocation(time.DateOnly, q.Get("from"), s.Zone)
	to, errTo := time.ParseInLocation(time.DateOnly, q.Get("to"), s.Zone)
	if errFrom == nil {
		a.search.From = from
		keep("from")
	}
	if errTo == nil {
		a.search.To = to.AddDate(0, 0, 1) // to the end of that day
		keep("to")
	}
	if errFrom != nil && errTo != nil {
		var back time.Duration
		name := keep("period")
		for _, p := range periods {
			if p.name == name || p.name == usualPeriod && back == 0 && name != "all" {
				back = p.back
			}
		}
		if back > 0 {
			a.search.From = midnight(now.Add(-back)).AddDate(0, 0, 1)
		}
		if back == 24*time.Hour {
			a.search.From = now.Add(-back)
		}
	}
	a.search.Oldest = keep("sort") == "oldest"
	a.page, _ = strconv.Atoi(q.Get("page"))
	a.page = min(max(a.page, 1), 400)
	a.search.Limit, a.search.Offset = pageSize, (a.page-1)*pageSize
	return a
}

// last is the last day that the search may find, as far as it is over or begun.
func (a asked) last(now time.Time) time.Time {
	if a.search.To.IsZero() || a.search.To.After(now) {
		return now
	}
	return a.search.To.Add(-time.Second)
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// start is what the explorer shows before anything is asked: the mentions that
// the front page counts. An empty query that was sent still means every post.
func (a *asked) start(query string) {
	if !a.values.Has("q") && query != "" {
		a.search.Query = query
		a.values.Set("q", query)
	}
}

// with is the address of the same search but for the keys given; an empty value
// takes the key away, but for an empty query, which asks for every post.
func (a asked) with(pairs ...string) string {
	v := url.Values{}
	for key, value := range a.values {
		v[key] = value
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" && pairs[i] != "q" {
			v.Del(pairs[i])
			continue
		}
		v.Set(pairs[i], pairs[i+1])
	}
	if len(v) == 0 {
		return "/mentions"
	}
	return "/mentions?" + v.Encode()
}

func (s *Site) explorer(ctx context.Context, r *http.Request, v *view) (any, error) {
	a := s.readSearch(r)
	a.start(s.mentions())
	e := &explorer{Query: a.search.Query, Page: a.page, From: a.values.Get("from"), To: a.values.Get("to")}
	e.filters(v, a)
	res, err := s.Reports.Search(ctx, a.search)
	if fault, ok := asFault(err); ok {
		v.Status = http.StatusBadRequest
		e.Wrong = v.cut(fault)
		return e, nil
	}
	if err != nil {
		return nil, err
	}
	if v.Footing, err = s.footing(ctx, a.search); err != nil {
		return nil, err
	}
	e.Results = res
	e.Days = v.days(fill(res.Days, a.search.From, a.last(v.Now), s.Zone), v.Now, func(from, to time.Time) string {
		return a.with("from", from.Format(time.DateOnly), "to", to.Format(time.DateOnly), "period", "")
	})
	e.Mood = moodOf(res.Days)
	e.Sources = a.rank(res.Sources, fieldSource)
	e.Authors = a.rank(res.Authors, fieldAuthor)
	e.Terms = a.rank(res.Terms, "")
	e.Pages = (res.Total + pageSize - 1) / pageSize
	if a.page > 1 {
		e.Previous = a.with("page", strconv.Itoa(a.page-1))
	}
	if a.page < e.Pages {
		e.Next = a.with("page", strconv.Itoa(a.page+1))
	}
	return e, nil
}

// footing says on which sources the posts of a search stand; of a search without
// a beginning it says nothing.
func (s *Site) footing(ctx context.Context, search report.Search) (report.Footing, error) {
	to := s.Now()
	if !search.To.IsZero() && search.To.Before(to) {
		to = search.To
	}
	if search.From.IsZero() || !search.From.Before(to) {
		return report.Footing{}, nil
	}
	return s.Reports.Footing(ctx, search.From, to)
}

// filters are the links beside the search box.
func (e *explorer) filters(v *view, a asked) {
	custom := e.From != "" || e.To != ""
	for _, p := range periods {
		here := !custom && (a.values.Get("period") == p.name || p.name == usualPeriod && a.values.Get("period") == "")
		e.Periods = append(e.Periods, link{Name: v.say("period." + p.name), URL: a.with("period", p.name, "from", "", "to", ""), Here: here})
	}
	for _, m := range []string{"negative", "neutral", "positive"} {
		e.Moods = append(e.Moods, a.toggle(v.say("sentiment."+m), fieldSentiment, m))
	}
	for _, l := range v.Site.Languages {
		e.Langs = append(e.Langs, a.toggle(v.Site.voices[l].say("language"), fieldLanguage, l))
	}
	oldest := a.search.Oldest
	e.Orders = []link{
		{Name: v.say("mentions.newest"), URL: a.with("sort", ""), Here: !oldest},
		{Name: v.say("mentions.oldest"), URL: a.with("sort", "oldest"), Here: oldest},
	}
	for _, key := range []string{"period", "from", "to", "sort"} {
		if value := a.values.Get(key); value != "" {
			e.Hidden = append(e.Hidden, link{Name: key, URL: value})
		}
	}
	e.CSV = strings.Replace(a.with(), "/mentions", "/mentions.csv", 1)
	e.JSON = strings.Replace(a.with(), "/mentions", "/mentions.json", 1)
	e.Narrowed = a.search.Query != "" || len(a.values) > 1 || len(a.values) == 1 && !a.values.Has("q")
}

func (a asked) rank(top []report.Top, field string) []bars {
	var list []bars
	most := 1
	for _, t := range top {
		most = max(most, t.Posts)
	}
	for _, t := range top {
		if t.Name == "" {
			t.Name = t.Key
		}
		list = append(list, bars{t, max(t.Posts*100/most, 1), a.with("q", narrow(a.search.Query, field, t.Key))})
	}
	return list
}

func moodOf(days []report.Day) *mood {
	var neg, neu, pos int
	for _, d := range days {
		neg, neu, pos = neg+d.Negative, neu+d.Neutral, pos+d.Positive
	}
	total := float64(neg + neu + pos)
	if total == 0 {
		return nil
	}
	m := &mood{Negative: float64(neg) / total, Neutral: float64(neu) / total, Positive: float64(pos) / total}
	m.NeutralX = 100 * m.Negative
	m.PositiveX = 100 * (m.Negative + m.Neutral)
	return m
}

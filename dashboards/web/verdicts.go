package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// Who says what comes from a page or from a program: until there is a sign-in
// nobody knows better.
const (
	byPage = "page"
	byAPI  = "api"
)

// formMax bounds what a form or a program sends.
const formMax = 1 << 16

// said takes down what a form says of a signal, or of a rule, and leads back to
// the page, which tells so.
func (s *Site) said(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formMax)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "refused: the form cannot be read", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	typed, err := s.formVerdict(r)
	v := typed
	if err == nil {
		v, err = s.say(ctx, v)
	}
	var also []int64
	closed := false
	if err == nil {
		also, closed = s.andAnswered(ctx, r.PostForm, v)
	}
	if err == nil && v.Action == report.Undo {
		also, err = s.undone(ctx, r.PostForm, typed)
	}
	back, isCase := "/signals", strings.HasPrefix(r.URL.Path, "/cases/")
	if id := r.PathValue("id"); isCase {
		back = casePage(id)
	} else if id != "" {
		back += "/" + url.PathEscape(id)
	}
	switch key := unsaid(err); {
	case err == nil:
		back += "?said=" + joined(append([]int64{v.Line}, also...))
		if closed {
			back += "&closed=1"
		}
	case key != "" && isCase && (v.Action == report.Reply || v.Action == report.Remark):
		s.unsaidText(typed, r.PostForm, key).ServeHTTP(w, r)
		return
	case key != "":
		back += "?fault=" + key
	case errors.Is(err, report.ErrNotFound): // its page says so
	default:
		s.page("away", func(context.Context, *http.Request, *view) (any, error) { return nil, err }).ServeHTTP(w, r)
		return
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// muteDays is the longest mute that ends, in days.
const muteDays = 3650

// formVerdict is what a form says. Days that are none of it would mute for good:
// they are refused.
func (s *Site) formVerdict(r *http.Request) (report.Verdict, error) {
	form := r.PostForm
	v := report.Verdict{Signal: r.PathValue("id"), Author: byPage, Action: report.Action(form.Get("action")), Value: form.Get("value"), Note: form.Get("note")}
	if subject := form.Get("subject"); subject != "" {
		v.Signal = subject
	}
	if asked := form.Get("days"); asked != "" {
		days, ok := number64(asked)
		if !ok || days < 1 || days > muteDays {
			return v, report.ErrSaid
		}
		v.Value = s.Now().AddDate(0, 0, int(days)).Format(time.RFC3339)
	}
	return s.caseForm(form, v)
}

// say hands a verdict on; what the pages show is asked for anew after it.
func (s *Site) say(ctx context.Context, v report.Verdict) (report.Verdict, error) {
	written, err := s.Reports.Say(ctx, v)
	s.mu.Lock()
	s.asked = time.Time{}
	s.mu.Unlock()
	return written, err
}

// unsaid is the word for why something cannot be said; empty for other errors.
func unsaid(err error) string {
	for _, known := range []struct {
		key   string
		fault error
	}{
		{"circle", report.ErrCircle}, {"nothing", report.ErrNothing}, {"past", report.ErrPast},
		{"text", report.ErrNoText}, {"long", report.ErrLong}, {"link", report.ErrLink}, {"ahead", report.ErrAhead}, {"unread", report.ErrSaid}, // the last is each of those before it too
	} {
		if errors.Is(err, known.fault) {
			return known.key
		}
	}
	return ""
}

// sayingJSON is what a program says of a signal, or of a rule.
type sayingJSON struct {
	Action report.Action `json:"action"`
	Value  string        `json:"value"`
	Note   string        `json:"note"`
	Link   string        `json:"link"`
	Sent   time.Time     `json:"sent"`
	Rule   *report.Rule  `json:"rule"`
}

// saidJSON is what was written, and how the signal stands after it.
type saidJSON struct {
	Said   report.Verdict `json:"said"`
	Signal *findingJSON   `json:"signal,omitempty"` // not of a rule
}

func (s *Site) verdictsAPI() {
	s.mux.Handle("GET /api/v1/precision", s.answer(func(ctx context.Context, _ *http.Request) (any, error) {
		book, err := s.Reports.Book(ctx)
		if err != nil {
			return nil, err
		}
		return shapes(book.Precision(), func(p report.Precision) report.Precision { return p }), nil
	}))
	s.mux.Handle("GET /api/v1/silences", s.answer(func(ctx context.Context, _ *http.Request) (any, error) {
		book, err := s.Reports.Book(ctx)
		if err != nil {
			return nil, err
		}
		return shapes(book.Silences(), func(x report.Silence) report.Silence { return x }), nil
	}))
	s.mux.Handle("POST /api/v1/signals", s.answer(s.saidAnswer))
	s.mux.Handle("POST /api/v1/signals/{id}", s.answer(s.saidAnswer))
}

func (s *Site) saidAnswer(ctx context.Context, r *http.Request) (any, error) {
	var asked sayingJSON
	from := json.NewDecoder(http.MaxBytesReader(nil, r.Body, formMax))
	from.DisallowUnknownFields()
	if err := from.Decode(&asked); err != nil {
		return nil, fmt.Errorf("%w: %w", report.ErrSaid, err)
	}
	v := report.Verdict{Signal: r.PathValue("id"), Author: byAPI, Action: asked.Action, Value: asked.Value, Note: asked.Note, Link: asked.Link, Sent: asked.Sent}
	if asked.Rule != nil {
		v.Signal = asked.Rule.Key()
	}
	written, err := s.say(ctx, v)
	if err != nil {
		return nil, err
	}
	answer := saidJSON{Said: written}
	if _, rule := report.ReadRule(written.Signal); !rule {
		f, err := s.Reports.Finding(ctx, written.Signal)
		if err != nil {
			return nil, err
		}
		shape := s.findingShape(f)
		answer.Signal = &shape
	}
	return answer, nil
}

// until says how long something is muted.
func (v *voice) until(x report.Silence, now time.Time) string {
	end := x.Until.In(now.Location())
	switch clock := phrase.Clock(v.lang, end); {
	case x.Until.IsZero():
		return v.say("said.for_good")
	case midnight(end).Equal(midnight(now)):
		return v.say("said.until_clock", clock)
	case end.Year() != now.Year():
		return v.say("said.until", phrase.Date(v.lang, end))
	default:
		return v.say("said.until", phrase.DayMonth(v.lang, end)+", "+clock)
	}
}

// actor names who said something: what came from a page has no name yet.
func (v *voice) actor(name string) string {
	if name == byPage {
		return v.say("said.by_page")
	}
	return name
}

// worth says how many of a rule's signals were worth it.
func (v *voice) worth(t report.Tally) string {
	if t.Judged() == 0 {
		return v.say("worth.none")
	}
	low, high := t.Interval()
	return v.say("worth.some", t.Judged(), t.Useful, phrase.Percent(v.lang, low), phrase.Percent(v.lang, high))
}

// told says what a verdict did.
func (v *voice) told(x report.Verdict, now time.Time) string {
	rule, isRule := report.ReadRule(x.Signal)
	switch {
	case isRule && x.Action == report.Mute:
		until, _ := time.Parse(time.RFC3339, x.Value)
		return v.say("told.rule", v.ruleWords(rule), v.until(report.Silence{Until: until}, now))
	case isRule && x.Action == report.Unmute:
		return v.say("told.rule_over", v.ruleWords(rule))
	case x.Action == report.Rename && x.Value == "":
		return v.say("told.renamed_back")
	case x.Action == report.Rename:
		return v.say("told.rename", phrase.Quote(v.lang, x.Value))
	case x.Action == report.Mute:
		until, _ := time.Parse(time.RFC3339, x.Value)
		return v.say("told.mute", v.until(report.Silence{Until: until}, now))
	}
	return v.toldOfCase(x, now)
}

// ruleWords says what a rule takes.
func (v *voice) ruleWords(r report.Rule) string {
	var parts []string
	if r.Term != "" {
		parts = append(parts, phrase.Quote(v.lang, r.Term))
	}
	if r.Kind != "" {
		parts = append(parts, v.known("kind", string(r.Kind)))
	}
	if r.Entity != "" {
		parts = append(parts, r.Entity)
	}
	return phrase.List(v.lang, parts)
}

func number64(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// judgements counts the signals that somebody judged, when it is asked.
type judgements struct{ *Site }

func (judgements) descriptions() (judged, precision *prometheus.Desc) {
	return prometheus.NewDesc("vigie_signals_judged", "Signals that somebody judged, by what the rule said and what they said.", []string{"kind", "level", "verdict"}, nil),
		prometheus.NewDesc("vigie_signals_precision", "Share of the judged signals of a rule that were useful; period is 90d or all.", []string{"kind", "level", "period"}, nil)
}

func (c judgements) Describe(to chan<- *prometheus.Desc) {
	judged, precision := c.descriptions()
	to <- judged
	to <- precision
}

func (c judgements) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	book, err := c.Reports.Book(ctx)
	if err != nil {
		c.Log.Warn("metrics without the judgements", "error", err)
		return
	}
	judged, precision := c.descriptions()
	gauge := func(d *prometheus.Desc, x float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, x, labels...)
	}
	for _, p := range book.Precision() {
		if p.Level == "" { // its levels add up to it
			continue
		}
		gauge(judged, float64(p.Ever.Useful), string(p.Kind), string(p.Level), string(report.Useful))
		gauge(judged, float64(p.Ever.Noise), string(p.Kind), string(p.Level), string(report.Noise))
		gauge(precision, p.Ever.Share(), string(p.Kind), string(p.Level), "all")
		if p.Recent.Judged() > 0 {
			gauge(precision, p.Recent.Share(), string(p.Kind), string(p.Level), "90d")
		}
	}
}

// Package web serves the pages that people open and the JSON behind them:
// server-rendered templates, plain style sheets, one small script. It asks a
// Reports for everything and hands on to it what people say of signals; it decides,
// computes and stores nothing itself.
package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"vigie/analyzers/fact"
	"vigie/dashboards/report"
)

// Verdicts takes down what people say of signals, and says what was said. What
// cannot be said is report.ErrNotFound, ErrCircle, ErrNothing, ErrPast or ErrSaid.
type Verdicts interface {
	Say(ctx context.Context, v report.Verdict) (report.Verdict, error)
	// Book is all that was said, as it holds now.
	Book(ctx context.Context) (*report.Book, error)
	// SignalTitles names the signals that another can be merged into.
	SignalTitles(ctx context.Context, since time.Time) ([]report.Part, error)
}

// Cases answers for the files of rumours; what is done to them is said by
// Verdicts.
type Cases interface {
	// Cases returns those with a relay or a change since then, and all that are
	// not closed, latest first: without contacts, curve by curve alone.
	Cases(ctx context.Context, since time.Time) ([]report.Case, error)
	Case(ctx context.Context, id string) (report.Case, error)
}

// Facts is the registry of facts. What cannot be written is fact.Problems.
type Facts interface {
	Facts(ctx context.Context) (*fact.Registry, error)
	WriteFact(ctx context.Context, v fact.Version) (fact.Version, error)
	// WriteFacts writes all of them or none.
	WriteFacts(ctx context.Context, list []fact.Version) ([]fact.Version, error)
}

// Documents keeps the files that show facts, by their SHA-256.
type Documents interface {
	Keep(name string, r io.Reader) (fact.File, error)
	Open(sum string) (io.ReadSeekCloser, error)
}

// Crises answers for crises and takes down what is said in them.
type Crises interface {
	Crises(ctx context.Context) ([]report.Crisis, error)
	Crisis(ctx context.Context, id string) (report.Crisis, error)
	WriteCrisis(ctx context.Context, l report.CrisisLine) (report.CrisisLine, error)
}

// Oppositions is the list of those who object to being listed.
type Oppositions interface {
	Oppositions(ctx context.Context) ([]report.Opposition, error)
	Oppose(ctx context.Context, o report.Opposition) (report.Opposition, error)
	// Withdraw takes a line off the list again.
	Withdraw(ctx context.Context, line int64, author string) error
}

// Reports answers the questions of the pages. A query that cannot be read gives
// a *query.Error, what does not exist report.ErrNotFound; any other error means that
// the database does not answer.
type Reports interface {
	Verdicts
	Cases
	Today(ctx context.Context, s report.Scope) (report.Today, error)
	Finding(ctx context.Context, id string) (report.Finding, error)
	// Findings returns the signals of a kind, all kinds where it is empty,
	// raised since then: latest first, the silent too.
	Findings(ctx context.Context, kind string, since time.Time) ([]report.Finding, error)
	Search(ctx context.Context, s report.Search) (report.Results, error)
	Coverage(ctx context.Context, now time.Time) (report.Coverage, error)
	// Footing says on which sources the figures of a period stand, Ledger the
	// same of each of its days.
	Footing(ctx context.Context, from, to time.Time) (report.Footing, error)
	Ledger(ctx context.Context, from, to time.Time, zone *time.Location) ([]report.Footing, error)
	Record(ctx context.Context, source string, now time.Time, zone *time.Location) (report.Record, error)
	Sent(ctx context.Context, limit int) ([]report.Sent, error)
	Healthy(ctx context.Context) error
}

// Options are what a Site needs. Reports is required; the rest has defaults.
type Options struct {
	Reports     Reports
	Facts       Facts       // nil: no page of facts
	Documents   Documents   // nil: facts have no files
	Crises      Crises      // nil: no pages of crises
	Oppositions Oppositions // nil: no list of those who object
	// FactCheck adds what is wrong with a fact of a file to what fact.Check finds.
	FactCheck    func(fact.Fact) []fact.Problem
	Organisation string         // name, as the masthead says it
	Contact      string         // how to reach it; empty: drafts leave a place for it
	Keeps        int            // posts, in days; 0: for ever
	Entity       string         // the organisation's entity; empty: every post
	Zone         *time.Location // of the organisation; nil: UTC
	Languages    []string       // the first is for who asks for none of them; empty: fr, en
	PublicURL    string         // as links from outside say it, without the final slash
	Now          func() time.Time
	Outbox       http.Handler // the demo's mailbox, under /outbox/; nil: there is none
	Push         http.Handler // what WebSub hubs ask and deliver, under /websub/; nil: there is none
	Demo         bool
	Refresh      time.Duration // of an open page; 0: 5 s
	Log          *slog.Logger
}

// Site is the handler of all pages. It runs nothing on its own.
type Site struct {
	Options
	mux     *http.ServeMux
	handler http.Handler
	voices  map[string]*voice
	assets  *assets
	metrics *metrics

	mu       sync.Mutex
	today    report.Today    // of the masthead and the front page, kept for keepToday
	open     []report.Crisis // in force, kept as long
	asked    time.Time
	failed   error
	answered time.Time // when the database last answered
}

// New checks the options and reads the templates. It starts nothing.
func New(o Options) (*Site, error) {
	if o.Reports == nil {
		return nil, errors.New("web: no reports to show")
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Refresh == 0 {
		o.Refresh = 5 * time.Second
	}
	if len(o.Languages) == 0 {
		o.Languages = []string{"fr", "en"}
	}
	a, err := readAssets(embedded)
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	s := &Site{Options: o, mux: http.NewServeMux(), voices: map[string]*voice{}, assets: a, metrics: newMetrics()}
	for _, lang := range o.Languages {
		if s.voices[lang], err = newVoice(lang, s); err != nil {
			return nil, err
		}
	}
	s.metrics.watch(s)
	s.routes()
	s.handler = s.metrics.count(s.mux, guard(compress(s.mux), o.PublicURL))
	return s, nil
}

// ServeHTTP answers one request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Site) routes() {
	s.mux.Handle("GET /{$}", s.page("today", s.front))
	s.mux.Handle("GET /mentions", s.page("mentions", s.explorer))
	s.mux.Handle("GET /mentions.csv", s.export(writeCSV))
	s.mux.Handle("GET /mentions.json", s.export(writeJSON))
	s.mux.Handle("GET /rumours", s.page("rumours", s.rumours))
	s.mux.HandleFunc("GET /cases", toRumours)
	s.mux.HandleFunc("GET /cases/{$}", toRumours)
	s.mux.Handle("GET /cases/{id}", s.page("case", s.caseFile))
	s.mux.HandleFunc("POST /cases/{id}", s.said)
	s.mux.Handle("GET /signals", s.page("signals", s.signals))
	s.mux.HandleFunc("POST /signals", s.said)
	s.mux.Handle("GET /signals/{id}", s.page("signal", s.finding))
	s.mux.HandleFunc("POST /signals/{id}", s.said)
	s.mux.Handle("GET /ambassadors", s.page("ambassadors", s.ambassadors))
	s.mux.Handle("GET /sources", s.page("sources", s.sources))
	s.mux.Handle("GET /sources/{id...}", s.page("source", s.source))
	s.mux.Handle("GET /coverage", s.page("coverage", s.coverage))
	s.mux.HandleFunc("GET /coverage.csv", s.coverageCSV)
	s.mux.Handle("GET /alerts", s.page("alerts", s.alerts))
	s.registry()
	s.warRoom()
	s.objections()
	if s.Outbox != nil {
		s.mux.Handle("/outbox", s.Outbox)
		s.mux.Handle("/outbox/", s.Outbox)
	}
	if s.Push != nil {
		s.mux.Handle(pushed, s.Push)
	}
	s.api()
	s.mux.Handle("GET /static/{version}/{file...}", s.assets)
	s.mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.assets.url("vigie.svg"), http.StatusFound)
	})
	s.mux.HandleFunc("GET /healthz", s.healthz)
	s.mux.Handle("GET /metrics", s.metrics.handler())
	s.mux.Handle("/", s.page("missing", func(context.Context, *http.Request, *view) (any, error) {
		return nil, report.ErrNotFound
	}))
}

// keepToday is how long the front page's figures serve every page's masthead, so
// that ten open pages ask the database once.
const keepToday = 2 * time.Second

// patience is how long a page waits for the database before it says so.
const patience = 10 * time.Second

// figures returns the front page's report, at most keepToday old. A failure is
// kept as long, so that readers do not queue for a database that is away.
func (s *Site) figures(ctx context.Context) (report.Today, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	if age := now.Sub(s.asked); !s.asked.IsZero() && age >= 0 && age < keepToday {
		return s.today, s.failed
	}
	// The answer is everybody's: it must not fail because its first reader left.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	s.today, s.failed = s.Reports.Today(ctx, report.Scope{Entity: s.Entity, Now: now, Zone: s.Zone})
	s.open = s.openCrises(ctx)
	s.asked = s.Now()
	if s.failed == nil {
		s.answered = now
	}
	return s.today, s.failed
}

// inForce are the crises in force, as old as figures.
func (s *Site) inForce() []report.Crisis {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// lastAnswer is when the database last answered, zero if it never did.
func (s *Site) lastAnswer() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered
}

func (s *Site) healthz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := s.Reports.Healthy(ctx); err != nil {
		s.Log.Warn("not healthy", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "the database does not answer")
		return
	}
	fmt.Fprintln(w, "ok")
}

// voice writes pages in one language.
type voice struct {
	lang   string
	words  catalogue
	faults faults
	pages  map[string]*template.Template
}

func newVoice(lang string, s *Site) (*voice, error) {
	if !slices.Contains(catalogues(), lang) {
		return nil, fmt.Errorf("web: no pages in language %q; there are %v", lang, catalogues())
	}
	words, err := readCatalogue(lang)
	if err != nil {
		return nil, err
	}
	english, err := readCatalogue("en")
	if err != nil {
		return nil, err
	}
	v := &voice{lang: lang, words: words, faults: readFaults(english)}
	v.pages, err = parsePages(v.funcs(s))
	return v, err
}

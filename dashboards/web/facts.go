package web

import (
	"cmp"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/phrase"
	"vigie/analyzers/query"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// sheet is a fact as pages show it.
type sheet struct {
	fact.Entry
	State fact.State
	Name  string // of its entity
	Held  int    // rumours of the last thirty days that it was held against
}

func (x sheet) URL() string { return factPage(x.Fact.ID) }

// Class is the colour of its state.
func (x sheet) Class() string {
	switch x.State {
	case fact.Valid:
		return "good"
	case fact.Ahead:
		return "weak"
	}
	return "past"
}

// Heading is what it is about, its identifier where nobody said.
func (x sheet) Heading() string { return cmp.Or(x.Fact.Metric, x.Fact.ID) }

// Figure is its value with its unit, where the value does not say it; nothing
// where it is words rather than a figure.
func (x sheet) Figure() string { return valueOf(x.Fact) }

func valueOf(f fact.Fact) string {
	if f.Value == "" || f.Unit == "" || strings.Contains(f.Value, f.Unit) || !strings.ContainsAny(f.Value, "0123456789") {
		return f.Value
	}
	return f.Value + " " + f.Unit
}

// Long tells whether the value is a sentence rather than a figure.
func (x sheet) Long() bool { return len([]rune(x.Figure())) > 18 }

// factFuncs are what templates of facts may call.
func (v *voice) factFuncs() template.FuncMap {
	return template.FuncMap{"factpage": factPage, "document": documentPage, "validity": v.validity, "crisispage": crisisPage, "level": levelKey}
}

// validity says when a fact holds.
func (v *voice) validity(f fact.Fact) string {
	from, until := phrase.Date(v.lang, f.From), phrase.Date(v.lang, f.Until)
	switch {
	case f.From.IsZero() && f.Until.IsZero():
		return v.say("fact.always")
	case f.Until.IsZero():
		return v.say("fact.valid_from", from)
	case f.From.IsZero():
		return v.say("fact.valid_until", until)
	}
	return v.say("fact.valid_between", from, until)
}

func factPage(id string) string { return "/facts/" + url.PathEscape(id) }

// registry says where the pages of facts are, where there is a registry.
func (s *Site) registry() {
	if s.Facts == nil {
		return
	}
	s.mux.Handle("GET /facts", s.page("facts", s.facts))
	s.mux.Handle("GET /facts/import", s.page("facts", s.facts))
	s.mux.Handle("POST /facts/import", s.sending("facts", holdImport, s.factsTaken))
	s.mux.Handle("GET /facts.yaml", s.factFile("yaml", "application/yaml; charset=utf-8", fact.WriteYAML))
	s.mux.Handle("GET /facts.csv", s.factFile("csv", "text/csv; charset=utf-8", fact.WriteCSV))
	s.mux.Handle("GET /facts/new", s.page("fact", s.factForm))
	s.mux.Handle("POST /facts/new", s.sending("fact", s.keepDocument, s.factWritten))
	s.mux.Handle("GET /facts/{id}", s.page("fact", s.fact))
	s.mux.Handle("POST /facts/{id}", s.sending("fact", noFile, s.factDone))
	s.mux.Handle("GET /facts/{id}/edit", s.page("fact", s.factForm))
	s.mux.Handle("POST /facts/{id}/edit", s.sending("fact", s.keepDocument, s.factWritten))
	s.factsAPI()
	if s.Documents != nil {
		s.mux.HandleFunc("GET /documents/{sum}/{name}", s.document)
	}
}

// factsPage is the body of the registry.
type factsPage struct {
	Query   string
	Filters []filter
	Sheets  []sheet
	All     int // facts that there are, retired or not
	Current int
	Add     bool // the form to take a file in is open
	Import  *factImport
	Notice  *factNotice
}

// The states by which the registry is chosen; the empty one is all that are not
// retired.
var factStates = []fact.State{fact.Valid, fact.Ahead, fact.Past, fact.Retired}

func (s *Site) facts(ctx context.Context, r *http.Request, v *view) (any, error) {
	known, err := s.Facts.Facts(ctx)
	if err != nil {
		return nil, err
	}
	body := &factsPage{Query: strings.TrimSpace(r.URL.Query().Get("q")), Add: r.URL.Path == "/facts/import", Notice: v.factNotice(r, known)}
	all, err := s.sheets(ctx, v, known)
	if err != nil {
		return nil, err
	}
	body.All = len(all)
	body.Current = current(known, v.Now)
	q := r.URL.Query()
	found := slices.DeleteFunc(all, func(x sheet) bool { return !x.says(body.Query) })
	body.Filters = v.factFilters(q, found)
	body.Sheets = slices.DeleteFunc(found, func(x sheet) bool { return !x.chosen(q) })
	slices.SortStableFunc(body.Sheets, func(a, b sheet) int {
		return cmp.Or(cmp.Compare(b.Held, a.Held), cmp.Compare(slices.Index(factStates, a.State), slices.Index(factStates, b.State)))
	})
	return body, nil
}

// sheets are all facts, with the rumours that each was held against.
func (s *Site) sheets(ctx context.Context, v *view, known *fact.Registry) ([]sheet, error) {
	held := map[string]int{}
	found, err := s.heldAgainst(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		held[f.Rumour.Fact]++
	}
	names := v.entityNames()
	var all []sheet
	for _, e := range known.Entries() {
		all = append(all, sheet{Entry: e, State: e.State(v.Now), Name: cmp.Or(names[e.Fact.Entity], e.Fact.Entity), Held: held[e.Fact.ID]})
	}
	return all, nil
}

// heldAgainst are the rumours of the last thirty days that a fact speaks of.
func (s *Site) heldAgainst(ctx context.Context, v *view) ([]report.Finding, error) {
	found, err := s.Reports.Findings(ctx, string(signal.Rumor), v.Now.Add(-listed))
	return slices.DeleteFunc(found, func(f report.Finding) bool {
		return f.Rumour == nil || f.Rumour.Fact == "" || f.Standing.Into != ""
	}), err
}

// entityNames are the names of the entities that the front page counts.
func (v *view) entityNames() map[string]string {
	names := map[string]string{}
	for _, share := range v.Today.Shares {
		names[share.Entity] = share.Name
	}
	return names
}

// says tells whether every word of a search begins a word of the fact.
func (x sheet) says(words string) bool {
	f := x.Fact
	have := query.Words(strings.Join(slices.Concat([]string{f.ID, x.Name, f.Entity, f.Metric, f.Value, f.Unit, f.Period, f.Document, f.File.Name,
		f.Statement.FR, f.Statement.EN}, f.Aliases), " "))
	for _, w := range query.Words(words) {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}

func (x sheet) chosen(q url.Values) bool {
	if e := q.Get("entity"); e != "" && e != x.Fact.Entity {
		return false
	}
	if state := q.Get("state"); state != "" {
		return state == string(x.State)
	}
	return x.State != fact.Retired
}

// factFilters are links that narrow the registry, each with what it would leave.
func (v *view) factFilters(q url.Values, all []sheet) []filter {
	row := func(key, any string, values []string, name func(string) string) filter {
		f := filter{Name: v.known("filter", key)}
		for _, value := range append([]string{""}, values...) {
			to := url.Values{}
			for _, k := range []string{"q", "entity", "state"} {
				if x := q.Get(k); x != "" && k != key {
					to.Set(k, x)
				}
			}
			l := link{Name: any, Here: q.Get(key) == value}
			if value != "" {
				to.Set(key, value)
				l.Name = name(value)
			}
			l.URL = "/facts?" + to.Encode()
			for _, x := range all {
				if x.chosen(to) {
					l.Count++
				}
			}
			if l.Count > 0 || l.Here {
				f.Links = append(f.Links, l)
			}
		}
		return f
	}
	names := map[string]string{}
	var entities, states []string
	for _, x := range all {
		names[x.Fact.Entity] = x.Name
		entities = append(entities, x.Fact.Entity)
	}
	slices.Sort(entities)
	for _, state := range factStates {
		states = append(states, string(state))
	}
	return slices.DeleteFunc([]filter{
		row("state", v.say("fact.any_state"), states, func(k string) string { return v.known("fact_state", k) }),
		row("entity", v.say("filter.any_entity"), slices.Compact(entities), func(k string) string { return names[k] }),
	}, func(f filter) bool { return len(f.Links) < 3 })
}

// factNotice tells what was done last, with the way back.
type factNotice struct {
	fact.Version
	What string // word of the catalogue
	N    int64  // of the facts that were taken in
	Undo bool
}

// factNotice tells what was done last, with the way back.
func (v *view) factNotice(r *http.Request, known *fact.Registry) *factNotice {
	if n, ok := number64(r.URL.Query().Get("taken")); ok && n > 0 {
		return &factNotice{What: "fact.taken", N: n}
	}
	e, ok := known.Entry(r.PathValue("id"))
	line, isLine := number64(r.URL.Query().Get("said"))
	if !ok || !isLine || e.Line != line {
		return nil
	}
	n := &factNotice{Version: e.Version, What: "fact.told_changed", Undo: true}
	switch {
	case e.Action == fact.Retire:
		n.What = "fact.told_retired"
	case e.Versions == 1:
		n.What = "fact.told_new"
	}
	return n
}

// day writes a bound of a fact's validity, which is a day without a zone.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

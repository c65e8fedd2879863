package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// The states by which signals are chosen: what people made of them.
const (
	stateMuted  = "muted"
	stateNoise  = "noise"
	stateMerged = "merged"
	stateAll    = "all"
)

// inState tells whether a finding is in a state; the empty one is that of those
// that may be heard.
func inState(f report.Finding, state string) bool {
	switch s := f.Standing; state {
	case stateMuted:
		return s.Muted != nil && s.Into == ""
	case stateNoise:
		return s.Judged == report.Noise && s.Into == ""
	case stateMerged:
		return s.Into != ""
	case stateAll:
		return true
	}
	return !f.Standing.Silent()
}

// watchedKinds are those of the page of signals; rumours and ambassadors have
// pages of their own.
var watchedKinds = [...]signal.Kind{signal.Weak, signal.Complaints, signal.Spike}

// signalsPage is the body of the page of signals.
type signalsPage struct {
	list
	Map      *signalMap
	State    string
	Filters  []filter
	Tally    report.Tally // of the kinds shown
	Silences []report.Silence
	Notice   *notice
	Some     bool // there are signals, if not of this choice
}

// filter is a row of links, one of which holds.
type filter struct {
	Name  string
	Links []link
}

// signals is the page of what starts: a map, and the list behind it.
func (s *Site) signals(ctx context.Context, r *http.Request, v *view) (any, error) {
	v.Refresh = int(s.Refresh.Seconds())
	found, err := s.Reports.Findings(ctx, "", v.Now.Add(-listed))
	if err != nil {
		return nil, err
	}
	book, err := s.Reports.Book(ctx)
	if err != nil {
		return nil, err
	}
	body := &signalsPage{State: r.URL.Query().Get("state"), Silences: book.Silences(), Notice: v.notice(r, book)}
	precision := book.Precision()
	for _, k := range watchedKinds {
		body.Tally = body.Tally.Plus(report.PrecisionOf(precision, k, "").Ever)
	}
	found = slices.DeleteFunc(found, func(f report.Finding) bool {
		return !f.Standing.Silent() && !slices.Contains(watchedKinds[:], f.Kind)
	})
	body.Some = len(found) > 0
	body.Filters = v.filters(r.URL.Query(), found)
	found = slices.DeleteFunc(found, func(f report.Finding) bool { return !chosen(r.URL.Query(), f) })
	body.sort(v, found)
	if body.State == "" {
		body.Map = v.signalMap(append(slices.Clone(body.Fresh), body.Older...), v.Now)
	}
	return body, nil
}

// chosen tells whether the filters of an address take a finding.
func chosen(q url.Values, f report.Finding) bool {
	is := func(key, value string) bool { return q.Get(key) == "" || q.Get(key) == value }
	return inState(f, q.Get("state")) && is("kind", string(f.Kind)) && is("level", string(f.Level)) && is("entity", f.Entity)
}

// filters are links that narrow the list, each with what the others would leave;
// those that would change nothing are left out.
func (v *view) filters(q url.Values, found []report.Finding) []filter {
	names := map[string]string{}
	for _, share := range v.Today.Shares {
		names[share.Entity] = share.Name
	}
	var states, kinds, levels, entities []string
	for _, state := range []string{stateMuted, stateNoise, stateMerged} {
		if slices.ContainsFunc(found, func(f report.Finding) bool { return inState(f, state) }) || q.Get("state") == state {
			states = append(states, state)
		}
	}
	for _, f := range found {
		if !inState(f, q.Get("state")) {
			continue
		}
		kinds, levels, entities = append(kinds, string(f.Kind)), append(levels, string(f.Level)), append(entities, f.Entity)
	}
	return slices.DeleteFunc([]filter{
		v.filter(q, found, "state", states, 1, v.state),
		v.filter(q, found, "kind", kinds, 2, func(s string) string { return v.known("kind", s) }),
		v.filter(q, found, "level", levels, 2, func(s string) string { return v.known("level", s) }),
		v.filter(q, found, "entity", entities, 2, func(s string) string {
			if names[s] != "" {
				return names[s]
			}
			return s
		}),
	}, func(f filter) bool { return len(f.Links) == 0 })
}

// state names what people made of signals.
func (v *view) state(state string) string {
	return v.say(map[string]string{stateMuted: "said.muted", stateNoise: "said.noise", stateMerged: "said.merged"}[state])
}

// filter is one row: no choice first, then the values; none where there are
// fewer than least.
func (v *view) filter(q url.Values, found []report.Finding, key string, values []string, least int, name func(string) string) filter {
	slices.Sort(values)
	values = slices.DeleteFunc(slices.Compact(values), func(s string) bool { return s == "" })
	if len(values) < least && q.Get(key) == "" {
		return filter{}
	}
	row := filter{Name: v.known("filter", key)}
	for _, value := range append([]string{""}, values...) {
		with := url.Values{}
		for _, k := range []string{"state", "kind", "level", "entity"} {
			if x := q.Get(k); x != "" {
				with.Set(k, x)
			}
		}
		with.Set(key, value)
		n := 0
		for _, f := range found {
			if chosen(with, f) {
				n++
			}
		}
		l := link{Name: v.known("filter", "any_"+key), URL: "/signals", Here: q.Get(key) == value, Count: n}
		if value == "" {
			with.Del(key)
		} else {
			l.Name = name(value)
		}
		if len(with) > 0 {
			l.URL += "?" + with.Encode()
		}
		row.Links = append(row.Links, l)
	}
	return row
}

// file is the body of the page of one signal.
type file struct {
	*dossier
	Notice *notice
	Rule   report.Precision // of its kind and level; of the kind where none of the level was judged
	Likes  []like           // what can be muted with it
	Merges []report.Part    // what it can be merged into
}

// like is a rule that takes the signal.
type like struct {
	Key string
	report.Rule
	Name string // of the entity
}

// termsMuted is how many of a signal's terms are offered to be muted.
const termsMuted = 4

// finding is the page of one signal, with all its evidence. That of a signal
// which was merged into another is the other's.
func (s *Site) finding(ctx context.Context, r *http.Request, v *view) (any, error) {
	f, err := s.Reports.Finding(ctx, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if f.Kind == signal.Rumor {
		v.Elsewhere = casePage(f.ID)
		if r.URL.RawQuery != "" {
			v.Elsewhere += "?" + r.URL.RawQuery
		}
		return nil, nil
	}
	if f.Standing.Into != "" {
		v.Elsewhere = "/signals/" + f.Standing.Into
		if said := r.URL.Query().Get("said"); said != "" {
			v.Elsewhere += "?said=" + url.QueryEscape(said)
		}
		return nil, nil
	}
	v.Refresh = int(s.Refresh.Seconds())
	v.Title = f.Title.In(v.lang)
	d := v.dossier(f)
	switch {
	case f.Kind == signal.Weak: // too few posts an hour for a line by the hour
		d.Spread = v.spread(f, "weak", v.Now)
	case f.Kind != signal.Ambassador && len(f.Hours) > 1:
		d.Hourly = v.hours(v.say("signal.hours", len(f.Posts)), f.Hours, len(f.Hours), v.Now)
	}
	return s.file(ctx, r, v, d)
}

// file adds to a signal what can be said of it, and what its rule is worth.
func (s *Site) file(ctx context.Context, r *http.Request, v *view, d *dossier) (*file, error) {
	body := &file{dossier: d, Likes: v.likes(d.Finding)}
	book, err := s.Reports.Book(ctx)
	if err != nil {
		return nil, err
	}
	list := book.Precision()
	if body.Rule = report.PrecisionOf(list, d.Kind, d.Level); body.Rule.Ever.Judged() == 0 {
		body.Rule = report.PrecisionOf(list, d.Kind, "")
	}
	body.Notice = v.notice(r, book)
	body.Merges, err = s.Reports.SignalTitles(ctx, v.Now.Add(-listed))
	body.Merges = slices.DeleteFunc(body.Merges, func(p report.Part) bool {
		return p.ID == d.ID || d.Kind == signal.Rumor && p.Kind != signal.Rumor // a case is a rumour's
	})
	return body, err
}

func (v *view) likes(f report.Finding) []like {
	var list []like
	for _, term := range first(f.Terms, termsMuted) {
		list = append(list, like{Rule: report.Rule{Term: term}})
	}
	list = append(list, like{Rule: report.Rule{Kind: f.Kind, Entity: f.Entity}, Name: f.Entity})
	for i := range list {
		list[i].Key = list[i].Rule.Key()
		for _, share := range v.Today.Shares {
			if share.Entity == list[i].Entity && share.Name != "" {
				list[i].Name = share.Name
			}
		}
	}
	return list
}

// notice tells what was done last, with the way back, or why it was not.
type notice struct {
	*report.Verdict
	Fault string  // word of the catalogue
	Typed string  // what was refused, where the page has no box for it any more
	To    string  // address of the form that takes it back
	More  []int64 // lines of the same click, which it takes back too
	// Closed tells that the case was, and that a reply does not open it again.
	Closed bool
}

// notice reads it from the address that an action leads to.
func (v *view) notice(r *http.Request, book *report.Book) *notice {
	q := r.URL.Query()
	if fault := q.Get("fault"); fault != "" {
		if _, ok := v.words["unsaid."+fault]; ok {
			return &notice{Fault: "unsaid." + fault}
		}
	}
	var said report.Verdict
	var more []int64
	for _, n := range numbers(q.Get("said")) {
		switch x, ok := book.Line(n); {
		case !ok || x.Undone || said.Line != 0 && x.Signal != said.Signal:
		case said.Line == 0:
			said = x
		default:
			more = append(more, n)
		}
	}
	if said.Line == 0 {
		return nil
	}
	slices.Reverse(more) // the last is taken back first
	to := "/signals"
	if _, rule := report.ReadRule(said.Signal); !rule {
		to += "/" + strings.TrimPrefix(said.Signal, "/")
	}
	return &notice{Verdict: &said, To: to, More: more, Closed: q.Get("closed") != ""}
}

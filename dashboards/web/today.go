package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// front is the body of the front page.
type front struct {
	Headline    report.Headline
	Cases       []*dossier // the rumour that matters most
	Others      []*dossier // the other rumours
	Closed      []*dossier // those whose cases were closed today
	Signals     []*dossier
	Ambassadors []*dossier
	Hours       *chart
	Shares      []report.Share
	Down        []report.Health // the first of those that do not answer
	MoreDown    int
	Negative    string // address of the posts that the negative share counts
}

func (s *Site) front(ctx context.Context, _ *http.Request, v *view) (any, error) {
	t := v.Today
	t.Now = v.Now
	lead, err := s.handled(ctx, &t)
	if err != nil {
		return nil, err
	}
	v.Refresh = int(s.Refresh.Seconds())
	v.Footing = t.Footing
	silenced := down(t.Coverage.Sources)
	f := &front{Headline: t.Headline(v.lang), Shares: t.Shares, Down: first(silenced, downShown)}
	f.MoreDown = len(silenced) - len(f.Down)
	day := v.Now.Format(time.DateOnly)
	f.Negative = asked{}.with("q", narrow(s.mentions(), fieldSentiment, "negative")+without(t.Ours), "from", day, "to", day)
	for i, r := range t.Open() {
		if d := v.dossier(r); i == 0 {
			d.Next = v.next(lead, v.Now)
			f.Cases = append(f.Cases, d)
		} else if i < 6 {
			f.Others = append(f.Others, d)
		}
	}
	for _, r := range t.ClosedToday() {
		f.Closed = append(f.Closed, v.dossier(r))
	}
	for _, g := range first(t.Signals, 5) {
		f.Signals = append(f.Signals, v.dossier(g))
	}
	for _, a := range first(t.Ambassadors, 3) {
		f.Ambassadors = append(f.Ambassadors, v.dossier(a))
	}
	f.Hours = v.hours(v.say(dayWord(t), t.Mentions.Value), t.Hours, 24, v.Now)
	return f, nil
}

// downShown is how many sources the front page names that do not answer.
const downShown = 5

// handled puts the rumours in order and returns the case of the one that comes
// first, with the replies that were seen; empty where no case is open.
func (s *Site) handled(ctx context.Context, t *report.Today) (lead report.Case, err error) {
	t.Rumours = slices.Clone(t.Rumours)
	slices.SortStableFunc(t.Rumours, pressing)
	i := slices.IndexFunc(t.Rumours, func(f report.Finding) bool { return f.Standing.Handling.State != report.CaseClosed })
	if i < 0 {
		return lead, nil
	}
	f := &t.Rumours[i]
	lead, err = s.Reports.Case(ctx, f.ID)
	switch {
	case errors.Is(err, report.ErrNoCase) || errors.Is(err, report.ErrNotFound): // gone, or taken anew, since the day's figures were asked
		return report.Case{Finding: *f, Handling: f.Standing.Handling}, nil
	case err != nil:
		return lead, err
	}
	f.Standing.Handling = lead.Handling
	return lead, nil
}

// pressing puts what was not answered before what was, and what a document
// answers before what nobody can check.
func pressing(a, b report.Finding) int {
	rank := func(f report.Finding) (n int) {
		if f.Standing.Handling.State == report.CaseAnswered {
			n = 2
		}
		if !f.Refuted() {
			n++
		}
		return n
	}
	return cmp.Compare(rank(a), rank(b))
}

// dayWord is the key of the sentence that titles the day's chart.
func dayWord(t report.Today) string {
	above, below, known := 0, 0, 0
	for i, h := range t.Hours {
		if !h.Known || i == len(t.Hours)-1 { // the hour that is not over says nothing
			continue
		}
		known++
		switch {
		case h.Value > h.High:
			above++
		case h.Value < h.Low:
			below++
		}
	}
	switch {
	case known == 0:
		return "today.hours_new"
	case above > 0 && t.Mentions.Known && t.Mentions.Value > t.Mentions.High:
		return "today.hours_above"
	case above > 0:
		return "today.hours_some"
	case below > known/2:
		return "today.hours_below"
	}
	return "today.hours_usual"
}

// down are the sources that do not answer.
func down(sources []report.Health) []report.Health {
	var some []report.Health
	for _, h := range sources {
		if failing(h) {
			some = append(some, h)
		}
	}
	return some
}

func failing(h report.Health) bool { return h.State != report.Waiting && !h.Answers() }

// dossier is a finding as pages show it.
type dossier struct {
	report.Finding
	Spread  *chart // of a rumour
	Hourly  *chart // of any other
	Spark   string
	Relays  []relay
	Trail   []step
	Reached int // audience of all its sources together
	Speaker post.Source
	Author  string
	URL     string
	N       int    // its number on the map; 0: not there
	Due     due    // of its case
	Next    string // what to do about its case now
}

// step is a post of a rumour's path, with its role and the source it was taken from.
type step struct {
	report.Item
	Role, From string
}

// relay is a source that carries a rumour on, as it first did.
type relay struct {
	Source post.Source
	Author string
	Role   string
	At     time.Time
	URL    string
	Posts  int
}

func (v *view) dossier(f report.Finding) *dossier {
	d := &dossier{Finding: f, URL: "/signals/" + f.ID, Relays: relays(f), Trail: trail(f)}
	if f.Kind == signal.Rumor {
		d.URL, d.Spread, d.Due = casePage(f.ID), v.spread(f, "rumour", v.Now), v.due(f.Standing.Handling, v.Now)
	}
	d.Spark = spark(upTo(f.Hours, v.Now))
	for _, r := range d.Relays {
		d.Reached += r.Source.Audience
	}
	if len(f.Items) > 0 {
		d.Speaker, d.Author = f.Items[0].Source, f.Items[0].Author
	}
	return d
}

// Class is the colour of the finding.
func (d *dossier) Class() string {
	switch {
	case d.Kind == signal.Rumor:
		return "rumour"
	case d.Kind == signal.Ambassador:
		return "good"
	case d.Level == signal.Strong:
		return "strong"
	}
	return "weak"
}

// relays lists the sources of a finding in the order in which they took it up.
func relays(f report.Finding) []relay {
	roles := map[string]string{}
	if f.Rumour != nil {
		for _, r := range f.Rumour.Relays {
			roles[r.Post] = r.Role
		}
	}
	items := slices.Clone(f.Items)
	slices.SortStableFunc(items, func(a, b report.Item) int { return a.Published.Compare(b.Published) })
	var list []relay
	at := map[string]int{}
	for _, it := range items {
		if i, ok := at[it.Source.ID]; ok {
			list[i].Posts++
			if stronger(roles[it.ID], list[i].Role) {
				list[i].Role = roles[it.ID]
			}
			continue
		}
		at[it.Source.ID] = len(list)
		list = append(list, relay{it.Source, it.Author, roles[it.ID], it.Published, external(it.URL), 1})
	}
	return list
}

// trail lists the posts in order, each with where it was taken from.
func trail(f report.Finding) []step {
	names, known := map[string]string{}, map[string]signal.Relay{}
	for _, it := range f.Items {
		names[it.ID] = it.Source.Name
	}
	if f.Rumour != nil {
		for _, r := range f.Rumour.Relays {
			known[r.Post] = r
		}
	}
	var steps []step
	for _, it := range f.Items {
		steps = append(steps, step{it, known[it.ID].Role, names[known[it.ID].From]})
	}
	return steps
}

// False says whether a fact stands against the rumour.
func (d *dossier) False() bool { return d.Rumour != nil && d.Rumour.True != "" }

// LastReply is when the rumour was last answered.
func (d *dossier) LastReply() time.Time {
	replies := d.Standing.Handling.Replies
	if len(replies) == 0 {
		return time.Time{}
	}
	return replies[len(replies)-1].At
}

// Others counts the sources that followed the first.
func (d *dossier) Others() int { return max(len(d.Relays)-1, 0) }

// FirstWhy are the reasons that a list has room for.
func (d *dossier) FirstWhy() []signal.Text { return first(d.Why, 2) }

// Speakers are the names of its sources, in the order in which they spoke.
func (d *dossier) Speakers() []string {
	var names []string
	for _, r := range d.Relays {
		names = append(names, r.Source.Name)
	}
	return names
}

// FirstAnswers are as many of the posts it answers as a list has room for.
func (d *dossier) FirstAnswers() []report.Item { return first(d.Answers, 2) }

// KindKey is the word for the kind: a signal that was weak may have grown.
func (d *dossier) KindKey() string {
	if d.Kind == signal.Weak && d.Level == signal.Strong {
		return "strong_signal"
	}
	return string(d.Kind)
}

// stronger says whether role a tells more of a source than b.
func stronger(a, b string) bool {
	order := []string{"", "relay", "bridge", "origin"}
	return slices.Index(order, a) > slices.Index(order, b)
}

func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }

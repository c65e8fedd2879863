package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"vigie/analyzers/phrase"
	drafts "vigie/dashboards/reply"
	"vigie/dashboards/report"
)

// room is the body of a crisis's page and of its report.
type room struct {
	report.Crisis
	URL     string
	Cases   []*caseRow
	Gone    []string // cases that are past their time of keeping
	Moments []moment // the latest first
	Duties  []duty
	Offers  []offer
	Holds   []hold
	Options []option // rumours that can become part of it
	Notice  *crisisNotice
	Fault   string
	Typed   report.CrisisLine // what could not be taken down
	Curves  []*chart          // of its cases, in the report
}

// duty is one thing that somebody has to do in a crisis.
type duty struct {
	Key  string
	Who  string
	Line int64
}

// The duties that every crisis offers.
var offeredDuties = []string{"lead", "spokesperson", "writer", "monitoring", "internal", "legal"}

// offer is a statement drafted from a case, to begin from.
type offer struct {
	Case, Lang, URL string
	Title           string
}

// hold is a statement to hold the line with.
type hold struct {
	report.CrisisLine
	Lines int // of its box
}

// crisisNotice tells what was done last, with the way back.
type crisisNotice struct {
	Text string
	Line int64
	More []int64 // lines of the same click, which the way back takes too
	Redo bool
}

func (b *room) Levels() []int { return crisisLevels }

// Over tells whether the crisis is closed or was never one.
func (b *room) Over() bool { return !b.Closed.IsZero() || b.Withdrawn }

// Said is what was typed for an action and could not be taken down.
func (b *room) Said(action string) report.CrisisLine {
	if b.Fault != "" && string(b.Typed.Action) == action {
		return b.Typed
	}
	return report.CrisisLine{}
}

// Lost is a text that was typed and has no box any more: the crisis is over.
func (b *room) Lost() string {
	if b.Fault == "" || !b.Over() || b.Typed.Action == report.CrisisRemark || b.Typed.Action == report.CrisisUndo {
		return ""
	}
	return strings.TrimSpace(b.Typed.Value + "\n" + b.Typed.Note)
}

// Draft is the text that the box for a statement begins with.
func (b *room) Draft() report.CrisisLine {
	if b.Typed.Action == report.CrisisHolding {
		return b.Typed
	}
	return report.CrisisLine{}
}

func (s *Site) crisis(ctx context.Context, r *http.Request, v *view) (any, error) {
	c, err := s.Crises.Crisis(ctx, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	v.Refresh = int(s.Refresh.Seconds())
	b, err := s.room(ctx, v, c)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	b.Notice = v.crisisNotice(b, numbers(q.Get("said")))
	if q.Get("fault") == "partly" {
		b.Fault = v.say("crisis_fault.partly")
	}
	if id := q.Get("draft"); id != "" {
		b.Typed = s.statement(v, b, id, q.Get("in"))
		v.Refresh = 0
	}
	return b, nil
}

func (s *Site) room(ctx context.Context, v *view, c report.Crisis) (*room, error) {
	b := &room{Crisis: c, URL: crisisPage(c.ID)}
	seen := map[string]bool{}
	for _, id := range c.Cases {
		x, err := s.Reports.Case(ctx, id)
		if err == nil && x.Standing.Into != "" { // it was merged since
			x, err = s.Reports.Case(ctx, x.Standing.Into)
		}
		switch {
		case err == nil && seen[x.ID]:
		case err == nil:
			seen[x.ID] = true
			b.Cases = append(b.Cases, v.caseRow(x))
		case crisisFault(err) != "":
			b.Gone = append(b.Gone, id)
		default:
			return nil, err
		}
	}
	b.Moments = v.moments(b)
	for _, key := range offeredDuties {
		b.Duties = append(b.Duties, duty{Key: key})
	}
	for _, d := range c.Duties {
		i := slices.IndexFunc(b.Duties, func(x duty) bool { return x.Key == d.Value })
		if i < 0 {
			i, b.Duties = len(b.Duties), append(b.Duties, duty{Key: d.Value})
		}
		b.Duties[i].Who, b.Duties[i].Line = d.Note, d.Line
	}
	for _, h := range c.Holding {
		b.Holds = append(b.Holds, hold{h, min(12, 2+len([]rune(h.Note))/70)})
	}
	for _, x := range b.Cases {
		for _, lang := range []string{"fr", "en"} {
			b.Offers = append(b.Offers, offer{x.ID, lang, b.URL + "?draft=" + x.ID + "&in=" + lang + "#holding", x.Title.In(v.lang)})
		}
	}
	var err error
	b.Options, err = s.options(ctx, v, c.Cases, nil)
	v.Title = c.Title
	return b, err
}

// statement is a statement drafted from one of the crisis's cases.
func (s *Site) statement(v *view, b *room, id, lang string) report.CrisisLine {
	for _, x := range b.Cases {
		if x.ID != id {
			continue
		}
		d, err := s.desk(v).Draft(x.Case, report.Item{}, lang, drafts.Statement)
		if err != nil {
			s.Log.Warn("no statement drafted", "case", id, "error", err)
			return report.CrisisLine{}
		}
		return report.CrisisLine{Action: report.CrisisHolding, Value: d.Lang, Note: d.Text}
	}
	return report.CrisisLine{}
}

// crisisSaid takes down what a form of the page says; what cannot be is told
// there, with what was typed.
func (s *Site) crisisSaid(ctx context.Context, r *http.Request, v *view, p *posted) (any, error) {
	if p.Get("action") == "duties" {
		return s.dutiesSaid(ctx, r, v, p)
	}
	l := report.CrisisLine{Crisis: r.PathValue("id"), Action: report.CrisisAction(p.Get("action")), Value: p.Get("value"), Note: p.Get("note")}
	if l.Action == report.CrisisDeclare { // it has a page of its own
		l.Action = ""
	}
	values, lines := []string{l.Value}, []int64(nil)
	if l.Action == report.CrisisUndo && len(p.Values["value"]) > 0 {
		values = first(p.Values["value"], linesMost)
	}
	var err error
	for _, l.Value = range values {
		said, wrong := s.sayCrisis(ctx, l)
		if wrong == nil {
			lines = append(lines, said.Line)
		} else if err == nil {
			err = wrong
		}
	}
	if len(lines) > 0 && (err == nil || errors.Is(err, report.ErrNothing)) { // some may have been gone already
		v.Elsewhere = crisisPage(l.Crisis) + "?said=" + joined(lines)
		return nil, nil
	}
	key := crisisFault(err)
	if key == "" {
		return nil, err
	}
	return s.crisisUnsaid(ctx, v, l, key)
}

// crisisUnsaid is the page of a crisis where something could not be taken down.
func (s *Site) crisisUnsaid(ctx context.Context, v *view, l report.CrisisLine, key string) (any, error) {
	c, err := s.Crises.Crisis(ctx, l.Crisis)
	if err != nil {
		return nil, err
	}
	b, err := s.room(ctx, v, c)
	if err == nil {
		v.Status = http.StatusUnprocessableEntity
		b.Fault, b.Typed = v.known("crisis_fault", key), l
	}
	return b, err
}

// crisisNotice tells of the lines that were just written.
func (v *view) crisisNotice(b *room, lines []int64) *crisisNotice {
	var n *crisisNotice
	for _, l := range b.Log {
		switch {
		case !slices.Contains(lines, l.Line) || l.Undone:
		case n != nil:
			n.More = append(n.More, l.Line)
			if !n.Redo {
				n.Text += " " + phrase.Upper(v.crisisDid(b, l)) + "."
			}
		case l.Action == report.CrisisUndo:
			n = &crisisNotice{Text: v.say("crisis.undone"), Line: l.Line, Redo: true}
		default:
			n = &crisisNotice{Text: phrase.Upper(v.crisisDid(b, l)) + ".", Line: l.Line}
		}
	}
	if n != nil {
		slices.Reverse(n.More) // the last is taken back first
	}
	return n
}

// crisisReport is what can be printed and handed round.
func (s *Site) crisisReport(ctx context.Context, r *http.Request, v *view) (any, error) {
	c, err := s.Crises.Crisis(ctx, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	b, err := s.room(ctx, v, c)
	if err != nil {
		return nil, err
	}
	end := v.Now
	if !c.Closed.IsZero() {
		end = c.Closed
	}
	if v.Footing, err = s.Reports.Footing(ctx, c.Declared, end); err != nil {
		return nil, err
	}
	for _, x := range b.Cases {
		b.Curves = append(b.Curves, v.curve(x.Case, v.Now))
	}
	slices.Reverse(b.Moments)
	v.Title = v.say("crisis.report_of", c.Title)
	return b, nil
}

// Relays counts the posts that carry its cases, Sources those that they stand in.
func (b *room) Relays() int {
	n := 0
	for _, x := range b.Cases {
		n += len(x.Case.Path)
	}
	return n
}

func (b *room) Sources() int {
	seen := map[string]bool{}
	for _, x := range b.Cases {
		for _, p := range x.Case.Path {
			seen[p.Source.ID] = true
		}
	}
	return len(seen)
}

package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"vigie/dashboards/report"
)

// caseFile is the body of the page of a case.
type caseFile struct {
	*file
	Case     report.Case
	Summary  string
	Next     string
	Versus   versus
	Due      due
	DueBox   string // the deadline as its box takes it
	States   []report.CaseState
	Contacts []contact
	Others   []contact // of a long list
	Unranked int       // those for whom there is no room
	All      *drafting // the answer to everybody
	Notices  []notable // what to send to those who are ranked

	Objections bool // there is a list of those who object
	Curve      *chart
	Replies    []effect
	Path       []passage
	Rest       []passage // of a long path
	Beside     []passage
	Tops       []topList
	Log        []report.Verdict // latest first
	Remark     string           // that was refused, as it was typed
	Declare    string           // address at which a crisis is declared
}

// contact is a relay to answer, with its answer drafted.
type contact struct {
	report.Contact
	Rank  int
	Parts []part
	Draft *drafting
	Done  bool // somebody contacted or answered it
}

// part is one factor of a contact's rank.
type part struct {
	Key           string
	Weight, Value float64
	At, Length    float64 // of its length in the picture, in percent
}

// effect is a reply with what came of it.
type effect struct {
	report.Answer
	N int
}

// passage is a post of a path, or beside it.
type passage struct {
	report.Carried
	Back time.Time // when its carrier took it back
}

// topList is one ranking beside the curve.
type topList struct {
	Name string
	Bars []share
}

type share struct {
	Name  string
	Posts int
	Share float64
}

// How many contacts stand on the page before the rest is folded, and how many
// there are with it.
const (
	contactsShown = 6
	contactsMost  = 40
)

// pathShown is how many relays stand on the page before the rest is folded.
const pathShown = 25

// caseFile is the page of one case: the file of a rumour.
func (s *Site) caseFile(ctx context.Context, r *http.Request, v *view) (any, error) {
	c, err := s.Reports.Case(ctx, r.PathValue("id"))
	if errors.Is(err, report.ErrNoCase) {
		v.Elsewhere = "/signals/" + url.PathEscape(r.PathValue("id"))
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if c.Standing.Into != "" {
		v.Elsewhere = casePage(c.Standing.Into)
		if r.URL.RawQuery != "" {
			v.Elsewhere += "?" + r.URL.RawQuery
		}
		return nil, nil
	}
	v.Refresh, v.Title = int(s.Refresh.Seconds()), c.Title.In(v.lang)
	d := v.dossier(c.Finding)
	d.URL = casePage(c.ID)
	of, err := s.file(ctx, r, v, d)
	if err != nil {
		return nil, err
	}
	b := &caseFile{
		file: of, Case: c, Summary: v.summary(c, v.Now), Next: v.next(c, v.Now), Versus: v.versus(c), Due: v.due(c.Handling, v.Now), States: report.CaseStates(),
		Curve: v.curve(c, v.Now), Declare: "/crises/new?case=" + c.ID,
	}
	if !c.Handling.Deadline.IsZero() {
		b.DueBox = c.Handling.Deadline.In(s.Zone).Format(boxTime)
	}
	for i, a := range c.Handling.Replies {
		b.Replies = append(b.Replies, effect{a, i + 1})
	}
	if err := s.choices(ctx, &b.Versus, c, v.lang); err != nil {
		return nil, err
	}
	b.route(c)
	b.Tops = v.tops(c)
	b.Log = slices.Clone(c.Log)
	slices.Reverse(b.Log)
	return b, b.answers(v)
}

// boxTime is how a box for a time writes it.
const boxTime = "2006-01-02T15:04"

// route lists the path and what stands beside it.
func (b *caseFile) route(c report.Case) {
	for i, p := range c.Path {
		x := passage{Carried: p}
		if i := slices.IndexFunc(c.Retracted, func(r report.Carried) bool { return report.SameCarrier(r, p) }); i >= 0 {
			x.Back = c.Retracted[i].Published
		}
		if i < pathShown {
			b.Path = append(b.Path, x)
		} else {
			b.Rest = append(b.Rest, x)
		}
	}
	for _, p := range c.Beside {
		b.Beside = append(b.Beside, passage{Carried: p})
	}
}

// answers drafts the answer to each of those who are ranked, and to all.
func (b *caseFile) answers(v *view) error {
	var err error
	b.Unranked = max(0, len(b.Case.Contacts)-contactsMost)
	for i, x := range first(b.Case.Contacts, contactsMost) {
		k := contact{Contact: x, Rank: i + 1, Done: x.Reached}
		w, at := report.ContactWeights(), 0.0
		for _, p := range []part{{Key: "reach", Weight: w.Reach, Value: x.Reach}, {Key: "central", Weight: w.Central, Value: x.Central}, {Key: "recent", Weight: w.Recent, Value: x.Recent}} {
			p.At, p.Length = round(at*100), round(p.Weight*p.Value*100)
			at += p.Weight * p.Value
			k.Parts = append(k.Parts, p)
		}
		if k.Draft, err = v.draft(b.Case, x.Item); err != nil {
			return err
		}
		if i < contactsShown || k.Draft.Open {
			b.Contacts = append(b.Contacts, k)
		} else {
			b.Others = append(b.Others, k)
		}
	}
	if b.All, err = v.draft(b.Case, report.Item{}); err != nil {
		return err
	}
	b.Objections = v.Site.Oppositions != nil
	b.Notices, err = v.notices()
	return err
}

// Closed tells whether the case is.
func (b *caseFile) Closed() bool { return b.Case.Handling.State == report.CaseClosed }

// Won counts those who took the rumour back once it was answered.
func (b *caseFile) Won() int {
	n := 0
	for _, r := range b.Case.Retracted {
		if len(b.Replies) > 0 && r.Published.After(b.Replies[0].At) {
			n++
		}
	}
	return n
}

// First is the earliest sighting.
func (b *caseFile) First() *report.Carried {
	if len(b.Case.Path) == 0 {
		return nil
	}
	return &b.Case.Path[0]
}

// ReplyN is the number of the last reply to who wrote a post; 0 where there is
// none.
func (b *caseFile) ReplyN(x report.Contact) int {
	n := 0
	for _, e := range b.Replies {
		for _, p := range b.Case.Path {
			if p.ID == e.To && p.Source.ID == x.Source.ID && p.Author == x.Author {
				n = e.N
			}
		}
	}
	return n
}

// OfItem names who wrote the post with an identifier.
func (b *caseFile) OfItem(id string) string {
	for _, p := range slices.Concat(b.Case.Path, b.Case.Beside) {
		if p.ID == id {
			return named(p.Item)
		}
	}
	return ""
}

// FromName is who a step was taken from, as a sentence says it.
func (c passage) FromName() string {
	if c.From == nil {
		return ""
	}
	return named(*c.From)
}

// tops counts the relays by who speaks and by language.
func (v *view) tops(c report.Case) []topList {
	list := func(name, words string, tops []report.Top) topList {
		l := topList{Name: v.say(name)}
		for _, t := range tops {
			l.Bars = append(l.Bars, share{cmp.Or(v.known(words, t.Key), t.Name, v.say("case.unsaid")), t.Posts, float64(t.Posts) / float64(max(1, len(c.Path)))})
		}
		return l
	}
	lists := []topList{list("case.classes", "owner", c.Classes), list("case.languages", "lang", c.Languages)}
	return slices.DeleteFunc(lists, func(l topList) bool { return len(l.Bars) < 1 })
}

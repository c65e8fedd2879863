package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/phrase"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// moment is one line of a crisis's timeline, whatever it comes from.
type moment struct {
	At     time.Time
	Class  string // crisis, handled, relay, press, answer
	Text   string
	Note   string // in somebody's own words
	Of     string // the case that it is of
	URL    string // where it can be read
	By     string // who did it; empty: it was seen
	Line   int64  // of the crisis's log, which can be taken back; 0: none
	Undone bool
}

// moments are all that happened: the crisis's log, those of its cases, their
// first relays, when the press took them up, and what was answered. The latest
// come first.
func (v *view) moments(b *room) []moment {
	var all []moment
	for _, l := range b.Log {
		if l.Action == report.CrisisUndo {
			continue
		}
		m := moment{At: l.At, Class: "crisis", Text: phrase.Upper(v.crisisDid(b, l)), Note: l.Note, By: l.Author, Line: l.Line, Undone: l.Undone}
		if l.Action == report.CrisisDuty || l.Action == report.CrisisContact {
			m.Note = ""
		}
		all = append(all, m)
	}
	for _, x := range b.Cases {
		all = append(all, v.caseMoments(x.Case)...)
	}
	slices.SortStableFunc(all, func(a, b moment) int { return b.At.Compare(a.At) })
	return all
}

func (v *view) caseMoments(c report.Case) []moment {
	title, to := c.Title.In(v.lang), casePage(c.ID)
	var all []moment
	for _, x := range c.Log {
		if x.Action == report.Undo || x.Action == report.Reply { // a reply stands among the answers
			continue
		}
		all = append(all, moment{At: x.At, Class: "handled", Text: strings.TrimRight(v.told(x, v.Now), ".: \u202f"), Note: x.Note, Of: title, URL: to, By: x.Author, Undone: x.Undone})
	}
	for i, p := range c.Path {
		press := p.Source.Owner == post.Press && !slices.ContainsFunc(c.Path[:i], func(q report.Carried) bool { return q.Source.Owner == post.Press })
		switch {
		case i == 0:
			all = append(all, moment{At: p.Published, Class: "relay", Text: v.say("crisis.first_relay", p.Source.Name), Of: title, URL: to})
		case press:
			all = append(all, moment{At: p.Published, Class: "press", Text: v.say("crisis.press", p.Source.Name), Note: p.Title, Of: title, URL: to})
		}
	}
	for _, a := range c.Handling.Replies {
		m := moment{At: a.At, Class: "answer", Text: v.say("crisis.answered"), Note: a.Text, Of: title, URL: to, By: a.By}
		if a.Post != "" {
			m.Text, m.By = v.say("crisis.own_answer", a.By), ""
		}
		all = append(all, m)
	}
	return all
}

// crisisDid says what a line of a crisis's log did.
func (v *view) crisisDid(b *room, l report.CrisisLine) string {
	key := "crisisdid." + string(l.Action)
	switch l.Action {
	case report.CrisisDeclare, report.CrisisRename:
		return v.say(key, l.Value)
	case report.CrisisLevel:
		return v.say(key, v.known("crisislevel", l.Value))
	case report.CrisisAttach, report.CrisisDetach:
		return v.say(key, b.titleOf(v, l.Value))
	case report.CrisisDuty:
		if l.Note == "" {
			return v.say("crisisdid.unduty", v.known("duty", l.Value))
		}
		return v.say(key, v.known("duty", l.Value), l.Note)
	case report.CrisisHolding:
		return v.say(key, v.known("lang", l.Value))
	case report.CrisisContact:
		return v.say(key, l.Value, l.Note)
	}
	return v.known("crisisdid", string(l.Action))
}

// titleOf is a case's title, as far as it is still known.
func (b *room) titleOf(v *view, id string) string {
	for _, x := range b.Cases {
		if x.ID == id {
			return x.Title.In(v.lang)
		}
	}
	return id
}

// levelKey is a level as the catalogue names it.
func levelKey(n int) string { return strconv.Itoa(n) }

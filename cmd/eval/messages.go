package main

import (
	"net/url"
	"strings"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/post"
)

// marked is one gold message of a page.
type marked struct {
	Text surface `json:"post_text"`
	When surface `json:"datetime"`
	User surface `json:"user"`
}

type surface struct {
	Form string `json:"surface_form"`
}

// tally counts messages: gold, got, both; of both those whose author is right,
// and whose date is. A gold date that says no moment, as "4 hours ago", is
// counted apart: undated of the gold, aside of both. A gold author who is no more
// than the address to answer at is nobody, and none is right.
type tally struct{ gold, got, hits, authors, dates, undated, aside, nobody int }

func (s *tally) add(o tally) {
	s.gold += o.gold
	s.got += o.got
	s.hits += o.hits
	s.authors += o.authors
	s.dates += o.dates
	s.undated += o.undated
	s.aside += o.aside
	s.nobody += o.nobody
}

// The F1 are over messages: one that is not read, or not wanted, is wrong.
func (s tally) f1() float64     { return 2 * ratio(s.hits, s.gold+s.got) }
func (s tally) author() float64 { return 2 * ratio(s.authors, s.gold+s.got) }
func (s tally) date() float64   { return 2 * ratio(s.dates, s.gold-s.undated+s.got-s.aside) }

// judge compares messages to those that are wanted.
func (t *table) judge(s *tally, wanted []marked, messages []extract.Message, where string) {
	taken := make([]bool, len(messages))
	for _, gold := range wanted {
		when, hour, readable := goldDate(gold.When.Form)
		if !readable {
			s.undated++
			t.miss("%s: gold date that says no moment: %q", where, gold.When.Form)
		}
		if strings.Contains(gold.User.Form, "mode=quote") {
			s.nobody++
		}
		i := match(gold.Text.Form, taken, messages)
		if i < 0 {
			t.miss("%s: not read: %.80q", where, gold.Text.Form)
			continue
		}
		m := messages[i]
		s.hits++
		if sameAuthor(m, gold.User.Form) {
			s.authors++
		} else {
			t.miss("%s: author: got %q %s, want %q", where, m.Author, m.AuthorURL, gold.User.Form)
		}
		switch {
		case !readable:
			s.aside++
		case sameDate(m, when, hour):
			s.dates++
		default:
			t.miss("%s: date: got %s, want %q", where, m.Published.Format(time.RFC3339), gold.When.Form)
		}
	}
	for i, m := range messages {
		if !taken[i] {
			t.miss("%s: not wanted: %.80q by %s", where, m.Whole, m.Author)
		}
	}
}

// match takes the message that is most like a gold one, if any is at all.
func match(want string, taken []bool, messages []extract.Message) int {
	best, at := .8, -1
	for i := range taken {
		if taken[i] {
			continue
		}
		if j := jaccard(want, messages[i].Whole); j > best || j == best && at < 0 {
			best, at = j, i
		}
	}
	if at >= 0 {
		taken[at] = true
	}
	return at
}

// sameAuthor takes the name as it stands, or where a link is marked its
// address, which may be relative to the page or to the page's base.
func sameAuthor(m extract.Message, want string) bool {
	if m.Author == want {
		return true
	}
	ref, err := url.Parse(want)
	if err != nil || m.AuthorURL == "" {
		return false
	}
	root := &url.URL{Scheme: "https", Host: "x"}
	full, err := post.Canonical(root.ResolveReference(ref).String())
	got, _ := post.Canonical(m.AuthorURL)
	return err == nil && (full == got || strings.HasSuffix(got, strings.TrimPrefix(full, "https://x")))
}

// goldLayouts are the ways gold dates are written.
var goldLayouts = []string{
	"2006-01-02 15:04:05", "January 2, 2006, 3:04:05 PM", "Mon Jan 2, 2006 3:04 pm", "2 January 2006", "Jan 2, 2006", "January 2, 2006", "2.1.2006 15:04",
	"2/1/2006, 15h04", "2 Jan 2006 15:04", "2 January 2006 at 3:04PM", "2 January at 3:04PM", "2/1/06", "1-2-2006 at 3:04 pm", "2 January 2006 15:04", "2.1.2006",
	"2. January 2006", "2.1.2006, 15:04", "1-2-2006, 3:04 PM", "Mon 2-Jan-06 15:04:05", "3:04pm On Jan 2", "January 2",
}

// inEnglish writes the month names of gold dates as time.Parse knows them, and
// leaves out a weekday that it does not.
var inEnglish = strings.NewReplacer("Juil", "Jul", "Mai", "May", "März", "March", "Fév", "Feb", "Aoû", "Aug", "Déc", "Dec", "Avr", "Apr", "Juin", "Jun", "Janv", "Jan", "Sept ", "Sep ", "Lun ", "")

// goldDate reads a gold date: whether it has an hour, and whether it says a
// moment at all. Without a year it is of the last one before the pages were
// saved.
func goldDate(said string) (at time.Time, hour, readable bool) {
	said = inEnglish.Replace(strings.Join(strings.Fields(said), " "))
	for _, layout := range goldLayouts {
		at, err := time.Parse(layout, said)
		if err != nil {
			continue
		}
		if at.Year() == 0 {
			if at = at.AddDate(pagesSaved.Year(), 0, 0); at.After(pagesSaved) {
				at = at.AddDate(-1, 0, 0)
			}
		}
		return at, strings.Contains(layout, "04"), true
	}
	return at, false, false
}

// sameDate compares what the clock showed, to the minute: whole hours may lie
// between, up to 14, for gold dates have no zone. A gold date without an hour is
// compared as the day.
func sameDate(m extract.Message, want time.Time, hour bool) bool {
	if !m.Dated {
		return false
	}
	_, offset := m.Published.Zone()
	local := m.Published.UTC().Add(time.Duration(offset) * time.Second)
	if !hour {
		return local.Format(time.DateOnly) == want.Format(time.DateOnly)
	}
	off := local.Truncate(time.Minute).Sub(want.Truncate(time.Minute))
	return off%time.Hour == 0 && off.Abs() <= 14*time.Hour
}

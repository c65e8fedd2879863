package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
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
// whose date is, and whose gold date can be read at all.
type tally struct{ gold, got, hits, authors, dates, dated int }

func (s *tally) add(o tally) {
	s.gold += o.gold
	s.got += o.got
	s.hits += o.hits
	s.authors += o.authors
	s.dates += o.dates
	s.dated += o.dated
}

func (s tally) f1() float64 { return 2 * ratio(s.hits, s.gold+s.got) }

// forums reads threads: as they are read; as if no engine were known by its
// markup, which is what to expect of a forum that nobody has heard of; and as if
// its elements had names that say nothing, besides. Rules
// were made while looking at every other host, by the order of their names; the
// others are shown apart.
func forums(_ context.Context, t *table) error {
	files, err := glob(t.path("forum-threads", "*.json"))
	if err != nil {
		return err
	}
	for _, way := range []struct {
		name string
		read reader
		must standard // of messages; author and date follow
	}{
		{"", extract.ReadThread, standard{none, none, .85, .97}},
		{"without engines, ", extract.ReadThreadFree, standard{none, none, none, .85}},
		{"without engines and names, ", readNameless, standard{none, none, none, .85}},
	} {
		all, unseen, hosts, err := t.threads(files, way.read, way.name)
		if err != nil {
			return err
		}
		author, date := standard{none, none, .85, none}, standard{none, none, .80, none}
		if way.name != "" {
			author, date = standard{none, none, none, .85}, standard{none, none, none, .80}
		}
		judged := fmt.Sprintf("%d pages of %d hosts, %d gold messages, those of both where authors and dates are counted", len(files), hosts, all.gold)
		r := t.add(way.name+"messages", "F1", all.f1(), way.must, judged)
		r.beside("precision", ratio(all.hits, all.got)).beside("recall", ratio(all.hits, all.gold)).beside("hosts not looked at", unseen.f1())
		t.add(way.name+"author", "share", ratio(all.authors, all.hits), author, judged).beside("hosts not looked at", ratio(unseen.authors, unseen.hits))
		t.add(way.name+"date", "share", ratio(all.dates, all.dated), date, judged+fmt.Sprintf("; %d gold dates, to the minute or to the day, whole hours apart let pass", all.dated)).beside("hosts not looked at", ratio(unseen.dates, unseen.dated))
	}
	return nil
}

// reader reads a page of a thread.
type reader func(body []byte, pageURL string, now time.Time) (extract.Thread, error)

// named are the attributes by which a page says what its elements are.
var named = regexp.MustCompile(`(?i)\b(class|id|item[a-z]+|data-[a-z-]+)=("[^"]*"|'[^']*')`)

// readNameless reads a page without engines after its classes and IDs have been
// replaced by words that say nothing, one for one, and other names taken away.
func readNameless(body []byte, pageURL string, now time.Time) (extract.Thread, error) {
	return extract.ReadThreadFree(named.ReplaceAllFunc(body, func(m []byte) []byte {
		name, value, _ := strings.Cut(string(m), "=")
		if name = strings.ToLower(name); name != "class" && name != "id" {
			return nil
		}
		words := strings.Fields(strings.Trim(value, `"'`))
		for i, word := range words {
			kind := strings.TrimRight(word, "0123456789")
			h := fnv.New32a()
			_, _ = h.Write([]byte(kind))
			code := make([]byte, 0, 8)
			for sum := h.Sum32(); sum > 0; sum /= 26 {
				code = append(code, 'a'+byte(sum%26))
			}
			words[i] = "z" + string(code) + word[len(kind):]
		}
		return []byte(name + `="` + strings.Join(words, " ") + `"`)
	}), pageURL, now)
}

func (t *table) threads(files []string, read reader, way string) (all, unseen tally, hosts int, err error) {
	byHost := make(map[string]tally)
	for _, file := range files {
		host, one, err := t.thread(file, read, way)
		if err != nil {
			return all, unseen, 0, fmt.Errorf("%s: %w", file, err)
		}
		s := byHost[host]
		s.add(one)
		byHost[host] = s
	}
	for i, host := range slices.Sorted(maps.Keys(byHost)) {
		all.add(byHost[host])
		if i%2 == 1 {
			unseen.add(byHost[host])
		}
	}
	return all, unseen, len(byHost), nil
}

func (t *table) thread(file string, read reader, way string) (host string, s tally, err error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", s, err
	}
	var page struct {
		URL, HTML string
		Gold      []marked `json:"gold_standard_annotation"`
	}
	if err := json.Unmarshal(raw, &page); err != nil {
		return "", s, err
	}
	at, err := url.Parse(page.URL)
	if err != nil {
		return "", s, err
	}
	saved := time.Date(2020, 6, 30, 12, 0, 0, 0, time.UTC) // in the middle of 2020
	got, err := read([]byte(page.HTML), page.URL, saved)
	if err != nil && !errors.Is(err, extract.ErrNoThread) {
		return "", s, err
	}
	s = tally{gold: len(page.Gold), got: len(got.Messages)}
	t.judge(&s, page.Gold, got.Messages, way+at.Host)
	return at.Host, s, nil
}

// judge compares messages to those that are wanted.
func (t *table) judge(s *tally, wanted []marked, messages []extract.Message, where string) {
	taken := make([]bool, len(messages))
	for _, gold := range wanted {
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
		if same, readable := sameDate(m, gold.When.Form); readable {
			s.dated++
			if same {
				s.dates++
			} else {
				t.miss("%s: date: got %s, want %q", where, m.Published.Format(time.RFC3339), gold.When.Form)
			}
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

// goldDate is a way gold dates are written: whether without an hour, without a
// year.
type goldDate struct {
	layout        string
	day, yearless bool
}

func goldDates() []goldDate {
	return []goldDate{
		{"2006-01-02 15:04:05", false, false}, {"January 2, 2006, 3:04:05 PM", false, false}, {"Mon Jan 2, 2006 3:04 pm", false, false},
		{"2 January 2006", true, false}, {"Jan 2, 2006", true, false}, {"January 2, 2006", true, false}, {"2.1.2006 15:04", false, false},
		{"2/1/2006, 15h04", false, false}, {"2 Jan 2006 15:04", false, false}, {"2 January 2006 at 3:04PM", false, false}, {"2 January at 3:04PM", false, true},
		{"2/1/06", true, false}, {"1-2-2006 at 3:04 pm", false, false}, {"2 January 2006 15:04", false, false}, {"2.1.2006", true, false}, {"2. January 2006", true, false},
		{"2.1.2006, 15:04", false, false}, {"1-2-2006, 3:04 PM", false, false}, {"Mon 2-Jan-06 15:04:05", false, false}, {"3:04pm On Jan 2", false, true}, {"January 2", true, true},
	}
}

// sameDate compares to the minute where the gold date has an hour, else to the
// day. Pages give the moment in a zone of their own beside what they show, so
// whole hours up to a day's are let pass.
func sameDate(m extract.Message, want string) (same, readable bool) {
	want = strings.NewReplacer("Juil", "Jul", "Mai", "May", "März", "March", "Fév", "Feb", "Aoû", "Aug", "Déc", "Dec", "Avr", "Apr", "Juin", "Jun", "Janv", "Jan", "Sept ", "Sep ").Replace(strings.Join(strings.Fields(want), " "))
	for _, g := range goldDates() {
		at, err := time.Parse(g.layout, want)
		if err != nil {
			continue
		}
		if !m.Dated {
			return false, true
		}
		_, offset := m.Published.Zone()
		local := m.Published.UTC().Add(time.Duration(offset) * time.Second)
		if g.yearless {
			at = at.AddDate(local.Year(), 0, 0)
		}
		if g.day {
			off := m.Published.UTC().Sub(at)
			return local.Format(time.DateOnly) == at.Format(time.DateOnly) || off > -12*time.Hour && off < 36*time.Hour, true
		}
		off := local.Truncate(time.Minute).Sub(at.Truncate(time.Minute))
		return off.Abs() <= 14*time.Hour && off%(30*time.Minute) == 0, true
	}
	return false, false
}

package extract_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/post"
)

// forumData are 46 thread pages of 23 hosts with their messages marked, where
// they stand. Pages were saved in the middle of 2020.
const forumData = "../../../shared/data/forum-threads"

var savedAt = time.Date(2020, 6, 30, 12, 0, 0, 0, time.UTC)

type marked struct {
	Text  surface `json:"post_text"`
	When  surface `json:"datetime"`
	User  surface `json:"user"`
	Links surface `json:"post_link"`
}

type surface struct {
	Form string `json:"surface_form"`
}

type tally struct {
	name                    string
	gold, got, hits         int
	authors, dates, datable int
	ownHits                 int
	engine                  string
}

func (s *tally) add(o tally) {
	s.gold += o.gold
	s.got += o.got
	s.hits += o.hits
	s.ownHits += o.ownHits
	s.authors += o.authors
	s.dates += o.dates
	s.datable += o.datable
}

func (s tally) f1() float64     { return 2 * float64(s.hits) / float64(max(1, s.gold+s.got)) }
func (s tally) ownF1() float64  { return 2 * float64(s.ownHits) / float64(max(1, s.gold+s.got)) }
func (s tally) author() float64 { return float64(s.authors) / float64(max(1, s.hits)) }
func (s tally) date() float64   { return float64(s.dates) / float64(max(1, s.datable)) }

// TestMeasureForum measures the reading of threads. The hosts are split by
// their order: those of even place were looked at while the rules were made,
// those of odd place were not.
func TestMeasureForum(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(forumData, "*.json"))
	if len(files) == 0 {
		t.Skip("the pages are not here: " + forumData)
	}
	t.Run("engines", func(t *testing.T) {
		s := measureHosts(t, files, extract.ReadThread)
		if s.f1() < .85 || s.author() < .85 || s.date() < .8 {
			t.Errorf("got F1 %.3f, author %.3f, date %.3f; want .85, .85, .8", s.f1(), s.author(), s.date())
		}
	})
	// As if each were of an engine that nobody has heard of.
	t.Run("engine-free", func(t *testing.T) {
		s := measureHosts(t, files, extract.ReadThreadFree)
		if s.f1() < .85 || s.author() < .85 || s.date() < .8 {
			t.Errorf("got F1 %.3f, author %.3f, date %.3f; want .85, .85, .8", s.f1(), s.author(), s.date())
		}
	})
}

type reading func(body []byte, pageURL string, now time.Time) (extract.Thread, error)

func measureHosts(t *testing.T, files []string, read reading) tally {
	hosts, order := map[string]*tally{}, []string{}
	for _, file := range files {
		host, one := measureThread(t, file, read)
		if hosts[host] == nil {
			hosts[host] = &tally{name: host}
			order = append(order, host)
		}
		hosts[host].add(one)
		hosts[host].engine = one.engine
	}
	slices.Sort(order)
	var tuned, unseen, total tally
	for i, host := range order {
		s := *hosts[host]
		half := "tuned"
		if i%2 == 1 {
			half = "unseen"
			unseen.add(s)
		} else {
			tuned.add(s)
		}
		total.add(s)
		t.Logf("%-32s %-6s %-10s gold %3d got %3d  F1 %.3f (own words %.3f)  author %.3f  date %.3f of %d", host, half, s.engine, s.gold, s.got, s.f1(), s.ownF1(), s.author(), s.date(), s.datable)
	}
	for name, s := range map[string]tally{"tuned": tuned, "unseen": unseen, "all": total} {
		t.Logf("%-6s gold %d got %d  F1 %.3f (own words %.3f)  author %.3f  date %.3f of %d", name, s.gold, s.got, s.f1(), s.ownF1(), s.author(), s.date(), s.datable)
	}
	return total
}

// savedPage is one page of the data.
type savedPage struct {
	URL, HTML string
	Gold      []marked `json:"gold_standard_annotation"`
}

func savedPages(tb testing.TB) []savedPage {
	tb.Helper()
	files, _ := filepath.Glob(filepath.Join(forumData, "*.json"))
	if len(files) == 0 {
		tb.Skip("the pages are not here: " + forumData)
	}
	pages := make([]savedPage, len(files))
	for i, file := range files {
		raw, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(raw, &pages[i])
		}
		if err != nil {
			tb.Fatal(file, err)
		}
	}
	return pages
}

func measureThread(t *testing.T, file string, read reading) (host string, s tally) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var page savedPage
	if err := json.Unmarshal(raw, &page); err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(page.URL)
	if err != nil {
		t.Fatal(err)
	}
	thread, err := read([]byte(page.HTML), page.URL, savedAt)
	if err != nil && !errors.Is(err, extract.ErrNoThread) {
		t.Errorf("%s: %v", filepath.Base(file), err)
	}
	s = tally{gold: len(page.Gold), got: len(thread.Messages), engine: thread.Engine}
	debug := os.Getenv("FORUM_DEBUG") != "" && strings.Contains(at.Host, os.Getenv("FORUM_DEBUG"))
	if debug {
		t.Logf("== %s %q next %q page %d", thread.URL, thread.Title, thread.Next, thread.Page)
	}
	taken, own := make([]bool, len(thread.Messages)), make([]bool, len(thread.Messages))
	for _, gold := range page.Gold {
		i := match(gold.Text.Form, taken, func(i int) string { return thread.Messages[i].Whole })
		if match(gold.Text.Form, own, func(i int) string { return thread.Messages[i].Text }) >= 0 {
			s.ownHits++
		}
		if i < 0 {
			if debug {
				t.Logf("MISSED %s %s: %.300q", gold.User.Form, gold.When.Form, gold.Text.Form)
			}
			continue
		}
		m := thread.Messages[i]
		s.hits++
		if sameAuthor(m, gold.User.Form) {
			s.authors++
		} else if debug {
			t.Logf("AUTHOR got %q %q want %q", m.Author, m.AuthorURL, gold.User.Form)
		}
		if ok, readable := sameDate(m, gold.When.Form); readable {
			s.datable++
			if ok {
				s.dates++
			} else if debug {
				t.Logf("DATE got %v want %q", m.Published, gold.When.Form)
			}
		}
	}
	for i, m := range thread.Messages {
		if debug && !taken[i] {
			t.Logf("EXTRA %s %s %v %s: %.400q", m.ID, m.Author, m.Published, m.URL, m.Whole)
		} else if debug {
			t.Logf("  ok %s by %s %v %s parent %q quotes %d", m.ID, m.Author, m.Published, m.URL, m.Parent, len(m.Quotes))
		}
	}
	return at.Host, s
}

func match(want string, taken []bool, text func(int) string) int {
	best, at := .8, -1
	for i := range taken {
		if j := jaccard(want, text(i)); !taken[i] && j >= best && (at < 0 || j > best) {
			best, at = j, i
		}
	}
	if at >= 0 {
		taken[at] = true
	}
	return at
}

var token = regexp.MustCompile(`[\p{L}\p{N}]+`)

func jaccard(a, b string) float64 {
	x, y := map[string]bool{}, map[string]bool{}
	for _, w := range token.FindAllString(strings.ToLower(a), -1) {
		x[w] = true
	}
	both := 0
	for _, w := range token.FindAllString(strings.ToLower(b), -1) {
		if !y[w] && x[w] {
			both++
		}
		y[w] = true
	}
	if len(x)+len(y) == 0 {
		return 1
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// sameAuthor takes the name as it stands, or where a link is marked its
// address, which may be relative to the page or to the page's base.
func sameAuthor(m extract.Message, want string) bool {
	if m.Author == want {
		return true
	}
	root := &url.URL{Scheme: "https", Host: "x"}
	ref, err := url.Parse(want)
	if err != nil || m.AuthorURL == "" {
		return false
	}
	full, err := post.Canonical(root.ResolveReference(ref).String())
	got, _ := post.Canonical(m.AuthorURL)
	return err == nil && (full == got || strings.HasSuffix(got, strings.TrimPrefix(full, "https://x")))
}

// goldDates are how the marked dates are written; day says that there is no
// hour, yearless that now decides the year.
var goldDates = []struct {
	layout        string
	day, yearless bool
}{
	{"2006-01-02 15:04:05", false, false}, {"January 2, 2006, 3:04:05 PM", false, false}, {"Mon Jan 2, 2006 3:04 pm", false, false},
	{"2 January 2006", true, false}, {"Jan 2, 2006", true, false}, {"January 2, 2006", true, false}, {"2.1.2006 15:04", false, false},
	{"2/1/2006, 15h04", false, false}, {"2 Jan 2006 15:04", false, false}, {"2 January 2006 at 3:04PM", false, false}, {"2 January at 3:04PM", false, true},
	{"2/1/06", true, false}, {"1-2-2006 at 3:04 pm", false, false}, {"2 January 2006 15:04", false, false}, {"2.1.2006", true, false}, {"2. January 2006", true, false},
	{"2.1.2006, 15:04", false, false}, {"1-2-2006, 3:04 PM", false, false}, {"Mon 2-Jan-06 15:04:05", false, false}, {"3:04pm On Jan 2", false, true}, {"January 2", true, true},
}

// sameDate compares to the minute where the hour is marked, else to the day.
// Pages give the moment in a zone of their own beside what they show, so whole
// hours up to a day's are let pass.
func sameDate(m extract.Message, want string) (same, readable bool) {
	want = strings.NewReplacer("Juil", "Jul", "Mai", "May", "März", "March", "Fév", "Feb", "Aoû", "Aug", "Déc", "Dec", "Avr", "Apr", "Juin", "Jun", "Janv", "Jan", "Sept ", "Sep ").Replace(strings.Join(strings.Fields(want), " "))
	for _, g := range goldDates {
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
			return local.Format(time.DateOnly) == at.Format(time.DateOnly) || m.Published.UTC().Sub(at) > -12*time.Hour && m.Published.UTC().Sub(at) < 36*time.Hour, true
		}
		off := local.Truncate(time.Minute).Sub(at.Truncate(time.Minute))
		return off.Abs() <= 14*time.Hour && off%(30*time.Minute) == 0, true
	}
	return false, false
}

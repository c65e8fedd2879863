package feed_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"vigie/crawlers/extract"
	"vigie/crawlers/feed"
)

// suites is where the feeds that others wrote stand, when they do.
const suites = "../../../shared/data/feeds"

func needSuites(t *testing.T) {
	if _, err := os.Stat(suites); err != nil {
		t.Skipf("no feeds to measure with at %s: the measure is not made", suites)
	}
}

// check is one of feedparser's assertions, as data.
type check struct {
	File     string `json:"file"`
	Path     string `json:"path"`
	Expected any    `json:"expected"`
}

// view is what both readers are asked for, by feedparser's names.
type view map[string]string

func ours(f feed.Feed) view {
	v := view{"feed.title": f.Title, "feed.link": f.Link, "feed.id": f.ID, "feed.description": f.Description, "feed.author": f.Author, "feed.language": f.Language, "feed.published": stamp(f.Published), "feed.updated": stamp(f.Updated)}
	if len(f.Items) > 0 {
		i := f.Items[0]
		v["entry.title"], v["entry.link"], v["entry.id"] = i.Title, i.Link, i.GUID
		v["entry.content"], v["entry.summary"] = i.Text, i.Summary
		if i.Summary == "" {
			v["entry.summary"] = i.Text
		}
		v["entry.author"], v["entry.language"], v["entry.published"], v["entry.updated"] = i.Author, i.Language, stamp(i.Published), stamp(i.Updated)
	}
	return v
}

func theirs(g *gofeed.Feed) view {
	who := func(all []*gofeed.Person) string {
		if len(all) == 0 {
			return ""
		}
		if all[0].Name == "" {
			return all[0].Email
		}
		return all[0].Name
	}
	at := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return stamp(*t)
	}
	v := view{"feed.title": extract.Line(g.Title), "feed.link": g.Link, "feed.description": extract.Text(g.Description), "feed.author": who(g.Authors), "feed.language": g.Language, "feed.published": at(g.PublishedParsed), "feed.updated": at(g.UpdatedParsed)}
	if len(g.Items) > 0 {
		i := g.Items[0]
		v["entry.title"], v["entry.link"], v["entry.id"] = extract.Line(i.Title), i.Link, i.GUID
		v["entry.content"], v["entry.summary"] = extract.Text(i.Content), extract.Text(i.Description)
		if i.Content == "" {
			v["entry.content"] = v["entry.summary"]
		}
		if i.Description == "" {
			v["entry.summary"] = v["entry.content"]
		}
		v["entry.author"], v["entry.published"], v["entry.updated"] = who(i.Authors), at(i.PublishedParsed), at(i.UpdatedParsed)
	}
	return v
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

var fieldPath = regexp.MustCompile(`^(feed|entries\[0\])\['(\w+)'\](\[0\]\['value'\])?$`)

// field is the view's name of a path; empty where it is not a core field.
func field(path string) string {
	m := fieldPath.FindStringSubmatch(path)
	if m == nil {
		return ""
	}
	of := "feed."
	if m[1] != "feed" {
		of = "entry."
	}
	switch name := m[2]; {
	case name == "content" && m[3] != "":
		return of + "content"
	case m[3] != "":
		return ""
	case of == "feed." && (name == "tagline" || name == "subtitle" || name == "info" || name == "description"):
		return "feed.description"
	case name == "description":
		return of + "summary"
	case name == "guid":
		return of + "id"
	case name == "title", name == "link", name == "id", name == "summary", name == "author", name == "published", name == "updated", name == "language":
		return of + name
	}
	return ""
}

// same compares as plain text, for that is what posts hold; dates as moments.
func same(name, got string, expected any) bool {
	want := fmt.Sprint(expected)
	if strings.HasSuffix(name, "published") || strings.HasSuffix(name, "updated") {
		for _, layout := range []string{time.RFC3339, time.RFC1123, time.RFC1123Z, "2006-01-02T15:04:05-07:00"} {
			if t, err := time.Parse(layout, want); err == nil {
				return got == stamp(t)
			}
		}
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if strings.HasSuffix(name, "author") && strings.Contains(want, "@") {
		// feedparser gives "Name (mail)"; a post has the name.
		return got != "" && strings.Contains(want, got)
	}
	return squeeze(got) == squeeze(want) || squeeze(got) == squeeze(extract.Text(want))
}

var headerLine = regexp.MustCompile(`(?m)^Header:\s*([\w-]+):\s*(.*)$`)

// TestFeedparserSuite measures the share of feedparser's assertions on core
// fields that hold, beside bare gofeed's.
func TestFeedparserSuite(t *testing.T) {
	needSuites(t)
	file, err := os.Open(filepath.Join(suites, "feedparser/cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	total, right, bare := 0, 0, 0
	wrong := map[string]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var c check
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		name := field(c.Path)
		if name == "" {
			continue
		}
		total++
		body, err := os.ReadFile(filepath.Join(suites, "feedparser", c.File))
		if err != nil {
			t.Fatal(err)
		}
		base, contentType := "http://127.0.0.1:8097/"+c.File, "text/xml"
		for _, h := range headerLine.FindAllSubmatch(body, -1) {
			switch strings.ToLower(string(h[1])) {
			case "content-type":
				contentType = strings.TrimSpace(string(h[2]))
			case "content-location":
				base = strings.TrimSpace(string(h[2]))
			}
		}
		got := view{}
		if f, err := feed.Parse(body, contentType, base); err == nil {
			got = ours(f)
		}
		if same(name, got[name], c.Expected) {
			right++
		} else {
			wrong[name]++
			if testing.Verbose() {
				t.Logf("%s %s: got %.80q, want %.80q", c.File, c.Path, got[name], fmt.Sprint(c.Expected))
			}
		}
		if g, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err == nil && same(name, theirs(g)[name], c.Expected) {
			bare++
		}
	}
	share := func(n int) float64 { return 100 * float64(n) / float64(total) }
	t.Logf("feedparser, core fields: %d of %d right (%.1f %%); bare gofeed %d (%.1f %%); wrong by field %v", right, total, share(right), bare, share(bare), wrong)
	if share(right) < 99.5 {
		t.Errorf("%.1f %% right, want 99.5 or more", share(right))
	}
}

// TestNoFeedBreaksTheReader reads every feed of the suites.
func TestNoFeedBreaksTheReader(t *testing.T) {
	needSuites(t)
	for _, suite := range []string{"gofeed", "feedparser", "miniflux"} {
		read, refused, recovered, bare := 0, map[string]int{}, 0, 0
		err := filepath.WalkDir(filepath.Join(suites, suite), func(path string, d os.DirEntry, err error) error {
			ext := filepath.Ext(path)
			universal := strings.Contains(path, "universal") || strings.Contains(path, "parser/json")
			if err != nil || d.IsDir() || ext != ".xml" && !(ext == ".json" && universal) {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err == nil {
				bare++
			}
			f, err := feed.Parse(body, "", "https://journal.example/feed")
			switch {
			case err != nil:
				why, _, _ := strings.Cut(err.Error(), "\"")
				refused[why]++
				if testing.Verbose() {
					t.Logf("refused %s: %v", path, err)
				}
			case f.Recovered:
				recovered++
				read++
			default:
				read++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var why []string
		for reason, n := range refused {
			why = append(why, fmt.Sprintf("%d× %s", n, strings.TrimSpace(reason)))
		}
		sort.Strings(why)
		t.Logf("%s: %d read (%d of them broken), bare gofeed %d; refused: %s", suite, read, recovered, bare, strings.Join(why, "; "))
		if read == 0 {
			t.Errorf("%s: nothing was read", suite)
		}
	}
}

package demo

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

func build(t *testing.T, seed int64, at time.Time) *Web {
	t.Helper()
	w, err := New(Options{Seed: seed, Start: at})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// dump is everything that a web holds, as text.
func dump(w *Web) string {
	var b strings.Builder
	for _, s := range w.sites {
		for _, e := range s.posts {
			fmt.Fprintln(&b, s.ID, e.at.Format(time.RFC3339Nano), e.path, e.author, e.title)
			for _, bl := range e.blocks {
				fmt.Fprintf(&b, "%v %s> %s\n", bl.quote, bl.author, link.ReplaceAllString(bl.text, "($1) $2"))
			}
		}
	}
	return b.String()
}

func TestSameSeedSameBytes(t *testing.T) {
	a, b := dump(build(t, 7, start())), dump(build(t, 7, start()))
	if sha256.Sum256([]byte(a)) != sha256.Sum256([]byte(b)) {
		t.Error("the same seed and start give different webs")
	}
	if a == dump(build(t, 8, start())) {
		t.Error("another seed gives the same web")
	}
}

// TestAnyStart builds the web at starts of all hours, weekdays and seasons: no
// sentence may lack a slot.
func TestAnyStart(t *testing.T) {
	for i := range 12 {
		at := start().Add(time.Duration(i) * 733 * time.Hour)
		for line := range strings.SplitSeq(dump(build(t, int64(i), at)), "\n") {
			if strings.ContainsAny(line, "{}|") || strings.Contains(line, "  ") {
				t.Errorf("start %v: %q", at, line)
			}
		}
	}
}

func TestCountAndMix(t *testing.T) {
	w := build(t, 1, start())
	if n := w.Count(start()); n < 900 || n > 1500 {
		t.Errorf("%d posts in 30 days, want 900 to 1500", n)
	}
	if n := len(w.sites); n < 40 {
		t.Errorf("%d sites, want 40", n)
	}
	counts := map[string]int{}
	english, forums, live, posts := 0, 0, 0, 0
	for _, s := range w.sites {
		for _, e := range s.posts {
			if e.at.After(start()) {
				live++
				continue
			}
			if start().Sub(e.at) > historyDays*24*time.Hour {
				t.Errorf("%s: %q is of %v", s.ID, e.title, e.at)
			}
			posts++
			if s.Language == "en" {
				english++
			}
			if s.isForum() {
				forums++
			}
			text := e.title
			for _, b := range e.blocks {
				text += " " + b.text
			}
			for _, name := range []string{"Translum", "Kéolane", "Métropolis"} {
				if strings.Contains(text, name) {
					counts[name]++
				}
			}
		}
	}
	t.Logf("%d posts: %d English, %d on forums, mentions %v; %d after the start", posts, english, forums, counts, live)
	if english < posts/25 || forums < posts/3 || forums > posts*2/3 {
		t.Errorf("mix: %d English, %d on forums, of %d", english, forums, posts)
	}
	if counts["Translum"] < counts["Kéolane"] || counts["Kéolane"] < counts["Métropolis"] || counts["Métropolis"] < 20 {
		t.Errorf("mentions: %v", counts)
	}
	if live < 150 {
		t.Errorf("%d posts after the start, want 150", live)
	}
}

func TestEverydayLife(t *testing.T) {
	w := build(t, 1, start())
	var early []time.Duration
	about := 0
	for _, s := range w.sites {
		for _, e := range s.posts {
			if after := e.at.Sub(start()); after > 0 && after < 10*time.Minute {
				early = append(early, after)
				if e.story == "" && strings.Contains(fmt.Sprint(e.title, e.blocks), "Translum") {
					about++
				}
			}
		}
	}
	slices.Sort(early)
	for i := 1; i < len(early); i++ {
		if gap := early[i] - early[i-1]; gap > 20*time.Second {
			t.Errorf("nothing between %v and %v", early[i-1], early[i])
		}
	}
	if about > 12 {
		t.Errorf("%d everyday posts of ten minutes are about Translum: a spike of their own", about)
	}
	t.Logf("%d posts in the first ten minutes, %d of everyday life about Translum", len(early), about)
	if len(early) < 60 {
		t.Errorf("%d posts in the first ten minutes", len(early))
	}
}

// TestVariety measures how often a sentence comes again in the 30 days.
func TestVariety(t *testing.T) {
	w := build(t, 1, start())
	times, titles := map[string]int{}, map[string]int{}
	all := 0
	end := regexp.MustCompile(`[.!?…] `)
	for _, s := range w.sites {
		for _, e := range s.visible(start()) {
			if !s.isForum() {
				titles[s.ID+": "+e.title]++
			}
			for _, b := range e.blocks {
				if b.quote {
					continue
				}
				for _, sentence := range end.Split(b.text, -1) {
					times[sentence]++
					all++
				}
			}
		}
	}
	often := 0
	for sentence, n := range times {
		if n > 3 {
			often += n
		}
		if n > 9 {
			t.Errorf("%d times: %q", n, sentence)
		}
	}
	t.Logf("%d sentences, %d different; %.1f %% are of those that come more than three times", all, len(times), 100*float64(often)/float64(all))
	if float64(often) > 0.15*float64(all) {
		t.Errorf("%d of %d sentences come more than three times", often, all)
	}
	for title, n := range titles {
		if n > 2 {
			t.Errorf("%d times: %q", n, title)
		}
	}
}

// TestTopicsAreWhole makes sure that each variant of a topic can be written.
func TestTopicsAreWhole(t *testing.T) {
	topics, err := loadTopics(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, tp := range topics {
		forum := slices.Contains(tp.tags, "forum") || slices.Contains(tp.tags, "forum-rail")
		for _, g := range tp.groups {
			for section, want := range map[byte]int{'T': 1, '1': 1, '2': 1, 'R': 0} {
				if forum && section == 'R' {
					want = 7
				}
				if got := len(tp.pool(section, g)); got < want {
					t.Errorf("topic %s, variant %q: %d lines of %c, want %d", tp.name, g, got, section, want)
				}
			}
		}
		for _, lines := range tp.lines {
			for _, p := range lines {
				for _, g := range strings.Split(p.groups, "") {
					if !slices.Contains(tp.groups, g) {
						t.Errorf("topic %s: no title of variant %q for %q", tp.name, g, p.text)
					}
				}
			}
		}
	}
}

func TestStoryLines(t *testing.T) {
	w := build(t, 1, start())
	type line struct{ before, after, sources int }
	got := map[string]*line{}
	seen := map[string]bool{}
	for _, s := range w.sites {
		for _, e := range s.posts {
			if e.story == "" {
				continue
			}
			l := got[e.story]
			if l == nil {
				l = &line{}
				got[e.story] = l
			}
			if e.at.After(start()) {
				l.after++
			} else {
				l.before++
			}
			if key := e.story + s.ID; !seen[key] {
				seen[key] = true
				l.sources++
			}
			for _, b := range e.blocks {
				for _, m := range link.FindAllStringSubmatch(b.text, -1) {
					if to := w.keys[m[1]]; !to.at.Before(e.at) {
						t.Errorf("%q links to %q, which comes later", e.title, to.title)
					}
				}
				if b.of != nil && !b.of.at.Before(e.at) {
					t.Errorf("%q quotes %q, which comes later", e.title, b.of.title)
				}
			}
		}
	}
	if l := got["burning-smell"]; l.before != 11 || l.sources != 5 {
		t.Errorf("burning smell: %+v, want 11 posts of 5 sources", l)
	}
	if l := got["rumour"]; l.before != 4 || l.after < 15 {
		t.Errorf("rumour: %+v", l)
	}
	if l := got["evening-complaints"]; l.before < 25 {
		t.Errorf("complaints: %+v", l)
	}
}

func TestFacts(t *testing.T) {
	var facts []struct {
		ID, Entity, Metric, Value, Unit, Period, Document, File string
		Aliases                                                 []string
		Statement                                               struct{ FR, EN string }
	}
	if err := yaml.UnmarshalWithOptions(Facts(), &facts, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if len(facts) != 6 {
		t.Errorf("%d facts, want 6", len(facts))
	}
	for _, f := range facts {
		if f.ID == "" || f.Entity != "translum" || f.Value == "" || f.Document == "" || f.File == "" || f.Statement.FR == "" || f.Statement.EN == "" {
			t.Errorf("fact lacks something: %+v", f)
		}
	}
}

func TestFrench(t *testing.T) {
	set := newSetter()
	for in, want := range map[string]string{
		"C'est 1 240 bus, à 9 h 40 : « oui » !": "C’est 1\u202f240 bus, à 9\u202fh\u202f40\u202f: «\u202foui\u202f»\u202f!",
		"92,4 % et 48 M€":                       "92,4\u202f% et 48\u202fM€",
	} {
		if got := set.set("fr", in); got != want {
			t.Errorf("set %q: got %q, want %q", in, got, want)
		}
	}
	for in, want := range map[[2]string]string{
		{"Ascenseur de ", "Hippodrome"}: "Ascenseur d'Hippodrome",
		{"À ", "Les Arcades"}:           "Aux Arcades",
		{"vers ", "Le Vallon"}:          "vers Le Vallon",
		{"arrêt de ", "Le Vallon"}:      "arrêt du Vallon",
		{"arrêt de ", "Beffroi"}:        "arrêt de Beffroi",
	} {
		before, name := contract(in[0], in[1])
		if got := before + name; got != want {
			t.Errorf("contract %q: got %q, want %q", in, got, want)
		}
	}
}

package app

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/evidence"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/demo"
	"vigie/crawlers/post"
)

// worldStart is when the sample web's live part begins: a Saturday afternoon.
var worldStart = time.Date(2026, 11, 21, 13, 0, 0, 0, time.UTC)

// heard is what the service would have raised over the sample world: each signal
// as it was last found, in the order in which they were first.
type heard struct {
	signal.Signal
	raised time.Time
	first  signal.Level // as it was raised
	strong []string     // the sources of its posts when it was strong first
}

// listened replays the posts through the reader and the detectors, as the
// service would: every hour over the month, every three minutes over the last day, and
// every ten seconds once the sample web is live.
func listened(t *testing.T, posts []post.Post, c config.Config, until time.Time) []heard {
	t.Helper()
	facts, err := claim.ReadFacts(bytes.NewReader(demo.Facts()), "facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	reader, err := NewReader(c, facts)
	if err != nil {
		t.Fatal(err)
	}
	detectors, sources := Detectors(c, facts, nil), map[string]post.Source{}
	for _, s := range c.Watched() {
		sources[s.ID] = s
	}
	w := replay.NewWindow(0, 0, c.Watched()...)
	at := map[string]int{}
	var out []heard
	next := posts[0].Published.Truncate(time.Hour).Add(time.Hour)
	for !next.After(until) {
		for len(posts) > 0 && posts[0].Published.Before(next) {
			w.Add(reader.Read(posts[0], sources[posts[0].Source]))
			posts = posts[1:]
		}
		for _, s := range tick(t, next, w, detectors) {
			i, known := at[s.ID]
			if !known { // the store follows a finding whose lead has changed
				i = slices.IndexFunc(out, func(h heard) bool {
					return h.Kind == s.Kind && evidence.Followed(s.Kind) && evidence.Continues(s.Posts, func(p string) bool { return slices.Contains(h.Posts, p) })
				})
				at[s.ID], known = i, i >= 0
			}
			if !known {
				i = len(out)
				at[s.ID] = i
				out = append(out, heard{raised: next, first: s.Level})
			}
			out[i].Signal = s
			if s.Level == signal.Strong && out[i].strong == nil {
				out[i].strong = s.Sources
			}
		}
		switch {
		case next.Before(worldStart.Add(-24 * time.Hour)):
			next = next.Add(time.Hour)
		case next.Before(worldStart):
			next = next.Add(3 * time.Minute)
		default:
			next = next.Add(10 * time.Second)
		}
	}
	return out
}

func tick(t *testing.T, at time.Time, w annotation.Window, detectors []annotation.Detector) []signal.Signal {
	t.Helper()
	var all []signal.Signal
	for _, d := range detectors {
		found, err := d.Detect(t.Context(), at, w)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	all, err := evidence.Distinct(t.Context(), at, w, all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestSampleWorld replays the sample web, crawled, and asks that its reader is
// told what is true of it, once each, and hardly anything else.
func TestSampleWorld(t *testing.T) {
	for _, seed := range []int64{1, 2} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			if testing.Short() && seed > 1 {
				t.Skip("one is enough in short")
			}
			until := worldStart.Add(12 * time.Minute)
			posts, c := crawledWorld(t, seed, until.Sub(worldStart))
			if len(posts) < 1000 {
				t.Fatalf("crawled %d posts, want 1000 at least", len(posts))
			}
			byKind := map[signal.Kind][]heard{}
			for _, h := range listened(t, posts, c, until) {
				t.Logf("%s %s %s: %s", h.raised.Format("01-02 15:04:05"), h.Kind, h.Level, h.Title.FR)
				byKind[h.Kind] = append(byKind[h.Kind], h)
			}
			theRumour(t, byKind[signal.Rumor], posts)
			theSmell(t, byKind[signal.Weak])
			theComplaints(t, byKind[signal.Complaints])
			theAmbassadors(t, byKind[signal.Ambassador])
			if others := len(byKind[signal.Weak]) - 1 + len(byKind[signal.Spike]); others > 2 {
				t.Errorf("%d other signals in a month, want 2 at most", others)
			}
		})
	}
}

// theRumour wants the one false figure, at its second relay, with its path.
func theRumour(t *testing.T, rumours []heard, posts []post.Post) {
	t.Helper()
	if len(rumours) != 1 {
		t.Fatalf("%d rumours, want the fleet figure alone", len(rumours))
	}
	r := rumours[0]
	if late := r.raised.Sub(worldStart); late > 30*time.Second {
		t.Errorf("the rumour was raised %v after the start, want at its second relay, 15 s", late)
	}
	if r.Rumour.Said != "940\u00a0bus" || plain(r.Rumour.True) != "1 240 bus" || r.Level != signal.Strong {
		t.Errorf("said %q, true %q, level %s", r.Rumour.Said, r.Rumour.True, r.Level)
	}
	if press := "gazette-de-valmont"; r.first != signal.Low || !slices.Contains(r.strong, press) || len(r.strong) > 5 {
		t.Errorf("raised %s, strong with %v: want weak first, and strong once %s takes it up", r.first, r.strong, press)
	}
	if want := "« 940 bus » au lieu de 1 240 bus"; !strings.Contains(plain(r.Title.FR), want) {
		t.Errorf("title %q, want %q in it", r.Title.FR, want)
	}
	authors := map[string]string{}
	for _, p := range posts {
		authors[p.ID] = p.Author
	}
	var path []string
	for _, relay := range r.Rumour.Relays {
		if authors[relay.Post] == "titi34" { // believes it, and tells it without its figure
			continue
		}
		path = append(path, relay.Source)
	}
	want := []string{"lignes-et-rails", "le-ticket-dechire", "tram-and-co", "the-slow-tram", "gazette-de-valmont", "usagers-34", "correspondances",
		"budget-a-ciel-ouvert", "campus-lume", "expat-in-valmont"}
	if !slices.Equal(path, want) {
		t.Errorf("the rumour went\n%v, want\n%v", path, want)
	}
	if first := r.Rumour.Relays[0]; first.Role != "origin" || first.Author != "Caténaire71" {
		t.Errorf("origin: %s, as %s", first.Author, first.Role)
	}
	if o := r.Rumour.Origin; o.Sure < .5 || len(o.Why) == 0 {
		t.Errorf("origin: %+v", o)
	}
	beside := map[string]int{}
	for _, b := range r.Rumour.Beside {
		beside[b.Role]++
		if slices.ContainsFunc(r.Rumour.Relays, func(x signal.Relay) bool { return x.Post == b.Post }) {
			t.Errorf("%s of %s carries the rumour and stands beside it", b.Post, b.Source)
		}
	}
	if beside["denial"] == 0 || beside["satire"] == 0 {
		t.Errorf("beside the rumour %v, want the debunk and the satire", beside)
	}
	t.Logf("origin %.2f %v; beside %v", r.Rumour.Origin.Sure, r.Rumour.Origin.Why, beside)
	for _, x := range slices.Concat(r.Rumour.Relays, r.Rumour.Beside) {
		t.Logf("  %s %s %s by %s %.2f", x.At.Format("15:04:05"), x.Source, x.Role, x.By, x.Sure)
	}
}

// theSmell wants the weak signal, hours before it is talked of everywhere.
func theSmell(t *testing.T, weak []heard) {
	t.Helper()
	i := slices.IndexFunc(weak, func(h heard) bool { return strings.Contains(h.Title.FR, "brûlé") })
	if i < 0 {
		t.Fatal("the burning smell is not found")
	}
	smell := weak[i]
	if early := worldStart.Sub(smell.raised); early < 8*time.Hour {
		t.Errorf("the burning smell is found %v before the start, want 8 h at least", early)
	}
	if len(smell.Posts) < 9 || len(smell.Sources) < 4 || !strings.Contains(smell.Title.FR, "3") {
		t.Errorf("%q: %d posts of %d sources", smell.Title.FR, len(smell.Posts), len(smell.Sources))
	}
}

// theComplaints wants one wave, with its theme.
func theComplaints(t *testing.T, waves []heard) {
	t.Helper()
	if len(waves) != 1 {
		t.Fatalf("%d waves of complaints, want 1", len(waves))
	}
	w := waves[0]
	if !strings.Contains(w.Title.FR, "les retards") || w.Entity != "translum" || len(w.Sources) < 4 || worldStart.Sub(w.raised) < 2*time.Hour {
		t.Errorf("%q about %s, %d sources, raised %v before the start", w.Title.FR, w.Entity, len(w.Sources), worldStart.Sub(w.raised))
	}
}

// theAmbassadors wants those who answer, with a sentence worth quoting.
func theAmbassadors(t *testing.T, found []heard) {
	t.Helper()
	for _, want := range []struct{ source, says string }{
		{"carnet-d-un-conducteur", "94 personnes"}, {"carnet-d-un-conducteur", "1 240 bus"}, {"regulateur-de-nuit", "1 240 bus"}, {"atelier-bus", "1 240 bus"},
		{"regulateur-de-nuit", "règle"},
	} {
		if !slices.ContainsFunc(found, func(h heard) bool {
			return h.Sources[0] == want.source && len(h.Argument.Answers) > 0 && strings.Contains(plain(h.Argument.Quote), want.says)
		}) {
			t.Errorf("no answer of %s that says %q", want.source, want.says)
		}
	}
	for _, h := range found {
		if strings.Contains(h.Argument.Quote, "2026 à") {
			t.Errorf("a byline is quoted: %q", h.Argument.Quote)
		}
	}
}

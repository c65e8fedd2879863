package store

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

func TestVisits(t *testing.T) {
	s := testStore(t)
	hostile := "https://x.localhost/'\\\x00?a={b:String}&é"
	one := crawlers.Visit{Source: "blog", URL: hostile, At: monday, Took: 1500 * time.Millisecond, Status: 200, Outcome: crawlers.Good, Items: 3,
		New: 2, Bytes: 1 << 40, ETag: `W/"'x'"`, LastModified: "Mon, 16 Nov 2026 09:00:00 GMT", Entry: hostile, Error: "é\n",
		Fault: crawlers.FaultCut, Next: monday.Add(time.Hour), Wait: 90 * time.Minute}
	two := crawlers.Visit{Source: "blog", URL: hostile, At: monday.Add(time.Hour), Outcome: crawlers.Broken, Error: "no answer"}
	other := crawlers.Visit{Source: "forum", URL: hostile, At: monday.Add(2 * time.Hour), Outcome: crawlers.Good}
	if err := s.Save(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	got, err := s.Last(t.Context(), "blog", hostile, "https://never.localhost/")
	if diff := cmp.Diff(map[string]crawlers.Visit{hostile: one}, got); err != nil || diff != "" {
		t.Errorf("Last: %v (want -, got +):\n%s", err, diff)
	}
	if err := s.Save(t.Context(), two, other); err != nil {
		t.Fatal(err)
	}
	got, err = s.Last(t.Context(), "blog", hostile)
	if diff := cmp.Diff(map[string]crawlers.Visit{hostile: two}, got); err != nil || diff != "" {
		t.Errorf("Last after a second visit: %v (want -, got +):\n%s", err, diff)
	}
}

func TestCoverage(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	var sources []post.Source
	for _, id := range []string{"good", "dead", "new", "empty"} {
		sources = append(sources, post.Source{ID: id, Name: id, URL: "https://" + id + ".localhost/"})
	}
	s.SetSources(sources)
	visit := func(id, url string, hours int, o crawlers.Outcome) crawlers.Visit {
		return crawlers.Visit{Source: id, URL: url, At: monday.Add(time.Duration(hours) * time.Hour), Outcome: o, Next: monday.Add(99 * time.Hour), Error: string(o)}
	}
	err := s.Save(t.Context(),
		visit("good", sources[0].URL, -3, crawlers.Good), visit("good", sources[0].URL, -1, crawlers.Unchanged),
		visit("good", sources[0].URL+"page", 0, crawlers.Broken), // one page is not the source
		visit("dead", sources[1].URL, -5, crawlers.Good), visit("dead", sources[1].URL, -1, crawlers.Broken),
		visit("empty", sources[3].URL, -1, crawlers.Empty), visit("empty", sources[3].URL, 15, crawlers.Broken), // of tomorrow
		visit("unwatched", "https://x.localhost/", -1, crawlers.Broken))
	if err != nil {
		t.Fatal(err)
	}
	p := telling("a", "good", 0, "Le bus.")
	add(t, s, 1, p)
	save(t, s, read(p, "", 0, ""))
	got, err := s.Coverage(t.Context(), monday)
	if err != nil {
		t.Fatal(err)
	}
	want := report.Coverage{Expected: 4, Answered: 2, Sources: []report.Health{
		{Source: sources[1], State: "broken", At: monday.Add(-time.Hour), LastGood: monday.Add(-5 * time.Hour), Next: monday.Add(99 * time.Hour), Error: "broken"},
		{Source: sources[2], State: "waiting"},
		{Source: sources[0], State: "unchanged", At: monday.Add(-time.Hour), LastGood: monday.Add(-time.Hour), Next: monday.Add(99 * time.Hour), Error: "unchanged", Posts: 1},
		{Source: sources[3], State: "empty", At: monday.Add(-time.Hour), LastGood: monday.Add(-time.Hour), Next: monday.Add(99 * time.Hour), Error: "empty"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Coverage (want -, got +):\n%s", diff)
	}
}

func TestSignalsKeepTheirFirstTime(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	x := signal.Signal{ID: "it's one", Kind: signal.Rumor, Level: signal.Low, Score: 0.5, RaisedAt: monday, FirstAt: monday.Add(-time.Hour), LastAt: monday,
		Title: signal.Text{FR: "Une rumeur «é»", EN: "A rumour"}, Posts: []string{"a"}}
	tick := func(x signal.Signal, want ...string) {
		t.Helper()
		changed, err := s.SaveSignals(t.Context(), []signal.Signal{x})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range changed {
			got = append(got, string(c.Level))
			if !c.RaisedAt.Equal(monday) {
				t.Errorf("raised: got %s, want %s", c.RaisedAt, monday)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("changed (want -, got +):\n%s", diff)
		}
		c.add(time.Minute)
	}
	tick(x, "weak")
	x.RaisedAt = monday.Add(time.Minute)
	tick(x)
	if got := countRows(t, s, "SELECT count() FROM signals"); got != 1 {
		t.Errorf("rows: got %d, want 1: nothing had changed", got)
	}
	x.Posts, x.Score = []string{"a", "b"}, 0.6
	tick(x)
	x.Level = signal.Strong
	tick(x, "strong")
	c.add(-time.Hour) // a clock that was set back must not hide what is new
	x.Level = signal.Low
	tick(x, "weak")
	got, err := s.Findings(t.Context(), "rumor", monday)
	if err != nil || len(got) != 1 {
		t.Fatalf("Findings: got %d, %v; want 1", len(got), err)
	}
	x.RaisedAt = monday
	if diff := cmp.Diff(x, got[0].Signal); diff != "" {
		t.Errorf("signal (want -, got +):\n%s", diff)
	}
	if _, err := s.Finding(t.Context(), "none"); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("Finding: got %v, want ErrNotFound", err)
	}
}

func TestFindingHasItsPostsAndAnswers(t *testing.T) {
	s := testStore(t)
	add(t, s, 3, telling("a", "forum", 0, "Il ne reste que 940 bus."), telling("b", "blog", 2, "940 bus seulement !"),
		telling("c", "carnet", 3, "Je conduis : il y en a 1 240."))
	rumour := signal.Signal{ID: "r", Kind: signal.Rumor, Level: signal.Low, RaisedAt: monday.Add(3 * time.Hour), Posts: []string{"a", "gone", "b"}}
	answer := signal.Signal{ID: "m", Kind: signal.Ambassador, Level: signal.Low, RaisedAt: monday.Add(3 * time.Hour), Posts: []string{"c"},
		Argument: &signal.Argument{Quote: "1 240", Answers: []string{"b", "a"}}}
	if _, err := s.SaveSignals(t.Context(), []signal.Signal{rumour, answer}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Finding(t.Context(), "r")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a", "b"}, itemIDs(got.Items)); diff != "" {
		t.Errorf("items (want -, got +):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"c"}, itemIDs(got.Answers)); diff != "" {
		t.Errorf("answers (want -, got +):\n%s", diff)
	}
	hours := []float64{}
	for _, h := range got.Hours {
		hours = append(hours, h.Value)
	}
	if diff := cmp.Diff([]float64{1, 0, 1}, hours); diff != "" {
		t.Errorf("hours (want -, got +):\n%s", diff)
	}
	got, err = s.Finding(t.Context(), "m")
	if diff := cmp.Diff([]string{"b", "a"}, itemIDs(got.Answers)); err != nil || diff != "" {
		t.Errorf("what the ambassador answers: %v (want -, got +):\n%s", err, diff)
	}
}

func TestAlertLog(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	line := report.Sent{Alert: "k", Signal: "r", To: "d@example.org", Channel: "mail", Subject: "é'", State: "sending", At: monday}
	sent := line
	sent.State = "sent"
	failed := report.Sent{Alert: "k2", Signal: "r", To: "e@example.org", Channel: "mail", State: "failed", Error: "451", At: monday}
	for _, l := range []report.Sent{line, failed, sent} { // all at the same moment
		if err := s.LogSent(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	last, err := s.LastSent(t.Context(), []string{"k", "none"})
	if diff := cmp.Diff(map[string]report.Sent{"k": sent}, last); err != nil || diff != "" {
		t.Errorf("LastSent: %v (want -, got +):\n%s", err, diff)
	}
	all, err := s.Sent(t.Context(), 10)
	if diff := cmp.Diff([]report.Sent{sent, failed}, all); err != nil || diff != "" {
		t.Errorf("Sent: %v (want -, got +):\n%s", err, diff)
	}
}

// history stores n(day) posts at 08:30 in Paris for each day before today, day 1
// being yesterday, and as many at 20:00, which is later than the test's now.
func history(t *testing.T, s *Store, today time.Time, days int, n func(day int) int) {
	t.Helper()
	var posts []post.Post
	var annotated []annotation.Post
	for day := 1; day <= days; day++ {
		for i := range n(day) {
			for _, hour := range []int{8, 20} {
				p := telling(fmt.Sprintf("%d-%d-%d", day, i, hour), "blog", 0, "Le bus.")
				p.Published = time.Date(today.Year(), today.Month(), today.Day()-day, hour, 30, 0, 0, today.Location())
				posts = append(posts, p)
				annotated = append(annotated, read(p, "translum", float64(i%2)-0.5, ""))
			}
		}
	}
	add(t, s, len(posts), posts...)
	save(t, s, annotated...)
}

// negativeDay adds five posts of the 16th, two of them still to come at 8:45.
func negativeDay(t *testing.T, s *Store, paris *time.Location) {
	t.Helper()
	var posts []post.Post
	var annotated []annotation.Post
	for i := range 5 {
		p := telling(fmt.Sprint("today", i), "blog", 0, "Le bus.")
		p.Published = time.Date(2026, 11, 16, 6+i, 10, 0, 0, paris) // 6, 7, 8; 9 and 10 are to come
		posts = append(posts, p)
		annotated = append(annotated, read(p, "translum", -0.9, ""))
	}
	posts[0].Published = time.Date(2026, 11, 16, 0, 10, 0, 0, paris) // the 15th in UTC
	annotated[0].Post = posts[0]
	add(t, s, 5, posts...)
	save(t, s, annotated...)
}

func TestTodayBesideTheUsual(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	// A Monday; winter time began on the 25th of October, inside the past.
	now := time.Date(2026, 11, 16, 8, 45, 0, 0, paris)
	for _, c := range []struct {
		name              string
		days              int
		n                 func(day int) int
		usual             float64
		known             bool
		wantLow, wantHigh float64
	}{
		{"no past", 0, nil, 0, false, 0, 0},
		{"six days", 6, func(int) int { return 4 }, 0, false, 0, 0},
		{"ten days: any weekday", 10, func(day int) int { return day % 4 }, 1.5, true, 0, 1.5 + 1.645*math.Sqrt(1.5)},
		{"six weeks: Mondays only", 43, func(day int) int {
			switch {
			case day == 14:
				return 40 // a spike in the past
			case day%7 == 0:
				return 9
			}
			return 2
		}, 9, true, 9 - 1.645*3, 9 + 1.645*3},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := testStore(t)
			s.SetEntities([]Entity{{"translum", "Translum"}, {"kéolane", "Kéolane"}})
			if c.days > 0 {
				history(t, s, now, c.days, c.n)
			}
			negativeDay(t, s, paris)
			got, err := s.Today(t.Context(), report.Scope{Entity: "translum", Now: now, Zone: paris})
			if err != nil {
				t.Fatal(err)
			}
			m := got.Mentions
			near := func(a, b float64) bool { return math.Abs(a-b) < 0.01 }
			if m.Value != 3 || m.Known != c.known || !near(m.Usual, c.usual) || !near(m.Low, c.wantLow) || !near(m.High, c.wantHigh) {
				t.Errorf("Mentions: got %+v, want 3, usual %g (%g to %g), known %t", m, c.usual, c.wantLow, c.wantHigh, c.known)
			}
			if len(got.Hours) != 9 || !got.Hours[0].At.Equal(midnight(report.Scope{Now: now, Zone: paris})) || got.Hours[0].Value != 1 ||
				got.Hours[6].Value != 0 || got.Hours[8].Value != 1 || !near(got.Hours[8].Usual, c.usual) || got.Hours[7].Usual != 0 {
				t.Errorf("Hours: got %+v", got.Hours)
			}
			if got.Negative != 1 || got.NegativeKnown != c.known {
				t.Errorf("Negative: got %g, known %t, want 1, %t", got.Negative, got.NegativeKnown, c.known)
			}
			want := []report.Share{{Entity: "translum", Name: "Translum", Mentions: got.Shares[0].Mentions, Share: 1}, {Entity: "kéolane", Name: "Kéolane"}}
			if diff := cmp.Diff(want, got.Shares); diff != "" || got.Shares[0].Mentions < 3 {
				t.Errorf("Shares (want -, got +):\n%s", diff)
			}
			other, err := s.Today(t.Context(), report.Scope{Entity: "kéolane", Now: now, Zone: paris})
			if err != nil || other.Mentions.Value != 0 || other.Negative != 0 || other.NegativeKnown {
				t.Errorf("of another entity: got %+v, %v", other.Mentions, err)
			}
		})
	}
}

// The front page's share of negative mentions leads to the explorer: both must
// count the same posts, however the posts speak of the entity itself.
func TestTodayAndTheExplorerCountTheSameNegatives(t *testing.T) {
	s := testStore(t)
	now := monday.Add(12 * time.Hour)
	var posts []post.Post
	var annotated []annotation.Post
	for i, c := range []struct {
		entity       string
		whole, about float64
	}{{"translum", -0.9, 0.9}, {"translum", -0.9, -0.9}, {"translum", -0.9, 0}, {"translum", 0.9, -0.9}, {"kéolane", -0.9, -0.9}, {"", -0.9, 0}} {
		p := telling(fmt.Sprint("p", i), "blog", i, "Le bus.")
		a := read(p, c.entity, c.about, "")
		a.Annotation.Sentiment = read(p, "", c.whole, "").Annotation.Sentiment
		posts, annotated = append(posts, p), append(annotated, a)
	}
	add(t, s, len(posts), posts...)
	save(t, s, annotated...)
	got, err := s.Today(t.Context(), report.Scope{Entity: "translum", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	s.SetSources([]post.Source{{ID: "own", Owner: post.Company}, {ID: "driver", Owner: post.Staff}, {ID: "blog"}})
	for i, source := range []string{"own", "driver"} {
		p := telling(fmt.Sprint("ours", i), source, 6+i, "Le bus.")
		a := read(p, "translum", 0.9, "")
		a.Annotation.Sentiment = read(p, "", -0.9, "").Annotation.Sentiment
		add(t, s, 1, p)
		save(t, s, a)
	}
	if got, err = s.Today(t.Context(), report.Scope{Entity: "translum", Now: now}); err != nil || got.Mentions.Value != 6 || got.Negative != 0.75 {
		t.Errorf("with what the organisation and its staff say: got %g negative of %g mentions, %v; want 0.75 of 6", got.Negative, got.Mentions.Value, err)
	}
	start := midnight(report.Scope{Now: now, Zone: time.UTC})
	found, err := s.Search(t.Context(), report.Search{Query: "entity:translum AND sentiment:negative NOT site:own NOT site:driver", From: start, To: start.AddDate(0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if got.Negative != 0.75 || found.Total != 3 {
		t.Errorf("got %g negative of %g mentions, and %d found; want 0.75, and 3", got.Negative, got.Mentions.Value, found.Total)
	}
}

func TestTodaySortsTheSignals(t *testing.T) {
	s := testStore(t)
	now := monday.Add(72 * time.Hour)
	raise := func(id string, kind signal.Kind, level signal.Level, score float64, hoursAgo int) signal.Signal {
		at := now.Add(-time.Duration(hoursAgo) * time.Hour)
		return signal.Signal{ID: id, Kind: kind, Level: level, Score: score, RaisedAt: at, LastAt: at}
	}
	_, err := s.SaveSignals(t.Context(), []signal.Signal{
		raise("r", signal.Rumor, signal.Low, 0.4, 1), raise("old", signal.Rumor, signal.Strong, 0.9, 49),
		raise("w1", signal.Weak, signal.Low, 0.8, 5), raise("s", signal.Spike, signal.Strong, 0.3, 40), raise("w2", signal.Complaints, signal.Low, 0.9, 5),
		raise("n", signal.Weak, signal.Noise, 0.9, 5), raise("m", signal.Ambassador, signal.Low, 0.9, 24*6), raise("tomorrow", signal.Spike, signal.Strong, 1, -3),
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Today(t.Context(), report.Scope{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	list := func(found []report.Finding) (ids []string) {
		for _, f := range found {
			ids = append(ids, f.ID)
		}
		return ids
	}
	for _, c := range []struct {
		name      string
		got, want []string
	}{
		{"rumours", list(got.Rumours), []string{"r"}}, {"signals", list(got.Signals), []string{"s", "w2", "w1"}},
		{"ambassadors", list(got.Ambassadors), []string{"m"}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (want -, got +):\n%s", c.name, diff)
		}
	}
}

func TestSignalsAreFollowedByTheirPosts(t *testing.T) {
	s := testStore(t)
	x := signal.Signal{ID: "delays", Kind: signal.Complaints, Level: signal.Low, Entity: "translum", RaisedAt: monday, FirstAt: monday, LastAt: monday,
		Title: signal.Text{EN: "delays"}, Posts: []string{"a", "b", "c"}}
	other := x
	other.ID, other.Posts = "prices", []string{"p", "q", "a"}
	same := x
	same.ID, same.Posts, same.RaisedAt = "timetable", []string{"b", "c", "d"}, monday.Add(time.Minute)
	rumour := same
	rumour.ID, rumour.Kind = "rumour", signal.Rumor
	var ids []string
	for _, tick := range [][]signal.Signal{{x}, {other, same, rumour}} {
		if _, err := s.SaveSignals(t.Context(), tick); err != nil {
			t.Fatal(err)
		}
	}
	found, err := s.Findings(t.Context(), "", monday.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		ids = append(ids, f.ID)
		if f.ID == "delays" && (!f.RaisedAt.Equal(monday) || f.Posts[2] != "d") {
			t.Errorf("delays: raised %s with %v", f.RaisedAt, f.Posts)
		}
	}
	slices.Sort(ids)
	if diff := cmp.Diff([]string{"delays", "prices", "rumour"}, ids); diff != "" {
		t.Errorf("signals (want -, got +):\n%s", diff)
	}
}

package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/crawlers"
	"vigie/crawlers/post"
	"vigie/crawlers/websub"
	"vigie/dashboards/report"
)

// listened makes sources of the identifiers, and has s watch them.
func listened(s *Store, ids ...string) []post.Source {
	var sources []post.Source
	for _, id := range ids {
		sources = append(sources, post.Source{ID: id, Name: id, URL: "https://" + id + ".localhost/"})
	}
	s.SetSources(sources)
	return sources
}

// closing is the visit that closes a run of source, hours after monday.
func closing(source post.Source, hours float64, o crawlers.Outcome, news int) crawlers.Visit {
	at := monday.Add(time.Duration(hours * float64(time.Hour)))
	return crawlers.Visit{Source: source.ID, URL: source.URL, At: at, Outcome: o, Items: news, New: news, Next: at.Add(time.Hour), Wait: time.Hour}
}

func mustSave(t testing.TB, s *Store, visits ...crawlers.Visit) {
	t.Helper()
	if err := s.Save(t.Context(), visits...); err != nil {
		t.Fatal(err)
	}
}

func sourcesByID(list []report.Health) map[string]report.Health {
	found := map[string]report.Health{}
	for _, h := range list {
		found[h.Source.ID] = h
	}
	return found
}

// A source that answers for ever and says nothing any more is not well.
func TestSilence(t *testing.T) {
	s := testStore(t)
	sources := listened(s, "daily", "stopped", "monthly", "young", "dead")
	var visits []crawlers.Visit
	for day := -60; day <= 0; day++ {
		hours := float64(24 * day)
		news := func(when bool) int {
			if when {
				return 2
			}
			return 0
		}
		visits = append(visits,
			closing(sources[0], hours, crawlers.Good, 1),
			closing(sources[1], hours, crawlers.Unchanged, news(day < -8)),
			closing(sources[2], hours, crawlers.Unchanged, news(day%20 == 0)),
			closing(sources[4], hours, crawlers.Broken, news(day < -8)))
		if day > -12 {
			visits = append(visits, closing(sources[3], hours, crawlers.Unchanged, news(day < -9)))
		}
	}
	mustSave(t, s, visits...)
	c, err := s.Coverage(t.Context(), monday.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	day := 24 * time.Hour
	got := sourcesByID(c.Sources)
	for _, want := range []struct {
		id      string
		usual   time.Duration
		silent  bool
		lastNew int // days
	}{{"daily", day, false, 0}, {"stopped", day, true, -9}, {"monthly", 0, false, 0}, {"young", 0, false, -10}, {"dead", day, false, -9}} {
		h := got[want.id]
		if h.Usual != want.usual || h.Silent != want.silent || !h.LastNew.Equal(monday.AddDate(0, 0, want.lastNew)) {
			t.Errorf("%s: got usual %s, silent %t, last new %s; want %+v", want.id, h.Usual, h.Silent, h.LastNew, want)
		}
	}
	later, err := s.Coverage(t.Context(), monday.AddDate(0, 0, 60))
	if err != nil {
		t.Fatal(err)
	}
	if h := sourcesByID(later.Sources)["stopped"]; !h.Silent || h.Usual != day {
		t.Errorf("two months on: got %+v, want it still silent", h)
	}
}

// A layout that has changed is no answer, whatever the outcome is called.
func TestLayoutIsNoAnswer(t *testing.T) {
	s := testStore(t)
	sources := listened(s, "forum")
	was := closing(sources[0], -2, crawlers.Good, 3)
	now := closing(sources[0], -1, crawlers.Empty, 0)
	now.Fault, now.Status, now.Wait, now.Error = crawlers.FaultLayout, 200, 90*time.Minute, "no message was found"
	mustSave(t, s, was, now)
	c, err := s.Coverage(t.Context(), monday)
	if err != nil {
		t.Fatal(err)
	}
	want := report.Coverage{Expected: 1, Sources: []report.Health{{Source: sources[0], State: "empty", Fault: "layout", Status: 200, At: now.At,
		LastGood: was.At, LastNew: was.At, Next: now.Next, Wait: 90 * time.Minute, Error: "no message was found"}}}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("Coverage (want -, got +):\n%s", diff)
	}
}

func TestLedger(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	s := testStore(t)
	sources := listened(s, "good", "night", "dead", "new", "weekly")
	var visits []crawlers.Visit
	for hour := -72; hour < 0; hour++ { // from Friday, 10:00 in Paris, to Monday, 9:00
		visits = append(visits, closing(sources[0], float64(hour)+.3, crawlers.Good, 1))
		down := func(when bool) crawlers.Outcome {
			if when {
				return crawlers.Broken
			}
			return crawlers.Unchanged
		}
		// Saturday at 22:30 (UTC) to Sunday at 16:30, in Paris Saturday 23:00 to Sunday 17:00
		visits = append(visits, closing(sources[1], float64(hour)+.5, down(hour >= -35 && hour < -17), 0))
		if hour%6 == 0 {
			visits = append(visits, closing(sources[2], float64(hour), down(hour >= -60), 0))
		}
	}
	visits = append(visits, closing(sources[4], -100, crawlers.Unchanged, 0))
	mustSave(t, s, visits...)
	got, err := s.Ledger(t.Context(), monday.AddDate(0, 0, -4), monday, paris)
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		day                       string
		expected, answered, posts int
		down                      string
	}
	var lines []line
	for _, f := range got {
		l := line{f.From.Format("Mon 15:04"), f.Expected, f.Answered, f.Posts, ""}
		for _, o := range f.Down {
			l.down += fmt.Sprintf("%s %d ", o.Source.ID, len(o.Hours))
			if len(o.Hours) > 0 {
				l.down += "from " + o.Hours[0].In(paris).Format("15:04 ")
			}
		}
		lines = append(lines, l)
	}
	want := []line{
		{"Thu 00:00", 1, 1, 0, ""},
		{"Fri 00:00", 4, 4, 14, ""},
		{"Sat 00:00", 4, 3, 24, "dead 24 from 00:00 "},
		{"Sun 00:00", 4, 3, 24, "dead 24 from 00:00 night 17 from 00:00 "},
		{"Mon 00:00", 5, 3, 10, "dead 10 from 00:00 new 0 "},
	}
	if diff := cmp.Diff(want, lines, cmp.AllowUnexported(line{})); diff != "" {
		t.Errorf("Ledger (want -, got +):\n%s", diff)
	}
	day, err := s.Footing(t.Context(), monday.Add(-24*time.Hour), monday)
	if err != nil {
		t.Fatal(err)
	}
	if day.Expected != 5 || day.Answered != 3 || len(day.Down) != 2 || len(day.Down[0].Hours) != 24 || day.Posts != 24 {
		t.Errorf("Footing: got %+v", day)
	}
}

// In a zone half an hour off a day begins in the middle of an hour: until the
// next, sources are as the day before left them.
func TestFootingBeforeItsFirstHour(t *testing.T) {
	s := testStore(t)
	sources := listened(s, "good", "dead", "new")
	mustSave(t, s, closing(sources[0], -1, crawlers.Good, 1), closing(sources[1], -1, crawlers.Broken, 0))
	midnight := monday.Add(30 * time.Minute)
	got, err := s.Footing(t.Context(), midnight, midnight.Add(20*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	want := []report.Outage{{Source: sources[1], Whole: true, Hours: []time.Time{monday}}, {Source: sources[2], Whole: true}}
	if diff := cmp.Diff(want, got.Down); diff != "" || got.Expected != 3 || got.Answered != 1 {
		t.Errorf("%d of %d answered, down (want -, got +):\n%s", got.Answered, got.Expected, diff)
	}
}

func TestRecord(t *testing.T) {
	s := testStore(t)
	id := "forum.example.org/bus?x=1&y='é"
	sources := listened(s, "other", id)
	sources[1].URL = "https://forum.example.org/bus?x=1"
	s.SetSources(sources)
	var visits []crawlers.Visit
	for hour := -30; hour < 0; hour++ {
		visits = append(visits, closing(sources[1], float64(hour), crawlers.Good, 1))
	}
	last := &visits[len(visits)-1]
	last.Outcome, last.Fault, last.Status, last.Took, last.Bytes, last.Error = crawlers.Broken, crawlers.FaultServer, 503, time.Second, 17, "503"
	page := closing(sources[1], -1, crawlers.Broken, 0)
	page.URL += "/page"
	mustSave(t, s, append(visits, page)...)
	for hour := range 12 {
		add(t, s, 1, telling(fmt.Sprint("p", hour), id, hour, "Le bus."))
	}
	add(t, s, 1, telling("q", "other", 3, "Le bus."))
	push := websub.Subscription{Source: id, Hub: "https://hub.localhost/", Topic: "t", Key: "k", Secret: "s", State: websub.Active, Lease: monday.Add(time.Hour), Told: monday, At: monday}
	if err := s.SaveSubscription(t.Context(), push); err != nil {
		t.Fatal(err)
	}
	got, err := s.Record(t.Context(), id, monday, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if got.State != "broken" || got.Fault != "server" || got.Status != 503 || !got.LastGood.Equal(monday.Add(-2*time.Hour)) {
		t.Errorf("Health: got %+v", got.Health)
	}
	if len(got.Visits) != 20 || got.Visits[0] != (report.Visit{At: last.At, Took: time.Second, Outcome: "broken", Fault: "server", Status: 503, Items: 1, New: 1, Bytes: 17, Error: "503"}) ||
		!got.Visits[19].At.Equal(monday.Add(-20*time.Hour)) {
		t.Errorf("Visits: got %d, the first %+v", len(got.Visits), got.Visits[0])
	}
	if items := itemIDs(got.Items); len(items) != 10 || items[0] != "p11" || items[9] != "p2" {
		t.Errorf("Items: got %v", items)
	}
	if diff := cmp.Diff(&report.Push{Hub: push.Hub, State: "active", Lease: push.Lease, Told: monday}, got.Push); diff != "" {
		t.Errorf("Push (want -, got +):\n%s", diff)
	}
	if n := len(got.Days); n != 30 || got.Days[29].Expected != 1 || got.Days[29].Answered != 1 || len(got.Days[29].Down) != 1 || len(got.Days[29].Down[0].Hours) != 1 ||
		got.Days[29].Posts != 9 || got.Days[27].Expected != 0 {
		t.Errorf("Days: got %d: %+v", n, got.Days)
	}
	if _, err := s.Record(t.Context(), "forum.example.org/bus", monday, time.UTC); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("a source that is not watched: got %v, want ErrNotFound", err)
	}
}

func TestLatestVisits(t *testing.T) {
	s := testStore(t)
	sources := listened(s, "a", "b", "none")
	one := closing(sources[0], -3, crawlers.Good, 1)
	two := closing(sources[0], -1, crawlers.Broken, 0)
	two.ETag, two.Fault, two.Entry = `"x"`, crawlers.FaultSlow, "https://a.localhost/feed"
	three := closing(sources[1], -200, crawlers.Unchanged, 0)
	cross := closing(sources[1], 0, crawlers.Good, 0)
	cross.URL = sources[0].URL // another source's address is no state of this one
	mustSave(t, s, one, two, three, cross)
	got, err := s.LatestVisits(t.Context(), sources)
	if diff := cmp.Diff(map[string]crawlers.Visit{"a": two, "b": three}, got); err != nil || diff != "" {
		t.Errorf("LatestVisits: %v (want -, got +):\n%s", err, diff)
	}
	if got, err := s.LatestVisits(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("of none: got %v, %v", got, err)
	}
}

func TestSubscriptions(t *testing.T) {
	s := testStore(t)
	asked := websub.Subscription{Source: "b'", Hub: "https://hub.localhost/?a=1", Topic: "https://b.localhost/feed", Key: "k", Secret: "se'cret", State: websub.Asked, Asked: monday, At: monday}
	other := websub.Subscription{Source: "a", State: websub.Failed, Error: "é", At: monday}
	active := asked
	active.State, active.Lease, active.At = websub.Active, monday.Add(24*time.Hour), monday.Add(time.Second)
	for _, x := range []websub.Subscription{asked, other, active} {
		if err := s.SaveSubscription(t.Context(), x); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Subscriptions(t.Context())
	if diff := cmp.Diff([]websub.Subscription{other, active}, got); err != nil || diff != "" {
		t.Errorf("Subscriptions: %v (want -, got +):\n%s", err, diff)
	}
}

// What was logged before there was a table of outcomes is in it too, and what
// was cut off half way is made again.
func TestOutcomesOfOldVisits(t *testing.T) {
	s := testStore(t)
	sources := listened(s, "old")
	for _, sql := range []string{"DROP VIEW outcomes_of_visits", "ALTER TABLE schema_migrations DELETE WHERE version > 8 SETTINGS mutations_sync = 2"} {
		if err := s.conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	v := closing(sources[0], -1, crawlers.Good, 4)
	mustSave(t, s, v)
	for range 2 {
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w := closing(sources[0], -.5, crawlers.Unchanged, 0)
	mustSave(t, s, w)
	got, err := s.Footing(t.Context(), monday.Add(-2*time.Hour), monday)
	if err != nil || got.Expected != 1 || got.Answered != 1 || got.Posts != 4 {
		t.Errorf("Footing: got %+v, %v", got, err)
	}
	latest, err := s.LatestVisits(t.Context(), sources)
	if diff := cmp.Diff(map[string]crawlers.Visit{"old": w}, latest); err != nil || diff != "" {
		t.Errorf("LatestVisits: %v (want -, got +):\n%s", err, diff)
	}
}

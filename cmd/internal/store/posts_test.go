package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// alone checks that exactly the posts with these ids are in every list answer,
// each once.
func alone(t *testing.T, s *Store, ids ...string) {
	t.Helper()
	window, err := s.Posts(t.Context(), annotation.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	unread, err := s.Unread(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var since []string
	onMonday := 0
	err = s.Each(t.Context(), time.Time{}, time.Time{}, func(p annotation.Post) error {
		since = append(since, p.ID)
		if p.Published.Format(time.DateOnly) == monday.Format(time.DateOnly) {
			onMonday++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ids, since); diff != "" {
		t.Errorf("Since (want -, got +):\n%s", diff)
	}
	if got := len(window) + len(unread); got != len(ids) {
		t.Errorf("posts read and unread: got %d, want %d", got, len(ids))
	}
	today, err := s.Today(t.Context(), report.Scope{Now: monday.Add(14 * time.Hour)})
	if err != nil || int(today.Mentions.Value) != onMonday {
		t.Errorf("Today: got %g mentions, %v; want %d", today.Mentions.Value, err, onMonday)
	}
	found, err := s.Search(t.Context(), report.Search{Oldest: true, Limit: 1000})
	if diff := cmp.Diff(ids, itemIDs(found.Items)); err != nil || diff != "" || found.Total != len(ids) {
		t.Errorf("Search: total %d, %v (want -, got +):\n%s", found.Total, err, diff)
	}
	counts, err := s.Counts(t.Context(), annotation.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, c := range counts {
		sum += c.Posts
	}
	if sum != len(window) {
		t.Errorf("Counts: got %d in all, want %d", sum, len(window))
	}
}

func TestAddPostsTwice(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	p, q := telling("a", "blog", 0, "Le bus est en retard."), telling("b", "blog", 1, "Le tram aussi.")
	add(t, s, 2, p, q, p)
	c.add(time.Hour)
	add(t, s, 0, p, q)
	alone(t, s, "a", "b")
	if got := countRows(t, s, "SELECT count() FROM posts"); got != 2 {
		t.Errorf("rows, versions included: got %d, want 2: nothing had changed", got)
	}
}

func TestChangedTextReplacesAndIsReadAgain(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	p := telling("a", "blog", 0, "Le bus est en retard.")
	add(t, s, 1, p)
	save(t, s, read(p, "translum", -0.5, "s1"))
	alone(t, s, "a")

	c.add(40 * 24 * time.Hour) // another month: what is undated would move there
	p.Text = "Le bus est arrivé."
	p.Published, p.Dated = c.now(), false
	add(t, s, 0, p)
	alone(t, s, "a")
	got := mustPost(t, s, "a")
	if got.Text != p.Text {
		t.Errorf("text: got %q, want %q", got.Text, p.Text)
	}
	if !got.Published.Equal(monday) {
		t.Errorf("published: got %s, want %s, as first stored", got.Published, monday)
	}
	unread, err := s.Unread(t.Context(), 10)
	if err != nil || len(unread) != 1 {
		t.Fatalf("Unread after the change: got %d, %v; want 1", len(unread), err)
	}
	save(t, s, read(unread[0], "translum", 0.5, "s1"))
	alone(t, s, "a")
}

func TestChangedDateAloneMovesNothing(t *testing.T) {
	s := testStore(t)
	p := telling("a", "blog", 0, "Le bus est en retard.")
	add(t, s, 1, p)
	p.Published = monday.AddDate(0, 3, 0)
	add(t, s, 0, p)
	alone(t, s, "a")
	if got := mustPost(t, s, "a").Published; !got.Equal(monday) {
		t.Errorf("published: got %s, want %s", got, monday)
	}
}

func TestReadTwice(t *testing.T) {
	s := testStore(t)
	p := telling("a", "blog", 0, "Le bus est en retard.")
	add(t, s, 1, p)
	save(t, s, read(p, "translum", -0.5, "s1"))
	save(t, s, read(p, "kéolane", 0.5, "s2"), read(p, "kéolane", 0.6, "s3"))
	alone(t, s, "a")
	for entity, want := range map[string]int{"translum": 0, "kéolane": 1} {
		found, err := s.Posts(t.Context(), annotation.Filter{Entity: entity})
		if err != nil || len(found) != want {
			t.Errorf("posts about %s: got %d, %v; want %d", entity, len(found), err, want)
		}
	}
	if got := mustPost(t, s, "a").Annotation.Story; got != "s3" {
		t.Errorf("story: got %q, want the last, s3", got)
	}
}

func TestAnnotationOfAnOldTextIsPassedOver(t *testing.T) {
	s := testStore(t)
	old := telling("a", "blog", 0, "Le bus est en retard.")
	add(t, s, 1, old)
	changed := old
	changed.Text = "Le bus est arrivé."
	add(t, s, 0, changed)
	save(t, s, read(old, "translum", -0.5, "s1"), read(telling("never stored", "blog", 0, "?"), "translum", 0, "s1"))
	alone(t, s, "a")
	got := mustPost(t, s, "a")
	if got.Text != changed.Text || got.Annotation.Story != "" {
		t.Errorf("got text %q with story %q, want %q without one", got.Text, got.Annotation.Story, changed.Text)
	}
}

func TestTwoSourcesOfOnePost(t *testing.T) {
	s := testStore(t)
	s.SetSources([]post.Source{{ID: "brief", URL: "https://blog.example/brief.xml"}, {ID: "blog", URL: "https://www.blog.example/"}})
	short, long := telling("a", "brief", 0, "Le bus est…"), telling("a", "blog", 2, "Le bus est en retard, et voici pourquoi.")
	short.URL, long.URL = "https://blog.example/a", "https://blog.example/a"
	add(t, s, 1, short)
	add(t, s, 0, long)
	add(t, s, 0, short) // again in short: the longer one stays
	alone(t, s, "a")
	got := mustPost(t, s, "a")
	if got.Text != long.Text || got.Source != "brief" {
		t.Errorf("got %q of %q, want the longer text, and the first source", got.Text, got.Source)
	}
	long.Text = "Plus rien." // whose wording it is may shorten it
	add(t, s, 0, long)
	if got := mustPost(t, s, "a").Text; got != long.Text {
		t.Errorf("text: got %q, want %q", got, long.Text)
	}
	sightings, err := s.Sightings(t.Context(), "a")
	want := []Sighting{{"brief", monday.Add(time.Minute)}, {"blog", monday.Add(2*time.Hour + time.Minute)}}
	if diff := cmp.Diff(want, sightings); err != nil || diff != "" {
		t.Errorf("Sightings: %v (want -, got +):\n%s", err, diff)
	}
}

func TestOddPostsSurvive(t *testing.T) {
	s := testStore(t)
	hostile := "'); DROP TABLE posts; -- {ids:String} ? $1 \x00 \\N \\' \t\n\r «é» \U0001F68C \u202e"
	posts := []post.Post{
		telling("it's \\ \"odd\"\t\n\x00{id:String} ?é\u202e🚌 ]['", "blog", 0, hostile),
		telling("not utf-8 \xff\xfe", "blog\xff", 1, "bus \xff\xfe\x80 tram"),
		telling("long", "blog", 2, strings.Repeat("Le bus est en retard. ", 50_000)),
		telling("one word", "blog", 3, strings.Repeat("é", 500_000)),
		telling("empty", "blog", 4, ""),
	}
	posts[0].Title, posts[0].Author, posts[0].Links = hostile, hostile, []string{hostile, "", "https://x.localhost/'"}
	add(t, s, len(posts), posts...)
	add(t, s, 0, posts...)
	for _, p := range posts {
		got := mustPost(t, s, p.ID)
		if diff := cmp.Diff(p, got.Post); diff != "" {
			t.Errorf("post %.20q changed (want -, got +):\n%.600s", p.ID, diff)
		}
		save(t, s, read(got.Post, hostile, -1, hostile))
		found, err := s.Posts(t.Context(), annotation.Filter{Entity: hostile, Story: hostile, From: p.Published, To: p.Published.Add(time.Millisecond)})
		if err != nil || len(found) != 1 || found[0].ID != p.ID {
			t.Errorf("window of post %.20q: got %d posts, %v; want it alone", p.ID, len(found), err)
		}
	}
	if _, err := s.Post(t.Context(), "' OR 1=1 --"); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("Post: got %v, want ErrNotFound", err)
	}
}

func TestAbsurdDates(t *testing.T) {
	s := testStore(t)
	var posts []post.Post
	for i, published := range []time.Time{{}, time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC),
		time.Date(2038, 1, 20, 0, 0, 0, 0, time.UTC)} {
		p := telling(string(rune('a'+i)), "blog", i, "Le bus.")
		p.Published = published
		posts = append(posts, p)
	}
	add(t, s, 4, posts...)
	alone(t, s, "a", "b", "c", "d")
	for i, p := range posts {
		got, want := mustPost(t, s, p.ID), p.Fetched
		if i == 3 {
			want = p.Published
		}
		if !got.Published.Equal(want) || got.Dated != (i == 3) {
			t.Errorf("%s: got %s (dated %t), want %s", p.Published, got.Published, got.Dated, want)
		}
	}
}

func TestPostWithoutID(t *testing.T) {
	s := testStore(t)
	got, err := s.AddPosts(t.Context(), []post.Post{telling("a", "blog", 0, "x"), {Text: "y"}})
	if err == nil || got != 0 {
		t.Errorf("got %d, %v; want an error", got, err)
	}
	alone(t, s)
}

func TestManyMonthsInOneBatch(t *testing.T) {
	s := testStore(t)
	var posts []post.Post
	for i := range 240 {
		p := telling(post.NewID(string(rune(i))), "archive", 0, "Le bus.")
		p.Published = time.Date(2000, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		posts = append(posts, p)
	}
	add(t, s, 240, posts...)
	add(t, s, 0, posts...)
}

func TestUnreadIsInOrderOfStoring(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	add(t, s, 1, telling("b", "blog", 5, "Un."))
	c.add(time.Minute)
	add(t, s, 1, telling("a", "blog", 0, "Deux."))
	unread, err := s.Unread(t.Context(), 1)
	if err != nil || len(unread) != 1 || unread[0].ID != "b" {
		t.Fatalf("Unread(1): got %v, %v; want b", unread, err)
	}
	save(t, s, read(unread[0], "", 0, ""))
	unread, err = s.Unread(t.Context(), 10)
	if err != nil || len(unread) != 1 || unread[0].ID != "a" {
		t.Fatalf("Unread after b was read: got %v, %v; want a", unread, err)
	}
}

// TestTaken wants posts in the order in which they were read, whatever their dates:
// that of storing, then of publication.
func TestTaken(t *testing.T) {
	c := &clock{t: monday.Add(48 * time.Hour)}
	s := testStore(t, at(c))
	batches := [][]post.Post{
		{telling("old", "source", 1, "Too long ago")},
		{telling("b", "source", 20, "Read first"), telling("c", "source", 21, "with another")},
		{telling("a", "source", 2, "Published before, stored after")},
	}
	for _, batch := range batches {
		c.add(time.Hour)
		add(t, s, len(batch), batch...)
		for _, p := range batch {
			save(t, s, read(p, "", 0, ""))
		}
	}
	add(t, s, 1, telling("d", "source", 3, "Not read yet"))
	var got []string
	err := s.Taken(t.Context(), monday.Add(50*time.Hour), func(p annotation.Post) error {
		got = append(got, p.ID)
		return nil
	})
	if diff := cmp.Diff([]string{"b", "c", "a"}, got); diff != "" || err != nil {
		t.Errorf("Taken (want -, got +), %v:\n%s", err, diff)
	}
}

package store

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/analyzers/weaksignal"
	"vigie/crawlers/post"
)

func TestDigests(t *testing.T) {
	c := &clock{t: monday}
	s := testStore(t, at(c))
	hour := monday.Truncate(time.Hour)
	for _, body := range []string{"before", "\x01\x00\xff now"} {
		err := s.SaveDigests(t.Context(), map[time.Time][]byte{hour: []byte(body), hour.Add(time.Hour): []byte("next")})
		if err != nil {
			t.Fatal(err)
		}
		c.add(time.Minute)
	}
	got, err := s.Digests(t.Context(), hour, hour.Add(time.Hour-time.Nanosecond))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || string(got[hour]) != "\x01\x00\xff now" {
		t.Errorf("digests %q, want only that of %s as it was saved last", got, hour)
	}
}

// What was counted of an hour is a trace of its posts' words: it goes with them.
func TestDigestsAreErased(t *testing.T) {
	s := testStore(t)
	a, b := telling("a", "blog", 1, "un bus"), telling("b", "blog", 5, "un tram")
	add(t, s, 2, a, b)
	hour := func(p post.Post) time.Time { return p.Published.Truncate(time.Hour) }
	if err := s.SaveDigests(t.Context(), map[time.Time][]byte{hour(a): []byte("of a"), hour(b): []byte("of b")}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		source string
		want   []string
	}{{"another", []string{"of a", "of b"}}, {"blog", []string{"of b"}}} {
		if err := s.ErasePosts(t.Context(), step.source, []string{"a"}); err != nil {
			t.Fatal(err)
		}
		got, err := s.Digests(t.Context(), hour(a), hour(b).Add(time.Hour))
		var bodies []string
		for _, body := range got {
			bodies = append(bodies, string(body))
		}
		if slices.Sort(bodies); err != nil || !slices.Equal(bodies, step.want) {
			t.Errorf("after %q took the post back: digests %q, %v, want %q", step.source, bodies, err, step.want)
		}
	}
	if n := countRows(t, s, "SELECT count() FROM digests WHERE body = 'of a'"); n != 0 {
		t.Errorf("%d versions of an erased hour's digest are left on the disk", n)
	}
}

// Digests do not outlive the posts, nor what detectors look back to.
func TestDigestsAreForgotten(t *testing.T) {
	s := testStore(t, func(o *Options) { o.PostsKept = 48 * time.Hour })
	for posts, want := range map[time.Duration]int64{48 * time.Hour: 48 * 3600, 0: 420 * 24 * 3600, 1000 * 24 * time.Hour: 420 * 24 * 3600} {
		s.options.PostsKept = posts
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		query := fmt.Sprintf("SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'digests' AND create_table_query LIKE '%%TTL toDateTime(hour) + toIntervalSecond(%d)%%'", want)
		if n := countRows(t, s, query); n != 1 {
			t.Errorf("posts kept for %s: the digests are not kept for %d s", posts, want)
		}
	}
}

// TestWeakSignalsAfterARestart wants a detector that takes up kept hours to say
// what one says that reads every post, and to be told of a late post of a kept hour.
func TestWeakSignalsAfterARestart(t *testing.T) {
	s := testStore(t)
	var posts []post.Post
	for i := range 1200 { // 16 days
		text := fmt.Sprintf("bus ligne%d retard arret%d quai%d", i%7, i%11, i%13)
		posts = append(posts, telling(fmt.Sprintf("p%d", i), fmt.Sprintf("site%d", i%9), i/3-400, text))
	}
	for i := range 8 {
		posts = append(posts, telling(fmt.Sprintf("w%d", i), fmt.Sprintf("site%d", i), -8+i, fmt.Sprintf("odeur bizarre tunnel numero%d, fumee noire vue%d", i, i*7)))
	}
	add(t, s, len(posts), posts...)
	save(t, s, each(posts, func(p post.Post) annotation.Post { return read(p, "", 0, "") })...)
	kept := weaksignal.Default()
	kept.Kept = s
	detect := func(c weaksignal.Config) []signal.Signal {
		t.Helper()
		got, err := weaksignal.New(c).Detect(t.Context(), monday, s)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	want := detect(weaksignal.Default())
	detect(kept)
	got := detect(kept)
	if len(want) != 1 || len(got) != 1 || got[0].ID != want[0].ID || got[0].P != want[0].P || !slices.Equal(got[0].Terms, want[0].Terms) {
		t.Errorf("signals from kept hours %v, want %v", got, want)
	}
	old := monday.Add(-200 * time.Hour)
	before, err := s.Digests(t.Context(), old, old.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	late := telling("late", "site1", -200, "odeur bizarre autre jour")
	add(t, s, 1, late)
	save(t, s, read(late, "", 0, ""))
	detect(kept)
	after, err := s.Digests(t.Context(), old, old.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if len(before) != 1 || maps.EqualFunc(before, after, slices.Equal[[]byte]) {
		t.Errorf("digest of %s is %x after a late post, want another than %x", old, after, before)
	}
}

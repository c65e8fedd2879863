package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

func TestMigrateTwiceIsTheSame(t *testing.T) {
	s := testStore(t)
	before := describe(t, s)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := s.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := describe(t, s); got != before {
		t.Errorf("tables changed:\n%s\nwere:\n%s", got, before)
	}
}

func TestTwoProcessesMigrateAnEmptyDatabase(t *testing.T) {
	s := testStore(t)
	o := s.options
	o.Database += "_both"
	t.Cleanup(func() { s.conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+identifier(o.Database)+" SYNC") })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			other, err := Open(t.Context(), o)
			if err != nil {
				t.Error(err)
				return
			}
			defer other.Close()
			if err := other.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
			if n, err := other.AddPosts(t.Context(), nil); n != 0 || err != nil {
				t.Errorf("AddPosts of none: %d, %v", n, err)
			}
		})
	}
	wg.Wait()
}

// describe is the definition of all tables, and the migrations that were run.
func describe(t *testing.T, s *Store) string {
	t.Helper()
	var all []string
	err := s.conn.QueryRow(t.Context(), `SELECT arraySort(groupArray(create_table_query)) FROM system.tables WHERE database = currentDatabase()`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n") + fmt.Sprint(countRows(t, s, "SELECT count() FROM schema_migrations"))
}

func TestNewerSchemaIsRefused(t *testing.T) {
	s := testStore(t)
	if err := s.apply(t.Context(), migration{version: 999, name: "of_tomorrow", sql: "SELECT 1"}); err != nil {
		t.Fatal(err)
	}
	err := s.Migrate(t.Context())
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{s.options.Database, "999", "newer vigie", "install"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q: want it to say %q", err, want)
		}
	}
}

// A released migration is never edited: the databases out there ran the old one.
// testdata/released.txt gets a line when a version is released.
func TestReleasedMigrationsAreNotEdited(t *testing.T) {
	b, err := os.ReadFile("testdata/released.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		sql, err := migrations.ReadFile("migrations/" + name)
		if got := sha256.Sum256(sql); err != nil || hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s was released and has changed (%v): undo that, and add a migration instead", name, err)
		}
	}
}

func TestRetention(t *testing.T) {
	c := &clock{t: time.Now().Add(-48 * time.Hour)}
	s := testStore(t, at(c), func(o *Options) { o.PostsKept = 72 * time.Hour })
	add(t, s, 1, telling("old", "blog", 0, "Le bus."))
	c.add(47 * time.Hour)
	add(t, s, 1, telling("new", "blog", 1, "Le tram."))
	s.options.PostsKept = 24 * time.Hour
	for range 2 {
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, sql := range []string{"ALTER TABLE posts MATERIALIZE TTL SETTINGS mutations_sync = 1", "OPTIMIZE TABLE posts FINAL"} {
		if err := s.conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	alone(t, s, "new")
	s.options.PostsKept = 0
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := describe(t, s); strings.Count(got, "toIntervalSecond") != 1 { // that of digests, which are no one's posts
		t.Errorf("still a TTL: %s", got)
	}
	add(t, s, 1, telling("old", "blog", 0, "Le bus."))
	alone(t, s, "old", "new")
}

// What is written in merges and mutations must stay true too.
func TestMergedRowsSayTheSame(t *testing.T) {
	s := testStore(t)
	p, q := telling("a", "blog", 0, "Le bus est en retard."), telling("b", "blog", 1, "Le tram.")
	add(t, s, 2, p, q)
	save(t, s, read(p, "translum", -1, "s-1"), read(q, "translum", -1, "s-1"))
	p.Text = "Le bus est là."
	add(t, s, 0, p)
	if err := s.conn.Exec(t.Context(), "OPTIMIZE TABLE posts FINAL"); err != nil {
		t.Fatal(err)
	}
	if got := countRows(t, s, "SELECT count() FROM posts"); got != 2 {
		t.Errorf("rows after the merge: got %d, want 2", got)
	}
	add(t, s, 0, p, q)
	alone(t, s, "a", "b")
	if err := s.conn.Exec(t.Context(), "DELETE FROM posts WHERE id = 'b'"); err != nil {
		t.Fatal(err)
	}
	alone(t, s, "a")
	add(t, s, 1, q)
	alone(t, s, "a", "b")
}

func TestAwayThenBack(t *testing.T) {
	s, kill := ownStore(t)
	var want []string
	failed := 0
	for batch := range 12 {
		var posts []post.Post
		for i := range 50 {
			posts = append(posts, telling(fmt.Sprintf("%03d-%03d", batch, i), "blog", batch, "Le bus est en retard."))
			want = append(want, posts[i].ID)
		}
		if batch%3 == 1 {
			go kill()
		}
		deadline := time.Now().Add(time.Minute)
		for {
			_, err := s.AddPosts(t.Context(), posts)
			if err == nil {
				break
			}
			if failed++; time.Now().After(deadline) {
				t.Fatalf("batch %d: %v", batch, err)
			}
		}
		if batch%3 == 2 { // killed between two acknowledged batches
			kill()
		}
	}
	t.Logf("%d tries failed", failed)
	for deadline := time.Now().Add(time.Minute); s.Healthy(t.Context()) != nil; {
		if time.Now().After(deadline) {
			t.Fatal("not healthy again")
		}
	}
	alone1000(t, s, want)
}

// alone1000 is alone for more posts than a page holds.
func alone1000(t *testing.T, s *Store, want []string) {
	t.Helper()
	unread, err := s.Unread(t.Context(), 10*len(want))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, p := range unread {
		seen[p.ID]++
	}
	for _, id := range want {
		if seen[id] != 1 {
			t.Errorf("post %s: stored %d times, want once", id, seen[id])
		}
	}
	if len(unread) != len(want) {
		t.Errorf("posts: got %d, want %d", len(unread), len(want))
	}
}

func TestNoAnswer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	l.Close()
	_, err = Open(t.Context(), Options{Addr: []string{nobody}, Timeout: 5 * time.Second})
	if err == nil || !strings.Contains(err.Error(), "ClickHouse at "+nobody+" does not answer") {
		t.Errorf("nobody listens: got %v", err)
	}
	if _, err := Open(t.Context(), Options{Addr: []string{nobody, "db2.example:9000"}, Timeout: 5 * time.Second}); err == nil ||
		!strings.Contains(err.Error(), nobody+", db2.example:9000: 2 addresses") || strings.Contains(err.Error(), "does not answer") {
		t.Errorf("two servers: got %v, want them refused unasked", err)
	}
	deaf, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	began := time.Now()
	_, err = Open(t.Context(), Options{Addr: []string{deaf.Addr().String()}, Timeout: 2 * time.Second})
	if err == nil || !strings.Contains(err.Error(), "does not answer") || time.Since(began) > 15*time.Second {
		t.Errorf("a port that says nothing: got %v after %s", err, time.Since(began))
	}
	address := sharedEngine(t)
	_, err = Open(t.Context(), Options{Addr: []string{address.Native}, User: "vigie", Password: "wrong"})
	if err == nil || !strings.Contains(err.Error(), "check user and password") || strings.Contains(err.Error(), "wrong") {
		t.Errorf("wrong password: got %v", err)
	}
}

// A batch that fails on its way counts for nothing, and can be added again.
func TestHalfABatchIsNotCounted(t *testing.T) {
	s := testStore(t)
	posts := make([]post.Post, chunk+10)
	for i := range posts {
		posts[i] = telling(fmt.Sprintf("%06d", i), "blog", 0, "Le bus.")
	}
	rename := func(from, to string) {
		if err := s.conn.Exec(t.Context(), "RENAME TABLE "+from+" TO "+to); err != nil {
			t.Error(err)
		}
	}
	s.now = func() time.Time { // called once a chunk, before it is written
		if countRows(t, s, "SELECT count() FROM posts") == chunk {
			rename("sightings", "away")
		}
		return monday
	}
	got, err := s.AddPosts(t.Context(), posts)
	rename("away", "sightings")
	if err == nil || got != 0 {
		t.Fatalf("AddPosts: got %d, %v; want an error and none", got, err)
	}
	s.now = func() time.Time { return monday }
	if _, err := s.AddPosts(t.Context(), posts); err != nil {
		t.Fatal(err)
	}
	ids := each(posts, func(p post.Post) string { return p.ID })
	alone1000(t, s, ids)
}

func TestWritersAtTheSameTime(t *testing.T) {
	s := testStore(t)
	var wg sync.WaitGroup
	var total sync.Map
	var ids []string
	for i := range 100 {
		ids = append(ids, fmt.Sprintf("%03d", i))
	}
	for w := range 6 {
		wg.Go(func() {
			var posts []post.Post
			for i, id := range ids {
				p := telling(id, "blog", i, "Le bus.")
				p.Published, p.Dated = monday.Add(time.Duration(w)*time.Hour), false // undated: each sees another time
				posts = append(posts, p)
			}
			n, err := s.AddPosts(t.Context(), posts)
			if err != nil {
				t.Error(err)
			}
			total.Store(w, n)
			for _, p := range posts {
				if err := s.SaveAnnotations(t.Context(), []annotation.Post{read(p, "translum", 0, "s-1")}); err != nil {
					t.Error(err)
					return
				}
				break
			}
		})
	}
	wg.Wait()
	sum := 0
	total.Range(func(_, n any) bool { sum += n.(int); return true })
	if sum != len(ids) {
		t.Errorf("new: %d in all, want %d", sum, len(ids))
	}
	alone(t, s, ids...)
}

package store

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/cmd/internal/engine"
	"vigie/crawlers/post"
)

// The package's tests share one real engine, each with a database of its own.
var shared struct {
	once    sync.Once
	folder  string
	address engine.Address
	err     error
	stop    context.CancelFunc
	ended   chan error
}

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == engine.ChildCommand {
		os.Exit(engine.Child(os.Args[2:]))
	}
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
		<-shared.ended
		os.RemoveAll(shared.folder)
	}
	os.Exit(code)
}

// needEngine skips a test on a machine without the engine; in CI it fails.
func needEngine(t testing.TB) {
	t.Helper()
	if _, err := engine.Find(""); err == nil {
		return
	} else if os.Getenv("CI") == "true" {
		t.Fatal(err)
	} else {
		t.Skip(err)
	}
}

func sharedEngine(t testing.TB) engine.Address {
	t.Helper()
	needEngine(t)
	shared.once.Do(func() {
		if shared.folder, shared.err = os.MkdirTemp("", "vigie-store"); shared.err != nil {
			return
		}
		e := engine.New(engine.Options{DataDir: shared.folder})
		ctx, cancel := context.WithCancel(context.Background())
		shared.stop, shared.ended = cancel, make(chan error, 1)
		go func() { shared.ended <- e.Run(ctx) }()
		wait, done := context.WithTimeout(ctx, time.Minute)
		defer done()
		shared.address, shared.err = e.Ready(wait)
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.address
}

// ownEngine is an engine that a test may kill.
func ownEngine(t *testing.T) (e *engine.Engine, kill func()) {
	t.Helper()
	needEngine(t)
	folder := t.TempDir()
	e = engine.New(engine.Options{DataDir: folder, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("engine: %v", err)
		}
	})
	kill = func() {
		t.Helper()
		var state struct{ Child int }
		b, err := os.ReadFile(filepath.Join(folder, "engine", "state.json"))
		if err == nil {
			err = json.Unmarshal(b, &state)
		}
		if err != nil || state.Child == 0 {
			t.Fatalf("engine state: child %d, %v", state.Child, err)
		}
		child, err := os.FindProcess(state.Child)
		if err == nil {
			err = child.Kill()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return e, kill
}

// ownStore is a migrated store on an engine that a test may kill.
func ownStore(t *testing.T) (s *Store, kill func()) {
	t.Helper()
	e, kill := ownEngine(t)
	address, err := e.Ready(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o := optionsFor(address, "vigie")
	o.DialContext = func(ctx context.Context, _ string) (net.Conn, error) { return e.DialContext(ctx, "") }
	o.Timeout = 20 * time.Second
	if s, err = Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, kill
}

func optionsFor(a engine.Address, database string) Options {
	return Options{Addr: []string{a.Native}, Database: database, User: a.User, Password: a.Password}
}

// testStore is a migrated store on a database that goes with the test.
func testStore(t testing.TB, change ...func(*Options)) *Store {
	t.Helper()
	o := optionsFor(sharedEngine(t), fmt.Sprintf("test_%x", post.NewID(t.Name())[:12]))
	for _, c := range change {
		c(&o)
	}
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+identifier(o.Database)+" SYNC"); err != nil {
			t.Error(err)
		}
		s.Close()
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// monday is when the tests' posts are published: 09:00 UTC.
var monday = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)

// clock is one that the test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func at(c *clock) func(*Options) { return func(o *Options) { o.Now = c.now } }

// telling is a post of source that says text, an hour after monday per hours.
func telling(id, source string, hours int, text string) post.Post {
	return post.Post{
		ID: id, URL: "https://" + source + ".localhost/" + id, Source: source, Kind: post.Blog, Author: "Voyageuse",
		Published: monday.Add(time.Duration(hours) * time.Hour), Dated: true, Fetched: monday.Add(time.Duration(hours)*time.Hour + time.Minute),
		Text: text, Language: "fr",
	}
}

// read annotates a post as a mention of entity with a feeling from -1 to 1.
func read(p post.Post, entity string, feeling float64, story string) annotation.Post {
	label := "neutral"
	if feeling < -0.2 {
		label = "negative"
	} else if feeling > 0.2 {
		label = "positive"
	}
	felt := annotation.Sentiment{Label: label, Score: feeling}
	a := annotation.Annotation{ID: p.ID, Language: "fr", LanguageScore: 0.9, Sentiment: felt, Story: story, Stance: "comment", Terms: []string{"bus"}}
	if entity != "" {
		a.Mentions = []annotation.Mention{{Entity: entity, End: 1, Sentiment: felt}}
	}
	return annotation.Post{Post: p, Annotation: a}
}

func add(t testing.TB, s *Store, want int, posts ...post.Post) {
	t.Helper()
	got, err := s.AddPosts(t.Context(), posts)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("AddPosts: got %d new, want %d", got, want)
	}
}

func save(t testing.TB, s *Store, posts ...annotation.Post) {
	t.Helper()
	if err := s.SaveAnnotations(t.Context(), posts); err != nil {
		t.Fatal(err)
	}
}

func mustPost(t testing.TB, s *Store, id string) annotation.Post {
	t.Helper()
	p, err := s.Post(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func countRows(t testing.TB, s *Store, query string) int {
	t.Helper()
	var n uint64
	if err := s.conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return int(n)
}

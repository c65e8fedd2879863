package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"slices"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/demo"
	"vigie/cmd/internal/engine"
)

// serviceOf names, in the environment, the configuration that the test binary
// serves instead of running tests: a service that can be killed.
const serviceOf = "VIGIE_TEST_SERVE"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == engine.ChildCommand {
		os.Exit(engine.Child(os.Args[2:]))
	}
	if path := os.Getenv(serviceOf); path != "" {
		c, err := config.Load(path, func(string) string { return "" })
		if err == nil {
			err = Serve(context.Background(), Options{Config: c, Pace: time.Second, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}, nil)
		}
		slog.Error("served", "err", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// needEngine skips where the embedded ClickHouse is not installed, and fails
// there under CI.
func needEngine(t *testing.T) {
	t.Helper()
	if _, err := engine.Find(""); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// long ends a wait that should have ended by itself.
const long = 3 * time.Minute

// eventually waits until done says so. The deadline only ends a test that
// hangs; no other timing decides.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(long); !done(); {
		if time.Now().After(end) {
			t.Fatalf("waited %v in vain for: %s", long, what)
		}
		<-tick.C
	}
}

// sample serves a sample web whose clock stands still, and returns a
// configuration that watches the sources named, of every kind.
func sample(t *testing.T, folder string) config.Config {
	t.Helper()
	needEngine(t)
	start := time.Date(2026, 11, 21, 13, 0, 0, 0, time.UTC)
	d, err := NewDemo(DemoOptions{Listener: listen(t), Folder: folder,
		Web: demo.Options{Seed: 7, Start: start, Now: func() time.Time { return start }, Slow: 50 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("sample web: %v", err)
		}
	})
	c := d.Options.Config
	c.Alerts, c.Mail, c.Crawl.Every = nil, config.Mail{TLS: "starttls"}, time.Second
	var kept []config.Source
	for i, s := range c.Sources {
		if i%4 == 0 || s.Kind == "forum" {
			s.Every = time.Second
			kept = append(kept, s)
		}
	}
	c.Sources = kept
	return c
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	return ln
}

// harvest crawls every source until none has anything new, reads all, and
// returns the stored posts (identifier, source, address), each as often as it is
// answered.
func harvest(t *testing.T, c config.Config) []string {
	t.Helper()
	s, err := Open(t.Context(), Options{Config: c})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}()
	for added := 1; added > 0; {
		added = 0
		for _, src := range c.Watched() {
			v, err := s.Crawl(t.Context(), src)
			if err != nil {
				t.Fatal(err)
			}
			added += v.New
		}
	}
	if _, err := s.Read(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	posts, err := s.Store().Posts(t.Context(), annotation.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(posts))
	for i, p := range posts {
		ids[i] = p.ID + " " + p.Source + " " + p.URL
	}
	slices.Sort(ids)
	return ids
}

// sameOnce fails unless got holds what want holds, each once.
func sameOnce(t *testing.T, got, want []string) {
	t.Helper()
	if len(want) < 50 {
		t.Fatalf("the undisturbed crawl found only %d posts", len(want))
	}
	if once := slices.Compact(slices.Clone(got)); len(once) != len(got) {
		t.Errorf("%d of %d posts are answered twice", len(got)-len(once), len(got))
	}
	lost := 0
	for _, id := range want {
		if !slices.Contains(got, id) {
			if lost++; lost <= 5 {
				t.Errorf("lost: %s", id)
			}
		}
	}
	if lost > 0 || len(got) != len(want) {
		t.Errorf("got %d posts, want %d; %d are lost", len(got), len(want), lost)
	}
}

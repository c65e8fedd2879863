package engine

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// TestMain lets the test program play the other processes too: the child, a
// service that is to be killed, a short command, and an executable that takes
// clickhouse's command line.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case ChildCommand:
			os.Exit(Child(os.Args[2:]))
		case "play-service":
			os.Exit(playService(os.Args[2]))
		case "play-command":
			os.Exit(playCommand(os.Args[2]))
		case "play-clickhouse":
			os.Exit(playClickHouse(os.Args[2], os.Args[3:]))
		}
	}
	os.Exit(m.Run())
}

// playService runs an engine until standard input ends or it is killed.
func playService(dataDir string) int {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	if err := New(Options{DataDir: dataDir, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}).Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// playCommand opens the engine as a command does, says so, uses it until
// standard input ends, and lets go of it.
func playCommand(dataDir string) int {
	a, closer, err := Open(context.Background(), Options{DataDir: dataDir})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("open", a.Native)
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := a.answers(context.Background(), 5*time.Second); err != nil {
		fmt.Println("lost", err)
		return 1
	}
	if err := closer(); err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("closed")
	return 0
}

// playClickHouse is an executable with clickhouse's command line, made of the
// library; the version is what the library holds.
func playClickHouse(library string, args []string) int {
	if len(args) == 2 && args[0] == "local" && args[1] == "--version" {
		fmt.Println("ClickHouse local version 26.7.2.1 (official build).")
		return 0
	}
	if err := runLibrary(library, append([]string{"clickhouse"}, args[1:]...)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// needEngine skips a test on a machine without the engine; in CI it fails.
func needEngine(t *testing.T) string {
	t.Helper()
	path, err := Find("")
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	t.Skip(err)
	return ""
}

// started is an engine that answers, stopped with the test.
type started struct {
	*Engine
	Address
	stop func() error // idempotent
}

func start(t *testing.T, o Options) started {
	t.Helper()
	needEngine(t)
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	e := New(o)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	stopped := false
	stop := func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return started{Engine: e, Address: ready(t, e), stop: stop}
}

func ready(t *testing.T, e *Engine) Address {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	a, err := e.Ready(ctx)
	if err != nil {
		t.Fatalf("Ready: %v\n%s", err, lastWords(e.folder.stderr()))
	}
	return a
}

func connect(t *testing.T, o *clickhouse.Options) driver.Conn {
	t.Helper()
	conn, err := clickhouse.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func mustExec(t *testing.T, conn driver.Conn, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if err := conn.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func count(t *testing.T, conn driver.Conn, query string) uint64 {
	t.Helper()
	var n uint64
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// eventually repeats ok until it holds.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}

func readState(t *testing.T, dataDir string) state {
	t.Helper()
	var s state
	readJSON(t, filepath.Join(dataDir, "engine", "state.json"), &s)
	return s
}

// logBuffer collects what several goroutines log.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func itoa(n int) string { return fmt.Sprint(n) }

package app

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"vigie/cmd/internal/config"
	"vigie/cmd/internal/engine"
	"vigie/crawlers"
)

// TestKilledService kills the service (kill -9) at random moments of its first
// crawl. After it is started again no post is lost and none is there twice.
func TestKilledService(t *testing.T) {
	c := sample(t, t.TempDir())
	want := harvest(t, c)

	c.Data = filepath.Join(t.TempDir(), "data")
	path := filepath.Join(t.TempDir(), "config.yaml")
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		c.Listen = listenAndClose(t)
		write(t, path, c)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), serviceOf+"="+path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the pages of the service that will be killed", func() bool { return answers(c.Listen) })
		<-time.After(time.Duration(random.IntN(2500)) * time.Millisecond) // any moment will do: it only makes cases differ
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed: an error by design
	}
	sameOnce(t, harvest(t, c), want)
}

// TestKilledEngine kills the engine alone, twice, while the service crawls. The
// service lives on, and in the end nothing is lost or doubled.
func TestKilledEngine(t *testing.T) {
	c := sample(t, t.TempDir())
	want := harvest(t, c)

	c.Data = filepath.Join(t.TempDir(), "data")
	var visits atomic.Int32
	stop := serve(t, Options{Config: c, Pace: time.Second, Listener: listen(t), Crawled: func(crawlers.Visit) { visits.Add(1) }})
	for range 2 {
		seen := visits.Load()
		eventually(t, "a visit", func() bool { return visits.Load() > seen })
		child := engineChild(t)
		if err := syscall.Kill(child, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		eventually(t, "another engine", func() bool {
			_, running, err := engine.Discover(t.Context(), c.Data)
			return err == nil && running && engineChild(t) != child
		})
	}
	seen := visits.Load()
	eventually(t, "visits after the engine came back", func() bool { return visits.Load() > seen+int32(len(c.Sources)) })
	stop()
	sameOnce(t, harvest(t, c), want)
}

// TestDatabaseAway cuts the service from its database. The page says so, and
// when the database is back the service catches up with nothing lost.
func TestDatabaseAway(t *testing.T) {
	c := sample(t, t.TempDir())
	want := harvest(t, c)

	address, release, err := engine.Open(t.Context(), engine.Options{DataDir: filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = release() }()
	wire := newWire(t, address.Native)
	c.ClickHouse = config.ClickHouse{Address: wire.ln.Addr().String(), Database: address.Database, User: address.User, Password: address.Password}

	var visits atomic.Int32
	ln := listen(t)
	page := "http://" + ln.Addr().String() + "/?lang=en"
	stop := serve(t, Options{Config: c, Pace: time.Second, Listener: ln, Crawled: func(crawlers.Visit) { visits.Add(1) }})
	eventually(t, "a first visit", func() bool { return visits.Load() > 0 })
	wire.cut(true)
	eventually(t, "the page to say so", func() bool {
		status, body := get(page)
		return status == http.StatusServiceUnavailable && strings.Contains(body, "database")
	})
	wire.cut(false)
	eventually(t, "the page to come back", func() bool { status, _ := get(page); return status == http.StatusOK })
	seen := visits.Load()
	eventually(t, "visits after it came back", func() bool { return visits.Load() > seen+int32(len(c.Sources)) })
	stop()
	sameOnce(t, harvest(t, c), want)
}

// serve runs a service until stop is called.
func serve(t *testing.T, o Options) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, o, nil) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("serve: %v", err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// wire is a way to the database that can be cut.
type wire struct {
	ln net.Listener

	mu    sync.Mutex
	away  bool
	conns []net.Conn
}

func newWire(t *testing.T, to string) *wire {
	w := &wire{ln: listen(t)}
	var carrying sync.WaitGroup
	carrying.Go(func() {
		for {
			in, err := w.ln.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil || !w.keep(in, out) {
				_ = in.Close()
				continue
			}
			carry := func(a, b net.Conn) { _, _ = io.Copy(a, b); _ = a.Close() }
			carrying.Go(func() { carry(in, out) })
			carrying.Go(func() { carry(out, in) })
		}
	})
	t.Cleanup(func() { _ = w.ln.Close(); w.cut(true); carrying.Wait() })
	return w
}

func (w *wire) keep(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conns = append(w.conns, conns...)
	if w.away {
		for _, c := range conns {
			_ = c.Close()
		}
	}
	return !w.away
}

func (w *wire) cut(away bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away = away
	if away {
		for _, c := range w.conns {
			_ = c.Close()
		}
		w.conns = nil
	}
}

// engineChild finds the engine among the children of this process.
func engineChild(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		stat, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "stat"))
		line, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		if strings.Contains(string(line), engine.ChildCommand) && strings.Contains(string(stat), fmt.Sprintf(") S %d ", os.Getpid())) {
			return pid
		}
	}
	return 0
}

func get(url string) (int, string) {
	r, err := http.Get(url)
	if err != nil {
		return 0, ""
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, ""
	}
	return r.StatusCode, string(body)
}

func answers(addr string) bool {
	status, _ := get("http://" + addr + "/healthz")
	return status == http.StatusOK
}

func listenAndClose(t *testing.T) string {
	t.Helper()
	ln := listen(t)
	defer ln.Close()
	return ln.Addr().String()
}

func write(t *testing.T, path string, c config.Config) {
	t.Helper()
	body, err := yaml.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
}

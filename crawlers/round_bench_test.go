package crawlers_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

const (
	roundHosts   = 10_000
	roundWorkers = 256
	roundPause   = 100 * time.Millisecond // between two requests to one host
	mostResident = 300 << 20              // bytes
)

// roundServer in the environment makes the test binary the server of
// BenchmarkRound, so that only the crawler's memory is measured.
const roundServer = "VIGIE_ROUND_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(roundServer) != "" {
		serveRound()
		return
	}
	os.Exit(m.Run())
}

// BenchmarkRound polls 10,000 feeds, each on a loopback host of its own: a
// first round, which also reads robots.txt and what is reserved, then rounds in
// which each feed answers 304; beside a bare loop of net/http that sends the
// same conditional requests. The server counts what the crawler asks of a host
// at once and after which pause.
func BenchmarkRound(b *testing.B) {
	server := startRound(b)
	sources := make([]post.Source, roundHosts)
	for n := range sources {
		sources[n] = post.Source{ID: strconv.Itoa(n), Kind: post.Feed, URL: fmt.Sprintf("http://127.%d.%d.%d:%s/feed", 1+n/65536, n/256%256, n%256, server.port)}
	}
	m := &states{last: make(map[string]crawlers.Visit)}
	now := start
	f := fetch.New(fetch.Options{AllowPrivate: true, Delay: roundPause})
	defer f.Close()
	c := crawlers.New(crawlers.Options{Fetcher: f, Sink: m, Visits: m, Now: func() time.Time { return now }})
	round := func(b *testing.B, want crawlers.Outcome) {
		began := time.Now()
		each(sources, func(s post.Source) {
			if v, err := c.Run(context.Background(), s); err != nil || v.Outcome != want {
				b.Errorf("run of %s = %+v, %v, want %s", s.URL, v, err, want)
			}
		})
		b.ReportMetric(roundHosts/time.Since(began).Seconds(), "feeds/s")
		b.ReportMetric(float64(resident())/1e6, "MB-resident")
		if most := peak(); most > mostResident {
			b.Errorf("%d MB resident at the most, want under %d", most>>20, mostResident>>20)
		}
	}
	b.Run("first", func(b *testing.B) {
		if m.has() {
			b.Skip("made before")
		}
		round(b, crawlers.Good)
	})
	b.Run("unchanged", func(b *testing.B) {
		for b.Loop() {
			now = now.Add(time.Hour)
			round(b, crawlers.Unchanged)
		}
	})
	b.Run("limits", func(b *testing.B) {
		seen := server.report(b)
		b.ReportMetric(float64(seen.atOnce), "requests-at-once-a-host")
		b.ReportMetric(float64(seen.gap.Milliseconds()), "ms-least-pause")
		if seen.atOnce > 1 || seen.gap < roundPause-5*time.Millisecond {
			b.Errorf("a host was asked %d times at once, and after a pause of %s: want 1, and %s", seen.atOnce, seen.gap, roundPause)
		}
	})
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{MaxIdleConns: 200, MaxIdleConnsPerHost: 1}}
		for b.Loop() {
			each(sources, func(s post.Source) {
				req, _ := http.NewRequest(http.MethodGet, s.URL, nil)
				req.Header.Set("If-None-Match", roundTag)
				resp, err := client.Do(req)
				if err != nil {
					b.Error(err)
					return
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if resp.StatusCode != http.StatusNotModified {
					b.Errorf("%s: %s", s.URL, resp.Status)
				}
			})
		}
		b.ReportMetric(float64(b.N*roundHosts)/b.Elapsed().Seconds(), "feeds/s")
	})
}

// each calls f of every source, in the crawler's number of workers.
func each(sources []post.Source, f func(post.Source)) {
	queue := make(chan post.Source)
	var workers sync.WaitGroup
	for range roundWorkers {
		workers.Go(func() {
			for s := range queue {
				f(s)
			}
		})
	}
	for _, s := range sources {
		queue <- s
	}
	close(queue)
	workers.Wait()
}

// states keeps the last visit of each source and counts posts: what a store
// would have on disk.
type states struct {
	mu    sync.Mutex
	last  map[string]crawlers.Visit
	posts atomic.Int64
}

func (s *states) has() bool { return s.posts.Load() > 0 }

func (s *states) AddPosts(_ context.Context, posts []post.Post) (int, error) {
	s.posts.Add(int64(len(posts)))
	return len(posts), nil
}

func (s *states) Last(_ context.Context, source string, urls ...string) (map[string]crawlers.Visit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.last[source]; ok && len(urls) == 1 && v.URL == urls[0] {
		return map[string]crawlers.Visit{v.URL: v}, nil
	}
	return nil, nil
}

func (s *states) Save(_ context.Context, visits ...crawlers.Visit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range visits {
		if v.Wait > 0 {
			s.last[v.Source] = v
		}
	}
	return nil
}

// resident and peak are this process's memory, now and at the most, in bytes.
func resident() int64 { return status("VmRSS:") }
func peak() int64     { return status("VmHWM:") }

func status(name string) int64 {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n << 10
		}
	}
	return 0
}

// roundTag is every feed's validator.
const roundTag = `"one"`

// roundReport is what the server saw of the politest limits of a host.
type roundReport struct {
	atOnce int
	gap    time.Duration
}

type roundProcess struct {
	port string
	in   io.WriteCloser
	out  *bufio.Reader
}

func startRound(b *testing.B) *roundProcess {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roundServer+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		_ = cmd.Wait() // it ends when its input does
	})
	p := &roundProcess{in: in, out: bufio.NewReader(out)}
	if p.port, err = p.out.ReadString('\n'); err != nil {
		b.Fatal(err)
	}
	p.port = strings.TrimSpace(p.port)
	return p
}

func (p *roundProcess) report(b *testing.B) (r roundReport) {
	fmt.Fprintln(p.in, "report")
	if _, err := fmt.Fscanln(p.out, &r.atOnce, &r.gap); err != nil {
		b.Fatal(err)
	}
	return r
}

// serveRound serves a feed on every loopback address, and tells what was asked
// of them, until its input ends.
func serveRound() {
	listener, err := net.Listen("tcp4", "0.0.0.0:0") // all of 127.0.0.0/8; others are turned away
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	g := &roundGate{hosts: make(map[string]*roundHost), gap: time.Hour}
	go http.Serve(listener, g)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	fmt.Println(port)
	for asked := bufio.NewScanner(os.Stdin); asked.Scan(); {
		g.mu.Lock()
		fmt.Println(g.atOnce, int64(g.gap))
		g.mu.Unlock()
	}
}

type roundGate struct {
	mu     sync.Mutex
	hosts  map[string]*roundHost
	atOnce int
	gap    time.Duration
}

type roundHost struct {
	running int
	left    time.Time
}

func (g *roundGate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.RemoteAddr, "127.") {
		http.Error(w, "loopback only", http.StatusForbidden)
		return
	}
	g.enter(r.Host)
	defer g.leave(r.Host)
	switch {
	case r.URL.Path != "/feed":
		http.NotFound(w, r)
	case r.Header.Get("If-None-Match") == roundTag:
		w.WriteHeader(http.StatusNotModified)
	default:
		w.Header().Set("ETag", roundTag)
		fmt.Fprint(w, feedOf(strings.ReplaceAll(item(1, long(r.Host)), "SITE", "http://"+r.Host)))
	}
}

func (g *roundGate) enter(host string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.hosts[host]
	if h == nil {
		h = &roundHost{}
		g.hosts[host] = h
	}
	if h.running++; h.running > g.atOnce {
		g.atOnce = h.running
	}
	if !h.left.IsZero() {
		g.gap = min(g.gap, time.Since(h.left))
	}
}

func (g *roundGate) leave(host string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hosts[host].running--
	g.hosts[host].left = time.Now()
}

package fetch

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// fleet serves hosts of this machine, one listener for all: 127.1.0.0 and on.
func fleet(t testing.TB, h http.Handler) (address func(i int) string, open *atomic.Int64) {
	s := httptest.NewUnstartedServer(h)
	l, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Listener.Close()
	s.Listener, open = l, new(atomic.Int64)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed, http.StateHijacked:
			open.Add(-1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	port := l.Addr().(*net.TCPAddr).Port
	return func(i int) string { return fmt.Sprintf("http://127.%d.%d.%d:%d/feed", 1+i>>16, i>>8&255, i&255, port) }, open
}

// wordpress is a robots.txt of a usual length.
const wordpress = `User-agent: *
Disallow: /wp-admin/
Allow: /wp-admin/admin-ajax.php
Disallow: /wp-includes/
Disallow: /*?s=
Disallow: /*?replytocom=
Disallow: /search
Disallow: /author/*/feed/$
Disallow: /trackback/
Disallow: /tag/*/page/
Crawl-delay: 0.01

User-agent: GPTBot
Disallow: /

User-agent: SemrushBot
Disallow: /

Sitemap: https://www.journal.example/sitemap_index.xml
Sitemap: https://www.journal.example/news-sitemap.xml
`

func fleetHandler(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/robots.txt":
		fmt.Fprint(w, wordpress)
	case reservedFile:
		fmt.Fprint(w, `[{"location": "/images/*.jpg$", "tdm-reservation": 1, "tdm-policy": "https://journal.example/policy"}]`)
	default:
		w.WriteHeader(http.StatusNotModified)
	}
}

// round asks every host once, with many workers.
func round(t testing.TB, f *Fetcher, hosts int, address func(int) string) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for i := range next {
				if _, err := f.Get(t.Context(), Request{URL: address(i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range hosts {
		next <- i
	}
	close(next)
	wg.Wait()
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// settle waits until the server has heard of the connections that were closed.
func settle(open *atomic.Int64, most int64) {
	for end := time.Now().Add(time.Minute); open.Load() > most && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// TestOneRoundStaysSmall asks many hosts once: what is kept of each is small,
// and so is the number of connections.
func TestOneRoundStaysSmall(t *testing.T) {
	const hosts, idle, perHost = 1500, 200, 2048
	address, open := fleet(t, http.HandlerFunc(fleetHandler))
	f := New(Options{AllowPrivate: true})
	defer f.Close()
	round(t, f, 100, address) // what the machinery itself needs
	f.Close()
	before := heap()
	round(t, f, hosts, func(i int) string { return address(1000 + i) })
	settle(open, idle)
	if got := open.Load(); got > idle || got < 1 {
		t.Errorf("%d connections are open after a round over %d hosts, want %d at most", got, hosts, idle)
	}
	f.Close()
	settle(open, 0)
	got := (int64(heap()) - int64(before)) / hosts
	t.Logf("%d bytes are kept of each host (robots.txt of %d bytes, tdmrep.json, pace)", got, len(wordpress))
	if got > perHost {
		t.Errorf("%d bytes are kept of each host, want %d at most", got, perHost)
	}
	runtime.KeepAlive(f)
}

func TestSitesStayBounded(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	c := sites{all: make(map[string]*site)}
	add := func(i, size int) {
		origin := fmt.Sprintf("https://h%d.example", i)
		s := c.at(origin, now)
		if err := s.lock(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer s.unlock()
		s.rules, s.expires = &rules{lines: strings.Repeat("x", size)}, now.Add(robotsLife)
		c.weigh(origin, s)
	}
	for i := range 3 * manySites {
		add(i, 10)
	}
	if len(c.all) > manySites || c.text > 10*manySites {
		t.Errorf("%d sites with %d bytes kept, want %d at most", len(c.all), c.text, manySites)
	}
	text := strings.Repeat("x", fileSize) // shared, so that the test itself stays small
	for i := range 1000 {
		origin := fmt.Sprintf("https://big%d.example", i)
		s := c.at(origin, now)
		s.rules, s.expires = &rules{lines: text}, now.Add(robotsLife)
		c.weigh(origin, s)
	}
	if c.text > muchText+fileSize {
		t.Errorf("%d bytes kept, want %d at most", c.text, muchText)
	}
	now = now.Add(2 * robotsLife)
	c.drop(func(s *site) bool { return now.After(s.expires) })
	if len(c.all) != 0 || c.text != 0 {
		t.Errorf("%d sites with %d bytes are kept for ever", len(c.all), c.text)
	}
}

// TestDomainOfRealHosts asks several names of one domain over real connections.
func TestDomainOfRealHosts(t *testing.T) {
	var under, most atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := under.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		for range 500 {
			fmt.Fprintln(w, "# a line that takes its time")
		}
		under.Add(-1)
	}))
	defer s.Close()
	f := New(Options{AllowPrivate: true})
	defer f.Close()
	f.Resolve(s.Listener.Addr().String())
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			if _, err := f.Get(t.Context(), Request{URL: fmt.Sprintf("http://h%d.journal.example/", i%20)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := most.Load(); got > 2 {
		t.Errorf("%d requests at once to one domain, want 2 at most", got)
	}
}

// BenchmarkRound is one round over ten thousand hosts that answer 304.
func BenchmarkRound(b *testing.B) {
	address, open := fleet(b, http.HandlerFunc(fleetHandler))
	f := New(Options{AllowPrivate: true})
	defer f.Close()
	before := heap()
	for b.Loop() {
		round(b, f, 10_000, address)
	}
	b.ReportMetric(float64(open.Load()), "connections")
	f.Close()
	b.ReportMetric(float64(int64(heap())-int64(before))/10_000, "B/host")
}

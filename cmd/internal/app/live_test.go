package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/cmd/internal/config"
	"vigie/crawlers/websub"
)

// feeds serves feeds by path, and counts who is asked.
type feeds struct {
	url   string
	mu    sync.Mutex
	asked map[string]int
	held  <-chan struct{} // feeds are answered once it is closed; nil: at once
}

func newFeeds(t *testing.T) *feeds {
	f := &feeds{asked: map[string]int{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.asked[r.URL.Path]++
		f.mu.Unlock()
		if !strings.HasSuffix(r.URL.Path, ".xml") {
			http.NotFound(w, r)
			return
		}
		if f.held != nil {
			<-f.held
		}
		fmt.Fprint(w, news("Ancien "+r.URL.Path))
	}))
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *feeds) count(path string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked[path]
}

// news is a feed with one item.
func news(about string) string {
	return "<rss version='2.0'><channel><title>Lignes</title><item><title>" + about + "</title><guid>" + about +
		"</guid><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate><description>" + about + ", dit la régie.</description></item></channel></rss>"
}

// watching is a configuration that watches feeds.
func (f *feeds) watching(t *testing.T, folder, listen string, paths ...string) config.Config {
	t.Helper()
	text := "organisation: {name: Acme, timezone: Europe/Paris}\nlisten: " + listen + "\npublic_url: https://vigie.example.org\n" +
		"crawl: {private_networks: [127.0.0.0/8], delay: 0s}\nentities: [{id: acme, name: Acme}]\nsources:\n"
	for _, path := range paths {
		text += "  - {id: " + strings.Trim(path, "/") + ", url: \"" + f.url + path + "\", kind: feed, every: 1h}\n"
	}
	c, err := config.Parse([]byte(text), filepath.Join(folder, "config.yaml"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestHubDelivers has a hub bring what is new in a feed: it is on the pages
// though nobody asked the feed again. What is not signed is not taken in.
func TestHubDelivers(t *testing.T) {
	t.Run("between visits", func(t *testing.T) { hubDelivers(t, newFeeds(t), nil) })
	t.Run("during a visit", func(t *testing.T) {
		f, held := newFeeds(t), make(chan struct{})
		release := sync.OnceFunc(func() { close(held) })
		t.Cleanup(release)
		f.held = held
		hubDelivers(t, f, release)
	})
}

func hubDelivers(t *testing.T, f *feeds, release func()) {
	needEngine(t)
	c := f.watching(t, t.TempDir(), "127.0.0.1:1", "/lignes.xml")
	s, err := Open(t.Context(), Options{Config: c})
	if err != nil {
		t.Fatal(err)
	}
	sub := websub.Subscription{Source: "lignes.xml", Hub: "https://hub.example.org/", Topic: f.url + "/lignes.xml", Key: strings.Repeat("ab", 32),
		Secret: strings.Repeat("cd", 32), State: websub.Active, Lease: time.Now().Add(240 * time.Hour), At: time.Now()}
	if err := s.Store().SaveSubscription(t.Context(), sub); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ln := listen(t)
	defer serve(t, Options{Config: c, Listener: ln, Pace: time.Second})()
	base := "http://" + ln.Addr().String()
	shown := func(what string) func() bool {
		return func() bool {
			_, body := get(base + "/api/v1/search?q=" + what)
			return strings.Contains(body, what+" ")
		}
	}
	if release == nil {
		eventually(t, "the feed's first post", shown("Ancien"))
	} else {
		eventually(t, "the first visit", func() bool { return f.count("/lignes.xml") == 1 })
	}
	deliver := func(body, secret string) int {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(body))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/websub/"+sub.Key, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/rss+xml")
		req.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if status := deliver(news("Forgé ici"), "another secret"); status/100 != 2 {
		t.Errorf("a forged delivery is answered %d, want as if it were good", status)
	}
	if status := deliver(news("Nouveau ici"), sub.Secret); status/100 != 2 {
		t.Errorf("a delivery is answered %d", status)
	}
	if release != nil {
		release()
		eventually(t, "the feed's first post", shown("Ancien"))
	}
	eventually(t, "the delivered post", shown("Nouveau"))
	if shown("Forgé")() {
		t.Error("a forged delivery was taken in")
	}
	if n := f.count("/lignes.xml"); n != 1 {
		t.Errorf("the feed was asked %d times, want once: its news were delivered", n)
	}
}

// TestSourcesAreTakenUpAlive changes the list of sources of a running service.
func TestSourcesAreTakenUpAlive(t *testing.T) {
	needEngine(t)
	f := newFeeds(t)
	folder := t.TempDir()
	ln := listen(t)
	changes := make(chan config.Config)
	defer serve(t, Options{Config: f.watching(t, folder, "127.0.0.1:1", "/un.xml"), Listener: ln, Pace: time.Second, Changes: changes})()
	watched := func() (ids []string) {
		_, body := get("http://" + ln.Addr().String() + "/api/v1/coverage")
		for _, id := range []string{"un.xml", "deux.xml", "trois.xml"} {
			if strings.Contains(body, `"`+id+`"`) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	eventually(t, "the first source's visit", func() bool { return f.count("/un.xml") == 1 })
	for _, next := range [][]string{{"/un.xml", "/deux.xml"}, {"/deux.xml", "/trois.xml"}} {
		select {
		case changes <- f.watching(t, folder, "127.0.0.1:1", next...):
		case <-time.After(long):
			t.Fatal("nobody takes the change")
		}
		newest := next[len(next)-1]
		eventually(t, "a visit of "+newest, func() bool { return f.count(newest) == 1 })
		var want []string
		for _, path := range next {
			want = append(want, strings.Trim(path, "/"))
		}
		eventually(t, fmt.Sprintf("coverage of %v", want), func() bool { return slices.Equal(watched(), want) })
	}
	if n := f.count("/un.xml") + f.count("/deux.xml"); n != 2 {
		t.Errorf("the sources that stayed were asked %d times, want once each: a change of the list is no reason to ask", n)
	}
}

package web

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// running is a site whose clock runs, from the world's afternoon on.
func running(t *testing.T, w *world) string {
	t.Helper()
	site := newSite(t, w)
	start := time.Now()
	site.Now = func() time.Time { return w.now.Add(time.Since(start)) }
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return server.URL
}

// until waits for an expression to become true in the page.
func until(t *testing.T, ctx context.Context, what, expression string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
		t.Fatalf("%s: not so within 15 s (%s): %v\n%.800s", what, expression, err, text)
	}
}

// testLive watches an open page: the rumour spreads on it without a reload, what
// the reader opened stays open, an outage is said, and passes.
func testLive(t *testing.T, ctx context.Context) {
	w := newWorld(t)
	address := running(t, w)
	if err := chromedp.Do(ctx, chromedp.Navigate(address+"/?lang=fr")); err != nil {
		t.Fatal(err)
	}
	until(t, ctx, "the page is there", `document.querySelector("h1").innerText.includes("cinq sources")`)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`window.mine = true; document.querySelector(".fold").open = true`)); err != nil {
		t.Fatal(err)
	}
	w.set(func(w *world) { w.posts = 10 })
	until(t, ctx, "the rumour spreads", `document.querySelector("h1").innerText.includes("six sources")`)
	until(t, ctx, "without a reload, with what was open", `window.mine && document.querySelector(".fold").open`)
	w.set(func(w *world) { w.err = errors.New("connection refused") })
	until(t, ctx, "the outage is said", `!document.getElementById("stale").hidden && /\d/.test(document.querySelector("[data-since]").textContent)`)
	w.set(func(w *world) { w.err = nil })
	until(t, ctx, "the outage passes", `document.getElementById("stale").hidden && window.mine`)
}

// testRecovers opens a page while the database is away, and waits for it to fill.
func testRecovers(t *testing.T, ctx context.Context) {
	w := newWorld(t)
	w.err = errors.New("connection refused")
	address := running(t, w)
	if err := chromedp.Do(ctx, chromedp.Navigate(address+"/mentions?lang=en&period=30d")); err != nil {
		t.Fatal(err)
	}
	until(t, ctx, "the outage is said", `document.querySelector("h1").innerText.includes("does not answer")`)
	w.set(func(w *world) { w.err = nil })
	until(t, ctx, "the page fills by itself", `document.querySelector("h1").innerText.includes("1,632 posts found")`)
	title, err := chromedp.Run(ctx, chromedp.Title())
	if err != nil || strings.Contains(title, "not answer") {
		t.Errorf("title %q after the recovery: %v", title, err)
	}
}

// testHostile opens pages full of attacks on a phone: they show as text,
// run nothing and keep to the screen.
func testHostile(t *testing.T, ctx context.Context) {
	server := httptest.NewServer(hostileSite(t))
	t.Cleanup(server.Close)
	for _, path := range []string{"/", "/sources", "/sources?by=tag", "/sources/x", "/coverage", "/signals/x", "/mentions?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"} {
		console := listen(ctx)
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 900), chromedp.Navigate(server.URL+path)); err != nil {
			t.Fatal(err)
		}
		if wide := overflow(ctx); wide != "" {
			t.Errorf("%s is wider than the phone: %s", path, wide)
		}
		made, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll("main img, main script").length`))
		if err != nil || made > 0 {
			t.Errorf("%s: %d elements of strangers are in the page: %v", path, made, err)
		}
		for _, line := range console() {
			t.Errorf("%s: the console says %s", path, line)
		}
	}
}

package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser starts Chromium, and skips where there is none; in CI that fails.
func browser(t *testing.T) context.Context {
	t.Helper()
	missing := t.Skip
	if os.Getenv("CI") == "true" {
		missing = t.Fatal
	}
	bin := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			bin = found
			break
		}
	}
	if bin == "" {
		missing("no chromium on this machine; install it to run the browser tests")
	}
	if !vendored() {
		missing("no fonts and no htmx; run npm ci and npm run assets first")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(bin), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", bin, err)
	}
	return ctx
}

func vendored() bool {
	a, err := readAssets(embedded)
	return err == nil && a.has("vendor/htmx.min.js")
}

func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(filepath.Join("..", "..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("no axe-core; run npm ci first")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

const auditScript = `axe.run(document, {resultTypes:["violations"]}).then(r => r.violations
	.filter(v => v.impact === "serious" || v.impact === "critical")
	.map(v => v.id + ": " + v.help + " at " + v.nodes.map(n => n.target.join(" ") + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")))`

// visit is what a page looked like in the browser.
type visit struct {
	name, path, lang, scheme string
	of                       string // which world it is seen in, see testPages
	width                    int64
}

func (v visit) String() string { return fmt.Sprintf("%s-%s-%s-%d", v.name, v.lang, v.scheme, v.width) }

func visits(w *world) []visit {
	pages := []visit{
		{name: "today", path: "/"},
		{name: "case", path: "/cases/" + w.rumour(9).ID},
		{name: "handled", path: "/cases/" + w.rumour(9).ID + "?to=all&said=7", of: "handled"},
		{name: "weak", path: "/signals/" + w.weak().ID},
		{name: "ambassador", path: "/signals/" + w.speech().ID},
		{name: "rumours", path: "/rumours"},
		{name: "norumour", path: "/rumours", of: "empty"},
		{name: "answered", path: "/rumours?state=answered", of: "handled"},
		{name: "nostate", path: "/rumours?state=true"},
		{name: "signals", path: "/signals"},
		{name: "said", path: "/signals?said=6", of: "spoken"},
		{name: "muted", path: "/signals?state=muted", of: "spoken"},
		{name: "file", path: "/signals/" + w.weak().ID + "?said=3", of: "spoken"},
		{name: "nosignal", path: "/signals", of: "empty"},
		{name: "ambassadors", path: "/ambassadors"},
		{name: "mentions", path: "/mentions?period=30d"},
		{name: "fault", path: "/mentions?q=bus+AND+(retard+OR+autheur:jean"},
		{name: "nothing", path: "/mentions?q=introuvable"},
		{name: "sources", path: "/sources"},
		{name: "owners", path: "/sources?by=owner"},
		{name: "source", path: "/sources/quotidien-val"},
		{name: "wellsource", path: "/sources/lignes-rails"},
		{name: "newsource", path: "/sources/depeche-lumiere"},
		{name: "audience", path: "/sources?by=audience"},
		{name: "coverage", path: "/coverage"},
		{name: "unledgered", path: "/coverage", of: "empty"},
		{name: "alerts", path: "/alerts"},
		{name: "missing", path: "/nowhere"},
		{name: "calm", path: "/", of: "calm"},
		{name: "empty", path: "/", of: "empty"},
		{name: "unlistened", path: "/sources", of: "empty"},
		{name: "away", path: "/", of: "away"},
	}
	var all []visit
	for _, p := range append(pages, registryPages(w)...) {
		for _, lang := range []string{"fr", "en"} {
			p.lang = lang
			all = append(all, p)
		}
	}
	return all
}

// TestBrowser holds what only a browser can say; starting one takes longest.
func TestBrowser(t *testing.T) {
	ctx := browser(t)
	for name, test := range map[string]func(*testing.T, context.Context){
		"pages": testPages, "live": testLive, "verdict": testVerdict, "case": testCase, "hostilecase": testHostileCase, "recovers": testRecovers, "hostile": testHostile, "registry": testRegistry,
	} {
		t.Run(name, func(t *testing.T) {
			tab, cancel := chromedp.NewContext(ctx)
			t.Cleanup(cancel)
			// The tab must be open before a shorter context uses it, or it closes with that.
			if err := chromedp.Do(tab); err != nil {
				t.Fatalf("open a tab: %v", err)
			}
			test(t, tab)
		})
	}
}

// testPages opens every page in both languages, on a phone's and a desk's width,
// light and dark. VIGIE_SHOTS=folder keeps the pictures; VIGIE_SHOTS_OF=today,fault
// and the like chooses pages.
func testPages(t *testing.T, ctx context.Context) {
	script := axe(t)
	w := newWorld(t)
	servers := map[string]string{}
	for _, of := range []string{"", "calm", "empty", "away", "spoken", "handled", "crisis", "blank"} {
		some := newWorld(t)
		some.calm, some.empty = of == "calm", of == "empty"
		if of == "spoken" {
			some.spoken()
		}
		if of == "handled" {
			some.handled()
		}
		if of == "away" {
			some.err = errors.New("dial tcp: connection refused")
		}
		var site http.Handler = newSite(t, some)
		if other, ok := registrySite(t, of, some); ok {
			site = other
		}
		server := httptest.NewServer(site)
		t.Cleanup(server.Close)
		servers[of] = server.URL
	}
	queue := make(chan visit)
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			tab, cancel := chromedp.NewContext(ctx)
			defer cancel()
			if err := chromedp.Do(tab); err != nil {
				t.Errorf("open a tab: %v", err)
			}
			for v := range queue {
				walk(t, tab, servers[v.of], script, v)
			}
		})
	}
	of := os.Getenv("VIGIE_SHOTS_OF")
	for _, v := range visits(w) {
		if of == "" || strings.Contains(","+of+",", ","+v.name+",") {
			queue <- v
		}
	}
	close(queue)
	group.Wait()
}

// walk opens a page once and looks at it on both widths, light and dark. Each of
// the four is audited in one of the languages: words change nothing in an audit.
func walk(t *testing.T, tab context.Context, base, script string, v visit) {
	ctx, cancel := context.WithTimeout(tab, 30*time.Second)
	defer cancel()
	address := base + v.path
	if strings.Contains(v.path, "?") {
		address += "&lang=" + v.lang
	} else {
		address += "?lang=" + v.lang
	}
	console := listen(ctx)
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Errorf("%s: %v", v, err)
		return
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script+"; true")); err != nil {
		t.Errorf("%s: axe: %v", v, err)
		return
	}
	for _, v.width = range []int64{390, 1280} {
		for _, v.scheme = range []string{"light", "dark"} {
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.scheme}},
			})
			if err == nil {
				err = chromedp.Do(ctx, chromedp.EmulateViewport(v.width, 900))
			}
			if err != nil {
				t.Errorf("%s: %v", v, err)
				return
			}
			check(t, ctx, v)
			if (v.lang == "fr") == (v.scheme == "light" == (v.width == 390)) {
				audit(t, ctx, v)
			}
			picture(t, ctx, v)
		}
	}
	// What the page still asks for must not be answered in the next one's console.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Errorf("%s: leave: %v", v, err)
	}
	for _, line := range console() {
		expected := v.name == "missing" && strings.Contains(line, "404") || v.name == "fault" && strings.Contains(line, "400") ||
			v.name == "away" && strings.Contains(line, "503")
		if !expected {
			t.Errorf("%s: the console says %s", v, line)
		}
	}
}

// listen gathers what the console says from now on.
func listen(ctx context.Context) func() []string {
	var mu sync.Mutex
	var lines []string
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException() {
				mu.Lock()
				lines = append(lines, m.String())
				mu.Unlock()
			}
		}
	}()
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return lines
	}
}

func check(t *testing.T, ctx context.Context, v visit) {
	if wide := overflow(ctx); wide != "" {
		t.Errorf("%s: wider than the screen: %s", v, wide)
	}
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	if err != nil || !whole(text) {
		t.Errorf("%s: words are missing: %v\n%s", v, err, text)
	}
	fonts, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.fonts.ready.then(f => [...f].filter(x => x.status === "loaded").length)`, chromedp.EvalAwaitPromise))
	if err != nil || fonts < 2 {
		t.Errorf("%s: %d fonts loaded, want 2 at least: %v", v, fonts, err)
	}
}

func audit(t *testing.T, ctx context.Context, v visit) {
	faults, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](auditScript, chromedp.EvalAwaitPromise))
	if err != nil || len(faults) > 0 {
		t.Errorf("%s: axe finds %v\n%s", v, err, strings.Join(faults, "\n"))
	}
}

// overflow names the elements that stand out of the screen on the right.
func overflow(ctx context.Context) string {
	wide, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1).slice(0, 6)
			.map(e => e.parentElement.className + " > " + e.tagName + "." + (e.getAttribute("class") || "") + " " + Math.round(e.getBoundingClientRect().right)).join(", ") || "scrolls";
	})()`))
	if err != nil {
		return err.Error()
	}
	return wide
}

func picture(t *testing.T, ctx context.Context, v visit) {
	folder := os.Getenv("VIGIE_SHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, v.String()+".png"), png, 0o644)
	}
	if err != nil {
		t.Errorf("%s: picture: %v", v, err)
	}
}

// whole says whether a page holds no trace of a word or an argument that is missing.
func whole(text string) bool {
	for _, trace := range []string{"⟦", "%!", "ZgotmplZ", "<no value>", "<nil>"} {
		if strings.Contains(text, trace) {
			return false
		}
	}
	return true
}

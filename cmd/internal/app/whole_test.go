package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"vigie/cmd/internal/demo"
)

// TestFromPageToInbox is the whole way over real parts: the sample web, HTTP,
// the crawlers, ClickHouse, the detectors, an SMTP server, and the page in a
// browser.
func TestFromPageToInbox(t *testing.T) {
	needEngine(t)
	d, err := NewDemo(DemoOptions{Listener: listen(t), Folder: t.TempDir(), Seed: 3,
		Web: demo.Options{Start: time.Now(), Pace: demo.Pace{Everyday: -1, Story: .2}, Slow: time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	d.Mailbox.Later(1) // the first mail is put off, and must come all the same
	ctx, cancel := context.WithCancel(t.Context())
	web := make(chan error, 1)
	go func() { web <- d.Serve(ctx) }()
	stop := serve(t, d.Options)
	defer func() {
		stop()
		cancel()
		if err := <-web; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("sample web: %v", err)
		}
	}()

	mail := rumourMail(t, d)
	for _, want := range []string{"940 bus", "1 240", "Rapport d’exploitation 2026", "Lignes & Rails", "Pourquoi cette alerte", "Que faire"} {
		if !strings.Contains(plain(mail.Text), want) {
			t.Errorf("the mail does not say %q:\n%s", want, mail.Text)
		}
	}
	link := regexp.MustCompile(regexp.QuoteMeta(d.Options.Config.PublicURL) + `/cases/[0-9a-f]+`).FindString(mail.Text)
	if status, body := get(link + "?lang=fr"); status != http.StatusOK || !strings.Contains(plain(body), "940 bus") {
		t.Errorf("the mail's link %q answers %d", link, status)
	}
	if page := inBrowser(t, d.Options.Config.PublicURL+"/?lang=fr"); !strings.Contains(plain(page), "940 bus") {
		t.Errorf("the front page does not show the rumour:\n%s", page)
	}
	oneMailAStory(t, d, strings.TrimPrefix(link, d.Options.Config.PublicURL+"/cases/"))
}

// rumourMail waits for the mail about the false figure.
func rumourMail(t *testing.T, d *Demo) demo.Message {
	t.Helper()
	var found demo.Message
	eventually(t, "the mail about the rumour", func() bool {
		for _, m := range d.Mailbox.Messages() {
			if strings.Contains(plain(m.Subject), "940 bus") {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// oneMailAStory lets the rumour spread on, and fails where its reader was told
// more than twice (once, and again as it turned strong), or where two mails are
// the same.
func oneMailAStory(t *testing.T, d *Demo, id string) {
	t.Helper()
	eventually(t, "more relays", func() bool {
		_, body := get(d.Options.Config.PublicURL + "/api/v1/signals/" + id)
		var s struct{ Sources []any }
		return json.Unmarshal([]byte(body), &s) == nil && len(s.Sources) >= 5
	})
	told, seen := 0, map[string]bool{}
	for _, m := range d.Mailbox.Messages() {
		if strings.Contains(m.Text, id) {
			told++
		}
		if seen[m.Text] {
			t.Errorf("sent twice: %s", m.Subject)
		}
		seen[m.Text] = true
	}
	if told > 2 {
		t.Errorf("told %d times of one rumour that has many relays", told)
	}
}

// plain makes every space an ordinary one.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\u202f' }), " ")
}

// inBrowser returns what a person reads on the page.
func inBrowser(t *testing.T, url string) string {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is not installed")
		}
		t.Log("chromium is not installed: the page is read without it")
		_, body := get(url)
		return body
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	defer stop()
	ctx, closeTab := chromedp.NewContext(ctx)
	defer closeTab()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatalf("open %s in chromium: %v", url, err)
	}
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("main").innerText`))
	if err != nil {
		t.Fatalf("read %s in chromium: %v", url, err)
	}
	return text
}

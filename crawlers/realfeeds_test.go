package crawlers_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// realFeeds is where feeds that others collected stand, when they do.
const realFeeds = "../../shared/data/feeds"

// homebound is a log of visits that says of every page elsewhere that it has
// been read: nothing but the test's own server is asked for anything.
type homebound struct {
	*memory
	host string
}

func (h homebound) Last(ctx context.Context, source string, urls ...string) (map[string]crawlers.Visit, error) {
	found, err := h.memory.Last(ctx, source, urls...)
	for _, u := range urls {
		if at, bad := url.Parse(u); bad != nil || at.Host != h.host {
			found[u] = crawlers.Visit{Source: source, URL: u, Outcome: crawlers.Broken}
		}
	}
	return found, err
}

var declared = regexp.MustCompile(`(?i)Header:\s*Content-type:\s*([^\r\n]+)`)

// feedFiles are the feeds of one collection, by their path in it.
func feedFiles(t *testing.T, collection string) map[string]string {
	files := make(map[string]string)
	root := filepath.Join(realFeeds, collection)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".xml", ".json", ".rss", ".atom", ".rdf"}, filepath.Ext(path)) {
			return err
		}
		under, _ := filepath.Rel(root, path)
		if !isFeed(path) {
			return nil
		}
		files["/"+collection+"/"+filepath.ToSlash(under)] = path
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// isFeed tells a feed from what a case expects of it, which stands beside it.
func isFeed(path string) bool {
	stem, ok := strings.CutSuffix(path, ".json")
	if !ok {
		return true
	}
	_, none := os.Stat(stem + ".xml")
	return none != nil && !strings.HasSuffix(stem, "_expected")
}

// TestRealFeeds crawls feeds that others collected, good ones and broken ones,
// as sources on a loopback server: none stops the crawler, and each is read or
// refused with words.
func TestRealFeeds(t *testing.T) {
	if _, err := os.Stat(realFeeds); err != nil {
		t.Skipf("no feeds at %s: they are not crawled", realFeeds)
	}
	for _, collection := range []string{"gofeed", "feedparser", "miniflux"} {
		t.Run(collection, func(t *testing.T) { crawlFeeds(t, collection) })
	}
}

func crawlFeeds(t *testing.T, collection string) {
	files := feedFiles(t, collection)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := os.ReadFile(files[r.URL.Path])
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/xml")
		if m := declared.FindSubmatch(body); m != nil {
			if kind, params, err := mime.ParseMediaType(string(m[1])); err == nil {
				w.Header().Set("Content-Type", mime.FormatMediaType(kind, params))
			}
		}
		w.Write(body)
	}))
	defer server.Close()
	m := newMemory()
	f := fetch.New(fetch.Options{AllowPrivate: true, Timeout: 5 * time.Second})
	defer f.Close()
	c := crawlers.New(crawlers.Options{Fetcher: f, Sink: m, Visits: homebound{m, strings.TrimPrefix(server.URL, "http://")}})
	outcomes, reasons, posts := map[crawlers.Outcome]int{}, map[string]int{}, 0
	start := time.Now()
	for path := range files {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		v, err := c.Run(ctx, post.Source{ID: path, URL: server.URL + (&url.URL{Path: path}).EscapedPath(), Kind: post.Feed})
		cancel()
		if err != nil {
			t.Errorf("%s: %v (hung: %t)", path, err, errors.Is(err, context.DeadlineExceeded))
			continue
		}
		outcomes[v.Outcome]++
		posts += v.New
		if v.Outcome == crawlers.Broken || v.Outcome == crawlers.Refused {
			reasons[reason(v.Error, server.URL)]++
			if v.Error == "" || strings.Contains(v.Error, "breaks the reader") {
				t.Errorf("%s: %q, want why it is refused", path, v.Error)
			}
		}
	}
	t.Logf("%s: %d feeds: %d with posts, %d without any, %d refused; %d posts; %s", collection, len(files),
		outcomes[crawlers.Good], outcomes[crawlers.Empty], outcomes[crawlers.Broken]+outcomes[crawlers.Refused], posts, time.Since(start).Round(time.Millisecond))
	for why, n := range reasons {
		t.Logf("refused %d× %s", n, why)
	}
	if good := outcomes[crawlers.Good] + outcomes[crawlers.Empty]; 100*good < 97*len(files) {
		t.Errorf("%d of %d feeds were read, want 97 %%", good, len(files))
	}
}

var quoted = regexp.MustCompile(`(?s)^/\S+: |".*"|; it announces.*`)

// reason is a refusal without what differs from one to the next.
func reason(text, server string) string {
	text = quoted.ReplaceAllString(strings.ReplaceAll(text, server, ""), "")
	return fmt.Sprintf("%.110s", text)
}

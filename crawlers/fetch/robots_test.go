package fetch

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/temoto/robotstxt"
)

func allowed(t *testing.T, body, agent, path string) bool {
	t.Helper()
	u, err := url.Parse("https://a.example" + path)
	if err != nil {
		t.Fatal(err)
	}
	return parseRobots([]byte(body), agent).check(u) == nil
}

// corpus is where the robots.txt of others stand, when they do.
const corpus = "../../../shared/data/robots/_gofuzz/corpus"

// TestRobotsCorpus holds our reading of the sample files to what RFC 9309 says
// of them.
func TestRobotsCorpus(t *testing.T) {
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("no robots.txt samples at %s: the measure is not made", corpus)
	}
	tests := []struct {
		file, agent, path string
		want              bool
	}{
		{"disallow-all", "vigie", "/", false}, {"disallow-all", "vigie", "/a", false}, {"disallow-all", "vigie", "/robots.txt", true},
		{"google-delays", "a", "/c", false}, {"google-delays", "a", "/d", true}, {"google-delays", "b", "/d", false}, {"google-delays", "b", "/c", true}, {"google-delays", "z", "/c", true},
		{"google-matching", "a", "/", false}, {"google-matching", "b", "/x", false}, {"google-matching", "c", "/fish", false}, {"google-matching", "c", "/fish/salmon.html", false},
		{"google-matching", "c", "/fishheads", false}, {"google-matching", "c", "/Fish.asp", true}, {"google-matching", "c", "/catfish", true}, {"google-matching", "d", "/fishheads/yummy.html", false},
		{"google-matching", "e", "/fish/", false}, {"google-matching", "e", "/fish/?salmon", false}, {"google-matching", "e", "/fish", true}, {"google-matching", "e", "/fish.html", true},
		{"google-order", "googlebot-news", "/1", false}, {"google-order", "googlebot", "/3", false}, {"google-order", "otherbot", "/4", false},
		{"google-precedence", "a", "/page", true}, {"google-precedence", "a", "/other", false}, {"google-precedence", "b", "/folder/page", true}, {"google-precedence", "b", "/folder", false},
		{"google-precedence", "d", "/", true}, {"google-precedence", "d", "/page.htm", false},
		{"google-wildcards", "vigie", "/pathology/al", false}, {"google-wildcards", "vigie", "/pathl", false}, {"google-wildcards", "vigie", "/pathlx", true},
		{"grouping", "a", "/a", false}, {"grouping", "a", "/c", true}, {"grouping", "b", "/a", false}, {"grouping", "b", "/c", false}, {"grouping", "b", "/d", true}, {"grouping", "c", "/c", false}, {"grouping", "c", "/a", true},
		{"html", "vigie", "/", true}, {"host-unicode", "vigie", "/", true},
		{"parse-error-001", "google", "/", true}, {"parse-error-003", "bot", "/", true},
		{"scanner-bom", "vigie", "/", true}, {"scanner-comment1", "vigie", "/", true}, {"scanner-comment2", "vigie", "/", true},
		{"wild-001", "vigie", "/administrator/x", false}, {"wild-001", "vigie", "/index", true},
		{"wild-002", "vigie", "/x/oroscopo-di-oggi/y", false}, {"wild-002", "vigie", "/oroscopo", true},
		{"wild-003", "vigie", "/news/directory", true}, {"wild-003", "vigie", "/news", false}, {"wild-003", "vigie", "/?", false},
	}
	right := 0
	for _, tt := range tests {
		body, err := os.ReadFile(filepath.Join(corpus, tt.file))
		if err != nil {
			t.Fatal(err)
		}
		if got := allowed(t, string(body), tt.agent, tt.path); got == tt.want {
			right++
		} else {
			t.Errorf("%s: %s may fetch %s: %t, want %t", tt.file, tt.agent, tt.path, got, tt.want)
		}
	}
	t.Logf("robots samples: %d of %d right", right, len(tests))
}

// TestRobotsAgreesWithParser checks on every sample that the bare parser takes
// whole that making it tidy first changes no verdict.
func TestRobotsAgreesWithParser(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(corpus, "*"))
	if len(files) == 0 {
		t.Skipf("no robots.txt samples at %s: the measure is not made", corpus)
	}
	paths := []string{"/", "/a", "/search", "/images/x.png", "/news/directory", "/admin/", "/index.html?q=1", "/a/b/c.pdf", "/fish", "/c", "/d"}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bare, err := robotstxt.FromBytes(body)
		if err != nil || bare == nil {
			continue
		}
		for _, agent := range []string{"vigie", "googlebot", "a", "b"} {
			for _, path := range paths {
				if got, want := allowed(t, string(body), agent, path), bare.TestAgent(path, agent); got != want {
					t.Errorf("%s: %s may fetch %s: %t, the bare parser says %t", filepath.Base(file), agent, path, got, want)
				}
			}
		}
	}
}

func TestCrawlDelay(t *testing.T) {
	tests := []struct {
		body string
		want time.Duration
	}{
		{"User-agent: *\nCrawl-delay: 3", 3 * time.Second},
		{"User-agent: *\nCrawl-delay: 0.5", 500 * time.Millisecond},
		{"User-agent: other\nCrawl-delay: 3", 0},
		{"User-agent: *\nCrawl-delay: 99999", longestDelay},
		{"User-agent: *\nCrawl-delay: -1", 0},
		{"User-agent: *\nCrawl-delay: NaN\nDisallow: /", 0},
		{"Crawl-delay: 3", 0},
	}
	for _, tt := range tests {
		if got := parseRobots([]byte(tt.body), "vigie").pause; got != tt.want {
			t.Errorf("delay of %q = %s, want %s", tt.body, got, tt.want)
		}
	}
}

func TestLongRobotsIsReadAsFarAsItGoes(t *testing.T) {
	body := append([]byte("User-agent: *\nDisallow: /a\n"), make([]byte, fileSize)...)
	for i := len("User-agent: *\nDisallow: /a\n"); i < len(body); i++ {
		body[i] = "Allow: /bcdefgh\n"[i%16]
	}
	if allowed(t, string(body[:fileSize]), "vigie", "/a") {
		t.Error("the first lines of a robots.txt that is too long are not obeyed")
	}
}

func FuzzParseRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1e9\nSitemap: x"), "/a%2")
	f.Add([]byte("\xef\xbb\xbfuser-agent:\xff\nAllow:"), "/")
	f.Fuzz(func(t *testing.T, body []byte, path string) {
		r := parseRobots(body, "vigie")
		_ = r.check(&url.URL{Scheme: "https", Host: "a.example", Path: path})
		if d := r.pause; d < 0 || d > longestDelay {
			t.Errorf("delay of %q = %s", body, d)
		}
	})
}

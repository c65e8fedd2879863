package fetch

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
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

// TestRobotsPatterns has what RFC 9309 says beyond the samples.
func TestRobotsPatterns(t *testing.T) {
	tests := []struct {
		body, path string
		want       bool
	}{
		{"User-agent: *\nDisallow: /a*b", "/x/a1b", true}, // a pattern begins where the path begins
		{"User-agent: *\nDisallow: /a*b", "/a1bc", false},
		{"User-agent: *\nDisallow: /*a*a*a$", "/aXaXaX", true},
		{"User-agent: *\nDisallow: /*a*a*a$", "/aXaXa", false},
		{"User-agent: *\nDisallow: /*.pdf$", "/a.pdf.pdf", false},
		{"User-agent: *\nDisallow: /a$", "/a", false},
		{"User-agent: *\nDisallow: /a$", "/a?b", true},
		{"User-agent: *\nDisallow: /a$b", "/a$b", false}, // a dollar within is a dollar
		{"User-agent: *\nDisallow: /path/file-with-a-%2A.html", "/path/file-with-a-*.html", false},
		{"User-agent: *\nDisallow: /path/foo-%24", "/path/foo-$", false},
		{"User-agent: *\nDisallow: /foo/bar/U+E38384", "/foo/bar/%E3%83%84", true},
		{"User-agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%e3%83%84", false},
		{"User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false},
		{"User-agent: *\nDisallow: *.gif$\nAllow: /a*.gif$", "/a.gif", true},
		{"User-agent: *\nDisallow: /a/*\nAllow: /a/", "/a/b", false},
		{"User-agent: *\nDisallow: fish/", "/fish/x", false},
		{"User-agent: *\nDisallow: /\nUser-agent: vigie\n", "/a", true},  // a group without rules is a group
		{"User-agent: vigie\n\nUser-agent: *\nDisallow: /", "/a", false}, // one group, two names
		{"User-agent: vigie\nSitemap: https://a.example/s\nUser-agent: x\nDisallow: /", "/a", false},
		{"User-agent: vigie\nDisallow: /a\nUser-agent: *\nDisallow: /b\nUser-agent: VIGIE\nDisallow: /c", "/c", false}, // groups of one name are one
		{"User-agent: vigie\nDisallow: /a\nUser-agent: *\nDisallow: /b", "/b", true},
		{"User-agent: Vigie/2.1 (x)\nDisallow: /", "/a", false},
		{"User-agent: vigies\nDisallow: /", "/a", true},
		{"User-agent: vig\nDisallow: /", "/a", true},
		{"Disallow: /\nUser-agent: x\nDisallow: /", "/a", true},
		{"User-agent: *\r\nDisallow: /a\r\n", "/a", false},
		{"User-agent: *\rDisallow: /a\r", "/a", false},
		{"User-agent: * # all\nDisallow: /a # mine", "/a", false},
		{"\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a", false},
	}
	for _, tt := range tests {
		if got := allowed(t, tt.body, "vigie", tt.path); got != tt.want {
			t.Errorf("%q: may fetch %s: %t, want %t", tt.body, tt.path, got, tt.want)
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
		if r.pause < 0 || r.pause > longestDelay {
			t.Errorf("pause of %q = %s", body, r.pause)
		}
		for line := range strings.Lines(r.lines) {
			if len(line) < 3 || line[0] != '+' && line[0] != '-' || line[1] != '/' && line[1] != '*' || line[len(line)-1] != '\n' {
				t.Errorf("%q keeps %q", body, line)
			}
		}
	})
}

func FuzzParseReservations(f *testing.F) {
	f.Add([]byte(`[{"location": "/a*b$", "tdm-reservation": 1, "tdm-policy": "https://a.example/\t\n"}]`), "/a%2")
	f.Add([]byte(`[{"location": "\n", "tdm-reservation": "\"1"}]`), "/")
	f.Fuzz(func(t *testing.T, body []byte, path string) {
		r := parseReservations(body)
		_, _ = r.find(target(&url.URL{Path: path}))
		for line := range strings.Lines(string(r)) {
			p, _, ok := strings.Cut(line, "\t")
			if !ok || len(p) < 2 || p[0] != '0' && p[0] != '1' || p[1] != '/' && p[1] != '*' || line[len(line)-1] != '\n' {
				t.Errorf("%q keeps %q", body, line)
			}
		}
	})
}

package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/cmd/internal/config"
	"vigie/cmd/internal/store"
	"vigie/crawlers"
	"vigie/dashboards/report"
)

// TestInternalNetworkIsApart crawls an intranet that wants a token, beside a
// public blog: no question that is asked of the one finds a post of the other.
func TestInternalNetworkIsApart(t *testing.T) {
	needEngine(t)
	feed := func(about string) string {
		return `<rss version="2.0"><channel><title>` + about + `</title><item><title>` + about + `</title><guid>` + about + `</guid><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate><description>La navette ` + about + `.</description></item></channel></rss>`
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/blog":
			fmt.Fprint(w, feed("publique"))
		case r.URL.Path == "/intranet" && r.Header.Get("Authorization") == "Bearer jeton":
			fmt.Fprint(w, feed("interne"))
		case r.URL.Path == "/intranet":
			w.WriteHeader(http.StatusUnauthorized)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "token"), []byte("jeton\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse([]byte(`
organisation: {name: Acme, timezone: Europe/Paris}
data: data
crawl: {private_networks: [127.0.0.0/8], delay: 0s}
entities: [{id: acme, name: Acme}]
sources:
  - {id: blog, url: "`+server.URL+`/blog"}
  - {id: intranet, url: "`+server.URL+`/intranet", kind: intranet, token_file: token}
`), filepath.Join(folder, "config.yaml"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Config: c})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, src := range c.Watched() {
		if v, err := s.Crawl(t.Context(), src); err != nil || v.Outcome != crawlers.Good || v.New != 1 {
			t.Errorf("crawl of %s = %+v, %v, want its post", src.ID, v, err)
		}
	}
	for name, tt := range map[string]struct {
		asked *store.Store
		want  string
	}{"public": {s.Store(), "La navette publique."}, "internal": {s.Internal(), "La navette interne."}} {
		found, err := tt.asked.Search(t.Context(), report.Search{Query: "navette", To: time.Now()})
		if err != nil || len(found.Items) != 1 || found.Items[0].Excerpt != tt.want {
			t.Errorf("search of the %s posts = %+v, %v, want %q alone", name, found.Items, err, tt.want)
		}
	}
	if cover, err := s.Store().Coverage(t.Context(), time.Now()); err != nil || cover.Expected != 1 {
		t.Errorf("public coverage = %+v, %v, want the blog alone", cover, err)
	}
}

package crawlers_test

import (
	"testing"

	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

func TestProbe(t *testing.T) {
	s := newSite(t, map[string]string{
		"/":                       "<!DOCTYPE html><link rel=alternate type=application/rss+xml href=/feed>",
		"/feed":                   feedOf(item(1, long("Un")), item(2, long("Deux"))),
		"/list/":                  "<!DOCTYPE html><a href='/2026/11/un-beau-billet'>Un</a>",
		"/2026/11/un-beau-billet": article("Un beau billet", long("Texte")),
	})
	b := newBench(t, fetch.Options{})
	tests := []struct {
		path, entry string
		kind        post.SourceKind
		posts       int
	}{
		{"/", "/feed", post.BlogSite, 2},
		{"/feed", "/feed", post.Feed, 2},
	}
	for _, tt := range tests {
		got, err := b.crawler.Probe(t.Context(), s.url+tt.path)
		if err != nil || got.Kind != tt.kind || got.Entry != s.url+tt.entry || len(got.Posts) != tt.posts {
			t.Errorf("Probe(%s) = %+v, %v, want %s at %s with %d posts", tt.path, got, err, tt.kind, tt.entry, tt.posts)
		}
	}
	delete(s.pages, "/feed")
	if got, err := b.crawler.Probe(t.Context(), s.url+"/list/"); err != nil || got.Kind != post.BlogSite || len(got.Posts) != 1 {
		t.Errorf("Probe of a list = %+v, %v, want its one post", got, err)
	}
	if got, err := b.crawler.Probe(t.Context(), s.url+"/nothing"); err == nil {
		t.Errorf("Probe of nothing = %+v, want an error", got)
	}
	if len(b.posts) != 0 || len(b.visits) != 0 {
		t.Errorf("a probe stored %d posts and %d visits", len(b.posts), len(b.visits))
	}
}

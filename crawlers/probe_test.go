package crawlers_test

import (
	"fmt"
	"strings"
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
		got, err := b.crawler.Probe(t.Context(), post.Source{URL: s.url + tt.path})
		if err != nil || got.Kind != tt.kind || got.Entry != s.url+tt.entry || len(got.Posts) != tt.posts {
			t.Errorf("Probe(%s) = %+v, %v, want %s at %s with %d posts", tt.path, got, err, tt.kind, tt.entry, tt.posts)
		}
	}
	delete(s.pages, "/feed")
	if got, err := b.crawler.Probe(t.Context(), post.Source{URL: s.url + "/list/"}); err != nil || got.Kind != post.BlogSite || len(got.Posts) != 1 {
		t.Errorf("Probe of a list = %+v, %v, want its one post", got, err)
	}
	if got, err := b.crawler.Probe(t.Context(), post.Source{URL: s.url + "/nothing"}); err == nil {
		t.Errorf("Probe of nothing = %+v, want an error", got)
	}
	if len(b.posts) != 0 || len(b.visits) != 0 {
		t.Errorf("a probe stored %d posts and %d visits", len(b.posts), len(b.visits))
	}
}

// phpBB's markup, of a board and a thread.
const (
	boardPage = `<!DOCTYPE html><html lang="fr"><head><title>Lignes - Index</title></head><body id="phpbb" class="section-viewforum"><ul class="topiclist topics">
<li class="row"><dl><dt><a href="./viewtopic.php?t=1" class="topictitle">Le bus de 22 h</a></dt><dd class="posts">1</dd><dd class="lastpost"><span><time datetime="2026-11-19T20:00:00+00:00">19 nov. 2026</time></span></dd></dl></li>
<li class="row"><dl><dt><a href="./viewtopic.php?t=2" class="topictitle">Le tram</a></dt><dd class="posts">0</dd><dd class="lastpost"><span><time datetime="2026-11-18T20:00:00+00:00">18 nov. 2026</time></span></dd></dl></li>
</ul><div class="copyright">Powered by phpBB</div></body></html>`
	threadHead = `<!DOCTYPE html><html lang="fr"><head><title>Le bus de 22 h - Lignes</title></head><body id="phpbb" class="section-viewtopic"><h2 class="topic-title"><a href="./viewtopic.php?t=1">Le bus de 22 h</a></h2>`
)

func message(n int, text string) string {
	return fmt.Sprintf(`<div id="p%d" class="post has-profile"><dl class="postprofile"><dt><a class="username" href="./memberlist.php?u=%d">voyageur%d</a></dt></dl><div class="postbody"><div><p class="author">par <a class="username">voyageur%d</a> » <time datetime="2026-11-19T1%d:00:00+00:00">19 nov.</time></p><div class="content">%s</div></div></div></div>`, n, n, n, n, n, text)
}

func TestProbeFindsForums(t *testing.T) {
	s := newSite(t, map[string]string{
		"/forum/":                  boardPage,
		"/forum/viewtopic.php?t=1": threadHead + message(1, "Le bus n'est pas passé.") + message(2, "Chez moi si.") + "</body></html>",
		"/forum/viewtopic.php?t=2": threadHead + message(3, "Le tram est bondé ce soir.") + "</body></html>",
	})
	b := newBench(t, fetch.Options{})
	got, err := b.crawler.Probe(t.Context(), post.Source{URL: s.url + "/forum/"})
	if err != nil || got.Kind != post.Forum || got.Engine != "phpbb" || got.Threads != 2 || got.Items != 3 || len(got.Posts) != 3 || !strings.Contains(got.Note, "2 threads; 3 messages") {
		t.Errorf("Probe of a board = %+v, %v, want its 2 threads and 3 messages", got, err)
	}
	got, err = b.crawler.Probe(t.Context(), post.Source{URL: s.url + "/forum/viewtopic.php?t=1"})
	if err != nil || got.Kind != post.Forum || got.Threads != 1 || got.Items != 2 || got.Title != "Le bus de 22 h" {
		t.Errorf("Probe of a thread = %+v, %v, want its 2 messages", got, err)
	}
	s.set("/forum/viewtopic.php?t=1", "<!DOCTYPE html><body id=phpbb>Connectez-vous.<p>Powered by phpBB")
	if got, err = b.crawler.Probe(t.Context(), post.Source{URL: s.url + "/forum/viewtopic.php?t=1"}); err == nil {
		t.Errorf("Probe of a closed thread = %+v, want an error", got)
	}
	if len(b.posts) != 0 || len(b.visits) != 0 {
		t.Errorf("a probe stored %d posts and %d visits", len(b.posts), len(b.visits))
	}
}

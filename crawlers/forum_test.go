package crawlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// thread is a page of XenForo, whose messages have their texts.
func thread(texts ...string) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html id="XF" lang="fr"><head><title>La 3 | Usagers</title></head><body><h1 class="p-title-value">La 3</h1>`)
	for i, text := range texts {
		fmt.Fprintf(&b, `<article class="message message--post" data-author="usager%d" data-content="post-%d" id="js-post-%d"><header class="message-attribution"><a href="/threads/la-3.7/post-%d"><time class="u-dt" datetime="2026-11-20T08:%02d:00+0100">hier</time></a></header><div class="message-content"><article class="message-body"><div class="bbWrapper">%s</div></article></div></article>`, i%3, 50+i, 50+i, 50+i, i, text)
	}
	return b.String() + "</body></html>"
}

func board(answers int) string {
	return fmt.Sprintf(`<!DOCTYPE html><html id="XF" lang="fr"><head><title>Tramway | Usagers</title></head><body><div class="structItem"><div class="structItem-title"><a href="/threads/la-3.7/">La 3</a></div><div class="structItem-cell--meta"><dl class="pairs"><dt>Réponses</dt><dd>%d</dd></dl></div><div class="structItem-cell--latest"><time class="structItem-latestDate u-dt" datetime="2026-11-20T08:%02d:00+0100">hier</time></div></div></body></html>`, answers, answers)
}

func TestRunForum(t *testing.T) {
	for _, kind := range []post.SourceKind{post.Forum, post.Auto} {
		t.Run(string(kind), func(t *testing.T) {
			s := newSite(t, map[string]string{"/forums/tramway.2/": board(1), "/threads/la-3.7/": thread("Premier.", "Deuxième.")})
			b := newBench(t, fetch.Options{})
			source := post.Source{ID: "usagers", URL: s.url + "/forums/tramway.2/", Kind: kind}
			if v := b.run(t, source); v.Outcome != crawlers.Good || v.New != 2 || v.Items != 2 {
				t.Errorf("first run: %+v", v)
			}
			if v := b.run(t, source); v.Outcome != crawlers.Unchanged || v.New != 0 {
				t.Errorf("second run: %+v", v)
			}
			s.set("/forums/tramway.2/", board(2))
			s.set("/threads/la-3.7/", thread("Premier.", "Deuxième.", "Troisième."))
			if v := b.run(t, source); v.Outcome != crawlers.Good || v.New != 1 {
				t.Errorf("third run: %+v", v)
			}
			if b.adds != 3 || len(b.posts) != 3 {
				t.Errorf("%d posts handed over, %d stored; want 3, each once", b.adds, len(b.posts))
			}
			for _, p := range b.posts {
				if p.Kind != post.Message || p.Thread == "" || !p.Dated || p.Title != "La 3" {
					t.Errorf("post: %+v", p)
				}
			}
			s.set("/forums/tramway.2/", board(3))
			s.set("/threads/la-3.7/", "<!DOCTYPE html><html id=XF><body><div class=neuf>Tout a changé.</div></body></html>")
			v := b.run(t, source)
			if v.Outcome != crawlers.Broken || v.Fault != crawlers.FaultLayout || !strings.Contains(v.Error, "layout") || !strings.Contains(v.Error, "last read 2026-11-20 11:00 UTC") {
				t.Errorf("after the change of layout: %s, %q", v.Outcome, v.Error)
			}
		})
	}
}

func TestThreadAsASource(t *testing.T) {
	s := newSite(t, map[string]string{"/threads/la-3.7/": thread("Premier.")})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "fil", URL: s.url + "/threads/la-3.7/", Kind: post.Forum}
	for n, want := range []struct {
		page    string
		outcome crawlers.Outcome
		fresh   int
	}{{thread("Premier."), crawlers.Good, 1}, {thread("Premier."), crawlers.Unchanged, 0}, {thread("Premier.", "Deux."), crawlers.Good, 1}} {
		s.set("/threads/la-3.7/", want.page)
		if v := b.run(t, source); v.Outcome != want.outcome || v.New != want.fresh {
			t.Errorf("run %d: got %s with %d new, want %s with %d", n, v.Outcome, v.New, want.outcome, want.fresh)
		}
	}
	if b.adds != 2 {
		t.Errorf("%d posts handed over, want 2", b.adds)
	}
}

func TestExtract(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	quoting := `<blockquote class="bbCodeBlock bbCodeBlock--quote" data-quote="usager0" data-source="post: 50"><div class="bbCodeBlock-content">Premier.</div></blockquote>Non.`
	for _, tt := range []struct {
		name, kind, url, body string
		want                  int
		post                  post.Kind
		text                  string
	}{
		{"feed by its look", "auto", "https://a.example/feed", feedOf(item(1, "Un"), item(2, "Deux")), 2, post.Blog, "Un"},
		{"thread by its engine", "", "https://f.example/threads/la-3.7/", thread("Premier.", quoting), 2, post.Message, "Premier."},
		{"article", "auto", "https://a.example/2026/11/la-3", article("La ligne 3", strings.Repeat(whole, 10)), 1, post.Article, ""},
		{"thread as told", "forum", "https://f.example/x", thread("Premier."), 1, post.Message, "Premier."},
	} {
		got, err := crawlers.Extract(tt.kind, tt.url, []byte(tt.body), now)
		if err != nil || len(got) != tt.want {
			t.Errorf("%s: got %d posts, %v; want %d", tt.name, len(got), err, tt.want)
			continue
		}
		if got[0].Kind != tt.post || !strings.HasPrefix(got[0].Text, tt.text) || !got[0].Dated {
			t.Errorf("%s: got %+v", tt.name, got[0])
		}
		if tt.post == post.Message && tt.want == 2 && (!strings.Contains(got[1].Text, "Premier.") || got[1].Parent != got[0].ID) {
			t.Errorf("%s: the quote is not kept, or its message not found: %+v", tt.name, got[1])
		}
	}
	for kind, body := range map[string]string{"feed": "<html>", "forum": "<html><p>Rien</p>", "article": "", "auto": "", "poem": "x"} {
		if got, err := crawlers.Extract(kind, "https://a.example/", []byte(body), now); err == nil {
			t.Errorf("%s of %q: got %d posts, want an error", kind, body, len(got))
		}
	}
}

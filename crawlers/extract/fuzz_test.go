package extract_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
)

func FuzzDate(f *testing.F) {
	for _, text := range []string{"le 3 mars 2026 à 14 h 05", "vor 29h", "il y a 2 h 30", "gestern um 14:03", "18.10.14 um 22:56 Uhr", "1 year, 2 months ago", "2026-11-20T08:15:00+01:00", "Publié le 3/4/26, mis à jour hier", "un'ora fa", "Fri, 20 Nov 2026 08:15:00 CET"} {
		f.Add(text, "fr")
	}
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text, language string) {
		for _, from := range []time.Time{now, {}} {
			if at, ok := extract.Date(text, language, time.UTC, from); ok && (at.Year() < 1990 || at.Year() >= 2200) {
				t.Errorf("Date(%q, %q) = %s", text, language, at)
			}
		}
	})
}

func FuzzLinks(f *testing.F) {
	f.Add([]byte(`<base href="//b.example/x/"><a href=" /a#b ">x</a><link rel="alternate" type="application/rss+xml" href="feed:https://b.example/rss"><a href="/feed/">y</a><a href="mailto:x">z</a><a href="http://[">w</a>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, address := range append(extract.Links(body, "https://a.example/b"), extract.FeedLinks(body, "https://a.example/b")...) {
			if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Fragment != "" {
				t.Errorf("address %q, %v", address, err)
			}
		}
	})
}

func FuzzComments(f *testing.F) {
	f.Add([]byte(`<div id=comments><ol><li class="comment depth-1" id=comment-1><cite>A</cite> Says: <a href="#comment-1">5 March 2026 at 10:20</a><p>text</p><ol><li class=comment id=comment-2><b class=fn>B</b><p>x</p></ol></ol></div>`))
	f.Add([]byte(`<div class=comments><dl><dt id=c1>Le 5 mars 2026, 10:20 par A</dt><dd>x</dd></dl><div class=indented><div class=comment data-parent=1><i class=author>B</i>y</div></div></div>`))
	f.Add([]byte(`<script type="application/ld+json">{"@type":"Article","comment":[{"text":"a","author":[{"name":"b"}],"comment":{"text":"c","author":"d","parentItem":{"@id":"#1"}}}]}</script><li class=u-comment><a class=p-author>x</a><time class=dt-published datetime=2026-03-05>y</time>z`))
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		page, _ := extract.ArticleAt(body, "https://a.example/b", now) // many hold no article
		for _, m := range page.Comments {
			if strings.TrimSpace(m.Text) == "" || m.Author == "" && !m.Dated || !strings.HasPrefix(m.URL, "https://a.example/") && !strings.HasPrefix(m.URL, "http://a.example/") {
				t.Errorf("comment %+v", m)
			}
		}
	})
}

// FuzzDiscourse reads what Discourse answers in JSON, or others in its manner.
func FuzzDiscourse(f *testing.F) {
	body, err := os.ReadFile(filepath.Join("testdata", "thread", "discourse.json.txt"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body, "https://voix.example/t/300/4120.json?page=2")
	f.Add([]byte(`{"id":9,"slug":"a b","highest_post_number":"x","post_stream":{"posts":[{"id":1,"post_number":1,"username":"r/../x","cooked":"<p>hello</p><aside class=quote data-post=1>q</aside>","created_at":"2026-11-20T08:00:00Z","reply_to_post_number":1},7,null],"stream":[1,{}]}}`), "https://voix.example/t/9.json")
	f.Add([]byte(`{"topic_list":{"more_topics_url":"//other.example/latest?page=1","topics":[{"id":3,"slug":null,"title":"t","posts_count":2,"last_posted_at":"2026-11-20T08:00:00Z"},[],{"id":{}}]}}`), "https://voix.example/latest.json")
	f.Add([]byte(`{"post_stream":{"posts":{"a":1}},"topic_list":[]}`), "https://voix.example/t/1.json")
	f.Fuzz(func(t *testing.T, body []byte, address string) {
		if len(body) == 0 || body[0] != '{' {
			body = append([]byte("{"), body...)
		}
		thread, err := extract.ReadThread(body, address, readAt)
		if (len(thread.Messages) == 0) != (err != nil) || err != nil && thread.Next != "" {
			t.Errorf("%d messages, next %q, error %v", len(thread.Messages), thread.Next, err)
		}
		for i, m := range thread.Messages {
			if m.Whole == "" || m.Parent != "" && m.Parent == m.ID {
				t.Errorf("message %d: %+v", i, m)
			}
		}
		board, err := extract.ReadBoard(body, address, readAt)
		if (len(board.Threads)+len(board.Boards) == 0) != (err != nil) {
			t.Errorf("%d threads, %d boards, error %v", len(board.Threads), len(board.Boards), err)
		}
		_ = extract.ForumEngine(body, address)
		_ = extract.AfterLast(body, body, address)
	})
}

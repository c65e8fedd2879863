package extract_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
)

var whole = flag.Bool("whole-pages", false, "read hostile pages of 5 MB, not of a fortieth of it")

// hostilePages are pages that would take long, or much, if reading grew with
// the square of anything.
func hostilePages() map[string]string {
	part := 40
	if *whole {
		part = 1
	}
	times := func(s string, n int) string { return strings.Repeat(s, n/part) }
	repeat := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := 0; i < n && b.Len() < 5<<20; i++ {
			b.WriteString(f(i))
		}
		return b.String()
	}
	post := func(i int, text string) string {
		return fmt.Sprintf(`<div id="p%d" class="post"><p class="author"><a href="./memberlist.php?mode=viewprofile&u=%d" class="username">rider%d</a> » Fri Nov 20, 2026 9:%02d am</p><div class="postbody"><div class="content">%s</div></div></div>`, i+1, i%50, i%50, i%60, text)
	}
	unknown := func(i int, text string) string {
		return fmt.Sprintf(`<section class="q"><b class="who"><a href="/u/%d">rider%d</a></b><i>Fri Nov 20, 2026 9:%02d am</i><div class="t">%s</div></section>`, i%50, i%50, i%60, text)
	}
	return map[string]string{
		"many messages":           repeat(20_100/part, func(i int) string { return post(i, "m") }),
		"messages of no engine":   repeat(20_100/part, func(i int) string { return unknown(i, fmt.Sprintf("The message %d says that much.", i)) }),
		"messages below messages": repeat(3_000/part, func(i int) string { return `<div class="post"><div class="content">text ` + fmt.Sprint(i) }),
		"blocks below blocks":     repeat(3_000/part, func(i int) string { return `<section class="q"><a href="/u/1">ada</a> 20 Nov 2026 9:00` }),
		"quotes below quotes":     post(1, times("<blockquote><cite>ada wrote:</cite>", 3_000)+"so") + post(2, "no"),
		"one message of 5 MB":     post(1, times("word ", 1_000_000)),
		"elements in one message": post(1, times("<b>a</b><br>", 400_000)),
		"quotes in one message":   post(1, times("<blockquote>quoted</blockquote>no ", 100_000)),
		"answers by quoting": repeat(15_000/part, func(i int) string {
			return post(i, "<blockquote>one two three four five six</blockquote>one two three four five six seven")
		}),
		"many names": repeat(15_000/part, func(i int) string {
			return strings.ReplaceAll(post(i, "@rider and so on"), "rider", fmt.Sprint("r", i))
		}),
		"dates in one message's head": `<div class="post"><p class="author">` + times("<time>12:30</time> Joined: 2009 ", 100_000) + `</p><div class="content">x</div></div>`,
		"rows of a table": "<table>" + repeat(40_000/part, func(i int) string {
			return `<tr><td><a href="/u/1">ada</a> 20 Nov 2026</td></tr><tr><td class=t>Something that is said here.</td></tr>`
		}) + "</table>",
		"cells below cells": times("<table><tr><td>", 2_000) + `<a href="/u/1">ada</a> 20 Nov 2026 ago`,
		"items of schema.org": repeat(20_000/part, func(i int) string {
			return `<div itemscope itemtype="https://schema.org/Comment"><span itemprop=author>ada</span><p itemprop=text>words</p></div>`
		}),
		"items below items": repeat(3_000/part, func(i int) string {
			return `<div itemscope itemtype="https://schema.org/Comment"><p itemprop=text>words</p>`
		}),
		"indented below indented": repeat(3_000/part, func(i int) string {
			return fmt.Sprintf(`<article class="comment" id="comment-%d"><div class="field-name-comment-body">x</div></article><div class="indented">`, i)
		}) + `<i class="node-forum">`,
		"links to pages":              post(1, "x") + `<div class="pagination">` + times(`<a href="./viewtopic.php?t=1&start=9999">9999</a>`, 60_000) + `</div>`,
		"links to threads":            repeat(60_000/part, func(i int) string { return fmt.Sprintf(`<a href="./viewtopic.php?t=%d">%d</a> 20 Nov 2026 `, i, i) }),
		"classes in one element":      `<div class="` + times("post ", 800_000) + `">` + post(1, "x"),
		"a foot of zones":             post(1, "x") + times("All times are UTC ", 250_000),
		"lines of underscores":        post(1, times("<p>____________________</p>", 150_000)),
		"titles that are the message": repeat(10_000/part, func(i int) string { return unknown(i, "<h3>Re: Title</h3>") }),
		"dates that nobody can read": repeat(10_000/part, func(i int) string {
			return strings.ReplaceAll(unknown(i, "Something that is said."), "Nov", "Brumaire")
		}),
		"JSON-LD, deep": `<script type="application/ld+json">` + times(`{"@type":"Comment","text":"a","comment":[`, 9_000) + `</script>`,
		"JSON of Discourse, 20,100": `{"id":1,"post_stream":{"posts":[` + strings.TrimSuffix(repeat(20_100, func(i int) string {
			return fmt.Sprintf(`{"post_number":%d,"username":"u%d","cooked":"<p>m</p>"},`, i+1, i%9)
		}), ",") + `]}}`,
		"JSON of Discourse, deep":      `{"post_stream":` + times(`{"posts":[`, 200_000),
		"JSON of Discourse, topics":    `{"topic_list":{"topics":[` + strings.TrimSuffix(repeat(40_000/part, func(i int) string { return fmt.Sprintf(`{"id":%d,"title":"t","slug":"s"},`, i+1) }), ",") + `]}}`,
		"tags that are never closed":   times("<div class=post><b><i>", 20_000),
		"self-closed, and never ended": times(`<div class="a" `, 300_000),
	}
}

// TestHostilePages holds every reader of forum pages to seconds, whatever the
// page. The limit leaves room for slow machines and the race detector; the
// square of the sizes above would be far beyond it.
func TestHostilePages(t *testing.T) {
	for name, page := range hostilePages() {
		t.Run(name, func(t *testing.T) {
			if page[0] != '{' {
				page = `<html lang=en><head><title>Title</title></head><body>` + page
			}
			begun := time.Now()
			got, err := extract.ReadThread([]byte(page), "https://forum.example/viewtopic.php?t=1", readAt)
			if err == nil {
				sane(t, got)
			}
			if strings.HasSuffix(name, "20,100") || *whole && name == "many messages" {
				if len(got.Messages) != 20_000 || !got.Cut {
					t.Errorf("got %d messages, cut %v; want 20000, cut", len(got.Messages), got.Cut)
				}
			}
			_, _ = extract.ReadThreadFree([]byte(page), "https://forum.example/viewtopic.php?t=1", readAt)
			_, _ = extract.ReadBoard([]byte(page), "https://forum.example/viewforum.php?f=1", readAt)
			_ = extract.ForumEngine([]byte(page), "https://forum.example/")
			took := time.Since(begun)
			t.Logf("%4d kB in %s", len(page)>>10, took.Round(time.Millisecond))
			if took > 2*time.Minute {
				t.Errorf("took %s", took)
			}
		})
	}
}

// sane holds what is read of any page to what its callers rely on.
func sane(t *testing.T, got extract.Thread) {
	t.Helper()
	if len(got.Messages) == 0 {
		t.Error("no messages and no error")
	}
	for _, m := range got.Messages {
		if m.Whole == "" || m.URL == "" || m.Text == "" {
			t.Errorf("a message without text or address: %+v", m)
		}
		if m.Parent != "" && m.Parent == m.ID {
			t.Errorf("message %s answers itself", m.ID)
		}
	}
}

func seeds(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "thread", "*.html"))
	if err != nil || len(files) == 0 {
		f.Fatal("no pages", err)
	}
	for _, file := range append(files, filepath.Join("testdata", "thread", "discourse.json.txt")) {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
}

func FuzzReadThread(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, read := range []func([]byte, string, time.Time) (extract.Thread, error){extract.ReadThread, extract.ReadThreadFree} {
			if got, err := read(body, "https://forum.example/viewtopic.php?t=1&start=20", readAt); err == nil {
				sane(t, got)
			} else if !errors.Is(err, extract.ErrNoThread) {
				t.Errorf("got %v, want ErrNoThread", err)
			}
		}
	})
}

func FuzzReadBoard(f *testing.F) {
	seeds(f)
	f.Add([]byte(`{"topic_list":{"topics":[{"id":7,"title":"a","slug":"b","posts_count":3,"last_posted_at":"2026-11-20T10:00:00Z"}],"more_topics_url":"/latest?page=1"}}`))
	f.Add([]byte(`<ul><li><a href="./viewtopic.php?t=8">A</a> 3 replies <time datetime="2026-11-20T10:00:00Z">today</time></li><li><a href="./viewforum.php?f=2">B</a> 30</li></ul><a rel=next href="?start=25">2</a>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := extract.ReadBoard(body, "https://forum.example/viewforum.php?f=1", readAt)
		if err == nil && len(got.Threads)+len(got.Boards) == 0 {
			t.Error("no threads, no boards and no error")
		}
		for _, l := range got.Threads {
			if l.URL == "" {
				t.Errorf("a thread without address: %+v", l)
			}
		}
		_ = extract.ForumEngine(body, "https://forum.example/")
	})
}

func BenchmarkReadThread(b *testing.B) {
	for _, name := range []string{"phpbb3", "xenforo2", "discourse", "repeated"} {
		body, err := os.ReadFile(filepath.Join("testdata", "thread", name+".html"))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := extract.ReadThread(body, pageURLs[name], readAt); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, way := range []struct {
		name string
		read func([]byte, string, time.Time) (extract.Thread, error)
	}{{"saved pages", extract.ReadThread}, {"saved pages without engines", extract.ReadThreadFree}} {
		b.Run(way.name, func(b *testing.B) {
			pages := savedPages(b)
			b.ReportAllocs()
			size, n := 0, 0
			for b.Loop() {
				p := pages[n%len(pages)]
				n++
				size += len(p.HTML)
				_, _ = way.read([]byte(p.HTML), p.URL, readAt)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "pages/s")
			b.ReportMetric(float64(size)/float64(n)/1024, "kB/page")
		})
	}
}

// savedPage is one of the pages of forums that are measured with.
type savedPage struct{ URL, HTML string }

func savedPages(tb testing.TB) []savedPage {
	tb.Helper()
	files, _ := filepath.Glob("../../../shared/data/forum-threads/*.json")
	if len(files) == 0 {
		tb.Skip("the saved pages are not here")
	}
	pages := make([]savedPage, len(files))
	for i, file := range files {
		raw, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(raw, &pages[i])
		}
		if err != nil {
			tb.Fatal(file, err)
		}
	}
	return pages
}

func BenchmarkReadBoard(b *testing.B) {
	var page strings.Builder
	page.WriteString(`<html lang=fr><head><title>Tramway</title></head><body id="phpbb"><ul class="topiclist topics">`)
	for t := range 50 {
		fmt.Fprintf(&page, `<li class="row"><dl><dt><a href="./viewtopic.php?f=4&amp;t=%d" class="topictitle">Sujet %d</a> par <a href="./memberlist.php?mode=viewprofile&amp;u=2">Nuit</a></dt><dd class="posts">%d <dfn>Réponses</dfn></dd><dd class="lastpost"><span>par Nuit <a href="./viewtopic.php?f=4&amp;t=%d&amp;p=55#p55">Voir</a><br>ven. 20 nov. 2026 11:%02d</span></dd></dl></li>`, t+1, t+1, t, t+1, t)
	}
	page.WriteString("</ul></body></html>")
	b.ReportAllocs()
	b.SetBytes(int64(page.Len()))
	for b.Loop() {
		if got, err := extract.ReadBoard([]byte(page.String()), "https://lignes.example/viewforum.php?f=4", readAt); err != nil || len(got.Threads) != 50 {
			b.Fatal(len(got.Threads), err)
		}
	}
}

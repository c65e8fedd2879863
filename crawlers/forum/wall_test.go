package forum_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
)

// walls are pages that answer 200 in the place of another one.
var walls = map[string]string{
	"a captcha":                "<!DOCTYPE html><html><body><h1>Are you human?</h1></body></html>",
	"the engine's own sign-in": fmt.Sprintf(head, "Connexion") + `<form><h2>Connexion</h2><input type="password" name="password"></form></body></html>`,
	"maintenance with links":   fmt.Sprintf(head, "Maintenance") + `<h2>Maintenance</h2><p><a href="./viewforum.php?f=9">Annonces</a></p></body></html>`,
	"nothing":                  "<html></html>",
}

// TestWallInAThread holds a thread open whose second page shows a wall, until
// the wall is gone.
func TestWallInAThread(t *testing.T) {
	for _, source := range []string{"/viewforum.php?f=4", "/viewtopic.php?f=4&t=1"} {
		for name, wall := range walls {
			t.Run(source+" "+name, func(t *testing.T) {
				b, r, n := newBoard(t), reader(t), notes{}
				b.say(1, "a1", "a2", "a3", "a4", "a5")
				standing := true
				b.instead = func(uri, page string) string {
					if standing && strings.Contains(uri, "start=3") {
						return wall
					}
					return page
				}
				job := forum.Job{URL: b.url + source}
				run, err := visit(t, r, n, job)
				if err != nil || texts(run) != "a1 a2 a3" || len(run.Threads) != 1 {
					t.Fatalf("got %q, %v; want the first page", texts(run), err)
				}
				if p := run.Threads[0]; !p.More || !errors.Is(p.Err, forum.ErrLayout) || p.Mark != "" {
					t.Errorf("got more %v, %v, mark %q; want more and ErrLayout, and nothing to remember", p.More, p.Err, p.Mark)
				}
				standing = false
				if run, err := visit(t, r, n, job); err != nil || texts(run) != "a4 a5" || run.Threads[0].More {
					t.Errorf("the wall is gone: got %q, %v; want a4 a5 and no more", texts(run), err)
				}
			})
		}
	}
}

// ends are pages after the last one of a thread or a list.
var ends = map[string]func(page string) string{
	"404": func(string) string { return "" },
	"empty": func(page string) string {
		before, _, _ := strings.Cut(page, `<div id="p`)
		before, _, _ = strings.Cut(before, `<ul class="topiclist">`)
		before, _, _ = strings.Cut(before, `<div class="pagination">`)
		return before + "</body></html>"
	},
}

func TestEndOfAThread(t *testing.T) {
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			b, r, n := newBoard(t), reader(t), notes{}
			b.say(1, "a1", "a2", "a3", "a4")
			b.instead = func(uri, page string) string {
				if strings.Contains(uri, "start=3") {
					return end(page)
				}
				return page
			}
			job := forum.Job{URL: b.url + "/viewforum.php?f=4"}
			run, err := visit(t, r, n, job)
			if err != nil || len(run.Threads) != 1 || run.Threads[0].More || run.Threads[0].Err != nil || run.Threads[0].Mark == "" || run.Threads[0].Gone() {
				t.Errorf("got %+v, %v; want one thread read to its end", run.Threads, err)
			}
			b.requests()
			if run, err := visit(t, r, n, job); err != nil || len(run.Threads) > 0 {
				t.Errorf("again: got %d threads, %v; want none", len(run.Threads), err)
			}
		})
	}
}

// paged gives a list a next page, which is what second makes of the first.
func paged(second func(page string) string) func(uri, page string) string {
	return func(uri, page string) string {
		switch {
		case strings.HasPrefix(uri, "/viewforum.php") && strings.Contains(uri, "start=25"):
			return second(page)
		case strings.HasPrefix(uri, "/viewforum.php"):
			return strings.Replace(page, "</body>", `<div class="pagination"><a rel="next" href="./viewforum.php?f=4&amp;start=25">Suivante</a></div></body>`, 1)
		}
		return page
	}
}

// TestWallInAList holds a list open whose second page shows a wall; that page
// is not asked before its time.
func TestWallInAList(t *testing.T) {
	for name, wall := range walls {
		t.Run(name, func(t *testing.T) {
			b, r, n := newBoard(t), reader(t), notes{}
			b.say(1, "a1")
			b.instead = paged(func(string) string { return wall })
			job := forum.Job{URL: b.url + "/viewforum.php?f=4"}
			run, err := visit(t, r, n, job)
			if err != nil || texts(run) != "a1" || !run.More || len(run.Boards) != 1 || !errors.Is(run.Boards[0].Err, forum.ErrLayout) {
				t.Fatalf("got %q, more %v, %+v, %v; want a1, more, and ErrLayout for the second page", texts(run), run.More, run.Boards, err)
			}
			second := run.Boards[0].URL
			b.say(2, "b1")
			b.instead = paged(func(page string) string { return strings.ReplaceAll(page, "t=1", "t=2") })
			k := n[second]
			k.Until = now.Add(time.Hour)
			n[second] = k
			b.requests()
			if run, err := visit(t, r, n, job); err != nil || !run.More || strings.Contains(strings.Join(b.requests(), " "), "start=25") {
				t.Errorf("before its time: more %v, %v; want more, and the page not asked", run.More, err)
			}
			delete(n, second)
			if run, err := visit(t, r, n, job); err != nil || run.More || len(run.Boards) > 0 || !strings.Contains(strings.Join(b.requests(), " "), "start=25") {
				t.Errorf("the wall is gone: more %v, %v; want the page read and no more", run.More, err)
			}
		})
	}
}

func TestEndOfAList(t *testing.T) {
	for name, end := range ends {
		b, r, n := newBoard(t), reader(t), notes{}
		b.say(1, "a1")
		b.instead = paged(end)
		run, err := visit(t, r, n, forum.Job{URL: b.url + "/viewforum.php?f=4"})
		if err != nil || texts(run) != "a1" || run.More || len(run.Boards) > 0 {
			t.Errorf("%s: got %q, more %v, %v; want a1 and no more", name, texts(run), run.More, err)
		}
	}
}

// TestReservedPages obeys a page's own reservation, unless there is leave.
func TestReservedPages(t *testing.T) {
	for _, tt := range []struct {
		name, source, page string // page: a part of the address of what is reserved
		refused            bool   // the run
		want               string
	}{
		{"the source is a thread", "/viewtopic.php?f=4&t=1", "t=1", true, ""},
		{"the source is a list", "/viewforum.php?f=4", "viewforum", true, ""},
		{"the source is a front page", "/index.php", "index.php", true, ""},
		{"a thread of a list", "/viewforum.php?f=4", "t=1", false, "b1"},
		{"the second page of a thread", "/viewforum.php?f=4", "start=3", false, "b1 a1 a2 a3"},
		{"a board", "/index.php", "viewforum", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, r := newBoard(t), reader(t)
			b.say(1, "a1", "a2", "a3", "a4")
			b.say(2, "b1")
			b.instead = func(uri, page string) string {
				if !strings.Contains(uri, tt.page) {
					return page
				}
				return strings.Replace(page, "<head>", `<head><meta name="tdm-reservation" content="1">`, 1)
			}
			job := forum.Job{URL: b.url + tt.source}
			run, err := visit(t, r, notes{}, job)
			if texts(run) != tt.want || errors.Is(err, fetch.ErrReserved) != tt.refused || !tt.refused && err != nil {
				t.Errorf("got %q, %v; want %q, refused %v", texts(run), err, tt.want, tt.refused)
			}
			told := tt.refused
			for _, p := range append(run.Threads, run.Boards...) {
				told = told || errors.Is(p.Err, fetch.ErrReserved)
			}
			if !told {
				t.Error("nothing tells of the reservation")
			}
			job.Leave = true
			if run, err := visit(t, r, notes{}, job); err != nil || !strings.Contains(texts(run), "a4") {
				t.Errorf("with leave: got %q, %v; want all", texts(run), err)
			}
		})
	}
}

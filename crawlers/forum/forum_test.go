package forum_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/forum"
	"vigie/crawlers/post"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestOnlyNewMessagesOnTheNextVisit(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.say(1, "a1", "a2", "a3", "a4", "a5", "a6", "a7")
	b.say(2, "b1")
	job := forum.Job{URL: b.url + "/viewforum.php?f=4", Memory: n.memory}

	first, err := r.Read(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	n.keep(job.URL, first)
	if got, want := texts(first), "b1 a1 a2 a3 a4 a5 a6 a7"; got != want {
		t.Errorf("first visit: got %q, want %q", got, want)
	}
	if got, want := len(b.requests()), 5; got != want {
		t.Errorf("first visit: %d requests, want %d: the board, three pages, one page", got, want)
	}

	again, err := r.Read(t.Context(), job)
	if err != nil || texts(again) != "" {
		t.Errorf("nothing new: got %q, %v", texts(again), err)
	}
	if got := b.requests(); len(got) != 1 {
		t.Errorf("nothing new: asked %q, want the board alone", got)
	}

	b.say(1, "a8", "a9", "a10")
	third, err := r.Read(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := texts(third), "a8 a9 a10"; got != want {
		t.Errorf("third visit: got %q, want %q", got, want)
	}
	// It goes on from the last page known, and does not read the first two.
	if got := strings.Join(b.requests(), " "); strings.Contains(got, "start=3") || strings.Count(got, "viewtopic") != 2 {
		t.Errorf("third visit: asked %q, want the board, start=6 and start=9", got)
	}
}

func TestPagesAreBoundedAndReadingGoesOn(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	var want []string
	for i := range 20 {
		want = append(want, fmt.Sprintf("m%d", i))
	}
	b.say(1, want...)
	job := forum.Job{URL: b.url + "/viewforum.php?f=4", Pages: 2, Memory: n.memory}
	var got []string
	runs := 0
	for ; runs < 10; runs++ {
		run, err := r.Read(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		n.keep(job.URL, run)
		if asked := len(b.requests()); asked > 3 {
			t.Errorf("run %d: %d requests, want three at most", runs, asked)
		}
		got = append(got, strings.Fields(texts(run))...)
		if len(run.Threads) == 0 {
			break
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("after %d runs: got %q, want %q", runs, got, want)
	}
}

func TestOneThreadAsASource(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.say(1, "a1", "a2", "a3", "a4")
	job := forum.Job{URL: b.url + "/viewtopic.php?f=4&t=1", Memory: n.memory}
	for _, step := range []struct {
		more []string
		want string
	}{{nil, "a1 a2 a3 a4"}, {nil, ""}, {[]string{"a5"}, "a5"}, {[]string{"a6", "a7"}, "a6 a7"}} {
		b.say(1, step.more...)
		run, err := r.Read(t.Context(), job)
		if err != nil || texts(run) != step.want {
			t.Errorf("got %q, %v; want %q", texts(run), err, step.want)
		}
		n.keep(job.URL, run)
	}
}

func TestLayoutChangeIsTold(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.say(1, "a1", "a2")
	job := forum.Job{URL: b.url + "/viewforum.php?f=4", Memory: n.memory}
	run, err := r.Read(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	n.keep(job.URL, run)
	b.say(1, "a3")
	b.broken[1] = true
	if _, err = r.Read(t.Context(), job); !errors.Is(err, forum.ErrSilent) {
		t.Errorf("got %v, want ErrSilent", err)
	}
}

// A memory that does not answer, at whatever moment, ends the run with its
// error: a run that went on would note boards as read whose threads it never saw.
func TestMemoryThatFailsEndsTheRun(t *testing.T) {
	b := newBoard(t)
	b.say(1, "un", "deux")
	b.say(2, "trois")
	away := errors.New("the database is away")
	for failing := 1; ; failing++ {
		asked := 0
		run, err := reader(t).Read(t.Context(), forum.Job{URL: b.url + "/index.php", Memory: func(context.Context, []string) (map[string]forum.Known, error) {
			if asked++; asked == failing {
				return nil, away
			}
			return nil, nil
		}})
		if asked < failing { // it was never asked so often: the run is whole
			if err != nil || len(run.Threads) != 2 || failing < 4 {
				t.Errorf("got %d threads after %d questions, %v; want 2, no error", len(run.Threads), asked, err)
			}
			return
		}
		if !errors.Is(err, away) {
			t.Errorf("question %d failed: got %v, want %v", failing, err, away)
		}
	}
}

func TestGoneThreadDoesNotStopTheOthers(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.say(1, "a1")
	b.say(2, "b1")
	b.threads[1] = []string{} // listed, and 404
	run, err := r.Read(t.Context(), forum.Job{URL: b.url + "/viewforum.php?f=4", Memory: n.memory})
	if err != nil || texts(run) != "b1" {
		t.Errorf("got %q, %v; want b1", texts(run), err)
	}
	for _, p := range run.Threads {
		if strings.HasSuffix(p.URL, "t=1") && !p.Gone() {
			t.Errorf("thread 1: status %d, %v; want gone", p.Status, p.Err)
		}
	}
}

func TestPostsOfMessages(t *testing.T) {
	thread := "https://lignes.example/viewtopic.php?t=812"
	messages := []extract.Message{
		{ID: "5501", URL: "https://lignes.example/viewtopic.php?p=5501#p5501", Author: "Un", Published: now, Dated: true, Text: "Ça sent.", Whole: "Ça sent."},
		{ID: "5503", URL: "https://lignes.example/viewtopic.php?p=5503#p5503", Author: "Deux", Text: "Oui.", Whole: "Un a écrit : Ça sent. Oui.", Parent: "5501"},
		{ID: "5504", URL: "https://lignes.example/viewtopic.php?p=5504#p5504", Author: "Trois", Text: "Non.", Whole: "Non.", Parent: "5400"},
		{Author: "Quatre", URL: thread, Text: "Moi.", Whole: "Moi."},
		{Author: "Quatre", URL: thread, Text: "Aussi.", Whole: "Aussi."},
	}
	posts := forum.Posts(post.Source{ID: "lignes", Language: "fr"}, thread, "Odeur", "", messages, now)
	if posts[1].Parent != posts[0].ID || posts[0].ID != post.NewID(messages[0].URL) {
		t.Errorf("parent on the page: got %q, want %q", posts[1].Parent, posts[0].ID)
	}
	if want := post.NewID("https://lignes.example/viewtopic.php?p=5400#p5400"); posts[2].Parent != want {
		t.Errorf("parent of another page: got %q, want %q", posts[2].Parent, want)
	}
	if posts[3].ID == posts[4].ID {
		t.Error("two messages without numbers have one ID")
	}
	for i, p := range posts {
		if p.Kind != post.Message || p.Thread != post.NewID(thread) || p.Source != "lignes" || p.Language != "fr" || p.Title != "Odeur" {
			t.Errorf("post %d: %+v", i, p)
		}
	}
	if !posts[0].Dated || posts[1].Dated || !posts[1].Published.Equal(now) {
		t.Errorf("dates: %v %v", posts[0].Dated, posts[1].Published)
	}
}

package forum_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
	"vigie/crawlers/post"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// board is a small forum in the markup of phpBB, with threads that grow.
type board struct {
	mu      sync.Mutex
	url     string
	threads map[int][]string // number -> texts, in order
	broken  map[int]bool
	status  map[int]int // of threads that do not answer
	tagged  bool        // answers have an ETag, and 304 is answered
	boards  int         // that the front page shows; threads belong to them by turns
	asked   []string
}

const perPage = 3

func newBoard(t *testing.T) *board {
	b := &board{threads: map[int][]string{}, broken: map[int]bool{}, status: map[int]int{}, boards: 1}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

func (b *board) say(thread int, texts ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.threads[thread] = append(b.threads[thread], texts...)
}

// requests returns what was asked since the last call, without robots.txt.
func (b *board) requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, a := range b.asked {
		if a != "/robots.txt" && !strings.HasPrefix(a, "/.well-known/") {
			out = append(out, a)
		}
	}
	b.asked = nil
	return out
}

func (b *board) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := httptest.NewRecorder()
	b.answer(w, r)
	asked := r.URL.RequestURI()
	if tag := fmt.Sprintf(`W/"%x"`, sha256.Sum256(w.Body.Bytes())); b.tagged && w.Code == http.StatusOK {
		out.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			out.WriteHeader(http.StatusNotModified)
			b.asked = append(b.asked, asked+" 304")
			return
		}
	}
	b.asked = append(b.asked, asked)
	out.WriteHeader(w.Code)
	_, _ = out.Write(w.Body.Bytes())
}

func (b *board) answer(w http.ResponseWriter, r *http.Request) {
	var f, t, start int
	fmt.Sscanf(r.URL.Query().Get("f"), "%d", &f)
	fmt.Sscanf(r.URL.Query().Get("t"), "%d", &t)
	fmt.Sscanf(r.URL.Query().Get("start"), "%d", &start)
	switch {
	case r.URL.Path == "/index.php":
		fmt.Fprintf(w, head, "Index")
		for n := 1; n <= b.boards; n++ {
			fmt.Fprintf(w, `<div class="forabg"><ul class="topiclist forums"><li class="row"><dl><dt><a href="./viewforum.php?f=%d" class="forumtitle">Lignes %d</a></dt><dd class="topics">%d</dd><dd class="posts">%d</dd></dl></li></ul></div>`, n, n, len(b.threads), b.messages())
		}
		fmt.Fprint(w, `</body></html>`)
	case r.URL.Path == "/viewforum.php":
		b.list(w, f)
	case r.URL.Path == "/viewtopic.php" && b.status[t] != 0:
		w.WriteHeader(b.status[t])
	case r.URL.Path == "/viewtopic.php" && b.threads[t] != nil && start < len(b.threads[t]):
		b.thread(w, t, start)
	default:
		http.NotFound(w, r)
	}
}

func (b *board) messages() int {
	n := 0
	for _, texts := range b.threads {
		n += len(texts)
	}
	return n
}

const head = `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>%s - Lignes</title></head><body id="phpbb">`

func (b *board) list(w http.ResponseWriter, f int) {
	fmt.Fprintf(w, head+`<ul class="topiclist">`, "Tramway")
	for _, t := range slices.Sorted(maps.Keys(b.threads)) {
		n := len(b.threads[t])
		if b.boards > 1 && t%b.boards != f-1 {
			continue
		}
		fmt.Fprintf(w, `<li class="row"><dl><dt><a class="topictitle" href="./viewtopic.php?f=4&amp;t=%d">Sujet %d</a></dt><dd class="posts">%d <dfn>Réponses</dfn></dd><dd class="lastpost"><time datetime="%s">hier</time></dd></dl></li>`, t, t, n-1, said(t, n-1).Format(time.RFC3339))
	}
	fmt.Fprint(w, "</ul></body></html>")
}

func said(thread, n int) time.Time {
	return now.Add(-48*time.Hour + time.Duration(thread*100+n)*time.Minute)
}

func (b *board) thread(w http.ResponseWriter, t, start int) {
	fmt.Fprintf(w, head+`<h2 class="topic-title"><a href="./viewtopic.php?t=%d">Sujet %d</a></h2>`, fmt.Sprintf("Sujet %d", t), t, t)
	texts := b.threads[t]
	if end := start + perPage; end < len(texts) {
		fmt.Fprintf(w, `<div class="pagination"><a rel="next" href="./viewtopic.php?f=4&amp;t=%d&amp;start=%d">Suivante</a></div>`, t, end)
	}
	for i := start; i < min(len(texts), start+perPage); i++ {
		id := t*1000 + i
		class := "content"
		if b.broken[t] {
			class = "nouvelle-mise-en-page"
		}
		fmt.Fprintf(w, `<div id="p%d" class="post"><p class="author"><a href="./viewtopic.php?p=%d#p%d">#</a> par <a class="username" href="./memberlist.php?mode=viewprofile&amp;u=%d">voyageur%d</a> » <time datetime="%s">hier</time></p><div class="postbody"><div class="%s">%s</div></div></div>`, id, id, id, i%4, i%4, said(t, i).Format(time.RFC3339), class, texts[i])
		if b.broken[t] {
			break
		}
	}
	fmt.Fprint(w, "</body></html>")
}

// notes remembers as a crawler's log of visits does.
type notes map[string]forum.Known

func (n notes) memory(_ context.Context, addresses []string) (map[string]forum.Known, error) {
	found := map[string]forum.Known{}
	for _, a := range addresses {
		if k, ok := n[a]; ok {
			found[a] = k
		}
	}
	return found, nil
}

func (n notes) keep(source string, run forum.Run) {
	n[source] = forum.Known{At: now, Mark: run.Mark, Done: !run.More}
	for _, p := range append(run.Threads, run.Boards...) {
		n[p.URL] = forum.Known{At: p.At, Mark: p.Mark, Place: p.Place, Done: !p.More}
	}
}

func reader(t *testing.T) *forum.Reader {
	f := fetch.New(fetch.Options{AllowPrivate: true, Now: func() time.Time { return now }})
	t.Cleanup(f.Close)
	return forum.New(f, func() time.Time { return now })
}

func texts(run forum.Run) string {
	var out []string
	for _, p := range run.Threads {
		for _, m := range p.Messages {
			out = append(out, m.Text)
		}
	}
	return strings.Join(out, " ")
}

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

package forum_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
)

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

	instead func(uri, page string) string // of an answer; empty: 404
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
	if b.instead != nil && asked != "/robots.txt" {
		if page := b.instead(asked, w.Body.String()); page != w.Body.String() {
			w = httptest.NewRecorder()
			if page == "" {
				w.WriteHeader(http.StatusNotFound)
			}
			_, _ = w.WriteString(page)
		}
	}
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

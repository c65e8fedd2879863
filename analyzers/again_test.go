package analyzers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// stream is n posts of few stories, with copies, threads and answers to answers.
func stream(tb testing.TB, n int) []post.Post {
	tb.Helper()
	body, err := os.ReadFile("testdata/posts.txt")
	if err != nil {
		tb.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(body)), "\n")
	r := rand.New(rand.NewSource(4))
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	posts := make([]post.Post, n)
	for i := range posts {
		at = at.Add(time.Duration(r.Intn(600)) * time.Second)
		p := post.Post{ID: fmt.Sprint("p", i), Source: fmt.Sprint("s", r.Intn(5)), Author: fmt.Sprint("a", r.Intn(40)), Published: at}
		topic := r.Intn(1 + i/15) // 15 posts a topic or so, in words of its own
		for range 9 {
			p.Text += fmt.Sprintf("mot%dx%d ", topic, r.Intn(14))
		}
		switch r.Intn(8) {
		case 0:
			p.Text = lines[r.Intn(len(lines))]
		case 1:
			p.Title = fmt.Sprintf("Mot%dx%d manque", topic, r.Intn(14))
		case 2:
			if i > 0 {
				p.Text = posts[r.Intn(i)].Text
			}
		case 3:
			if i > 0 {
				p.Parent = posts[r.Intn(i)].ID
			}
		case 4:
			p.Thread = fmt.Sprint("t", r.Intn(1+n/8))
		}
		posts[i] = p
	}
	return posts
}

func readAll(tb testing.TB, r *Reader, posts []post.Post) (lines [][]byte, read []annotation.Post) {
	tb.Helper()
	for _, p := range posts {
		out := r.Read(p, post.Source{})
		line, err := json.Marshal(out.Annotation)
		if err != nil {
			tb.Fatal(err)
		}
		lines, read = append(lines, line), append(read, out)
	}
	return lines, read
}

func bounded(tb testing.TB, stories, copies int) *Reader {
	tb.Helper()
	o := options()
	o.Stories, o.Copies = stories, copies
	r, err := New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// rich fails where a stream has too few stories, copies and answers to tell
// anything by.
func rich(tb testing.TB, read []annotation.Post) {
	tb.Helper()
	stories, copies := map[string]bool{}, 0
	for _, p := range read {
		stories[p.Annotation.Story] = true
		if p.Annotation.CopyOf != nil {
			copies++
		}
	}
	if len(stories) < 20 || copies < 30 {
		tb.Fatalf("%d stories and %d copies in %d posts", len(stories), copies, len(read))
	}
}

// TestSameBytes reads one stream twice.
func TestSameBytes(t *testing.T) {
	posts := stream(t, 1500)
	one, _ := readAll(t, bounded(t, 0, 0), posts)
	two, _ := readAll(t, bounded(t, 0, 0), posts)
	for i := range one {
		if !bytes.Equal(one[i], two[i]) {
			t.Fatalf("post %d: got %s, then %s", i, one[i], two[i])
		}
	}
}

// TestRestart stops in the middle of a stream, with room for all stories and with
// too little, and wants what would have been read without a stop.
func TestRestart(t *testing.T) {
	posts := stream(t, 1200)
	for _, room := range []struct{ stories, copies int }{{0, 0}, {20, 30}, {1, 1}} {
		whole, read := readAll(t, bounded(t, room.stories, room.copies), posts)
		if room.stories == 0 {
			rich(t, read)
		}
		for _, cut := range []int{1, 500, 1100} {
			after := bounded(t, room.stories, room.copies)
			after.Restore(read[:cut], unknown)
			again, _ := readAll(t, after, posts[cut:])
			for i := range again {
				if !bytes.Equal(again[i], whole[cut+i]) {
					t.Errorf("room %v, stopped at %d, post %d %q: got %s, want %s", room, cut, cut+i, posts[cut+i].Text, again[i], whole[cut+i])
					break
				}
			}
		}
	}
}

// TestRestartAfterWeeks restores no more than the posts of the last Memory, in
// parts, and wants what would have been read without a stop. What the rumour
// tracker remembers is its own matter.
func TestRestartAfterWeeks(t *testing.T) {
	posts := stream(t, 1500)
	for i := range posts {
		p := &posts[i]
		p.Published = posts[0].Published.Add(16 * p.Published.Sub(posts[0].Published))
		if p.Thread != "" {
			p.Thread = fmt.Sprint("t", i/150)
		}
	}
	_, read := readAll(t, bounded(t, 0, 0), posts)
	rich(t, read)
	for _, cut := range []int{900, 1400} {
		after := bounded(t, 0, 0)
		from := 0
		for posts[cut].Published.Sub(posts[from].Published) > Memory {
			from++
		}
		if from == 0 {
			t.Fatalf("all %d posts are remembered: the test tells nothing", cut)
		}
		for part := range slices.Chunk(read[from:cut], 70) {
			after.Restore(part, unknown)
		}
		for i, p := range posts[cut:] {
			got, want := after.Read(p, post.Source{}).Annotation, read[cut+i].Annotation
			got.Rumor, want.Rumor = annotation.Rumor{}, annotation.Rumor{}
			if d := cmp.Diff(got, want); d != "" {
				t.Fatalf("stopped at %d, restored from %d, post %d %+v differs (-got +want):\n%s", cut, from, cut+i, p, d)
			}
		}
	}
}

// TestMemory reads more stories than there is room for, for long.
func TestMemory(t *testing.T) {
	r := bounded(t, 200, 300)
	n := 0
	read := func(posts int) uint64 {
		for range posts {
			n++
			p := post.Post{ID: fmt.Sprint("p", n), Source: fmt.Sprint("s", n%300), Author: fmt.Sprint("a", n), Thread: fmt.Sprint("t", n/3), Published: time.Unix(int64(n)*60, 0)}
			p.Text = fmt.Sprintf("alpha%d beta%d gamma%d delta%d epsilon%d zeta%d manquent", n, n, n, n, n, n)
			r.Read(p, post.Source{})
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := read(25_000) // the rings are full
	if after := read(15_000); after > before+before/20 {
		t.Errorf("the heap grew from %d to %d kB", before>>10, after>>10)
	}
}

// unknown is what a reader knows of sources when it is told nothing of them.
func unknown(id string) post.Source { return post.Source{ID: id} }

package weaksignal

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// hours counts the terms of some hours in so much room and exactly: one term in
// three is said in some hours only.
func hours(n, room int) (tables []*table, exact map[uint32]uint32) {
	r := rand.New(rand.NewPCG(1, 2))
	exact = make(map[uint32]uint32)
	for h := range n {
		c := newCounter(4 * room)
		for range 40 * room {
			k := uint32(10 * float64(room) * r.Float64() * r.Float64() * r.Float64())
			if k%3 == 0 && (int(k)+h)%n > n/4 {
				continue
			}
			exact[k]++
			c.add(k)
		}
		one := c.table(room)
		tables = append(tables, &one)
	}
	return tables, exact
}

// TestTable wants a term counted right give or take the floor, whether it was left
// out of all hours or of some; of one hour, never less often than it stood there.
func TestTable(t *testing.T) {
	for _, n := range []int{1, 3, 24} {
		tables, exact := hours(n, 100)
		sum := merged(tables)
		if len(tables[0].keys) > 100 || sum.floor == 0 {
			t.Errorf("%d terms kept, floor %d: want 100 at the most, and a floor", len(tables[0].keys), sum.floor)
		}
		under := 0
		for k, want := range exact {
			got := sum.count(k)
			if got+sum.floor < want || got > want+sum.floor {
				t.Errorf("%d hours: term %d counted %d times, want %d, off by %d at the most", n, k, got, want, sum.floor)
			}
			if got < want {
				under++
			}
		}
		if (under > 0) != (n > 1) {
			t.Errorf("%d hours: %d of %d terms counted less often than they stood there", n, under, len(exact))
		}
	}
}

// TestBlockFloor wants a day to count a term that it left out as often as most of
// these stood there, not as often as none can: the sum of its hours' floors.
func TestBlockFloor(t *testing.T) {
	tables, exact := hours(24, 100)
	var digests []*digest
	for _, one := range tables {
		digests = append(digests, &digest{terms: *one})
	}
	c := Default()
	c.MaxTerms = 400 // an hour's table holds a quarter of them once it is past
	b := New(c).block(1, 1, now, digests)
	var left []uint32
	for k, n := range exact {
		if _, ok := slices.BinarySearch(b.terms.keys, k); !ok {
			left = append(left, n)
		}
	}
	slices.Sort(left)
	if most, all := left[len(left)*3/4], left[len(left)-1]; b.terms.floor < most || b.terms.floor > all {
		t.Errorf("floor %d, want that of three in four terms that were left out, %d, or more, up to that of all, %d", b.terms.floor, most, all)
	}
}

func TestKeptForm(t *testing.T) {
	w := newWorld(3)
	posts, err := w.Posts(t.Context(), annotation.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	of := annotation.Count{Hour: now, Posts: len(posts), Mark: 1 << 63}
	g := New(Default()).digestOf(of, posts, false)
	got, err := decode(g.encode(), of)
	if err != nil {
		t.Fatal(err)
	}
	g.light, g.bare = nil, true
	if !reflect.DeepEqual(got, g) {
		t.Errorf("decoded %+v, want %+v", got, g)
	}
	for _, other := range []annotation.Count{{Posts: of.Posts, Mark: 1}, {Posts: of.Posts + 1, Mark: of.Mark}} {
		if _, err := decode(g.encode(), other); err == nil {
			t.Errorf("digest of %+v taken for that of %+v", of, other)
		}
	}
	read := g.encode()
	read[1]++ // the annotators' version
	if _, err := decode(read, of); err == nil {
		t.Error("digest of what other annotators read is taken up")
	}
}

func FuzzKeptForm(f *testing.F) {
	of := annotation.Count{Posts: 3, Mark: 7}
	f.Add((&digest{count: of, own: map[string]int{"fr": 2}, terms: table{keys: []uint32{1, 9}, posts: []uint32{2, 1}}}).encode())
	f.Fuzz(func(t *testing.T, body []byte) {
		g, err := decode(body, of)
		if err != nil {
			return
		}
		if again, err := decode(g.encode(), of); err != nil || !reflect.DeepEqual(again, g) {
			t.Errorf("%x reads as %+v, and written again as %+v, %v", body, g, again, err)
		}
	})
}

func TestRepeats(t *testing.T) {
	for _, c := range []struct {
		a, b []uint32
		want bool
	}{
		{[]uint32{1, 2, 3, 4, 5, 6, 7, 8}, []uint32{1, 2, 3, 4, 5, 6, 7, 8}, true},
		{[]uint32{1, 2, 3, 4, 5, 6, 7, 8}, []uint32{1, 2, 3, 4, 5, 6, 7, 9}, true},
		{[]uint32{1, 2, 3, 4, 5, 6, 7, 8}, []uint32{1, 2, 3, 4, 5, 6, 9, 10}, false},
		{[]uint32{1, 2, 3, 4, 5, 6, 7, 8}, []uint32{1, 2, 3, 4, 9, 10, 11, 12}, false},
		{[]uint32{1, 2, 3}, []uint32{1, 2, 3}, false}, // few words are said alike by many
	} {
		if got := repeats(c.a, c.b); got != c.want {
			t.Errorf("repeats(%v, %v) = %t, want %t", c.a, c.b, got, c.want)
		}
	}
}

// TestVoices wants an archive without authors, in one source, to speak with as
// many voices as sites.
func TestVoices(t *testing.T) {
	for _, c := range []struct {
		name            string
		edit            func(i int, p *annotation.Post)
		voices, sources int
	}{
		{"articles of many sites in one archive", func(i int, p *annotation.Post) {
			p.Kind, p.URL = post.Article, "https://www.site"+string(rune('a'+i))+".example/x"
		}, 4, 4},
		{"articles of one site", func(i int, p *annotation.Post) {
			p.Kind, p.URL = post.Article, "https://a"+string(rune('a'+i))+".site.example/x"
		}, 1, 1},
		{"articles without an address", func(_ int, p *annotation.Post) { p.Kind = post.Article }, 1, 1},
		{"messages of many authors", func(i int, p *annotation.Post) {
			p.Kind, p.Author, p.URL = post.Message, string(rune('a'+i)), "https://www.site.example/x"
		}, 4, 1},
	} {
		var posts []*light
		for i := range 4 {
			p := annotation.Post{Post: post.Post{ID: string(rune('0' + i)), Source: "archive", Text: "x"}}
			c.edit(i, &p)
			l := lighten(&p, 240)
			posts = append(posts, &l)
		}
		if voices, sources, _ := independent(posts); voices != c.voices || sources != c.sources {
			t.Errorf("%s: %d voices in %d sources, want %d in %d", c.name, voices, sources, c.voices, c.sources)
		}
	}
}

func TestTrend(t *testing.T) {
	for want, hours := range map[signal.Trend][]int{
		signal.Rising: {0, 10, 15, 18, 19, 20, 21, 22, 23},
		signal.Fading: {0, 1, 2, 3, 4, 5, 8, 12},
		signal.Stable: {0, 3, 6, 9, 12, 15, 18, 21, 23},
	} {
		var posts []*light
		for _, h := range hours {
			posts = append(posts, &light{at: now.Add(time.Duration(h-24) * time.Hour)})
		}
		if got := trend(posts, now); got != want {
			t.Errorf("posts at hours %v are %s, want %s", hours, got, want)
		}
	}
}

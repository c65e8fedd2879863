package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// asked is what the remembered cells must be: those of a Store that remembers
// nothing.
func asked(t testing.TB, s *Store, from, to time.Time) []annotation.Cell {
	t.Helper()
	s.counted.at = time.Time{}
	got, err := s.Cells(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestCellsFollowChanges changes what is stored, step by step, and asks that the
// remembered cells are those of a count from nothing.
func TestCellsFollowChanges(t *testing.T) {
	c := &clock{t: monday.Add(72 * time.Hour)}
	s, other := testStore(t, at(c)), (*Store)(nil)
	o := s.options
	other, err := Open(t.Context(), o) // as another process would
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	from, to := monday, monday.Add(72*time.Hour)
	put := func(s *Store, id string, hours int, entity string) annotation.Post {
		p := telling(id, "source", hours, "Text of "+id)
		add(t, s, 1, p)
		a := read(p, entity, 0, "")
		save(t, s, a)
		return a
	}
	first := put(s, "a", 1, "translum")
	for _, step := range []struct {
		name string
		do   func()
		want int // posts in all
	}{
		{"nothing changes", func() {}, 1},
		{"a post of now", func() { put(s, "b", 70, "keolane") }, 2},
		{"a late one", func() { put(s, "c", 2, "translum") }, 3},
		{"one that another process stores", func() { put(other, "d", 30, "") }, 4},
		{"read again, otherwise", func() { save(t, s, read(first.Post, "keolane", 0, "")) }, 4},
		{"stored, not read", func() { add(t, s, 1, telling("e", "source", 5, "Unread")) }, 4},
		{"erased", func() { erase(t, s, "c") }, 3},
		{"erased by another process", func() { erase(t, other, "d") }, 2},
		{"both at once", func() { erase(t, s, "b"); put(other, "f", 9, "") }, 2},
		{"reworded, and not read again yet", func() { add(t, s, 0, telling("a", "source", 1, "Another text")) }, 1},
	} {
		c.add(time.Minute * 10)
		step.do()
		got, err := s.Cells(t.Context(), from, to)
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		n := 0
		for _, cell := range got {
			if cell.Entity == "" {
				n += cell.Posts
			}
		}
		if want := asked(t, other, from, to); n != step.want || !slices.Equal(got, want) {
			t.Errorf("%s: %d posts, want %d; %v, want %v", step.name, n, step.want, got, want)
		}
	}
}

func erase(t *testing.T, s *Store, ids ...string) {
	t.Helper()
	if err := s.ErasePosts(t.Context(), "source", ids); err != nil {
		t.Fatal(err)
	}
}

// A longer stretch than before is counted from its beginning, a later one no
// longer holds what nobody asks for.
// TestCellsAfterTheClockIsSetBack writes with earlier versions than were counted.
func TestCellsAfterTheClockIsSetBack(t *testing.T) {
	c := &clock{t: monday.Add(72 * time.Hour)}
	s := testStore(t, at(c))
	from, to := monday, monday.Add(72*time.Hour)
	for i, hours := range []time.Duration{0, 6, -4, 1} {
		c.add(hours * time.Hour)
		p := telling("p"+strconv.Itoa(i), "source", 20*i, "Text of a post")
		add(t, s, 1, p)
		save(t, s, read(p, "", 0, ""))
		got, err := s.Cells(t.Context(), from, to)
		if err != nil || len(got) != i+1 {
			t.Errorf("%d hours later: %v, %v, want %d hours of posts", hours, got, err, i+1)
		}
	}
}

// TestMark changes what is stored of an hour, its number of posts kept where it
// can be: counts and cells are marked otherwise, and those of another hour are not.
func TestMark(t *testing.T) {
	c := &clock{t: monday.Add(72 * time.Hour)}
	s := testStore(t, at(c))
	put := func(id string, hours int) annotation.Post {
		p := telling(id, "source", hours, "Text of "+id)
		add(t, s, 1, p)
		a := read(p, "translum", 0, "")
		save(t, s, a)
		return a
	}
	first := put("a", 1)
	put("b", 5)
	marks := func() (cells, counts, other uint64) {
		found, err := s.Cells(t.Context(), monday, monday.Add(72*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range found {
			switch {
			case x.Entity != "":
			case x.Hour.Equal(monday.Add(time.Hour)):
				cells += x.Mark
			default:
				other += x.Mark
			}
		}
		byHour, err := s.Counts(t.Context(), annotation.Filter{})
		if err != nil || len(byHour) != 2 {
			t.Fatalf("%v, %v", byHour, err)
		}
		return cells, byHour[0].Mark, other
	}
	seen, _, other := marks()
	for _, step := range []struct {
		name string
		same bool
		do   func()
	}{
		{"nothing", true, func() {}},
		{"read anew, to the same end", false, func() { save(t, s, first) }},
		{"worded anew, and read", false, func() {
			p := telling("a", "source", 1, "Another text")
			add(t, s, 0, p)
			save(t, s, read(p, "translum", 0, ""))
		}},
		{"one erased, a late one stored", false, func() { erase(t, s, "a"); put("c", 1) }},
	} {
		c.add(10 * time.Minute)
		step.do()
		cells, counts, rest := marks()
		if cells != counts || (cells == seen) != step.same || rest != other {
			t.Errorf("%s: marks %d of cells, %d of counts, before %d; of the other hour %d, before %d", step.name, cells, counts, seen, rest, other)
		}
		seen = cells
	}
}

func TestCellsMove(t *testing.T) {
	s := testStore(t)
	for i := range 6 {
		p := telling(strconv.Itoa(i), "source", i*48, "Text")
		add(t, s, 1, p)
		save(t, s, read(p, "", 0, ""))
	}
	for _, c := range []struct {
		from, to int // hours after monday
		want     int
	}{
		{192, 241, 2}, {96, 241, 4}, {0, 1, 1}, {1, 48, 0}, {0, 241, 6}, {240, 241, 1}, {-24 * 120, 241, 6}, {-2, 600, 6}, {500, 501, 0},
	} {
		from := monday.Add(time.Duration(c.from) * time.Hour)
		got, err := s.Cells(t.Context(), from, monday.Add(time.Duration(c.to)*time.Hour))
		if err != nil || len(got) != c.want {
			t.Errorf("hours %d to %d: %d cells, want %d (%v)", c.from, c.to, len(got), c.want, err)
		}
	}
}

func TestCarriers(t *testing.T) {
	s := testStore(t)
	for i, entity := range []string{"translum", "translum", ""} {
		p := telling(strconv.Itoa(i), fmt.Sprint("source", i%2), i, "Text")
		add(t, s, 1, p)
		save(t, s, read(p, entity, 0, ""))
	}
	if err := s.conn.Exec(t.Context(), "OPTIMIZE TABLE posts FINAL"); err != nil {
		t.Fatal(err)
	}
	posts, since, err := s.Carriers(t.Context(), monday.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []annotation.Part{{Entity: "translum"}, {Entity: "translum", Kind: "blog"}, {Entity: "translum", Language: "fr"}} {
		if posts[part]["source0"] != 1 || posts[part]["source1"] != 1 {
			t.Errorf("%v: %v, want one each", part, posts[part])
		}
	}
	if len(posts) != 3 || since["source0"].IsZero() {
		t.Errorf("posts %v since %v: want those of three parts, and when they came", posts, since)
	}
}

// BenchmarkCells says how long a tick's count takes when all is counted, when a
// minute's posts came in since, some of them late, and when nothing did. The
// posts, VIGIE_BENCH_POSTS of them, are made in the database.
func BenchmarkCells(b *testing.B) {
	s := benchStore(b, "cells")
	now, n := time.Now().UTC(), benchPosts()
	err := s.conn.Exec(b.Context(), `INSERT INTO posts (id, source, kind, published, fetched, stored, title, text, reading, language, entities, version)
		SELECT hex(number), concat('source', toString(number % 3000)), ['article', 'blog', 'message', 'comment', 'status'][number % 5 + 1],
			{now:DateTime64(3)} - toIntervalSecond(cityHash64(number) % (72 * 86400)) AS day, day, day, 'Titre', 'Le bus est en retard',
			2, ['fr', 'en', 'de', 'es', 'und'][intDiv(number, 7) % 5 + 1],
			arrayFilter(e -> e != '', [['', '', '', 'translum', 'keolane'][number % 5 + 1], ['', '', '', '', '', 'metropolis'][number % 6 + 1]]),
			{version:UInt64}
		FROM numbers({n:UInt64})`, params{"now": floor(now), "n": n, "version": versionAt(1, now.Add(-time.Hour))}.named()...)
	if err != nil {
		b.Fatal(err)
	}
	from := now.AddDate(0, 0, -72)
	ask := func(b *testing.B) {
		b.Helper()
		if cells, err := s.Cells(b.Context(), from, now); err != nil || len(cells) == 0 {
			b.Fatal(len(cells), err)
		}
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			s.counted.at = time.Time{}
			ask(b)
		}
	})
	rng, batch := rand.New(rand.NewPCG(1, 2)), n
	b.Run("a-minute-later", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			posts := make([]post.Post, 200)
			for i := range posts {
				ago := rng.Int64N(int64(time.Hour))
				if i%10 == 0 {
					ago = rng.Int64N(int64(48 * time.Hour))
				}
				batch++
				posts[i] = post.Post{ID: fmt.Sprint("new", batch), Source: "source1", Kind: post.Message, Published: now.Add(-time.Duration(ago)), Title: "Le tram en retard", Text: "Le bus en retard"}
			}
			if _, err := s.AddPosts(b.Context(), posts); err != nil {
				b.Fatal(err)
			}
			if err := s.SaveAnnotations(b.Context(), annotated(posts)); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			ask(b)
		}
	})
	b.Run("carriers", func(b *testing.B) {
		for b.Loop() {
			s.carried.posts = nil
			if _, _, err := s.Carriers(b.Context(), now); err != nil {
				b.Fatal(err)
			}
		}
	})
}

package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// benchPosts is how many posts the benchmarks work on: VIGIE_BENCH_POSTS, else
// 200,000.
func benchPosts() int {
	if n, err := strconv.Atoi(os.Getenv("VIGIE_BENCH_POSTS")); err == nil && n > 0 {
		return n
	}
	return 200_000
}

// plausible makes posts of about 90 words, whose words are as unevenly spread
// as those of a language are, over the days before now.
func plausible(from, n int, days float64, now time.Time) []post.Post {
	rng := rand.New(rand.NewPCG(uint64(from), 7))
	zipf := rand.NewZipf(rng, 1.1, 4, 60_000)
	posts := make([]post.Post, n)
	for i := range posts {
		var text []byte
		for range 60 + rng.IntN(60) {
			text = fmt.Appendf(text, "mot%x ", zipf.Uint64()*2654435761%0xffffff)
		}
		id := from + i
		published := now.Add(-time.Duration(rng.Float64() * days * float64(24*time.Hour)))
		posts[i] = post.Post{
			ID: post.NewID(strconv.Itoa(id)), URL: fmt.Sprintf("https://source%d.localhost/articles/2026/%d", id%300, id), Source: fmt.Sprintf("source%d", id%300),
			Kind: post.Article, Author: fmt.Sprintf("auteur %d", zipf.Uint64()%5000), Published: published, Fetched: now, Dated: true,
			Title: fmt.Sprintf("Le bus de la ligne %d est en retard, dit-on", id%40), Text: string(text), Language: "fr",
		}
	}
	return posts
}

// annotated reads posts as the annotators would: one of ten is about translum.
func annotated(posts []post.Post) []annotation.Post {
	out := make([]annotation.Post, len(posts))
	for i, p := range posts {
		entity := ""
		switch i % 20 {
		case 0, 1:
			entity = "translum"
		case 2:
			entity = "keolane"
		}
		out[i] = read(p, entity, float64(i%7)/3-1, fmt.Sprintf("s-%06x", i%9973))
		out[i].Annotation.Terms = []string{"bus", p.Title[len(p.Title)-7:], p.Text[:8]}
	}
	return out
}

// BenchmarkAddPosts says how many posts a second are taken in, beside a bare
// batch of clickhouse-go that writes the same rows to the same table.
func BenchmarkAddPosts(b *testing.B) {
	now := time.Now().UTC()
	const n = 50_000
	for b.Loop() {
		ours, bare := benchStore(b, "ours"), benchStore(b, "bare")
		posts := plausible(0, n, 90, now)
		var rows []row
		for _, p := range posts {
			r := row{Post: p, hash: said(p), held: firstSight(p, now), version: 1}
			r.toldBy = p.Source
			rows = append(rows, r)
		}
		var columns [][]field
		for from := 0; from < n; from += chunk {
			columns = append(columns, fields(rows[from:min(from+chunk, n)]))
		}
		began := time.Now()
		for _, c := range columns {
			if err := bare.insert(b.Context(), "posts", c); err != nil {
				b.Fatal(err)
			}
		}
		bareRate := n / time.Since(began).Seconds()
		began = time.Now()
		if _, err := ours.AddPosts(b.Context(), posts); err != nil {
			b.Fatal(err)
		}
		rate := n / time.Since(began).Seconds()
		b.ReportMetric(rate, "posts/s")
		b.ReportMetric(bareRate, "bare-posts/s")
		b.ReportMetric(rate/bareRate, "of-bare")
	}
}

func benchStore(b *testing.B, name string) *Store {
	s := testStore(b, func(o *Options) { o.Database += name; o.Timeout = 10 * time.Minute })
	if err := s.conn.Exec(b.Context(), "TRUNCATE TABLE posts"); err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkAnswers fills a database once and says how long the pages' questions
// take.
func BenchmarkAnswers(b *testing.B) {
	s := benchStore(b, "answers")
	now, n := time.Now().UTC(), benchPosts()
	s.SetEntities([]Entity{{"translum", "Translum"}, {"keolane", "Kéolane"}})
	began := time.Now()
	for from := 0; from < n; from += chunk {
		posts := plausible(from, min(chunk, n-from), float64(n)/10_000, now)
		if _, err := s.AddPosts(b.Context(), posts); err != nil {
			b.Fatal(err)
		}
		if err := s.SaveAnnotations(b.Context(), annotated(posts)); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d posts made, added and annotated in %s", n, time.Since(began).Round(time.Second))
	scope := report.Scope{Entity: "translum", Now: now, Zone: time.UTC}
	month := now.AddDate(0, 0, -30)
	ask := func(query string, from time.Time) func() error {
		return func() error {
			_, err := s.Search(b.Context(), report.Search{Query: query, From: from, To: now, Zone: time.UTC})
			return err
		}
	}
	for _, c := range []struct {
		name string
		ask  func() error
	}{
		{"today", func() error { _, err := s.Today(b.Context(), scope); return err }},
		{"search-all-month", ask("", month)},
		{"search-common-month", ask("bus", month)},
		{"search-common", ask("bus", time.Time{})},
		{"search-rare", ask("mot9e3779", time.Time{})},
		{"search-entity-month", ask("entity:translum sentiment:negative", month)},
		{"search-phrase-month", ask(`"bus de la ligne 12"`, month)},
		{"search-near-month", ask("bus NEAR/5 retard", month)},
		{"search-wildcard-month", ask("retar*", month)},
		{"window-hour", func() error {
			_, err := s.Posts(b.Context(), annotation.Filter{From: now.Add(-time.Hour), To: now})
			return err
		}},
		{"counts-8-weeks", func() error {
			_, err := s.Counts(b.Context(), annotation.Filter{From: now.AddDate(0, 0, -56), Entity: "translum"})
			return err
		}},
		{"unread", func() error { _, err := s.Unread(b.Context(), 500); return err }},
		{"post", func() error { _, err := s.Post(b.Context(), post.NewID("77")); return err }},
		{"add-20-known", func() error { _, err := s.AddPosts(b.Context(), plausible(0, 20, 1, now)); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

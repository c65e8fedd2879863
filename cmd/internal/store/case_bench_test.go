package store_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/fact"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/store"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// The posts of fillPosts, as those of 10,000 stories, one in fifty in doubt.
var fillStories = strings.NewReplacer("hex(intDiv(n, 10))", "hex(n % 10000)", "'comment', 0.1,", "'comment', if(h % 50 = 1, 0.6, 0.1),",
	`"doubt":0.1`, `"doubt":', if(h % 50 = 1, '0.6', '0.1'), '`).Replace(fillPosts)

// The same, all messages that carry one false figure.
var fillRumour = strings.NewReplacer("hex(n % 10000)", "'rumour'", "'article'", "'message'", "if(ours, concat('Translum ', words), words)",
	"concat('On me dit que Translum n’aurait plus que 940 bus en service. ', words)", "h % 10 = 0 AS ours", "true AS ours", `"claims":[]`,
	`"claims":[{"text":"Translum n’aurait plus que 940 bus en service.","metric":"bus","value":940,"unit":"bus","period":"","verdict":"contradicts","fact":"fleet"}]`).Replace(fillStories)

// BenchmarkTickCase says how long a tick of all detectors takes over 1,000,000 posts
// (else VIGIE_BENCH_POSTS) in 10,000 stories, one of which is a rumour of 2,000 relays, and
// then how long its case file does.
func BenchmarkTickCase(b *testing.B) {
	s, n, at := store.Empty(b), 1_000_000, time.Now().UTC().Truncate(time.Hour)
	if os.Getenv("VIGIE_BENCH_POSTS") != "" {
		n = store.BenchPosts()
	}
	s.SetSources(watchedSources(300))
	fill := func(sql string, from, posts int, span time.Duration) {
		s.Fill(b, sql, map[string]any{"from": from, "posts": posts, "end": at, "span": int64(span.Seconds()), "reading": annotation.Version})
	}
	for from := 0; from < n; from += 250_000 {
		fill(fillStories, from, min(250_000, n-from), 13*24*time.Hour)
	}
	fill(fillRumour, n, 2000, 5*24*time.Hour)
	fleet := fact.Fact{ID: "fleet", Entity: "translum", Metric: "bus en service", Value: "1 240 bus", Statement: fact.Statement{FR: "Translum fait rouler 1 240 bus."}}
	if _, err := s.WriteFact(b.Context(), fact.Version{Author: "analyst", Action: fact.Put, Fact: fleet}); err != nil {
		b.Fatal(err)
	}
	detectors := app.Detectors(config.Config{Entities: []config.Entity{{ID: "translum", Name: "Translum"}, {ID: "keolane", Name: "Kéolane"}}}, claim.Facts{fleet}, s)
	var raised []signal.Signal
	for _, name := range []string{"tick-first", "tick"} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				raised = nil
				for _, d := range detectors {
					began := time.Now()
					found, err := d.Detect(b.Context(), at, s)
					if err != nil {
						b.Fatal(err)
					}
					b.Logf("%T: %d signals in %s", d, len(found), time.Since(began).Round(time.Millisecond))
					raised = append(raised, found...)
				}
			}
		})
	}
	benchCase(b, s, raised)
}

// watchedSources are those of the posts of fillPosts.
func watchedSources(n int) []post.Source {
	var sources []post.Source
	for i := range n {
		id := fmt.Sprint("source", i)
		sources = append(sources, post.Source{ID: id, Name: id, URL: "https://" + id + ".localhost/", Audience: 100 * i})
	}
	return sources
}

// benchCase opens the file of the rumour that was raised, with all of its posts as
// relays: the detector keeps fewer.
func benchCase(b *testing.B, s *store.Store, raised []signal.Signal) {
	i := slices.IndexFunc(raised, func(x signal.Signal) bool { return x.Kind == signal.Rumor && x.Rumour.Fact == "fleet" })
	if i < 0 || raised[i].Observed < 2000 {
		b.Fatalf("no rumour of 2,000 relays among %d signals", len(raised))
	}
	longest := &raised[i]
	carry, err := s.Posts(b.Context(), annotation.Filter{Story: "s-rumour"})
	if err != nil {
		b.Fatal(err)
	}
	longest.Posts, longest.Rumour.Relays = nil, nil
	for i, p := range carry {
		r := signal.Relay{Post: p.ID, Source: p.Source, Author: p.Author, At: p.Published, Role: "relay"}
		if i > 0 {
			r.From, r.By = longest.Posts[i-1-i%7%i], "time"
		}
		longest.Posts, longest.Rumour.Relays = append(longest.Posts, p.ID), append(longest.Rumour.Relays, r)
	}
	b.Run("tick-save", func(b *testing.B) {
		for range b.N {
			if _, err := s.SaveSignals(b.Context(), raised); err != nil {
				b.Fatal(err)
			}
		}
	})
	reply := report.Verdict{Signal: longest.ID, Action: report.Reply, Note: "Translum fait rouler 1 240 bus.", Author: "analyst"}
	if _, err := s.Say(b.Context(), reply); err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"case-first", "case"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c, err := s.Case(b.Context(), longest.ID)
				if err != nil || len(c.Path) < 2000 || len(c.Contacts) < 1000 {
					b.Fatalf("%d steps, %d contacts, %v", len(c.Path), len(c.Contacts), err)
				}
			}
		})
	}
	b.Run("cases", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Cases(b.Context(), time.Now().AddDate(0, 0, -30)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

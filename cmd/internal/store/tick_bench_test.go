package store_test

import (
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/store"
)

// fillPosts writes read posts from {from} on, evenly over {span} seconds before {end}:
// 300 sources, 5,000 authors, words as unevenly spread as a language's, one post in
// ten about the organisation, one in seven of these negative, ten of a story.
const fillPosts = `INSERT INTO posts (id, url, site, source, told_by, kind, author, published, dated, fetched, stored, title, text, hash, size, reading,
	language, language_score, sentiment, sentiment_label, stance, doubt, story, terms, entities, entities_folded, entity_sentiments, entity_labels, annotation, version)
WITH number + {from:UInt64} AS n, cityHash64(n) AS h,
	concat('p', hex(n), '00000000000000000000000000000') AS id,
	concat('source', toString(h % 300)) AS src,
	{end:DateTime64(3)} - toIntervalMillisecond(toUInt64(h % ({span:UInt64} * 1000))) AS at,
	arrayStringConcat(arrayMap(i -> concat('mot', hex(toUInt32(exp((cityHash64(n, i) % 1000000) / 1000000 * 11)))), range(25)), ' ') AS words,
	h % 10 = 0 AS ours, h % 70 = 0 AS bad, concat('s-', hex(intDiv(n, 10))) AS tale
SELECT id, concat('https://', src, '.localhost/', id), concat(src, '.localhost'), src, src, 'article', concat('auteur ', toString(h % 5000)), at, true, at, at,
	'', if(ours, concat('Translum ', words), words), h, 200, {reading:UInt16},
	'fr', 0.9, if(bad, -0.7, 0), if(bad, 'negative', 'neutral'), 'comment', 0.1, tale, [], if(ours, ['translum'], []), if(ours, ['translum'], []),
	if(ours, [if(bad, -0.7, 0)::Float32], []), if(ours, [if(bad, 'negative', 'neutral')], []),
	concat('{"id":"', id, '","language":"fr","language_score":0.9,"sentiment":{"label":"', if(bad, 'negative","score":-0.7}', 'neutral","score":0}'),
		',"mentions":[', if(ours, concat('{"entity":"translum","start":0,"end":8,"sentiment":{"label":"', if(bad, 'negative","score":-0.7}}', 'neutral","score":0}}')), ''),
		'],"claims":[],"stance":"comment","doubt":0.1,"rumor":{"score":0.1,"is":false,"why":[]},"ambassador":{"is":false,"score":0,"cues":[],"attitude":"neutral"},"story":"', tale, '","copy_of":null,"terms":[]}'),
	toUnixTimestamp64Milli(at) - 1577836800000
FROM numbers({posts:UInt64}) SETTINGS max_insert_block_size = 100000`

// BenchmarkTick says how long all detectors take for one tick over the posts of 90
// days: the first ever, one of a quiet hour, one of an hour of 100,000 posts, one of
// the quiet hour after it, and the first after a restart. VIGIE_BENCH_POSTS says how many are stored.
func BenchmarkTick(b *testing.B) {
	s, n := store.Empty(b), store.BenchPosts()
	end := time.Now().UTC().Truncate(time.Hour)
	s.SetSources(watchedSources(300))
	began := time.Now()
	fill := func(from, posts int, end time.Time, span time.Duration) {
		s.Fill(b, fillPosts, map[string]any{"from": from, "posts": posts, "end": end, "span": int64(span.Seconds()), "reading": annotation.Version})
	}
	for from := 0; from < n; from += 1_000_000 {
		fill(from, min(1_000_000, n-from), end, 90*24*time.Hour)
	}
	b.Logf("%d posts written in %s", n, time.Since(began).Round(time.Second))
	start := func() []annotation.Detector {
		return app.Detectors(config.Config{Entities: []config.Entity{{ID: "translum", Name: "Translum"}, {ID: "keolane", Name: "Kéolane"}}}, nil, s)
	}
	detectors := start()
	tick := func(b *testing.B, at time.Time) {
		for i, d := range detectors {
			began := time.Now()
			found, err := d.Detect(b.Context(), at, s)
			if err != nil {
				b.Fatal(err)
			}
			b.Logf("%T: %d signals in %s", detectors[i], len(found), time.Since(began).Round(time.Millisecond))
		}
	}
	for i, c := range []struct {
		name  string
		posts int
	}{{"first", 0}, {"quiet", 200}, {"burst", 100_000}, {"after", 200}, {"restart", 0}} {
		at := end.Add(time.Duration(i) * time.Hour)
		if c.name == "restart" {
			s.Restart()
			detectors = start()
		}
		if c.posts > 0 {
			fill(n+i*1_000_000, c.posts, at, time.Hour)
		}
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				tick(b, at)
			}
		})
	}
}

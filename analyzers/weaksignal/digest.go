package weaksignal

import (
	"cmp"
	"maps"
	"math"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/crawlers/post"
)

// digest is one hour of posts, reduced to what terms are counted from.
type digest struct {
	count   annotation.Count // what it was made from: the hour is read anew when that changes
	partial bool             // the hour was not over
	bare    bool             // its posts were dropped, or never there
	own     map[string]int   // of its posts, those with a text of their own, by language
	terms   table            // posts with a text of their own by term
	sources []uint32         // hashes of the sources that published, sorted

	light []light // of a recent hour only, and never kept in a store: these are people's words
}

// light is a post of which only the beginning is kept.
type light struct {
	at        time.Time
	id        string
	source    string
	author    string
	kind      post.Kind
	title     string
	text      string
	thread    string
	story     string
	told      string // the story's title
	language  string
	entities  []string
	voice     uint64
	site      string // empty: not known
	first     uint64 // the same for near-copies
	terms     []uint32
	confirmed bool // its source published before the window, or none is known
}

// of reports whether the digest is that of the posts counted.
func (g *digest) of(c annotation.Count) bool {
	return g.count.Posts == c.Posts && g.count.Mark == c.Mark
}

// mostSaid is how many posts of one voice count in an hour: one that says more
// must not drown the others.
const mostSaid = 20

// hourText is about how many bytes of the posts' texts are remembered of an hour,
// from which the terms are shown as they are written.
const hourText = 800_000

// digestOf reduces the posts of an hour. Only a copy's first text counts.
func (d *Detector) digestOf(c annotation.Count, posts []annotation.Post, partial bool) *digest {
	g := &digest{count: c, partial: partial, own: make(map[string]int)}
	counts := newCounter(16 * d.c.MaxTerms)
	excerpt := min(max(hourText/max(len(posts), 1), 240), mostText)
	firsts, sources, said := make(map[uint64]bool), make(map[uint32]bool), make(map[uint64]int)
	for i := range posts {
		p := &posts[i]
		if p.Source != "" && len(sources) < d.c.MaxTerms {
			sources[hashed(p.Source)] = true
		}
		if evidence.IsCopy(*p) {
			continue
		}
		l := lighten(p, excerpt)
		if firsts[l.first] || said[l.voice] >= mostSaid {
			continue
		}
		firsts[l.first] = true
		said[l.voice]++
		g.own[l.language]++
		for _, k := range l.terms {
			counts.add(k)
		}
		g.light = append(g.light, l)
	}
	g.sources = slices.Sorted(maps.Keys(sources))
	g.terms = counts.table(d.c.MaxTerms)
	return g
}

// bound keeps at most so many posts of a full hour: those whose words are the
// most above what is usual, for only these can tell of a rise.
func (d *Detector) bound(g *digest, hour time.Time) {
	if len(g.light) <= d.c.MaxPosts {
		return
	}
	past, hours := d.usual(hour)
	surprise := make(map[uint32]float64)
	for i, k := range g.terms.keys {
		n, usual := float64(g.terms.posts[i]), 0.0
		if hours > 0 {
			usual = float64(past.count(k)) / float64(hours)
		}
		if over := n / (usual + 0.5); n >= 2 && over > 2 {
			surprise[k] = min(n, 64) * math.Log(over)
		}
	}
	best := make([]float64, len(g.light))
	order := make([]int, len(g.light))
	for i := range g.light {
		order[i] = i
		for _, k := range g.light[i].terms {
			best[i] = max(best[i], surprise[k])
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(best[b], best[a]) })
	order = order[:d.c.MaxPosts]
	slices.Sort(order)
	kept := make([]light, 0, len(order))
	for _, i := range order {
		kept = append(kept, g.light[i])
	}
	g.light = kept
}

// full is what is read of a post.
func full(title, s, thread string) string {
	if title != "" && thread == "" { // every answer repeats its thread's title
		s = title + "\n" + s
	}
	return short(s, mostText)
}

func lighten(p *annotation.Post, excerpt int) light {
	l := light{at: p.Published, id: p.ID, source: p.Source, author: p.Author, kind: p.Kind, thread: p.Thread, story: p.Annotation.Story, told: p.Annotation.StoryTitle,
		language: p.Annotation.Language, title: strings.Clone(short(p.Title, 160)), text: strings.Clone(short(p.Text, excerpt))}
	voice := evidence.Voice(*p)
	if site := siteOf(p); site != "" {
		l.site = site
		if editorial(p.Kind) {
			voice = site
		}
	}
	l.voice = xxhash.Sum64String(voice)
	l.terms, l.first = terms(full(p.Title, p.Text, p.Thread), l.language, nil)
	if l.story != "" {
		l.terms = append(l.terms, storyKey(l.story))
	}
	slices.Sort(l.terms)
	for _, m := range p.Annotation.Mentions {
		if !slices.Contains(l.entities, m.Entity) {
			l.entities = append(l.entities, m.Entity)
		}
	}
	return l
}

// editorial reports whether all that a site publishes as that kind is one voice.
func editorial(k post.Kind) bool {
	return k != post.Message && k != post.Comment && k != post.Status
}

// siteOf is who published: the source, or for an article its site, for a source
// may carry what many sites publish (a press review, an archive).
func siteOf(p *annotation.Post) string {
	if editorial(p.Kind) && p.URL != "" {
		if u, err := url.Parse(p.URL); err == nil && strings.Contains(u.Hostname(), ".") {
			if _, err := netip.ParseAddr(u.Hostname()); err != nil { // a number is nobody's name
				return post.Domain(u.Hostname())
			}
		}
	}
	return p.Source
}

// post is the light as the evidence of a signal.
func (l *light) post() annotation.Post {
	p := annotation.Post{Post: post.Post{ID: l.id, Source: l.source, Author: l.author, Kind: l.kind, Published: l.at, Title: l.title, Text: l.text, Thread: l.thread}}
	p.Annotation.Story, p.Annotation.StoryTitle, p.Annotation.Language = l.story, l.told, l.language
	for _, e := range l.entities {
		p.Annotation.Mentions = append(p.Annotation.Mentions, annotation.Mention{Entity: e})
	}
	return p
}

// short cuts s to n bytes, at a rune.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// total is how many posts had a text of their own.
func (g *digest) total() int {
	n := 0
	for _, k := range g.own {
		n += k
	}
	return n
}

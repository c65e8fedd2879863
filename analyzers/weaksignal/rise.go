package weaksignal

import (
	"slices"
	"sort"
	"strings"
	"time"

	"vigie/analyzers/evidence"
)

// mostRising is how many terms of a tick are looked at as findings, the least
// likely to be luck first.
const mostRising = 400

// mostRead is of how many posts of a term the words are read again, to write it
// as they do.
const mostRead = 30

// rise is a term that rises in a window.
type rise struct {
	key      uint32
	term     term
	window   time.Duration
	posts    []*light
	voices   int
	sources  int
	language string
	expected float64
	p        float64
}

// candidates returns the terms that could rise in the window from a time on, as
// their counts alone say, each with its posts.
func (d *Detector) candidates(v *view, from time.Time) map[uint32][]*light {
	var tables []*table
	for i, g := range v.recent {
		if v.starts[i].Add(time.Hour).After(from) {
			tables = append(tables, &g.terms)
		}
	}
	now := merged(tables)
	posts := make(map[uint32][]*light)
	size := v.total(from, "")
	for i, key := range now.keys {
		if n := float64(now.posts[i]); n >= float64(d.c.MinVoices) && d.could(key, n, v, size) {
			posts[key] = nil
		}
	}
	first := sort.Search(len(v.lights), func(i int) bool { return !v.lights[i].at.Before(from) })
	for _, l := range v.lights[first:] {
		for _, k := range l.terms {
			if of, ok := posts[k]; ok {
				posts[k] = append(of, l)
			}
		}
	}
	return posts
}

// rising returns the terms that rise in a window.
func (d *Detector) rising(v *view, window time.Duration) []*rise {
	from := v.at.Add(-window)
	var out []*rise
	for key, of := range d.candidates(v, from) {
		if len(of) < d.c.MinVoices {
			continue
		}
		r := &rise{key: key, window: window, posts: of, language: spoken(of)}
		var confirmed int
		r.voices, r.sources, confirmed = independent(of)
		if r.voices < d.c.MinVoices || r.sources < d.c.MinSources && r.sources > 0 || 2*confirmed < r.voices {
			continue
		}
		v.voices = append(v.voices, r.voices)
		size := v.total(from, r.language)
		if !d.test(r, v, size) {
			continue
		}
		if said := wordings(of); said < r.voices { // who repeats a text is no voice of his own
			r.voices = said
		}
		if r.voices >= d.c.MinVoices && d.test(r, v, size) {
			for _, l := range of[:min(len(of), mostRead)] {
				v.read(l)
			}
			out = append(out, r)
		}
	}
	for _, r := range out {
		r.term = v.name(r.key)
	}
	out = v.unmet(out, from)
	slices.Sort(v.voices)
	sort.Slice(out, func(i, j int) bool { return before(out[i], out[j]) })
	return out[:min(len(out), mostRising)]
}

// byChance is the chance from which on two words are taken to stand side by side
// because both are much said now, not because they are said together.
const byChance = 1e-3

// unmet leaves the pairs out whose words may have met by chance: what is said now
// as often as on other days still stands beside other words than then.
func (v *view) unmet(rising []*rise, from time.Time) []*rise {
	said := make(map[uint32]float64)
	for _, r := range rising {
		if a, b, pair := strings.Cut(r.term.folded, " "); pair {
			said[hashed(a)], said[hashed(b)] = 0, 0
		}
	}
	words := 1.0
	for _, l := range v.lights {
		if l.at.Before(from) {
			continue
		}
		words += float64(len(l.terms)) / 2 // the others are pairs
		for _, k := range l.terms {
			if n, ok := said[k]; ok {
				said[k] = n + 1
			}
		}
	}
	return slices.DeleteFunc(rising, func(r *rise) bool {
		a, b, pair := strings.Cut(r.term.folded, " ")
		expected := said[hashed(a)] * said[hashed(b)] / words
		return pair && evidence.Tail(float64(len(r.posts)), expected, expected+expected*expected/4) > byChance
	})
}

// could reports whether so many posts might be a rise, were all of them of
// voices of their own: what stood in as large a share of a past day is none.
func (d *Detector) could(key uint32, n float64, v *view, size float64) bool {
	mean := v.pastPosts / max(len(v.past), 1)
	for _, b := range v.past {
		if n < d.c.Ratio*share(float64(b.terms.count(key)), max(b.posts, mean))*size {
			return false
		}
	}
	return true
}

// share is how much of a past day's posts a term had; a day of few posts, or one
// that is only begun, says little: it is taken for one of the mean.
func share(n float64, posts int) float64 { return (n + 0.5) / float64(max(posts, 30)) }

// test compares the share of voices that use a term with its past days, among the
// posts in its language: one that is newly watched has no past to rise against.
func (d *Detector) test(r *rise, v *view, size float64) bool {
	past := float64(v.pastOwn[r.language])
	if past < float64(d.c.MinPast) {
		return false
	}
	mean := int(past) / max(len(v.past), 1)
	var sum, busiest, squares, days float64
	for _, b := range v.past {
		own := b.own[r.language]
		n := float64(b.terms.count(r.key))
		sum += n
		if own > 0 {
			days++
			busiest = max(busiest, share(n, max(own, mean)))
			squares += n * n / float64(max(own, 30))
		}
	}
	observed := float64(r.voices)
	r.expected = (sum + 0.5) / (past + 1) * size
	// How much more the term's days differ than chance would have it.
	dispersion := 1.0
	if days > 1 && sum > 0 {
		dispersion = max(1, (squares-sum*sum/past)/(days-1)/(sum/past))
	}
	// In less than a day's posts a term's restlessness shows less.
	dispersion = 1 + 0.5*(dispersion-1)*min(1, size/float64(mean+1))
	r.p = evidence.Tail(observed, r.expected, r.expected*dispersion+r.expected*r.expected/4)
	return r.p < d.c.P && observed >= d.c.Ratio*busiest*size
}

// independent counts voices, sources where they are known, and the voices whose
// source is no newcomer.
func independent(posts []*light) (voices, sources, confirmed int) {
	v, s := make(map[uint64]bool), make(map[string]bool)
	for _, l := range posts {
		v[l.voice] = v[l.voice] || l.confirmed
		if l.site != "" {
			s[l.site] = true
		}
	}
	for _, c := range v {
		if c {
			confirmed++
		}
	}
	return len(v), len(s), confirmed
}

// worded is how many terms a post has from which on two that share most of them
// have one text, and compared how many posts are held against each other.
const worded, compared = 8, 64

// wordings counts the voices of posts whose text is their own: one that shares
// seven tenths of its terms with an earlier one repeats it.
func wordings(posts []*light) int {
	voices := make(map[uint64]bool)
	var own []*light
	for i, l := range posts {
		if voices[l.voice] {
			continue
		}
		if i < compared && slices.ContainsFunc(own, func(o *light) bool { return repeats(o.terms, l.terms) }) {
			continue
		}
		own = append(own, l)
		voices[l.voice] = true
	}
	return len(voices)
}

// repeats reports whether two sorted lists have seven tenths of their terms in common.
func repeats(a, b []uint32) bool {
	if min(len(a), len(b)) < worded {
		return false
	}
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return 10*both >= 7*(len(a)+len(b)-both)
}

// spoken is the language of most of the posts.
func spoken(posts []*light) string {
	n := make(map[string]int)
	best := ""
	for _, l := range posts {
		n[l.language]++
		if k := n[l.language]; k > n[best] || k == n[best] && l.language < best {
			best = l.language
		}
	}
	return best
}

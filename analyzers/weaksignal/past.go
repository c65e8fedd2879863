package weaksignal

import (
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/analyzers/annotation"
)

// block is a day of the past (a week or four, where little is said), all its
// hours together.
type block struct {
	key     int64
	mark    uint64 // of the hours that it was made from
	end     time.Time
	hours   int
	own     map[string]int
	posts   int
	terms   table
	sources []uint32
}

// view is the window as the tests look at it.
type view struct {
	at        time.Time
	longest   time.Duration
	recent    []*digest // the oldest first
	starts    []time.Time
	lights    []*light  // of these hours, near-copies left out, oldest first
	past      []*block  // the oldest first
	older     []*digest // of which posts are still there, the latest first
	pastOwn   map[string]int
	pastPosts int
	known     map[uint32]bool // sources that published in the past
	seen      map[*light]bool
	forms     map[uint32]*form
	voices    []int // of every term that several voices use now, sorted
}

// look parts the hours into those of the longest window and the past, and lays
// the past out in blocks.
func (d *Detector) look(counts []annotation.Count, at time.Time, scale int) *view {
	v := &view{at: at, longest: time.Duration(scale) * d.c.Windows[len(d.c.Windows)-1], pastOwn: make(map[string]int), known: make(map[uint32]bool), seen: make(map[*light]bool), forms: make(map[uint32]*form)}
	unit := int64(scale) * int64(day/time.Second)
	from := at.Add(-v.longest)
	var group []*digest
	var key int64
	var mark uint64
	var end time.Time
	flush := func() {
		if len(group) > 0 {
			v.past = append(v.past, d.block(key, mark, end, group))
		}
		group, mark = nil, 0
	}
	for _, c := range counts {
		g := d.hours[c.Hour.Unix()]
		if c.Hour.Add(time.Hour).After(from) {
			v.recent, v.starts = append(v.recent, g), append(v.starts, c.Hour)
			continue
		}
		if k := c.Hour.Unix() / unit; k != key {
			flush()
			key = k
		}
		group, end = append(group, g), c.Hour.Add(time.Hour)
		mark = mark*1099511628211 + uint64(c.Hour.Unix())*31 + uint64(c.Posts) + c.Mark*16777619
		if c.Hour.After(from.Add(-v.longest)) {
			v.older = append(v.older, g)
		}
	}
	flush()
	slices.Reverse(v.older)
	for _, b := range v.past {
		for lang, n := range b.own {
			v.pastOwn[lang] += n
		}
		v.pastPosts += b.posts
		for _, s := range b.sources {
			v.known[s] = true
		}
	}
	v.gather(from)
	return v
}

// block returns the block of some hours, from memory where they did not change.
func (d *Detector) block(key int64, mark uint64, end time.Time, hours []*digest) *block {
	if b := d.blocks[key]; b != nil && b.mark == mark {
		return b
	}
	b := &block{key: key, mark: mark, end: end, hours: len(hours), own: make(map[string]int)}
	tables := make([]*table, len(hours))
	sources := make(map[uint32]bool)
	for i, g := range hours {
		t := g.terms.thinned(d.c.MaxTerms / 4) // as they are once the hour is long past
		tables[i] = &t
		for lang, n := range g.own {
			b.own[lang] += n
		}
		b.posts += g.total()
		for _, s := range g.sources {
			sources[s] = true
		}
	}
	b.terms = merged(tables)
	// A term that each hour might have left out was not left out by all at their
	// bound: one near it would stand in some hours' tables. A quarter of it is more
	// than most had that are not there; some had more, so it is no bound any more.
	b.terms.floor = (b.terms.floor + 3) / 4
	b.terms = b.terms.thinned(4 * d.c.MaxTerms)
	b.sources = slices.Sorted(maps.Keys(sources))
	d.blocks[key] = b
	return b
}

// gather lists the recent posts, near-copies across hours left out.
func (v *view) gather(from time.Time) {
	firsts := make(map[uint64]bool)
	for _, g := range v.recent {
		for i := range g.light {
			l := &g.light[i]
			if l.at.Before(from) || firsts[l.first] {
				continue
			}
			firsts[l.first] = true
			l.confirmed = l.source == "" || v.known[hashed(l.source)]
			v.lights = append(v.lights, l)
		}
	}
}

// total is how many posts of a language (all, where it is empty) the window has;
// of an hour that began before it, its share of them.
func (v *view) total(from time.Time, lang string) float64 {
	sum := 0.0
	for i, g := range v.recent {
		n := float64(g.own[lang])
		if lang == "" {
			n = float64(g.total())
		}
		if start := v.starts[i]; start.Before(from) {
			n *= max(0, 1-from.Sub(start).Hours())
		}
		sum += n
	}
	return sum
}

// read notes how the terms of a post are written.
func (v *view) read(l *light) {
	if v.seen[l] {
		return
	}
	v.seen[l] = true
	terms(full(l.title, l.text, l.thread), l.language, func(key uint32, t term) {
		f := v.forms[key]
		if f == nil {
			f = &form{folded: strings.Clone(t.folded), written: make(map[string]int)}
			v.forms[key] = f
		}
		f.written[strings.Join(strings.Fields(t.written), " ")]++
	})
}

// form is a term with how often each way of writing it stands in posts.
type form struct {
	folded  string
	written map[string]int
}

// name is a term as most posts write it; empty where none was read that has it.
func (v *view) name(key uint32) term {
	f := v.forms[key]
	if f == nil {
		return term{}
	}
	best := ""
	for w, n := range f.written {
		if m := f.written[best]; n > m || n == m && w > best { // of two, the one in small letters
			best = w
		}
	}
	return term{f.folded, best}
}

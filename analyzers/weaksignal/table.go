package weaksignal

import (
	"maps"
	"slices"
)

// table counts the posts of a stretch of time by term, terms by their hash,
// sorted. It holds no more terms than it may: the rarest are left out, and floor
// is the most posts that one of these can have had (the bound of Misra and Gries'
// summary). Tables of several stretches merge into one of them all; a term that
// some of them left out is then counted without what it had there.
type table struct {
	keys  []uint32
	posts []uint32
	floor uint32
}

// count is in how many posts a term stood, give or take floor.
func (t *table) count(key uint32) uint32 {
	if i, ok := slices.BinarySearch(t.keys, key); ok {
		return max(t.posts[i], t.floor)
	}
	return t.floor
}

// table lays the counts out.
func (c *counter) table(most int) table {
	t := table{keys: slices.Sorted(maps.Keys(c.counts)), floor: c.floor}
	t.posts = make([]uint32, len(t.keys))
	for i, k := range t.keys {
		t.posts[i] = c.counts[k] + c.floor
	}
	return t.thinned(most)
}

// thinned leaves the rarest terms out until most stay at the most.
func (t table) thinned(most int) table {
	if len(t.keys) <= most {
		return t
	}
	sorted := slices.Clone(t.posts)
	slices.Sort(sorted)
	cut := sorted[len(sorted)-most-1] // what has so many posts or fewer goes
	keys, posts := make([]uint32, 0, most), make([]uint32, 0, most)
	for i, n := range t.posts {
		if n > cut {
			keys, posts = append(keys, t.keys[i]), append(posts, n)
		}
	}
	return table{keys, posts, max(t.floor, cut)}
}

// merged adds tables up, by halves.
func merged(tables []*table) table {
	switch len(tables) {
	case 0:
		return table{}
	case 1:
		return *tables[0]
	}
	a, b := merged(tables[:len(tables)/2]), merged(tables[len(tables)/2:])
	out := table{floor: a.floor + b.floor, keys: make([]uint32, 0, len(a.keys)+len(b.keys)), posts: make([]uint32, 0, len(a.keys)+len(b.keys))}
	i, j := 0, 0
	for i < len(a.keys) || j < len(b.keys) {
		switch {
		case j == len(b.keys) || i < len(a.keys) && a.keys[i] < b.keys[j]:
			out.keys, out.posts = append(out.keys, a.keys[i]), append(out.posts, a.posts[i])
			i++
		case i == len(a.keys) || b.keys[j] < a.keys[i]:
			out.keys, out.posts = append(out.keys, b.keys[j]), append(out.posts, b.posts[j])
			j++
		default:
			out.keys, out.posts = append(out.keys, a.keys[i]), append(out.posts, a.posts[i]+b.posts[j])
			i, j = i+1, j+1
		}
	}
	return out
}

// counter counts terms in bounded room, as Misra and Gries did: when it is full,
// every count is lowered by one, and floor says how often that was.
type counter struct {
	counts map[uint32]uint32
	floor  uint32
	room   int
}

func newCounter(room int) *counter {
	return &counter{counts: make(map[uint32]uint32), room: room}
}

func (c *counter) add(key uint32) {
	c.counts[key]++
	if len(c.counts) <= c.room {
		return
	}
	c.floor++
	for k, n := range c.counts {
		if n == 1 {
			delete(c.counts, k)
		} else {
			c.counts[k] = n - 1
		}
	}
}

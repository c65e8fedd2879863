package story

import "slices"

// change is how two wordings of a text differ.
type change int

const (
	other   change = iota // too little in common
	same                  // one is a near-copy of the other
	altered               // the words are mostly the same, what is said is not
)

const (
	// leastShort and leastLong are the shares of the words of the shorter and of
	// the longer text that both have in the same order.
	leastShort, leastLong = 0.75, 0.5
	// freeWords is how many words of a text allow for one that is another, as
	// an editor changes some.
	freeWords = 25
)

// diff compares wordings. It is used again, to spare memory.
type diff struct {
	common [][mostSaid + 1]uint16 // longest common subsequences of the rests
}

// gap is where two wordings differ: what stands in the one, and in the other.
type gap struct {
	a, b []said
	// edge: before the first or after the last common word
	edge, last bool
}

// change tells how b differs from a, by their first words.
func (d *diff) change(a, b []said) change {
	a, b = a[:min(len(a), mostSaid)], b[:min(len(b), mostSaid)]
	gaps, both := d.gaps(a, b)
	if float64(both) < leastShort*float64(min(len(a), len(b))) || float64(both) < leastLong*float64(max(len(a), len(b))) {
		return other
	}
	changed := 0
	for _, g := range gaps {
		switch n := g.changed(a, b); {
		case n < 0:
			return altered
		default:
			changed += n
		}
	}
	if changed > min(len(a), len(b))/freeWords {
		return altered
	}
	return same
}

// changed is how many words say something else, -1 where one of them is enough.
func (g gap) changed(a, b []said) int {
	ours, theirs := content(g.a), content(g.b)
	if g.edge && (len(ours) == 0 || len(theirs) == 0) {
		if has(g.a, denial) != has(g.b, denial) || g.last && asks(g.a) != asks(g.b) {
			return -1
		}
		return 0 // a word before or after, or the text is cut
	}
	for _, class := range []uint64{negation, denial, modal, question} {
		if count(g.a, class) != count(g.b, class) {
			return -1
		}
	}
	for _, class := range []uint64{figure, date, name} {
		if lacks(g.a, b, class) && lacks(g.b, a, class) {
			return -1
		}
	}
	return max(others(ours, theirs), others(theirs, ours))
}

// others is how many words of one side of a gap are another on the other side: a
// usual word that is merely left out is none.
func others(one, two []said) (n int) {
	for _, w := range one {
		if !slices.ContainsFunc(two, w.resembles) && (len(two) > 0 || w.class() != common) {
			n++
		}
	}
	return n
}

// asks tells a side of a gap that is a question mark, and no more.
func asks(g []said) bool { return len(g) == 1 && g[0].class() == question }

// lacks tells whether a gap has a word of a class that the other text has
// nowhere.
func lacks(g, text []said, class uint64) bool {
	return slices.ContainsFunc(g, func(w said) bool {
		return w.class() == class && !slices.ContainsFunc(text, func(o said) bool { return w.is(o) || w.resembles(o) })
	})
}

func content(g []said) []said {
	var out []said
	for _, w := range g {
		if c := w.class(); c != filler && c != question {
			out = append(out, w)
		}
	}
	return out
}

func has(g []said, class uint64) bool { return count(g, class) > 0 }

func count(g []said, class uint64) (n int) {
	for _, w := range g {
		if w.class() == class {
			n++
		}
	}
	return n
}

// gaps are where a and b differ, and how many words they have in common, in the
// same order.
func (d *diff) gaps(a, b []said) (gaps []gap, both int) {
	head, tail := 0, 0
	for head < min(len(a), len(b)) && a[head].is(b[head]) {
		head++
	}
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail].is(b[len(b)-1-tail]) {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(x) == 0 && len(y) == 0 {
		return nil, len(a)
	}
	d.fill(x, y)
	both = head + tail
	i, j, n, m := 0, 0, 0, 0
	end := func(last bool) {
		if i > n || j > m {
			gaps = append(gaps, gap{x[n:i], y[m:j], head+n+m == 0 || last && tail == 0, last && tail == 0})
		}
	}
	for i < len(x) && j < len(y) {
		switch {
		case x[i].is(y[j]):
			end(false)
			both++
			i, j = i+1, j+1
			n, m = i, j
		case d.common[i+1][j] >= d.common[i][j+1]:
			i++
		default:
			j++
		}
	}
	i, j = len(x), len(y)
	end(true)
	return gaps, both
}

// fill finds the longest common subsequence of every two ends of x and y.
func (d *diff) fill(x, y []said) {
	for len(d.common) <= len(x) {
		d.common = append(d.common, [mostSaid + 1]uint16{})
	}
	for j := range len(y) + 1 {
		d.common[len(x)][j] = 0
	}
	for i := len(x) - 1; i >= 0; i-- {
		row, below := &d.common[i], &d.common[i+1]
		row[len(y)] = 0
		for j := len(y) - 1; j >= 0; j-- {
			if x[i].is(y[j]) {
				row[j] = below[j+1] + 1
			} else {
				row[j] = max(row[j+1], below[j])
			}
		}
	}
}

package claim

// compared reads "more undergraduates than postgraduates", "earned less than its
// budget", where two facts have a figure each.
func (r *reading) compared() (reported, bool) {
	for i := r.span.from; i < r.span.to; i++ {
		sign := comparatives[r.tokens[i].fold]
		if sign == 0 || r.tokens[i].used != 0 || i > 0 && r.tokens[i-1].used > 0 {
			continue
		}
		s := r.sentences[r.tokens[i].sent]
		than := i + 1
		for than < s.to && than < i+6 && r.tokens[than].fold != "than" && r.tokens[than].used == 0 {
			than++
		}
		if than >= s.to || r.tokens[than].fold != "than" || than+1 < s.to && r.tokens[than+1].used > 0 {
			continue
		}
		b := r.ofFigure(than+1, s.to, nil)
		if b == nil {
			continue
		}
		a := r.ofFigure(i+1, than, b)
		if a == nil {
			a = r.ofFigure(s.from, i, b)
		}
		if a == nil || a.figures[0].dim != b.figures[0].dim || a.figures[0].unit != b.figures[0].unit {
			continue
		}
		d := (a.figures[0].value - b.figures[0].value) * sign
		last := min(than+1, s.to-1)
		if last < s.to-1 && function[r.tokens[last].fold] {
			last++
		}
		q := &quantity{from: i, to: last + 1, start: r.tokens[i].Start, end: r.tokens[last].End}
		return reported{assertion: assertion{quantity: q}, finding: finding{entry: a, other: b, kind: byOrder, agree: d > 0, tie: 1}, found: true, denied: r.denied(i, than+1)}, true
	}
	return reported{}, false
}

// ofFigure is the entry with a figure that the words of tokens [from, to) name,
// other than not.
func (r *reading) ofFigure(from, to int, not *entry) *entry {
	var best *entry
	score := 0
	for _, e := range r.sheet.entries {
		if e == not || len(e.figures) == 0 || not != nil && e.known == not.known {
			continue
		}
		n := 0
		for i := from; i < to; i++ {
			if st := r.tokens[i].stem; function[r.tokens[i].fold] {
				continue
			} else if e.isKey(st) {
				n += 3
			} else if e.topics[st] {
				n++
			}
		}
		if n > score {
			best, score = e, n
		}
	}
	return best
}

// comparatives say which of two is the greater.
var comparatives = map[string]float64{
	"more": 1, "higher": 1, "larger": 1, "greater": 1, "bigger": 1, "longer": 1, "taller": 1, "plus": 1,
	"less": -1, "fewer": -1, "lower": -1, "smaller": -1, "shorter": -1, "moins": -1,
}

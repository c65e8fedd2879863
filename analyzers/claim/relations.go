package claim

import "math"

// outcome is what a comparison gives.
type outcome uint8

const (
	none outcome = iota
	no
	yes
)

func judged(agree bool) outcome {
	if agree {
		return yes
	}
	return no
}

// now is the span of years in which the text may have been written.
type now struct{ from, to int }

// dateOf compares a date with the dates of an entry.
func (a *assertion) dateOf(e *entry, n now) outcome {
	if len(e.dates) == 0 {
		return none
	}
	if a.date.year == 0 && e.dates[0].from.month == 0 { // "in June", of a year
		return none
	}
	for _, d := range e.dates {
		if a.dateFits(d, n) {
			return yes
		}
	}
	return no
}

func (a *assertion) dateFits(d stretch, n now) bool {
	p := a.date
	from, to := d.from, d.to
	if d.open {
		to = period{year: max(n.to, from.year)}
	}
	point := from
	if a.edge > 0 {
		if d.open {
			return false // it has not ended
		}
		point = to
	}
	switch a.order {
	case notBefore:
		return !earlier(point, p)
	case -1:
		return earlier(point, p)
	case 1:
		return earlier(p, point) || a.edge >= 0 && earlier(p, to)
	}
	if p.year == 0 { // "on the 3rd of May", "in the spring"
		return a.inYear(from) || a.inYear(to) || d.long() && a.edge == 0 && (to.year > from.year+1 || from.month > 0 && from.month < p.month && p.month < to.month)
	}
	switch {
	case !d.long():
		return p.same(from) && a.partFits(from)
	case a.edge != 0:
		return p.same(point) && a.partFits(point)
	case p.last > p.year && !a.within && p.last-p.year != 9 && p.last-p.year != 99: // a span with a span
		return p.year == from.year && p.last == to.year
	case p.year == from.year && p.last == 0 && p.month > 0:
		return p.same(from) || p.same(to) || earlier(from, p) && earlier(p, to)
	case p.year == to.year && p.last == 0 && p.month > 0:
		return p.same(to) || earlier(p, to)
	}
	return p.end() >= from.year && p.year <= to.year
}

// inYear compares a date without a year.
func (a *assertion) inYear(d period) bool {
	p := a.date
	if d.month == 0 {
		return true
	}
	if p.season > 0 {
		p.year = d.year
		return p.same(d)
	}
	return p.month == d.month && (p.day == 0 || d.day == 0 || p.day == d.day) && a.partFits(d)
}

// earlier says whether a ends before b begins, as far as both are known.
func earlier(a, b period) bool {
	if a.end() != b.year {
		return a.end() < b.year
	}
	if a.month == 0 || b.month == 0 || a.month == b.month && (a.day == 0 || b.day == 0) {
		return false
	}
	return a.month < b.month || a.month == b.month && a.day < b.day
}

// partFits says whether a date lies in the early, mid or late part of a period.
func (a *assertion) partFits(d period) bool {
	if a.part == 0 || a.date.day > 0 || a.date.season > 0 {
		return true
	}
	at := -1.0
	switch p := a.date; {
	case p.last-p.year >= 9:
		at = (float64(d.year-p.year) + 0.5) / float64(p.last-p.year+1)
	case p.month > 0 && d.day > 0:
		at = float64(d.day) / 31
	case p.month == 0 && d.month > 0:
		at = (float64(d.month) - 0.5) / 12
	}
	if at < 0 {
		return true
	}
	switch a.part {
	case 1:
		return at <= 0.5
	case 2:
		return at >= 0.25 && at <= 0.75
	}
	return at >= 0.5
}

const yearMinutes = 525960

// years is the assertion's length in years, with its bounds and hedge.
func (a *assertion) years() quantity {
	q := *a.quantity
	if q.dim == duration {
		q.value, q.low, q.high, q.step = q.value/yearMinutes, q.low/yearMinutes, q.high/yearMinutes, q.step/yearMinutes
	}
	q.dim, q.unit = counted, ""
	return q
}

// inYears compares with a length of [low, high] years.
func (a *assertion) inYears(low, high float64) outcome {
	q := a.years()
	slack := 0.0
	switch q.hedge {
	case AtLeast:
		return judged(high >= q.low-1e-9)
	case AtMost:
		return judged(low <= q.high+1e-9)
	case About:
		slack = max(1, 0.15*high)
	}
	if q.step >= 10 {
		slack = max(slack, 0.05*q.value)
	}
	return judged(q.low-slack <= high+1e-6 && low-1e-6 <= q.high+slack)
}

// between is how many years lie between two dates, as far as they are known.
func between(a, b period) (low, high float64) {
	day := func(p period, last bool) float64 {
		m, d := p.month, p.day
		if m == 0 {
			m, d = 1, 1
			if last {
				m, d = 12, 31
			}
		} else if d == 0 {
			d = 1
			if last {
				d = 30
			}
		}
		return float64(p.year) + (float64(m)-1)/12 + (float64(d)-1)/372
	}
	return day(b, false) - day(a, true), day(b, true) - day(a, false)
}

// completed is a stretch in whole years, as ages are told.
func completed(low, high float64) (float64, float64) {
	return math.Floor(low + 1e-6), math.Floor(high + 1e-6)
}

// edge is the entry's first date, or its last.
func (e *entry) edge(last bool, n now) (period, bool) {
	if len(e.dates) == 0 {
		return period{}, false
	}
	p := e.dates[0].from
	if last {
		p = e.dates[0].to
	}
	for _, d := range e.dates {
		if last && d.open {
			return period{year: n.to}, true
		}
		if !last && earlier(d.from, p) {
			p = d.from
		} else if last && earlier(p, d.to) {
			p = d.to
		}
	}
	return p, p.year > 0
}

// ageAt compares an age with the one at the event of an entry; the event of a birth
// is now.
func (a *assertion) ageAt(born, event *entry, n now) outcome {
	if event != born && event.age > 0 {
		return a.inYears(float64(event.age), float64(event.age))
	}
	if born == nil {
		return none
	}
	b, ok := born.edge(false, n)
	if !ok {
		return none
	}
	if event == born {
		if born.age > 0 {
			return a.inYears(float64(born.age), float64(born.age)+1)
		}
		return a.inYears(float64(n.from-b.year-1), float64(n.to-b.year))
	}
	out := none
	for _, d := range event.dates {
		at := d.from
		if a.edge > 0 {
			at = d.to
		}
		if at.year < b.year || at.year-b.year > 120 {
			continue
		}
		out = max(out, no)
		low, high := completed(between(b, at))
		if a.inYears(low, high) == yes {
			return yes
		}
	}
	return out
}

// sinceOf compares a length of time with the time since an entry's date, or, where
// it is over, with how long it was.
func (a *assertion) sinceOf(e *entry, n now) (outcome, kind) {
	out, k := none, bySince
	for _, d := range e.dates {
		low, high := 0.0, 0.0
		if d.long() && !d.open && !a.ago {
			low, high = between(d.from, d.to)
			if k = bySpan; a.value >= yearMinutes { // "17.7 years" are told as 17 and as 18
				low, high = math.Floor(low), high+0.3
			}
			high += max(1.5/365, min(0.05, 0.1*high))
		} else if a.value < yearMinutes && !a.ago {
			continue
		} else {
			low, high = between(d.from, period{year: n.from})
			_, later := between(d.from, period{year: n.to})
			low, high = completed(low, later)
		}
		out = max(out, no)
		if a.inYears(max(low, 0), high) == yes {
			return yes, k
		}
	}
	if len(e.dates) > 1 && !a.ago {
		p, _ := e.edge(false, n)
		q, _ := e.edge(true, n)
		low, high := between(p, q)
		if a.inYears(max(low, 0), high) == yes {
			return yes, bySpan
		}
	}
	return out, k
}

// gapOf compares a length of time with the one between two entries.
func (a *assertion) gapOf(e, f *entry) outcome {
	out := none
	for _, d := range e.dates {
		for _, g := range f.dates {
			for _, x := range [2]period{d.from, d.to} {
				for _, y := range [2]period{g.from, g.to} {
					if earlier(y, x) {
						x, y = y, x
					}
					out = max(out, no)
					low, high := between(x, y)
					if slack := max(0.004, min(0.05, 0.1*high)); a.inYears(max(low-slack, 0), high+slack) == yes {
						return yes
					}
				}
			}
		}
	}
	return out
}

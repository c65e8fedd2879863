package claim

import "time"

// current says whether f holds at the time that is spoken of: when, where it is
// stated, else that of the post. A fact of a period holds for that, whenever it is
// spoken of; of two versions that both hold then, that of the post's time counts.
func (r *reading) current(f *known, when period, stated bool) bool {
	switch {
	case f.From.IsZero() && f.Until.IsZero():
		return true
	case !stated || when.year == 0:
		return r.published.IsZero() || f.Holds(r.published)
	case f.period.year > 0:
		return true
	}
	first, behind := when.span()
	return (f.Until.IsZero() || first.Before(f.Until)) && (f.From.IsZero() || f.From.Before(behind))
}

// ofTime says whether f is a fact of the time said; zero: none.
func (r *reading) ofTime(f *known, when period) bool {
	return r.current(f, when, when.year > 0) && when.holds(f.period)
}

// outdated says whether f is no fact of the time that q is of.
func (r *reading) outdated(f *known, q *quantity, w window) bool {
	if f.From.IsZero() && f.Until.IsZero() {
		return false
	}
	when, stated := r.periodOf(q, w)
	return !r.current(f, when, stated)
}

// span is the first day of the period, and the first behind it.
func (p period) span() (first, behind time.Time) {
	month, day := max(p.month, 1), max(p.day, 1)
	months := 3
	switch {
	case p.quarter > 4:
		month, months = (p.quarter-5)*6+1, 6
	case p.quarter > 0:
		month = p.quarter*3 - 2
	}
	first = time.Date(p.year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	switch {
	case p.day > 0:
		return first, first.AddDate(0, 0, 1)
	case p.month > 0:
		return first, first.AddDate(0, 1, 0)
	case p.quarter > 0:
		return first, first.AddDate(0, months, 0)
	}
	return first, time.Date(p.end()+1, 1, 1, 0, 0, 0, 0, time.UTC)
}

// someQuarter is a part of a year that is not said which.
const someQuarter = 9

// quarterOf is the quarter, 1 to 4, or the half, 5 or 6, of a year that tokens speak
// of: "T3 2025", "first-quarter"; 0: none.
func quarterOf(tokens []token) int {
	for i := range tokens {
		w := tokens[i].fold
		n := 0
		if len(w) == 2 {
			n = int(w[1]) - '0'
		}
		year := i+1 < len(tokens) && len(tokens[i+1].fold) == 4 && tokens[i+1].isNumber()
		switch {
		case n < 1 || n > 4:
		case w[0] == 'q', w[0] == 't' && (year || i > 0 && ofQuarter[tokens[i-1].fold]):
			return n
		case n < 3 && year && (w[0] == 'h' || w[0] == 's'):
			return 4 + n
		}
		if i == 0 || tokens[i].brk >= comma {
			continue
		}
		if m := monthsOf(tokens, i); m > 0 {
			return m
		}
		n, half := ordinals[tokens[i-1].fold], w == "semestre" || w == "half"
		switch {
		case !half && w != "trimestre" && w != "quarter" || n == 0:
		case n == someQuarter:
			return n
		case half:
			return 4 + n
		default:
			return n
		}
	}
	return 0
}

var (
	ofQuarter = set("au du de ca")
	ordinals  = map[string]int{
		"premier": 1, "1er": 1, "first": 1, "1st": 1, "deuxieme": 2, "second": 2, "2e": 2, "2eme": 2, "2nd": 2, "troisieme": 3, "third": 3, "3e": 3, "3eme": 3, "3rd": 3,
		"quatrieme": 4, "fourth": 4, "4e": 4, "4eme": 4, "4th": 4, "ce": someQuarter, "this": someQuarter, "last": someQuarter, "dernier": someQuarter,
	}
)

// otherQuarter says whether q is of another part of the year than f, or of the year
// where f is of a part. Sums of a part are never those of the year; levels may be.
func (r *reading) otherQuarter(q *quantity, f *known, when period, stated bool) bool {
	s := r.sentences[r.tokens[q.from].sent]
	said := quarterOf(r.tokens[s.from:s.to])
	if said == 0 && q.dim == money && stated && when.month > 0 && when.day == 0 && f.rate != "month" {
		said = someQuarter
	}
	switch {
	case said == f.period.quarter:
		return false
	case said > 0 && f.period.quarter > 0, said > 0 && q.dim == money:
		return true
	}
	return (said > 0 || stated) && !f.fits(q)
}

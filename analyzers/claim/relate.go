package claim

import "strings"

// kind is how a figure of the text is compared with the facts.
type kind uint8

const (
	byDate   kind = iota // a date with a date
	byAge                // an age with two dates
	bySince              // a length of time with a date and now
	bySpan               // a length of time with a span of dates
	byGap                // a length of time with the dates of two facts
	byLength             // a figure with a figure of its kind
	byCount              // a number of things with a number
	byList               // a number of things with a list
	byChange             // a sum with the difference of two
	byOrder              // which of two facts is the greater
	kinds
)

// assertion is a figure of the text with what its words make of it.
type assertion struct {
	*quantity
	order  int // dates: -1 before, 1 after
	edge   int // dates: -1 the start of something, 1 its end
	part   int // dates: 1 early, 2 mid, 3 late
	age    bool
	ago    bool
	old    bool   // "is 30 years old", "for 30 years": up to now
	apart  bool   // "5 months after", "took 2 years"
	more   bool   // "400 million more than the budget": a difference
	per    string // "20 per match"
	within bool   // "between 1999 and 2009"
	then   bool   // "when he was 20": an age at some event
}

// finding is what one fact says of an assertion.
type finding struct {
	*entry
	other *entry // the second fact of a comparison of two
	kind  kind
	agree bool
	tie   float64 // how much ties the figure to the fact: 0 only its kind, 1 and more its words
}

// asserted reads the words around q.
func (r *reading) asserted(q *quantity) assertion {
	a := assertion{quantity: q, age: q.aged, then: q.aged}
	r.recast(&a)
	s := r.sentences[r.tokens[q.from].sent]
	for i := q.from - 1; i >= max(s.from, q.from-6); i-- {
		f := r.tokens[i].fold
		near := q.from-i <= 3
		switch {
		case r.tokens[i].used > 0 || f == "and":
			i = -1
		case a.part == 0 && partsOfTime[f] > 0 && (near || i+1 < q.from && halves[r.tokens[i+1].fold]):
			a.part = partsOfTime[f]
		case halves[f] || f == "of":
		case (f == "before" || f == "prior" || f == "avant" || f == "after" || f == "apres") && r.broken(i+1, q.from):
		case f == "before" || f == "prior" || f == "avant" || f == "until" && i > s.from && r.negates(i-1, s):
			if a.order = -1; i > s.from && r.negates(i-1, s) {
				a.order = notBefore
			}
		case f == "after" || f == "following" || f == "past" || f == "apres":
			a.order = 1
		case f == "since" || f == "from":
			a.edge = -1
		case f == "within" && near && q.dim == duration && q.hedge == "":
			q.hedge = AtMost
		case (f == "until" || f == "till") && near:
			a.edge = 1
		case f == "age" || f == "aged" || f == "ages":
			a.age, a.then = near, near
		case r.sheet.born != nil && i == q.from-1 && q.dim == counted && q.noun == "" && q.value < 120 && turns[f]:
			a.age, a.then = true, f != "is"
		case (f == "older" || f == "younger") && near:
			a.age = true
			q.hedge = map[string]string{"older": AtLeast, "younger": AtMost}[f]
		}
		if i < 0 {
			break
		}
	}
	r.assertedBehind(&a, s)
	r.assertedAbout(&a, s)
	if a.age && a.then && a.order != 0 && q.hedge == "" { // "before turning 25"
		q.hedge = map[int]string{-1: AtMost, 1: AtLeast}[a.order]
	}
	return a
}

// notBefore is the order of a date that something does not come before: "will not open
// before 2030".
const notBefore = 2

// negates says whether a negation stands at token i, or close before it.
func (r *reading) negates(i int, s sentenceSpan) bool {
	for k := i; k >= max(s.from, i-3); k-- {
		if f := r.tokens[k].fold; r.tokens[k].used == 0 && negations[f] && f != "non" && f != "sans" && f != "without" {
			return true
		}
		if r.tokens[k].brk >= comma {
			break
		}
	}
	return false
}

// assertedBehind reads the words close behind the figure.
func (r *reading) assertedBehind(a *assertion, s sentenceSpan) {
	if a.dim != dated {
		a.per = perOf(r.tokens[:s.to], a.to)
	}
	for i := a.to; i < min(s.to, a.to+3); i++ {
		switch f := r.tokens[i].fold; f {
		case "more", "less", "over", "above", "profit", "fewer":
			a.more = i+1 < s.to && r.tokens[i+1].brk < comma && r.tokens[i+1].used == 0
		case "ago":
			a.ago = true
		case "old", "age":
			a.old = true
		case "after", "before", "later", "prior", "between", "apart", "earlier", "following":
			a.apart = true
		}
	}
}

// assertedAbout reads the words of the whole sentence.
func (r *reading) assertedAbout(a *assertion, s sentenceSpan) {
	for i := s.from; i < s.to; i++ {
		switch f := r.tokens[i].fold; f {
		case "took", "take", "takes", "spent":
			a.apart = true
		case "when", "died", "aged":
			if a.dim == counted && a.noun == "" && a.value < 120 && (f != "died" || a.from > 0 && r.tokens[a.from-1].fold == "at") {
				a.age, a.then = true, true
			}
		}
		if a.edge == 0 && a.dim == dated {
			a.edge = edges[r.tokens[i].stem]
		}
	}
	for i := max(s.from, a.from-3); i < a.from && a.dim == duration && a.old; i++ {
		if r.tokens[i].fold == "at" {
			a.age, a.then = true, true
		}
	}
}

// perOf reads "per match" behind a figure that ends at token i.
func perOf(tokens []token, i int) string {
	for k := i; k < min(i+3, len(tokens)-1) && tokens[k].brk < comma; k++ {
		if f := tokens[k].fold; (f == "per" || f == "par" || f == "chaque" || f == "every" || f == "each") && !tokens[k+1].upper {
			return tokens[k+1].stem
		}
	}
	return ""
}

var (
	partsOfTime = map[string]int{
		"early": 1, "beginning": 1, "start": 1, "first": 1, "debut": 1, "mid": 2, "middle": 2, "milieu": 2,
		"late": 3, "end": 3, "latter": 3, "later": 3, "second": 3, "fin": 3,
	}
	edges = edgesOf()
)

// turns stand before an age.
var turns = set("is was were turned turning turns reached a")

var halves = set("half part portion quarter decade decades moitie partie")

// edgesOf are words that speak of the start, -1, or the end, 1, of what lasts.
func edgesOf() map[string]int {
	m := map[string]int{}
	for st := range stems(`start started starts starting began begin begun beginning founded formed debut debuted opened launched established first created became`) {
		m[st] = -1
	}
	for st := range stems(`end ended ends ending stopped stop closed retired retire disbanded last finished quit left broke ceased resigned`) {
		m[st] = 1
	}
	return m
}

// tied says how much the words around q speak of an entry: 1 for a word of its
// metric, less where it stands in another clause, more for words of its value.
func (r *reading) tied(q *quantity, w window, e *entry, telling []int) float64 {
	tie, value := 0.0, 0.0
	hit := 0
	for _, i := range telling {
		tk := &r.tokens[i]
		d := max(q.from-i, i-q.to+1, 0)
		near := 1.0
		if i < w.from || i >= w.to {
			near = 0.6
		}
		near -= 0.02 * float64(min(d, 15))
		if e.isKey(tk.stem) {
			hit++
			tie = max(tie, near+0.2)
		} else if e.topics[tk.stem] {
			tie = max(tie, near)
		}
		if e.words[tk.stem] && !r.sheet.title[tk.fold] {
			value = max(value, 0.4*near)
		}
	}
	if hit > 1 {
		tie += 0.3
	}
	return tie + value
}

// telling are the words of a sentence that some fact of the sheet says.
func (r *reading) telling(s sentenceSpan) []int {
	var out []int
	for i := s.from; i < s.to; i++ {
		if tk := &r.tokens[i]; !tk.isNumber() && tk.used <= 0 && r.sheet.mayKnow(tk.stem) && !function[tk.fold] && (tk.fold != "ne" || tk.End-tk.Start > 2) { // "né", and not "ne"
			out = append(out, i)
		}
	}
	return out
}

func (e *entry) isKey(stem string) bool {
	for _, k := range e.key {
		if k == stem || sameNoun(k, stem) {
			return true
		}
	}
	return false
}

// recast reads a figure as a text about one thing means it: "1991 through 2011" and
// "between 1999 and 2009" are years.
func (r *reading) recast(a *assertion) {
	q := a.quantity
	if q.grouped && q.low < q.high && q.noun != "" {
		return
	}
	whole := func(v float64) bool { return v >= 1000 && v <= 2100 && v == float64(int(v)) }
	if q.dim != counted || q.hedge != "" && q.hedge != About || q.scaled || !whole(q.low) || !whole(q.high) {
		return
	}
	raw := r.s[q.start:q.end]
	if strings.ContainsAny(raw, ".,\u00a0\u202f") || len(raw) < 4 || raw[0] < '0' || raw[0] > '9' {
		return
	}
	switch {
	case q.low < q.high:
		q.dim, q.date, a.within = dated, period{year: int(q.low), last: int(q.high)}, true
	case len(raw) == 4 && (q.noun == "" || q.value > 1700 && !r.countedBy(q)):
		q.dim, q.date = dated, period{year: int(q.value)}
	}
	if q.dim == dated && q.hedge == About {
		q.date, a.within = period{year: q.date.year - 3, last: q.date.year + 3}, true
	}
}

// countedBy says whether a fact counts what q seems to count.
func (r *reading) countedBy(q *quantity) bool {
	for _, e := range r.sheet.entries {
		if e.named(q) {
			return true
		}
	}
	return false
}

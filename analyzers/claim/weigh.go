package claim

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// weightsFile is what the layer learnt, a line a feature, under its card.
//
//go:embed weights.txt
var weightsFile string

// The features of a sentence of a Sheet, each from what its figures and the facts
// come to. What a kind of comparison says is told apart by how well words tie the
// figure to the fact.
const (
	featBias    = 0
	featAgrees  = 1 // and the kinds after it
	featDiffers = featAgrees + int(kinds)
)

const (
	featAgreesLoose = featDiffers + int(kinds) + iota
	featDiffersLoose
	featBound
	featBoundLess
	featUnmatched
	featSecondDiffers
	featMixed
	featInexact
	featDenied
	featDeniedDiffers
	featOnly
	featOnlyAgrees
	featSuperlative
	featCompares
	featStrangers
	featForeign
	featRole
	featSameYear
	featFar
	featNow
	features
)

var featureNames = func() [features]string {
	var n [features]string
	for k, s := range [kinds]string{"date", "age", "time since", "span", "gap", "measure", "count", "list", "difference", "order"} {
		n[featAgrees+k], n[featDiffers+k] = s+" agrees", s+" differs"
	}
	for i, s := range map[int]string{
		featBias: "bias", featAgreesLoose: "agrees, no word ties it", featDiffersLoose: "differs, no word ties it", featBound: "bound is passed",
		featBoundLess: "less than", featUnmatched: "figure without a fact", featSecondDiffers: "another differs", featMixed: "one agrees, one differs",
		featInexact: "agrees when rounded", featDenied: "negation and nothing differs", featDeniedDiffers: "negation and one differs",
		featOnly: "only and one differs", featOnlyAgrees: "only and nothing differs", featSuperlative: "superlative", featCompares: "comparison",
		featStrangers: "names that no fact has", featForeign: "share of words that no fact has", featRole: "word of another fact",
		featSameYear: "date differs within the year", featFar: "differs by far", featNow: "before or after",
	} {
		n[i] = s
	}
	return n
}()

// layer weighs the features.
type layer struct {
	weights   [features]float64
	threshold float64
}

func (l *layer) score(x *[features]float64) float64 {
	z := 0.0
	for i, v := range x {
		z += v * l.weights[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// readLayer reads a file of weights: "name: weight" lines, # begins the card.
func readLayer(file string) (*layer, error) {
	index := map[string]int{}
	for i, n := range featureNames {
		index[n] = i
	}
	l := &layer{}
	for n, line := range strings.Split(file, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		name, number, _ := strings.Cut(line, ": ")
		v, err := strconv.ParseFloat(number, 64)
		i, known := index[name]
		switch {
		case err != nil:
			return nil, fmt.Errorf("read weights of claims: line %d: %w", n+1, err)
		case name == "threshold":
			l.threshold = v
		case known:
			l.weights[i] = v
		default:
			return nil, fmt.Errorf("read weights of claims: line %d: no feature is called %q", n+1, name)
		}
	}
	return l, nil
}

// reported is a figure with what the facts come to.
type reported struct {
	at int // which of the sentence's figures; -1: none
	assertion
	finding
	found  bool
	denied bool
}

// weighed is the features of the text, from its figures.
func (r *reading) weighed(all []reported) (x [features]float64) {
	x[featBias] = 1
	agrees, differs := 0, 0
	for i := range all {
		f := &all[i]
		switch {
		case !f.found:
			x[featUnmatched] = math.Min(x[featUnmatched]+1, 2)
			continue
		case f.agree != f.denied:
			agrees++
			x[featAgrees+int(f.kind)] = 1
			if f.tie < 0.35 {
				x[featAgreesLoose] = 1
			}
			if f.quantity.dim != dated && f.kind == byLength && !f.exact() {
				x[featInexact] = 1
			}
			continue
		}
		differs++
		f.weighDiffering(&x)
	}
	if differs > 1 {
		x[featSecondDiffers] = 1
	}
	if differs > 0 && agrees > 0 {
		x[featMixed] = 1
	}
	r.weighWords(&x, all, differs > 0)
	return x
}

// weighDiffering adds what a figure says that differs.
func (f *reported) weighDiffering(x *[features]float64) {
	x[featDiffers+int(f.kind)] = 1
	if f.tie < 0.35 {
		x[featDiffersLoose] = 1
	}
	if f.hedge == AtLeast || f.hedge == AtMost {
		x[featBound] = 1
	}
	if f.kind == byDate && f.order != 0 {
		x[featNow] = 1
	}
	if f.hedge == AtMost {
		x[featBoundLess] = 1
	}
	if f.kind == byDate && f.sameYear() {
		x[featSameYear] = 1
	}
	if f.far() {
		x[featFar] = 1
	}
}

// weighWords adds what the words say besides the figures.
func (r *reading) weighWords(x *[features]float64, all []reported, differs bool) {
	content, foreign, strangers := 0.0, 0.0, 0.0
	for i := r.span.from; i < r.span.to; i++ {
		tk := &r.tokens[i]
		switch tk.fold {
		case "not", "never", "no", "nobody", "none", "without", "didn't", "isn't", "wasn't", "hasn't", "doesn't", "weren't", "pas", "jamais", "aucun", "aucune":
			if differs {
				x[featDeniedDiffers] = 1
			} else {
				x[featDenied] = 1
			}
			continue
		case "only", "just", "seulement":
			if differs {
				x[featOnly] = 1
			} else {
				x[featOnlyAgrees] = 1
			}
			continue
		case "most", "best", "highest", "largest", "biggest", "least", "oldest", "youngest", "longest", "lowest", "plus":
			x[featSuperlative] = 1
			continue
		case "than":
			if i+1 < len(r.tokens) && r.tokens[i+1].used == 0 {
				x[featCompares] = 1
			}
			continue
		}
		if tk.isNumber() || tk.used != 0 || function[tk.fold] || len(tk.fold) < 3 || r.sheet.title[tk.fold] || plain[tk.stem] || months[tk.fold] > 0 {
			continue
		}
		content++
		if !r.sheet.says(tk.stem) {
			foreign++
			if tk.upper && tk.brk != sentence {
				strangers++
			}
		}
	}
	if content > 0 {
		x[featForeign] = foreign / content
	}
	x[featStrangers] = math.Min(strangers, 2)
	x[featRole] = r.misplaced(all)
}

// plain words say nothing that a fact could have.
var plain = stems(`was were has have had been being did does for about over under more less than only just after before during since until when while
	year years month months day days week weeks hour hours minute minutes century decade early late mid end beginning first last time times
	he she they his her their him them this that there it its who which what first second long old ago into not never`)

// says whether a fact has a word, in its metric or its value.
func (s *sheet) says(stem string) bool {
	if !s.mayKnow(stem) {
		return false
	}
	for _, e := range s.entries {
		if e.words[stem] || e.topics[stem] || e.isKey(stem) {
			return true
		}
	}
	return false
}

// misplaced is 1 where a name that the sentence ties to a metric is the value of
// another fact, and not of that one.
func (r *reading) misplaced(all []reported) float64 {
	for i := r.span.from; i < r.span.to; i++ {
		tk := &r.tokens[i]
		if !tk.upper || tk.brk == sentence || tk.isNumber() || months[tk.fold] > 0 || r.sheet.title[tk.fold] || function[tk.fold] {
			continue
		}
		here, there := false, false
		for k := range all {
			if f := &all[k]; f.found {
				here = here || f.words[tk.stem]
			}
		}
		for _, e := range r.sheet.entries {
			there = there || e.words[tk.stem]
		}
		if there && !here {
			return 1
		}
	}
	return 0
}

// exact says whether a figure is one of the fact's to the last digit.
func (f *reported) exact() bool {
	for i := range f.figures {
		if math.Abs(f.figures[i].value-f.value) <= 1e-6*math.Abs(f.value) {
			return true
		}
	}
	return f.hedge != ""
}

// sameYear says whether a date differs in its day or month alone.
func (f *reported) sameYear() bool {
	for _, d := range f.dates {
		if d.from.year == f.date.year || d.to.year == f.date.year {
			return true
		}
	}
	return false
}

// far says whether a figure differs by more than a third.
func (f *reported) far() bool {
	if f.kind != byLength && f.kind != byCount {
		return false
	}
	for i := range f.figures {
		v := &f.figures[i]
		if v.dim == f.quantity.dim && math.Abs(v.value-f.value) <= 0.34*math.Abs(v.value) {
			return false
		}
	}
	return true
}

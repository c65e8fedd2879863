// Package stance tells what a post does with what it answers or tells: supports
// it, denies it, queries it, or only comments; and how much doubt it voices. It
// goes by phrases, marks and the form of the post (enquiry and correction
// phrases after Zhao, Resnick and Mei, WWW 2015), weighed by a model trained on
// RumourEval 2017. It does not know what is true.
package stance

import (
	"math"

	"vigie/analyzers/model"
)

// The stances.
const (
	Support = "support"
	Deny    = "deny"
	Query   = "query"
	Comment = "comment"
)

var labels = [classes]string{Support, Deny, Query, Comment}

const classes = 4

// Post is what is read.
type Post struct {
	Text   string
	Reply  bool   // it answers another post
	Deep   bool   // it answers a post that is itself an answer
	Opens  bool   // it begins a thread, in which others answer what it tells
	Parent string // text of what it answers, where it is known
}

// Reading is what was read.
type Reading struct {
	Stance string
	Doubt  float64  // 0..1, by phrases and questions
	Cues   []string // the phrases it goes by: "deny: c'est faux"
}

// Reader reads stances. It is safe for concurrent use.
type Reader struct {
	cues    *cues
	weights [][classes]float64
}

// New reads the embedded phrases and weights.
func New() (*Reader, error) {
	c, err := readCues(cueFile)
	if err != nil {
		return nil, err
	}
	b, err := model.Bytes("stance.tsv")
	if err != nil {
		return nil, err
	}
	w, err := readWeights(b)
	if err != nil {
		return nil, err
	}
	return &Reader{cues: c, weights: w}, nil
}

// Of reads a post. One that neither answers nor opens a thread has nothing that
// it could support: it comments, unless it plainly says of a rumour that it is
// false, or asks whether it is true.
func (r *Reader) Of(p Post) Reading {
	f := r.cues.look(p)
	out := Reading{Stance: f.alone(), Doubt: f.doubt(), Cues: f.found}
	if p.Reply || p.Opens {
		out.Stance = labels[argmax(softmax(r.weights, f.vector()))]
		if out.Stance == Comment && f.own.disbelieves() {
			out.Stance = Query
		}
	}
	return out
}

// shortReply is how many words an answer has at most that says little more than
// that it does not believe it.
const shortReply = 12

// disbelieves tells a short answer whose phrases voice disbelief without denying:
// those that both doubt and enquire.
func (f *form) disbelieves() bool {
	return f.words <= shortReply && f.count[kindDoubt] > 0 && f.count[kindEnquire] > 0
}

func (f *form) alone() string {
	own := f.own
	switch {
	case own.count[kindEnquire] > 0 && (own.questions > 0 || own.count[kindHearsay] > 0):
		return Query
	case own.questions == 0 && (own.count[kindDebunk] > 0 || own.attributed && own.count[kindHearsay] == 0):
		return Deny
	}
	return Comment
}

// doubt is how much doubt a post voices, 0 to 1, by phrases that do not believe,
// deny, ask for proof or pass hearsay on, and by questions. It joins them as if
// each alone could raise it.
func (f *form) doubt() float64 {
	calm := 1.0
	for kind, strength := range [kinds]float64{kindDeny: .45, kindQuery: .5, kindHearsay: .4, kindDoubt: .5} {
		for n := 0; n < min(f.count[kind], 3); n++ {
			calm *= 1 - strength/float64(n+1)
		}
	}
	if f.questions > 0 {
		calm *= .8
		if f.words <= 6 {
			calm *= .8
		}
	}
	if f.count[kindSupport] > 0 && f.questions == 0 {
		calm = 1 - (1-calm)*.8
	}
	return math.Round((1-calm)*1000) / 1000
}

func softmax(weights [][classes]float64, x []float64) (p [classes]float64) {
	for i, v := range x {
		if v == 0 {
			continue
		}
		for c := range p {
			p[c] += weights[i][c] * v
		}
	}
	top, sum := math.Inf(-1), 0.0
	for _, v := range p {
		top = max(top, v)
	}
	for c := range p {
		p[c] = math.Exp(p[c] - top)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return p
}

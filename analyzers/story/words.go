package story

import (
	"math"
	"slices"
	"strings"
	"time"

	words "vigie/analyzers/text"
)

const (
	mostRead  = 6000 // bytes of a text that tell its story: press puts the story first
	mostTerms = 48   // terms of a post
	keptTerms = 96   // terms of a story

	fewPosts   = 5000 // tell as little of how frequent a word is as if nothing were known
	leastUsual = 1e-5 // share of posts that no word is rarer than
	// usualNumber is the share of a number: it stands in many stories, of any language.
	usualNumber = 1e-3
)

// frequencies counts in how many posts a term stands, older posts counting less.
type frequencies struct {
	df    []float32
	posts float64
	since time.Time
	scale float64 // what one post of now counts
}

const fadeWords = 30 * 24 * time.Hour

// tick moves the clock: it never runs back.
func (x *Index) tick(at time.Time) {
	if at.After(x.now) {
		x.now = at
		x.closeOld()
	}
	w := &x.words
	if w.scale == 0 || at.IsZero() {
		w.scale = max(w.scale, 1)
	}
	if at.IsZero() {
		return
	}
	if w.since.IsZero() {
		w.since = at
	}
	w.scale = math.Exp2(x.now.Sub(w.since).Hours() / fadeWords.Hours())
	if w.scale > 1e4 {
		for i := range w.df {
			w.df[i] = float32(float64(w.df[i]) / w.scale)
		}
		w.posts /= w.scale
		w.since, w.scale = x.now, 1
	}
}

// read counts a post's words and returns its terms, of length one together and
// heaviest first, and its sketch.
func (x *Index) read(lang, title, text string) ([]term, sketch) {
	var buf [256]words.Token
	toks := words.AppendTokens(buf[:0], title)
	head := len(toks)
	if len(text) > mostRead {
		text = text[:mostRead]
	}
	toks = words.AppendTokens(toks, text)
	body := toks[head:]
	if len(body) == 0 {
		body = toks
	}
	sk := sketchOf(body)

	tongue := x.stems.tongue(lang)
	var room [256]string
	names := x.stems.wholeNames(room[:0], title, tongue, toks[:head])
	names = x.stems.wholeNames(names, text, tongue, toks[head:])
	terms := make([]term, 0, len(toks))
	for i, t := range toks {
		if !isTerm(lang, t) {
			continue
		}
		n := float32(1)
		if i < head {
			n = 2 // a title says what it is about
		}
		w := x.stems.of(tongue, t.Fold)
		terms = append(terms, term{w.hash, n, w.usual, names[i]})
	}
	return x.weigh(terms), sk
}

// weigh merges equal terms, counts them, and gives them their TF-IDF.
func (x *Index) weigh(terms []term) []term {
	slices.SortStableFunc(terms, func(a, b term) int { return int(int64(a.hash) - int64(b.hash)) })
	out := terms[:0]
	for _, t := range terms {
		if n := len(out); n > 0 && out[n-1].hash == t.hash {
			out[n-1].weight += t.weight
			if w := &out[n-1].word; strings.HasSuffix(t.word, " "+*w) { // the whole name, where it is given once
				*w = t.word
			}
		} else {
			out = append(out, t)
		}
	}
	w := &x.words
	w.posts += w.scale
	for i := range out {
		df := &w.df[out[i].hash&(1<<20-1)]
		*df += float32(w.scale)
		tf := 1 + math.Log(float64(out[i].weight))
		share := float64(*df)/(w.posts+fewPosts*w.scale) + float64(out[i].usual) + leastUsual
		if isFigure(out[i].word) {
			share += usualNumber
		}
		out[i].weight = float32(tf * math.Log(1+1/share))
	}
	sortTerms(out)
	if len(out) > mostTerms {
		out = out[:mostTerms]
	}
	sum := 0.0
	for _, t := range out {
		sum += float64(t.weight) * float64(t.weight)
	}
	for i := range out {
		out[i].weight /= float32(math.Sqrt(sum))
		out[i].word = strings.TrimPrefix(out[i].word, "#")
	}
	return out
}

func sortTerms(t []term) {
	slices.SortFunc(t, func(a, b term) int {
		switch {
		case a.weight > b.weight:
			return -1
		case a.weight < b.weight:
			return 1
		}
		return int(int64(a.hash) - int64(b.hash))
	})
}

// isTerm tells the words that may say what a post is about.
func isTerm(lang string, t words.Token) bool {
	switch t.Kind {
	case words.URL, words.Emoji, words.Handle:
		return false
	}
	w := strings.TrimPrefix(t.Fold, "#")
	return len(w) > 1 && !strings.HasSuffix(w, "'") && !words.IsStop(lang, t.Fold)
}

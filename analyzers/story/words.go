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

// counted is how many posts of this span and of the one before have a term.
type counted struct{ now, old float32 }

// frequencies counts in how many posts a term stands. Of the span before, the part
// counts that is no older than a span.
type frequencies struct {
	df    []counted // by the last bits of a term's hash
	posts counted
	past  float32 // the part of the span before that counts
}

func (f *frequencies) turn(next bool) {
	for i, n := range f.df {
		if n.old = n.now; !next {
			n.old = 0
		}
		f.df[i] = counted{old: n.old}
	}
	if f.posts.old = f.posts.now; !next {
		f.posts.old = 0
	}
	f.posts.now = 0
}

// count counts a term in, and returns in how many posts it stands.
func (f *frequencies) count(n *counted) float64 {
	n.now++
	return float64(n.now + f.past*n.old)
}

// tick moves the clock: it never runs back.
func (x *Index) tick(at time.Time) {
	if !at.After(x.now) {
		return
	}
	x.now = at
	x.closeOld()
	const seconds = int64(span / time.Second)
	if n := at.Unix() / seconds; n != x.span {
		x.turn(n)
	}
	x.words.past = float32(1 - float64(at.Unix()-x.span*seconds)/float64(seconds))
}

// reading is what a post says.
type reading struct {
	lang, tongue string
	title, text  string
	terms        []term // of length one together and heaviest first
	said         []said // in the index's memory
	sketch       sketch
}

// read counts a post's words in.
func (x *Index) read(at time.Time, lang, title, text string) reading {
	x.tick(at)
	if len(text) > mostRead {
		text = text[:mostRead]
	}
	var buf [256]words.Token
	toks := words.AppendTokens(buf[:0], title)
	head := len(toks)
	toks = words.AppendTokens(toks, text)
	p := reading{lang: lang, tongue: x.stems.tongue(lang), title: title, text: text}
	body, src := toks[head:], text
	if len(body) == 0 {
		body, src = toks, title
	}
	x.said = x.stems.saidIn(x.said[:0], src, p.tongue, body)
	p.said, p.sketch = x.said, sketchOf(x.said)

	var room [256]string
	names := x.stems.wholeNames(room[:0], title, p.tongue, toks[:head])
	names = x.stems.wholeNames(names, text, p.tongue, toks[head:])
	terms := make([]term, 0, len(toks))
	for i, t := range toks {
		if !isTerm(lang, t) {
			continue
		}
		n := float32(1)
		if i < head {
			n = 2 // a title says what it is about
		}
		w := x.stems.of(p.tongue, t.Fold)
		if x.stems.own[w.hash] {
			continue // every post has one: that two name the same company tells nothing
		}
		terms = append(terms, term{w.hash, n, w.usual, names[i]})
	}
	p.terms = x.weigh(terms)
	return p
}

// weigh merges equal terms, counts them, and gives them their TF-IDF.
func (x *Index) weigh(terms []term) []term {
	slices.SortStableFunc(terms, func(a, b term) int { return int(int64(a.hash) - int64(b.hash)) })
	out := terms[:0]
	for _, t := range terms {
		if n := len(out); n > 0 && out[n-1].hash == t.hash {
			out[n-1].weight += t.weight
			if w := &out[n-1].word; wholer(t.word, *w) {
				*w = t.word
			}
		} else {
			out = append(out, t)
		}
	}
	w := &x.words
	posts := w.count(&w.posts)
	for i := range out {
		tf := 1 + math.Log(float64(out[i].weight))
		share := w.count(&w.df[out[i].hash&(1<<20-1)])/(posts+fewPosts) + float64(out[i].usual) + leastUsual
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

// wholer tells whether a is the same name as b, in full, or with its capital.
func wholer(a, b string) bool {
	if len(a) == len(b) {
		return a != b && b == strings.ToLower(b) && strings.EqualFold(a, b)
	}
	return len(a) > len(b)+1 && a[len(a)-len(b)-1] == ' ' && strings.EqualFold(a[len(a)-len(b):], b)
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

package mention

import "vigie/analyzers/query"

// addTriggers adds, for each query, the words without one of which it cannot
// match. A query that needs one of several words waits for the one that the
// fewest queries share: a thousand entities that all ask for "bank" are told
// apart by their other words.
func (f *Finder) addTriggers(root *node) {
	shared := map[string]int{}
	for _, r := range f.rules {
		if r.query != nil {
			seen := map[string]bool{}
			for _, word := range wordsOf(r.query) {
				if !seen[word] {
					seen[word] = true
					shared[word]++
				}
			}
		}
	}
	for i, r := range f.rules {
		if r.query == nil {
			continue
		}
		words, ok := needs(r.query, shared)
		if !ok {
			f.always = append(f.always, i)
		}
		for _, w := range words {
			n := root.step(w)
			n.asked = append(n.asked, i)
		}
	}
}

func wordsOf(e query.Expr) (words []string) {
	query.Walk(e, func(e query.Expr, _ bool) {
		switch e := e.(type) {
		case query.Term:
			words = append(words, e.Word)
		case query.Phrase:
			for _, t := range e.Words {
				words = append(words, t.Word)
			}
		}
	})
	return words
}

// needs returns words of which a post that matches holds at least one; ok is false
// where no such words are known. Of parts that must all match, the one whose words
// the fewest queries hold is enough.
func needs(e query.Expr, shared map[string]int) (words []string, ok bool) {
	switch e := e.(type) {
	case query.Term:
		if !e.Wild {
			return []string{e.Word}, true
		}
	case query.Phrase:
		for _, t := range e.Words { // the longest is the rarest, as a rule
			if !t.Wild && (!ok || len(t.Word) > len(words[0])) {
				words, ok = []string{t.Word}, true
			}
		}
		return words, ok
	case query.Near:
		return needs(query.And{List: []query.Expr{e.A, e.B}}, shared)
	case query.And:
		for _, x := range e.List {
			if w, known := needs(x, shared); known && (!ok || cost(w, shared) < cost(words, shared)) {
				words, ok = w, true
			}
		}
		return words, ok
	case query.Or:
		for _, x := range e.List {
			w, known := needs(x, shared)
			if !known {
				return nil, false
			}
			words = append(words, w...)
		}
		return words, true
	}
	return nil, false
}

func cost(words []string, shared map[string]int) (n int) {
	for _, w := range words {
		n += 1 + shared[w]
	}
	return n
}

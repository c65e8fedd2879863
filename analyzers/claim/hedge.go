package claim

import "strings"

// hedges are the words before a number that soften or bound it; longest first.
var hedges = []struct {
	words []string
	hedge string
}{
	{strings.Fields("a peu pres"), About},
	{strings.Fields("a little over"), About},
	{strings.Fields("just over"), About},
	{strings.Fields("slightly over"), About},
	{strings.Fields("a little under"), About},
	{strings.Fields("just under"), About},
	{strings.Fields("slightly under"), About},
	{strings.Fields("slightly more than"), About},
	{strings.Fields("slightly less than"), About},
	{strings.Fields("un peu plus de"), About},
	{strings.Fields("un peu plus d'"), About},
	{strings.Fields("un peu moins de"), About},
	{strings.Fields("un peu moins d'"), About},
	{strings.Fields("meme pas"), AtMost},
	{strings.Fields("pas meme"), AtMost},
	{strings.Fields("not even"), AtMost},
	{strings.Fields("de l' ordre de"), About},
	{strings.Fields("pas moins de"), AtLeast},
	{strings.Fields("no less than"), AtLeast},
	{strings.Fields("no fewer than"), AtLeast},
	{strings.Fields("no more than"), AtMost},
	{strings.Fields("pas plus de"), AtMost},
	{strings.Fields("not more than"), AtMost},
	{strings.Fields("au dela de"), AtLeast},
	{strings.Fields("pres de"), About},
	{strings.Fields("pres d'"), About},
	{strings.Fields("autour de"), About},
	{strings.Fields("aux alentours de"), About},
	{strings.Fields("close to"), About},
	{strings.Fields("a peine"), About},
	{strings.Fields("a environ"), About},
	{strings.Fields("plus de"), AtLeast},
	{strings.Fields("plus d'"), AtLeast},
	{strings.Fields("au moins"), AtLeast},
	{strings.Fields("more than"), AtLeast},
	{strings.Fields("at least"), AtLeast},
	{strings.Fields("upwards of"), AtLeast},
	{strings.Fields("longer than"), AtLeast},
	{strings.Fields("larger than"), AtLeast},
	{strings.Fields("bigger than"), AtLeast},
	{strings.Fields("greater than"), AtLeast},
	{strings.Fields("higher than"), AtLeast},
	{strings.Fields("taller than"), AtLeast},
	{strings.Fields("heavier than"), AtLeast},
	{strings.Fields("superieur a"), AtLeast},
	{strings.Fields("superieure a"), AtLeast},
	{strings.Fields("shorter than"), AtMost},
	{strings.Fields("smaller than"), AtMost},
	{strings.Fields("lower than"), AtMost},
	{strings.Fields("lighter than"), AtMost},
	{strings.Fields("inferieur a"), AtMost},
	{strings.Fields("inferieure a"), AtMost},
	{strings.Fields("shy of"), AtMost},
	{strings.Fields("moins de"), AtMost},
	{strings.Fields("moins d'"), AtMost},
	{strings.Fields("au plus"), AtMost},
	{strings.Fields("at most"), AtMost},
	{strings.Fields("less than"), AtMost},
	{strings.Fields("fewer than"), AtMost},
	{strings.Fields("up to"), AtMost},
	{strings.Fields("jusqu' a"), AtMost},
	{strings.Fields("environ"), About},
	{strings.Fields("presque"), About},
	{strings.Fields("quelque"), About},
	{strings.Fields("quelques"), About},
	{strings.Fields("approximativement"), About},
	{strings.Fields("about"), About},
	{strings.Fields("around"), About},
	{strings.Fields("roughly"), About},
	{strings.Fields("nearly"), About},
	{strings.Fields("almost"), About},
	{strings.Fields("barely"), About},
	{strings.Fields("some"), About},
	{strings.Fields("approximately"), About},
	{strings.Fields("circa"), About},
	{strings.Fields("pas atteint"), AtMost},
	{strings.Fields("atteint pas"), AtMost},
	{strings.Fields("not reach"), AtMost},
	{strings.Fields("not reached"), AtMost},
	{strings.Fields("short of"), AtMost},
	{strings.Fields("sous la barre"), AtMost},
	{strings.Fields("sous la barre de"), AtMost},
	{strings.Fields("en dessous de"), AtMost},
	{strings.Fields("au dessus de"), AtLeast},
	{strings.Fields("sous"), AtMost},
	{strings.Fields("depasse pas"), AtMost},
	{strings.Fields("depassent pas"), AtMost},
	{strings.Fields("not exceed"), AtMost},
	{strings.Fields("exceed"), AtLeast},
	{strings.Fields("past"), AtLeast},
	{strings.Fields("passed"), AtLeast},
	{strings.Fields("topped"), AtLeast},
	{strings.Fields("tops"), AtLeast},
	{strings.Fields("exceeds"), AtLeast},
	{strings.Fields("exceeded"), AtLeast},
	{strings.Fields("surpassed"), AtLeast},
	{strings.Fields("crossed"), AtLeast},
	{strings.Fields("depasse"), AtLeast},
	{strings.Fields("depassent"), AtLeast},
	{strings.Fields("depassait"), AtLeast},
	{strings.Fields("depasser"), AtLeast},
	{strings.Fields("franchi"), AtLeast},
	{strings.Fields("franchit"), AtLeast},
	{strings.Fields("over"), AtLeast},
	{strings.Fields("above"), AtLeast},
	{strings.Fields("exceeding"), AtLeast},
	{strings.Fields("minimum"), AtLeast},
	{strings.Fields("under"), AtMost},
	{strings.Fields("below"), AtMost},
	{strings.Fields("maximum"), AtMost},
}

// hedgesBy leads from the last word of hedges to them, in order.
var hedgesBy = func() map[string][]int {
	m := map[string][]int{}
	for i, h := range hedges {
		last := h.words[len(h.words)-1]
		m[last] = append(m[last], i)
	}
	return m
}()

// hedge reads the hedge around q.
func (t *text) hedge(q *quantity) {
	at := q.from
	for at > 0 && t.tokens[at].brk < comma { // "environ une centaine", "some of the"
		if w := t.tokens[at-1].fold; w != "les" && w != "des" && w != "the" && w != "a" && w != "l'" && w != "la" && w != "le" || at == q.from-1 {
			break
		}
		at--
	}
	for _, end := range [...]int{q.from, at} {
		if end == 0 {
			continue
		}
		for _, i := range hedgesBy[t.tokens[end-1].fold] {
			h := &hedges[i]
			if t.endsWith(end, h.words) && !t.risen(end) {
				for k := end - len(h.words); k < end; k++ {
					t.tokens[k].used = -1
				}
				q.hedge = h.hedge
				return
			}
		}
	}
	before := strings.TrimRight(t.s[:q.start], " \u00a0\u202f€$£")
	switch {
	case strings.HasSuffix(before, "~"), strings.HasSuffix(before, "≈"), strings.HasSuffix(before, "±"):
		q.hedge = About
	case strings.HasSuffix(before, ">"):
		q.hedge = AtLeast
	case strings.HasSuffix(before, "<"):
		q.hedge = AtMost
	}
	if q.to+1 < len(t.tokens) && t.tokens[q.to].brk < comma {
		switch a, b := t.tokens[q.to].fold, t.tokens[q.to+1].fold; {
		case a == "environ", a == "or" && b == "so":
			q.hedge = About
		case a == "au" && b == "moins", a == "or" && b == "more", a == "ou" && b == "plus":
			q.hedge = AtLeast
		case a == "au" && b == "plus", a == "or" && (b == "less" || b == "fewer"), a == "ou" && b == "moins":
			q.hedge = AtMost
		}
	}
}

// risen tells "is up to 85 euros", which it is, from "can hold up to 85".
func (t *text) risen(end int) bool {
	if end < 3 || t.tokens[end-2].fold != "up" || t.tokens[end-1].fold != "to" {
		return false
	}
	switch t.tokens[end-3].fold {
	case "is", "are", "'s", "went", "gone", "now":
		return true
	}
	return false
}

// endsWith says whether the tokens before end are these words, in one clause.
func (t *text) endsWith(end int, words []string) bool {
	if end < len(words) {
		return false
	}
	for i, w := range words {
		j := end - len(words) + i
		if t.tokens[j].fold != w || j+1 <= end && j+1 < len(t.tokens) && t.tokens[j+1].brk >= comma {
			return false
		}
	}
	return true
}

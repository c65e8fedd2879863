package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// part is a paragraph of a reading.
type part struct {
	text   string // with the line breaks that stand before it
	linked bool   // it is mostly links
	key    string // its letters and digits only, for comparison
}

func parts(n *html.Node) []part {
	if n == nil {
		return nil
	}
	var w writer
	w.node(n, 0)
	text := w.String()
	all := make([]part, 0, len(w.spans))
	for i, b := range w.spans {
		end := len(text)
		if i+1 < len(w.spans) {
			end = w.spans[i+1].start
		}
		body := text[b.start:end]
		all = append(all, part{text: body, linked: 3*b.linked > 2*len(strings.TrimSpace(body)), key: key(body)})
	}
	return all
}

func key(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

func size(all []part) int {
	n := 0
	for _, p := range all {
		n += len(p.key)
	}
	return n
}

func joined(all []part) string {
	var b strings.Builder
	for _, p := range all {
		b.WriteString(p.text)
	}
	return strings.TrimSpace(b.String())
}

// short is the size, in letters, of a text that is too short to be judged by
// its parts.
const short = 1200

// choose makes one text of two readings of a page: strict seldom takes in what
// does not belong, and often leaves out lists, tables and quotations; wide the
// other way round. Where they tell the same article, wide is taken without what
// only it has and that looks like furniture; where they do not, the one that
// found more.
func choose(strict, wide []part) string {
	wide = unled(wide)
	ns, nw := size(strict), size(wide)
	if ns == 0 || nw == 0 {
		return joined(append(strict, wide...))
	}
	in := agreed(strict, wide, ns)
	shared, first, last := 0, -1, -1
	for i, p := range wide {
		if !in[i] {
			continue
		}
		shared += len(p.key)
		if len(p.key) > 20 {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	disjoint := first < 0 || 3*shared < min(ns, nw)
	within := 20*shared >= 17*nw // nearly all of wide is in strict too
	switch {
	case disjoint && ns > 2*nw, within && nw < short && ns > 3*nw, !within && !disjoint && 3*shared < 2*ns && ns > nw:
		return joined(strict) // wide lost a good part of the article
	case disjoint, within:
		return joined(wide)
	case nw < short && 2*shared > ns:
		return joined(wide) // in a note each of the few lines counts
	}
	thorough := nw > 2*ns // strict lost a good part
	kept := make([]part, 0, len(wide))
	for i, p := range wide {
		if in[i] || !p.linked && (thorough || i > first && i < last) || prose(p) {
			kept = append(kept, p)
		}
	}
	return joined(kept)
}

// enough is the size, in letters, of a text that may stand alone.
const enough = 400

// unled is a reading without the links that it begins with: no article does.
func unled(all []part) []part {
	for i, p := range all {
		if !p.linked {
			return all[i:]
		}
	}
	return all
}

// plain reports whether the wide reading of a page needs no strict one beside
// it: choose would take it as it is. It is long, begins (but for a heading
// or two) and ends with prose, holds next to no links and short lines, and leaves out little of what the
// page says in prose.
func plain(wide []part, root *html.Node) bool {
	n := size(wide)
	if n < enough || !slices.ContainsFunc(wide[:min(3, len(wide))], prose) || !prose(wide[len(wide)-1]) {
		return false
	}
	linked, curt := 0, 0
	for _, p := range wide {
		switch {
		case p.linked:
			linked += len(p.key)
		case !prose(p):
			curt += len(p.key)
		}
	}
	if 100*linked > n || 10*curt > n {
		return false
	}
	whole := 0
	for _, p := range parts(root) {
		if prose(p) {
			whole += len(p.key)
		}
	}
	return 5*whole <= 7*n
}

// agreed tells which paragraphs of wide are in strict too, whose size is ns.
func agreed(strict, wide []part, ns int) []bool {
	all := make([]string, 0, len(strict))
	whole := make(map[string]bool, len(strict))
	for _, p := range strict {
		all = append(all, p.key)
		whole[p.key] = true
	}
	// Paragraphs are looked for within others too, for the readings break lines
	// in different places; on giants that would take too long.
	inside := ns < 300_000 && len(wide) < 5000
	known := strings.Join(all, "")
	in := make([]bool, len(wide))
	for i, p := range wide {
		in[i] = p.key != "" && (whole[p.key] || inside && strings.Contains(known, p.key))
	}
	return in
}

// prose reports whether a paragraph at the edge of an article reads like a part
// of it.
func prose(p part) bool {
	if p.linked {
		return false
	}
	text := strings.TrimSpace(p.text)
	last, _ := utf8.DecodeLastRuneInString(text)
	if n := unspaced(text); n > 0 {
		return n >= 24 || n >= 10 && strings.ContainsRune("。！？：．…」』", last) || n >= 10 && strings.ContainsRune(".!?:", last)
	}
	words := len(strings.Fields(text))
	return words >= 12 || words >= 5 && strings.ContainsRune(".!?:؟۔।", last) || words <= 4 && words > 0 && last == ':'
}

// unspaced counts the letters of scripts that put no space between words, where
// they are most of a text; two of them are about a word.
func unspaced(text string) int {
	n, rest := 0, 0
	for _, r := range text {
		switch {
		case r < 0x0e00:
			if unicode.IsLetter(r) {
				rest++
			}
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			n++
		}
	}
	if n <= rest {
		return 0
	}
	return n
}

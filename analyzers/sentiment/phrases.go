package sentiment

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vigie/analyzers/text"
)

//go:embed phrases_*.txt
var phraseFiles embed.FS

// phrase is a way of saying something, whose weight is in log-odds.
type phrase struct {
	class  int
	weight float32
	parts  []part
}

// part is one word of a phrase, or a gap.
type part struct {
	words    []string // any of them; one with a * at its end in the file is in begins
	begins   []string
	number   bool // "#": a number, as digits or as a word
	any      bool // "_": any one word
	gap      bool // "~": none to three words
	optional bool // "(word)"
}

// phrases are those of one language, by the first word and by the first letters
// of the first word.
type phrases struct {
	all      []phrase
	words    map[string][]int
	begins   map[string][]int
	numbers  []int
	written  map[string]bool   // numbers as words
	spelling map[string]string // shorthand and slang spelling
}

// stem is how many letters of a first word that ends in * are looked up.
const stem = 3

// readPhrases reads phrases_xx.txt; its lines are "weight | phrase ; phrase",
// where a weight is +2 (praise), -2 (complaint) or =2 (neither), or "number |
// words" or "spelling | short long ; short long".
func readPhrases(lang string) (*phrases, error) {
	name := "phrases_" + lang + ".txt"
	b, err := phraseFiles.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("open phrases: %w", err)
	}
	p := &phrases{words: map[string][]int{}, begins: map[string][]int{}, written: map[string]bool{}, spelling: map[string]string{}}
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, rest, _ := strings.Cut(line, " | ")
		for entry := range strings.SplitSeq(rest, ";") {
			if err := p.add(head, strings.Fields(entry)); err != nil {
				return nil, fmt.Errorf("%s:%d: %q: %w", name, n, entry, err)
			}
		}
	}
	return p, nil
}

func (p *phrases) add(head string, fields []string) error {
	switch head {
	case "number":
		for _, w := range fields {
			p.written[w] = true
		}
		return nil
	case "spelling":
		if len(fields) != 2 {
			return fmt.Errorf("not two words")
		}
		p.spelling[fields[0]] = fields[1]
		return nil
	}
	weight, err := strconv.ParseFloat(strings.TrimLeft(head, "+-="), 32)
	class := strings.IndexByte("-=+", head[0])
	if err != nil || class < 0 || len(fields) == 0 {
		return fmt.Errorf("no weight and words")
	}
	one := phrase{class: class, weight: float32(weight)}
	for _, f := range fields {
		one.parts = append(one.parts, readPart(f))
	}
	for _, part := range one.parts { // as the words of a text are
		for i, w := range part.words {
			if long, ok := p.spelling[w]; ok {
				part.words[i] = long
			}
		}
	}
	p.index(one)
	return nil
}

func readPart(field string) part {
	switch field {
	case "~":
		return part{gap: true}
	case "_":
		return part{any: true}
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(field, "("), ")")
	out := part{optional: inner != field}
	for w := range strings.SplitSeq(inner, "/") {
		begin, cut := strings.CutSuffix(w, "*")
		switch {
		case w == "#":
			out.number = true
		case cut:
			out.begins = append(out.begins, begin)
		default:
			out.words = append(out.words, w)
		}
	}
	return out
}

func (p *phrases) index(one phrase) {
	at := len(p.all)
	p.all = append(p.all, one)
	first := one.parts[0]
	if first.optional && len(one.parts) > 1 {
		p.index(phrase{one.class, one.weight, one.parts[1:]})
	}
	for _, w := range first.words {
		p.words[w] = append(p.words[w], at)
	}
	for _, w := range first.begins {
		key := w[:min(stem, len(w))]
		p.begins[key] = append(p.begins[key], at)
	}
	if first.number {
		p.numbers = append(p.numbers, at)
	}
}

// found is a phrase in a text, from one word to another.
type found struct {
	first, end int
	class      int
	weight     float32
}

// find appends the phrases of a text; of those that overlap the longest.
func (p *phrases) find(dst []found, words []word) []found {
	from := len(dst)
	for i := range words {
		w := words[i].fold
		dst = p.from(dst, p.words[w], words, i)
		if len(w) >= stem {
			dst = p.from(dst, p.begins[w[:stem]], words, i)
		}
		if p.isNumber(words[i]) {
			dst = p.from(dst, p.numbers, words, i)
		}
	}
	mine := dst[from:]
	slices.SortStableFunc(mine, func(a, b found) int { return (b.end - b.first) - (a.end - a.first) })
	kept := mine[:0]
	for _, f := range mine {
		if !slices.ContainsFunc(kept, func(k found) bool { return f.first < k.end && k.first < f.end }) {
			kept = append(kept, f)
		}
	}
	return dst[:from+len(kept)]
}

func (p *phrases) from(dst []found, candidates []int, words []word, i int) []found {
	for _, c := range candidates {
		one := &p.all[c]
		if end := p.match(one.parts, words, i); end > i {
			dst = append(dst, found{i, end, one.class, one.weight})
		}
	}
	return dst
}

// match returns the end of the parts that begin at word i; 0: they do not.
func (p *phrases) match(parts []part, words []word, i int) int {
	if len(parts) == 0 {
		return i
	}
	first := &parts[0]
	switch {
	case first.gap:
		for skip := 0; skip <= 3 && i+skip < len(words); skip++ {
			if skip > 0 && words[i+skip-1].stop > 1 {
				break
			}
			if end := p.match(parts[1:], words, i+skip); end > 0 {
				return end
			}
		}
		return 0
	case i < len(words) && p.is(first, words[i]):
		if len(parts) == 1 || words[i].stop == 0 {
			if end := p.match(parts[1:], words, i+1); end > 0 {
				return end
			}
		}
	}
	if first.optional {
		return p.match(parts[1:], words, i)
	}
	return 0
}

func (p *phrases) is(one *part, w word) bool {
	if one.any {
		return true
	}
	for _, x := range one.words {
		if x == w.fold {
			return true
		}
	}
	for _, x := range one.begins {
		if strings.HasPrefix(w.fold, x) {
			return true
		}
	}
	return one.number && p.isNumber(w)
}

func (p *phrases) isNumber(w word) bool { return w.kind == text.Number || p.written[w.fold] }

package demo

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// topic is one situation that people write about, from corpus/*.txt. Its lines
// are sentences with [choices|of|words] and {slots}.
type topic struct {
	name    string
	lang    string
	section string
	tags    []string
	ops     []string // networks it may be about, one drawn; repeated for weight
	mode    string   // tram, bus: which lines fit
	vars    map[string][]string
	lines   map[byte][]phrase // T titles, 1 openings, 2 details, 3 endings, R replies
	groups  []string          // its variants, from the marks of its titles
}

// phrase is one line of a topic. Those marked "@ab" go with the variants a and
// b only, so that a title and what follows speak of the same thing.
type phrase struct{ text, groups string }

// network tells whether the topic is about a transport network at all.
func (t *topic) network() bool {
	return len(t.ops) > 1
}

// pool returns the topic's lines of a section that go with a variant.
func (t *topic) pool(section byte, group string) []string {
	var out []string
	for _, p := range t.lines[section] {
		if p.groups == "" || strings.Contains(p.groups, group) {
			out = append(out, p.text)
		}
	}
	return out
}

// loadTopics reads every .txt file of the corpus.
func loadTopics(files fs.FS) ([]*topic, error) {
	names, err := fs.Glob(files, "corpus/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the corpus: %w", err)
	}
	var all []*topic
	for _, name := range names {
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		ts, err := parseTopics(name, b)
		if err != nil {
			return nil, err
		}
		all = append(all, ts...)
	}
	return all, nil
}

func parseTopics(file string, b []byte) ([]*topic, error) {
	var out []*topic
	sc := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if word == "===" {
			out = append(out, &topic{name: rest, vars: map[string][]string{}, lines: map[byte][]phrase{}})
			continue
		}
		if len(out) == 0 {
			return nil, fmt.Errorf("%s:%d: a line before the first topic", file, n)
		}
		t := out[len(out)-1]
		switch word {
		case "lang":
			t.lang = rest
		case "section":
			t.section = rest
		case "tags":
			t.tags = strings.Fields(rest)
		case "op":
			t.ops = strings.Fields(rest)
		case "mode":
			t.mode = rest
		case "var":
			name, values, _ := strings.Cut(rest, " ")
			t.vars[name] = strings.Split(values, "|")
		case "T", "1", "2", "3", "R":
			t.add(word[0], rest)
		default:
			return nil, fmt.Errorf("%s:%d: %q: not a topic's line", file, n, word)
		}
	}
	return out, sc.Err()
}

func (t *topic) add(section byte, text string) {
	p := phrase{text: text}
	if strings.HasPrefix(text, "@") {
		p.groups, p.text, _ = strings.Cut(text[1:], " ")
	}
	t.lines[section] = append(t.lines[section], p)
	if section != 'T' {
		return
	}
	marks := strings.Split(p.groups, "")
	if p.groups == "" {
		marks = []string{""}
	}
	for _, g := range marks {
		if !slices.Contains(t.groups, g) {
			t.groups = append(t.groups, g)
		}
	}
}

// deck deals the indexes of a pool so that all come once before any comes twice.
type deck struct {
	order []int
	next  int
}

// deal returns k different indexes below n, in increasing order.
func (d *deck) deal(rng *rand.Rand, n, k int) []int {
	k = min(k, n)
	out := make([]int, 0, k)
	for tries := 0; len(out) < k; tries++ {
		if d.next == len(d.order) {
			d.order, d.next = rng.Perm(n), 0
		}
		i := d.order[d.next]
		d.next++
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}

// expand writes a sentence out: choices are drawn, slots filled from the scene.
func (sc *scene) expand(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[':
			end, parts := choices(s[i:])
			if end < 0 {
				return "", fmt.Errorf("unclosed choice in %q", s)
			}
			chosen, err := sc.expand(parts[sc.rng.IntN(len(parts))])
			if err != nil {
				return "", err
			}
			b.WriteString(chosen)
			i += end
		case '{':
			end := strings.IndexByte(s[i:], '}')
			if end < 0 {
				return "", fmt.Errorf("unclosed slot in %q", s)
			}
			v, err := sc.slot(s[i+1 : i+end])
			if err != nil {
				return "", fmt.Errorf("%w in %q", err, s)
			}
			joined := b.String()
			if sc.lang == "fr" {
				joined, v = contract(joined, v)
			}
			b.Reset()
			b.WriteString(joined + v)
			i += end
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), nil
}

// choices splits the bracket that s begins with into its alternatives, and
// returns the index of its closing bracket, -1 when there is none.
func choices(s string) (end int, parts []string) {
	depth, from := 0, 1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[':
			depth++
		case '|':
			if depth == 1 {
				parts = append(parts, s[from:i])
				from = i + 1
			}
		case ']':
			if depth--; depth == 0 {
				return i, append(parts, s[from:i])
			}
		}
	}
	return -1, nil
}

// number reads "3-20" or "3-20/5" (steps of 5) and draws.
func (sc *scene) number(s string) (string, bool) {
	span, stepText, stepped := strings.Cut(s, "/")
	lo, hi, ok := strings.Cut(span, "-")
	if !ok {
		return "", false
	}
	from, err1 := strconv.Atoi(lo)
	to, err2 := strconv.Atoi(hi)
	if err1 != nil || err2 != nil || to < from {
		return "", false
	}
	step := 1
	if stepped {
		if step, err1 = strconv.Atoi(stepText); err1 != nil || step < 1 {
			return "", false
		}
	}
	n := from + step*sc.rng.IntN((to-from)/step+1)
	if stepped && n >= 1000 { // an amount; years are not stepped
		mark := map[bool]string{true: " ", false: ","}[sc.lang == "fr"]
		return fmt.Sprintf("%d%s%03d", n/1000, mark, n%1000), true
	}
	return strconv.Itoa(n), true
}

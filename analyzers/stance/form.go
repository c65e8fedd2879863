package stance

import (
	_ "embed"
	"fmt"
	"strings"

	"vigie/analyzers/text"
)

//go:embed cues.txt
var cueFile string

// The kinds of cue.
const (
	kindDeny = iota
	kindQuery
	kindHearsay
	kindDoubt
	kindSupport
	kindReaction
	kinds
)

var kindNames = [kinds]string{"deny", "query", "hearsay", "doubt", "support", "reaction"}

// cue is a phrase. A last word with a star stands for all that begin so.
type cue struct {
	kind  int
	words []string
	stem  bool
}

// cues are the phrases by their first word.
type cues struct {
	first map[string][]cue
	stems []cue // of one word, with a star
}

func readCues(file string) (*cues, error) {
	c := &cues{first: map[string][]cue{}}
	n := 0
	for line := range strings.Lines(file) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, phrase, ok := strings.Cut(line, " | ")
		kind := -1
		for k, known := range kindNames {
			if name == known {
				kind = k
			}
		}
		if !ok || kind < 0 {
			return nil, fmt.Errorf("cues.txt:%d: %q is no kind with a phrase", n, line)
		}
		q := cue{kind: kind, stem: strings.HasSuffix(phrase, "*")}
		q.words = strings.Fields(strings.TrimSuffix(phrase, "*"))
		if len(q.words) == 1 && q.stem {
			c.stems = append(c.stems, q)
			continue
		}
		c.first[q.words[0]] = append(c.first[q.words[0]], q)
	}
	return c, nil
}

// form is what is seen of a post.
type form struct {
	count     [kinds]int
	early     [kinds]int // within the first words
	found     []string
	questions int // question marks
	shouts    int
	dots      int
	words     int
	negations int
	asks      bool // begins like a question
	link      bool
	quote     bool // begins with a quotation, or RT
	reply     bool
	deep      bool
	refuses   bool // begins with no
	agrees    bool // begins with yes
	figures   int
	handles   int
	seconds   int     // "you"
	persons   int     // "I"
	overlap   float64 // share of the words that the parent has
	parentAsk bool
	caps      bool
	emoji     int
	others    int   // "he", "they"
	endsAsked bool  // with a question mark
	own       *form // of the words that are the person's own; itself where nothing is repeated
	parent    struct{ negates, addresses bool }
}

// maxWords is how much of a post is looked at: a stance is taken early.
const maxWords = 300

// look reads a post's form, and that of its own words apart from those that it
// repeats.
func (c *cues) look(p Post) *form {
	f := c.scan(p)
	f.own = f
	if own, ok := ownWords(p.Text); ok {
		f.own = c.scan(Post{Text: own, Reply: p.Reply})
	}
	return f
}

func (c *cues) scan(p Post) *form {
	f := &form{reply: p.Reply, deep: p.Deep}
	s := p.Text
	toks := text.Tokens(s[:min(len(s), 20000)])
	if len(toks) > maxWords {
		toks = toks[:maxWords]
	}
	words := make([]string, 0, len(toks)+8)
	end := 0
	for _, t := range toks {
		words = f.marks(words, s[end:max(end, t.Start)])
		end = t.End
		switch t.Kind {
		case text.URL:
			f.link = true
		case text.Handle:
			f.handles++
		case text.Emoji:
			f.emoji++
		default:
			if t.Kind == text.Number {
				f.figures++
			}
			if f.words == 0 {
				f.begin(t.Fold)
			}
			f.words++
			f.word(t.Fold)
			words = append(words, strings.TrimPrefix(t.Fold, "#"))
		}
	}
	words = f.marks(words, s[end:min(len(s), end+20)])
	head := strings.TrimLeft(s, " .")
	f.quote = strings.HasPrefix(head, "“") || strings.HasPrefix(head, "\"") || strings.HasPrefix(head, "RT ") || strings.HasPrefix(head, "«")
	f.endsAsked = strings.HasSuffix(strings.TrimRight(s, " \n!\"”'"), "?")
	f.asks = len(words) > 0 && isQuestionWord(words[0])
	f.caps = len(s) > 10 && len(s) < 300 && strings.ToUpper(s) == s && strings.ToLower(s) != s
	c.match(f, words)
	if p.Parent != "" {
		f.compare(words, p.Parent)
	}
	return f
}

// marks adds the question and exclamation marks between two words.
func (f *form) marks(words []string, gap string) []string {
	for _, r := range gap {
		switch r {
		case '?', '？', '؟':
			f.questions++
			if len(words) == 0 || words[len(words)-1] != "?" {
				words = append(words, "?")
			}
		case '!', '！':
			f.shouts++
			if len(words) == 0 || words[len(words)-1] != "!" {
				words = append(words, "!")
			}
		case '…':
			f.dots++
		}
	}
	if strings.Contains(gap, "...") {
		f.dots++
	}
	return words
}

func (f *form) word(w string) {
	switch w {
	case "not", "no", "never", "n't", "nothing", "cannot", "pas", "jamais", "aucun", "aucune", "rien", "non", "ni", "none", "neither":
		f.negations++
	case "you", "your", "u", "ur", "you're", "vous", "tu", "toi", "votre", "vos", "ton":
		f.seconds++
	case "i", "my", "me", "i'm", "je", "j'", "moi", "mon", "ma":
		f.persons++
	case "he", "she", "they":
		f.others++
	default:
		if strings.HasSuffix(w, "n't") {
			f.negations++
		}
	}
}

// begin looks at the first word.
func (f *form) begin(w string) {
	switch w {
	case "no", "nope", "not", "non", "nan", "faux", "wrong", "false", "but", "mais", "actually", "bullshit", "lies", "liar", "pas", "stop", "arretez":
		f.refuses = true
	case "yes", "yep", "yeah", "oui", "ouais", "exactly", "exactement", "exact", "true", "vrai", "correct", "indeed", "agreed", "right", "confirmed", "breaking", "update":
		f.agrees = true
	}
}

func isQuestionWord(w string) bool {
	switch w {
	case "what", "why", "who", "where", "when", "how", "is", "are", "was", "were", "did", "does", "do", "can", "could", "will", "would", "has", "have", "which", "any", "anyone",
		"pourquoi", "qui", "quoi", "ou", "quand", "comment", "est", "combien", "quel", "quelle", "quels", "quelles", "qu'":
		return true
	}
	return false
}

// match counts the phrases.
func (c *cues) match(f *form, words []string) {
	for i, w := range words {
		for _, q := range c.first[w] {
			if q.at(words[i:]) {
				f.take(q, i)
			}
		}
		if isReported(w) {
			f.take(cue{kind: kindHearsay, words: words[i : i+1]}, i)
		}
		for _, q := range c.stems {
			if strings.HasPrefix(w, q.words[0]) {
				f.take(q, i)
			}
		}
	}
}

// isReported tells the French conditional of what one has not seen ("il n'en
// resterait que 940"), but not that of wishes and duties.
func isReported(w string) bool {
	switch w {
	case "voudrait", "voudraient", "pourrait", "pourraient", "devrait", "devraient", "faudrait", "aimerait", "aimeraient", "dirait", "saurait",
		"souhaiterait", "souhaiteraient", "prefererait":
		return false
	}
	for _, end := range []string{"erait", "irait", "urait", "drait", "vrait", "eraient", "iraient", "uraient", "draient", "vraient"} {
		if len(w) > len(end) && strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

func (f *form) take(q cue, i int) {
	f.count[q.kind]++
	if i < 6 {
		f.early[q.kind]++
	}
	if len(f.found) < 12 {
		f.found = append(f.found, kindNames[q.kind]+": "+strings.Join(q.words, " "))
	}
}

func (q cue) at(words []string) bool {
	if len(words) < len(q.words) {
		return false
	}
	for k, w := range q.words {
		if q.stem && k == len(q.words)-1 {
			return strings.HasPrefix(words[k], w)
		}
		if words[k] != w {
			return false
		}
	}
	return true
}

// compare looks at what the parent says.
func (f *form) compare(words []string, parent string) {
	if len(parent) > 20000 {
		parent = parent[:20000]
	}
	f.parentAsk = strings.Contains(parent, "?")
	known := map[string]bool{}
	var said form
	for _, t := range text.Tokens(parent) {
		known[t.Fold] = true
		if t.Kind == text.Handle {
			said.handles++
			continue
		}
		said.word(t.Fold)
	}
	f.parent.negates = said.negations > 0
	f.parent.addresses = said.seconds > 0 || said.handles > 0
	shared, n := 0, 0
	for _, w := range words {
		if len(w) > 3 {
			n++
			if known[w] || known["#"+w] {
				shared++
			}
		}
	}
	if n > 0 {
		f.overlap = float64(shared) / float64(n)
	}
}

// featureNames name the numbers of vector, in their order.
var featureNames = []string{"bias", "source", "deny", "query", "hearsay", "doubt", "support", "deny early", "support early", "query early",
	"question", "questions", "question last words few", "asks", "exclamation", "dots", "negation", "negations", "link", "quote", "handles", "you", "i",
	"length", "short", "long", "overlap", "parent asks", "capitals", "emoji", "deny and question", "source question", "source deny", "link without question", "negation early you",
	"reaction", "deep", "refuses", "agrees", "figures", "alone", "source reply overlap", "parent asks short",
	"repeats", "repeats only", "repeats and asks", "repeats and adds", "same words", "link same words", "link alone", "own length", "own asks", "ends asked", "own question word",
	"question you", "negation overlap", "parent negates", "both negate", "parent addresses", "others", "many handles", "reaction short", "support short", "reply figures", "own none",
	"question and deep", "ends asked, not deep", "own asks, not deep", "repeats only and link", "negation, not deep", "deny, not deep", "question and long",
	"question and exclamation", "question and you", "negation and you", "both negate, not deep", "source hearsay", "overlap, not deep"}

// vector returns the form as numbers between 0 and 1 or so.
func (f *form) vector() []float64 {
	reply := f.reply
	return append([]float64{1, yes(!reply), upTo(f.count[kindDeny], 2), upTo(f.count[kindQuery], 2), upTo(f.count[kindHearsay], 2), upTo(f.count[kindDoubt], 2), upTo(f.count[kindSupport], 2),
		yes(f.early[kindDeny] > 0), yes(f.early[kindSupport] > 0), yes(f.early[kindQuery] > 0),
		yes(f.questions > 0), upTo(f.questions, 3), yes(f.questions > 0 && f.words <= 10), yes(f.asks), yes(f.shouts > 0), yes(f.dots > 0), yes(f.negations > 0), upTo(f.negations, 3),
		yes(f.link), yes(f.quote), upTo(f.handles, 4), yes(f.seconds > 0), yes(f.persons > 0),
		upTo(f.words, 25), yes(f.words <= 4), yes(f.words > 18), f.overlap, yes(f.parentAsk), yes(f.caps), yes(f.emoji > 0),
		yes(f.count[kindDeny] > 0 && f.questions > 0), yes(!reply && f.questions > 0), yes(!reply && f.count[kindDeny] > 0), yes(f.link && f.questions == 0), yes(f.negations > 0 && f.seconds > 0),
		upTo(f.count[kindReaction], 2), yes(f.deep), yes(f.refuses), yes(f.agrees), upTo(f.figures, 2), yes(f.words == 0), yes(reply && f.overlap > .4), yes(f.parentAsk && f.words <= 8)}, append(f.ownVector(), f.crossings()...)...)
}

package stance

import (
	"slices"
	"strings"

	"vigie/analyzers/text"
)

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
	parent    struct{ negates, addresses, sameFigure, otherFigure bool }
	numbers   []string // as they are written
	// attributed: somebody is said to say that there is none of it: "is not closing
	// any branches, said the head", "aucune fermeture, assure la direction"
	attributed bool
	pauses     uint64 // a bit for each of the first words after which a clause ends
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
				f.numbers = append(f.numbers, t.Fold)
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
	f.attributed = deniesAny(words)
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
	if n := len(words); n > 0 && n <= 64 && strings.ContainsAny(gap, ",.;:!?…\n–—") {
		f.pauses |= 1 << (n - 1)
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

// deniesAny tells words that deny a thing altogether, with who says so: "not ...
// any", "no ... is planned", "n'... aucune".
func deniesAny(words []string) bool {
	denies, speaker := 0, false
	for i, w := range words[:min(len(words), 60)] {
		switch w {
		case "said", "says", "insists", "insisted", "stated", "assure", "assurent", "affirme", "affirment", "declare", "indique", "confirme", "precise":
			speaker = speaker || i > 0
		case "not", "isn't", "aren't", "won't", "ne", "n'":
			denies = max(denies, 1)
		case "any", "aucun", "aucune":
			if denies == 1 || i+1 < len(words) && w != "any" && slices.Contains(words[i+1:min(len(words), i+6)], "n'") {
				denies = 2
			}
		}
	}
	return denies == 2 && speaker
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
		if t.Kind == text.Number {
			said.figures++
		}
		said.word(t.Fold)
	}
	for _, n := range f.numbers {
		f.parent.sameFigure = f.parent.sameFigure || known[n]
		f.parent.otherFigure = f.parent.otherFigure || !known[n] && said.figures > 0
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

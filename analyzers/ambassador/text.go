package ambassador

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	words "vigie/analyzers/text"
)

// token is a word, with the first person's short forms made one: "I am" is i'm.
type token struct {
	fold       string
	start, end int
	sentence   int
	first      bool // of its sentence
	upper      bool
	brk        bool // a full stop, colon or bracket stands before it
}

// text is a post taken apart.
type text struct {
	f      *Finder
	s      string
	tokens []token
	quoted []words.Span
	named  bool // the organisation is named somewhere
	me     bool // somebody says I or we
}

func (f *Finder) read(s string) *text {
	t := &text{f: f, s: s}
	spans := words.Sentences(s)
	raw := words.Tokens(s)
	t.tokens = make([]token, 0, len(raw))
	at, end := 0, 0
	for _, r := range raw {
		if r.Kind == words.URL || r.Kind == words.Emoji {
			continue
		}
		for at < len(spans) && spans[at].End <= r.Start {
			at++
		}
		head := len(t.tokens) == 0 || t.tokens[len(t.tokens)-1].sentence != at
		if n := len(t.tokens); n > 0 && !head && t.tokens[n-1].fold == "i" && (r.Fold == "am" || r.Fold == "have" || r.Fold == "would") {
			t.tokens[n-1].fold = map[string]string{"am": "i'm", "have": "i've", "would": "i'd"}[r.Fold]
			t.tokens[n-1].end = r.End
			end = r.End
			continue
		}
		c, _ := utf8.DecodeRuneInString(s[r.Start:])
		t.tokens = append(t.tokens, token{
			fold: strings.TrimLeft(r.Fold, "#@"), start: r.Start, end: r.End, sentence: at, first: head, upper: unicode.IsUpper(c),
			brk: strings.ContainsAny(s[end:r.Start], ".:;!?()«»“”\n"),
		})
		end = r.End
	}
	for i := range t.tokens {
		t.named = t.named || t.orgAt(i) > 0
		t.me = t.me || first[t.tokens[i].fold]
	}
	t.quotes()
	return t
}

// orgAt is how many tokens a name of the organisation takes at i, 0 for none.
func (t *text) orgAt(i int) int {
next:
	for _, n := range t.f.names[t.tokens[i].fold] {
		if i+len(n) > len(t.tokens) {
			continue
		}
		for k, w := range n {
			if t.tokens[i+k].fold != w {
				continue next
			}
		}
		return len(n)
	}
	return 0
}

func (t *text) is(i int, c class) bool {
	w := t.tokens[i].fold
	if c == figure {
		return w[0] >= '0' && w[0] <= '9'
	}
	r, ok := t.f.roles[w]
	if !ok { // "one of the nurses"
		r, ok = t.f.roles[strings.TrimSuffix(w, "s")]
	}
	if !ok && c == job {
		return endsAsJob(strings.TrimSuffix(w, "s"))
	}
	return ok && r == c
}

// endsAsJob tells the names of jobs that are on no list by their endings, "a
// butcher", "une fleuriste". Patterns ask for a job only where a noun that is
// said of the author stands.
func endsAsJob(w string) bool {
	return len(w) > 5 && slices.ContainsFunc(jobEndings, func(e string) bool { return strings.HasSuffix(w, e) })
}

var jobEndings = []string{"eur", "euse", "trice", "ier", "iere", "cher", "chere", "ien", "ienne", "iste", "naire", "er", "or", "ist", "ian", "man", "woman"}

// lineAt reads a line or vehicle that one drives: "la 3", "le tram de 22 h 10",
// "the number 34 bus".
func (t *text) lineAt(i int) int {
	n := 0
	for i+n < len(t.tokens) && n < 2 && articles[t.tokens[i+n].fold] {
		n++
	}
	if i+n >= len(t.tokens) {
		return 0
	}
	w := t.tokens[i+n].fold
	if vehicles[w] || w[0] >= '0' && w[0] <= '9' && len(w) <= 3 || len(w) == 2 && (w[0] == 't' || w[0] == 'm' || w[0] == 'l') && w[1] >= '0' && w[1] <= '9' {
		return n + 1
	}
	return 0
}

// quotes notes what stands between quotation marks.
func (t *text) quotes() {
	open := -1
	for i, r := range t.s {
		switch {
		case r == '«' || r == '“' || r == '"' && open < 0:
			open = i
		case (r == '»' || r == '”' || r == '"') && open >= 0:
			t.quoted = append(t.quoted, words.Span{Start: open, End: i})
			open = -1
		}
	}
}

// reported says whether a cue stands inside quotation marks that somebody else
// reports: "« Je suis conducteur », raconte Paul".
func (t *text) reported(c found) bool {
	from, to := t.tokens[c.from].start, t.tokens[c.to-1].end
	for _, q := range t.quoted {
		if q.Start > from || q.End < to {
			continue
		}
		last := t.tokens[c.to-1].sentence
		for _, tk := range t.tokens {
			if (tk.start > q.End || tk.end < q.Start) && tk.sentence >= last-1 && tk.sentence <= last+2 && reports[tk.fold] {
				return true
			}
		}
	}
	return false
}

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

var (
	articles = wordSet("un une le la l' les des du de d' au aux a an the one of ce cette cet this")
	vehicles = wordSet("bus tram tramway metro train rame ligne line route number trams rames lignes buses trains 3")
	first    = wordSet("je j' moi m' me nous notre nos mon ma mes on i i'm i've i'd i'll my we we're our us")
	reports  = wordSet(`raconte temoigne explique confie dit disait declare assure affirme lache resume glisse souffle indique precise ajoute poursuit
		says said tells told explains adds recalls insists claims declares according selon confides writes ecrit repond temoignage interview portrait recit`)
)

package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// replied are the marks by which engines say whom a message answers, apart from
// quotes: NodeBB, wpForo, Discourse as crawlers see it, comments of several.
var (
	parentNames = []string{"data-topid", "data-parent-pid", "data-parentid", "data-parent-id", "data-reply-to", "data-parent-post-id", "data-in-reply-to"}
	repliedTo   = regexp.MustCompile(`(?i)^(?:in reply to|reply to|replying to|en réponse à|réponse à|als antwort auf|antwort auf|en respuesta a|respuesta a|in risposta a|risposta a)\b`)
	indented    = find(".indented, .children, .replies, .nested, .comment-replies, .reply-list, [class*=nested-repl]")
	numberShown = regexp.MustCompile(`^#\s?(\d{1,7})$`)
	numberNamed = regexp.MustCompile(`(?i)^(?:@|>>|re ?:?|(?:in )?reply to|en réponse (?:à|au)|réponse (?:à|au)|réf\.?|zu|antwort auf|respuesta a|en respuesta a|in risposta a|risposta a)?\s*(?:post|message|msg|beitrag|mensaje|messaggio)?\s*#\s?(\d{1,7})\b`)
)

// relations are what a message says of others before their IDs are known.
type relations struct {
	number string // that the page counts it by: "12" of "#12"
	parent string // that its markup names
	linked string // number of the message that its text begins with a link to
}

// relate reads what the head and the beginning of a message say of others.
func (h header) relate(m *Message) relations {
	var r relations
	for n := range h.nodes {
		for _, name := range parentNames {
			if id := attr(n, name); r.parent == "" && id != "" && id != "0" && id != m.ID && strings.Trim(id, "0123456789") == "" {
				r.parent = id
			}
		}
		if n.DataAtom == atom.A || n.DataAtom == atom.Span || n.DataAtom == atom.Strong || n.DataAtom == atom.Li {
			said := brief(n)
			if f := numberShown.FindStringSubmatch(said); f != nil && r.number == "" {
				r.number = f[1]
			}
			if href := attr(n, "href"); r.parent == "" && href != "" && len(said) < 80 && repliedTo.MatchString(said) {
				if f := quoteSource.FindStringSubmatch(href); f != nil {
					r.parent = f[1]
				}
			}
		}
	}
	if n := opens(h.block.body); n != nil && !memberAddress.MatchString(attr(n, "href")) {
		if f := lastNumber.FindStringSubmatch(attr(n, "href")); f != nil {
			r.linked = f[1]
		}
	}
	return r
}

var lastNumber = regexp.MustCompile(`(\d{1,19})/?$`)

// opens is the link that a text begins with.
func opens(body *html.Node) *html.Node {
	for n := range body.Descendants() {
		switch {
		case n.DataAtom == atom.A:
			return n
		case n.Type == html.TextNode && strings.Trim(n.Data, " \t\r\n\u00a0@") != "":
			return nil
		}
	}
	return nil
}

// findParents looks up whom each message answers: what its markup names, the one it
// quotes by number, the latest before it by the quoted author that says what is
// quoted, the one that its first words name.
func findParents(messages []Message, said []relations) {
	b := bearings{by: map[string][]int{}, ids: map[string]bool{}, numbers: map[string]string{}}
	for i := range messages {
		m := &messages[i]
		r := relations{}
		if i < len(said) {
			r = said[i]
		}
		if m.Parent == "" {
			m.Parent = r.parent
		}
		for _, q := range m.Quotes {
			if m.Parent != "" {
				break
			}
			if q.Message != "" && q.Message != m.ID {
				m.Parent = q.Message
				continue
			}
			if q.Author == "" {
				m.Parent = only(messages[:i], q.Text)
				continue
			}
			m.Parent = quoted(messages, b.by[q.Author], q.Text)
		}
		if m.Parent == "" {
			m.Parent = b.named(messages, m, r, i)
		}
		if m.Parent == m.ID {
			m.Parent = "" // what a server says, or of two messages with one number
		}
		if m.ID != "" && !b.ids[m.ID] {
			b.ids[m.ID] = true
			b.by[m.Author] = append(b.by[m.Author], i)
			if r.number != "" && b.numbers[r.number] == "" {
				b.numbers[r.number] = m.ID
			}
		}
	}
}

// bearings are the messages before one.
type bearings struct {
	by      map[string][]int  // author -> places
	ids     map[string]bool   //
	numbers map[string]string // as the page counts -> ID
}

// named is the message that the first words name: by a link, a number, or
// "@author" where that author has written but one message, or the one before.
func (b bearings) named(messages []Message, m *Message, r relations, at int) string {
	if r.linked != "" && r.linked != m.ID && b.ids[r.linked] {
		return r.linked
	}
	if f := numberNamed.FindStringSubmatch(m.Text); f != nil {
		return b.numbers[f[1]]
	}
	rest, ok := strings.CutPrefix(m.Text, "@")
	if !ok {
		return ""
	}
	best := ""
	for author := range b.by {
		if len(author) > len(best) && len(rest) >= len(author) && strings.EqualFold(rest[:len(author)], author) && !wordAt(rest[len(author):]) {
			best = author
		}
	}
	earlier := b.by[best]
	if best == "" || best == m.Author || len(earlier) > 1 && earlier[len(earlier)-1] != at-1 {
		return ""
	}
	return messages[earlier[len(earlier)-1]].ID
}

// wordAt tells whether a word goes on.
func wordAt(s string) bool {
	return s != "" && (s[0] == '_' || s[0] >= '0' && s[0] <= '9' || s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 0x80 && !strings.HasPrefix(s, "\u00a0"))
}

// quoted looks back over an author's messages, not endlessly.
func quoted(messages []Message, earlier []int, text string) string {
	start := beginning(text)
	if start == "" {
		return ""
	}
	for n := range min(len(earlier), 50) {
		m := messages[earlier[len(earlier)-1-n]]
		if strings.Contains(strings.Join(strings.Fields(m.Whole), " "), start) {
			return m.ID
		}
	}
	return ""
}

// only is the message, of those before one, whose own words hold what is quoted
// without a name, if no other's do.
func only(earlier []Message, text string) string {
	start, id := beginning(text), ""
	if len(start) < 20 {
		return ""
	}
	for _, m := range earlier[max(0, len(earlier)-50):] {
		if strings.Contains(strings.Join(strings.Fields(m.Text), " "), start) {
			if id != "" {
				return ""
			}
			id = m.ID
		}
	}
	return id
}

func beginning(text string) string {
	start := strings.Join(strings.Fields(text), " ")
	if len(start) > 60 {
		start = strings.ToValidUTF8(start[:60], "")
	}
	return start
}

// nest names the parents of messages that stand inside, or indented under, the
// one they answer, and of answers to a question.
func nest(blocks []block, drafts []draft) {
	places := map[*html.Node]int{}
	for i, d := range drafts {
		places[blocks[d.block].item()] = i
	}
	question := ""
	if len(drafts) > 0 && strings.Contains(attr(blocks[drafts[0].block].item(), "itemtype"), "Question") {
		question = drafts[0].ID
	}
	for i := range drafts {
		d := &drafts[i]
		item := blocks[d.block].item()
		for n := item.Parent; n != nil && d.related.parent == ""; n = n.Parent {
			at, ok := places[n]
			if !ok && n.Type == html.ElementNode && indented.Match(n) {
				for p := before(n); p != nil && !ok; p = before(p) {
					at, ok = places[p]
				}
			}
			if ok && at < i && drafts[at].ID != d.ID {
				d.related.parent = drafts[at].ID
				break
			}
		}
		if i > 0 && d.related.parent == "" && strings.Contains(attr(item, "itemtype"), "Answer") {
			d.related.parent = question
		}
	}
}

// item is the element that is all of a message.
func (b block) item() *html.Node {
	if len(b.roots) > 1 || attr(b.roots[0], "itemtype") == "" {
		if n := owner(b.body); n != nil && holds(n, b.roots[0]) {
			return n
		}
	}
	return b.roots[0]
}

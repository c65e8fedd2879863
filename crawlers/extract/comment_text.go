package extract

import (
	"regexp"
	"strings"

	"github.com/go-shiori/dom"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// buttonLike elements with nothing but one of toolWords are tools too.
var (
	buttonLike = find("a, span, p, li, div")
	toolWords  = regexp.MustCompile(`(?i)^(?:reply|répondre|antworten|responder|rispondi|report|flag|signaler|alerter|melden|denunciar|segnala|edit|modifier|bearbeiten|delete|supprimer|löschen|eliminar|elimina|share|partager|teilen|compartir|condividi|quote|citer|zitieren|citar|cita|like|j['’]aime|gefällt mir|me gusta|mi piace|permalink|permalien|lien permanent|link|#\d*|\d+\.?)$`)
)

// says tells whether a comment has a text of its own.
func (r *remarks) says(n *html.Node) bool { return r.text(n) != nil }

// text is a copy of the element of a comment's text, or of the comment without
// what stands around it.
func (r *remarks) text(n *html.Node) *html.Node {
	roots := r.own(n)
	text := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	if body := r.body(roots); body != nil {
		text.AppendChild(dom.Clone(body, true))
	} else {
		for _, root := range roots {
			text.AppendChild(dom.Clone(root, true))
		}
		for _, e := range all(text, framing) {
			if e != text {
				detach(e)
			}
		}
		head := r.head(n)
		shorn(text, head.author)
		shorn(text, head.shown)
	}
	for _, e := range all(text, tools) {
		if e != text {
			detach(e)
		}
	}
	for _, e := range all(text, buttonLike) {
		if toolWords.MatchString(lineOf(e)) {
			detach(e)
		}
	}
	if NodeText(text) == "" {
		return nil
	}
	return text
}

// unsaid takes off the word between a name and what it says.
func unsaid(text string) string {
	head, rest, ok := strings.Cut(text, "\n")
	if ok && len(head) < 20 && saying.MatchString(head) && saying.ReplaceAllString(head, "") == "" {
		return strings.TrimSpace(rest)
	}
	return text
}

// shorn takes out the first element that says nothing but said.
func shorn(n *html.Node, said string) {
	if said == "" {
		return
	}
	for e := range n.Descendants() {
		if e.Type == html.ElementNode && len(e.Data) > 0 && firstText(e, len(said)) != "" && lineOf(e) == said {
			detach(e)
			return
		}
	}
}

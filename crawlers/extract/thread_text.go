package extract

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// furniture is what stands in a message's text and is not of it.
var furniture = find(`.signature, [class*=signature], [class*=Signature], [id^=sig], .message-lastEdit, .editDate, .edited, .lastedited, .lastedit, p.edit, [class*=revision-log], .sig-content, .messageSignature, .postedit, .post_edit, .attachbox, .attachments, .message-attachments, .notice,
	.bbCodeBlock-expandLink, .quoteExpand, .quote-controls, .js-selectToQuoteEnd, .messageTextEndMarker, .codebox > p, .codebox > dt, .codeheader, .bbCodeBlock-shrinkLink, .sr-only, .visually-hidden, .screen-reader-text, .thank_you_button,
	.post-controls, .post-menu-area, .post_controls, .postfoot, .postlinking, .reactionsBar, .likes, .like-count, .ipsItemControls, .ipsQuote_contract, .ipsCode_contract, .post-signature, .share, .social, .advert, .adsbygoogle, .topic-map, .lightbox .meta, .after_content`)

// quoting is how a message repeats another one.
var quoting = find(`blockquote, aside.quote, .bbcode_container, .bbcode_quote, .bbCodeQuote, .bbCodeBlock--quote, .quotebox, .quotecontent, .quotetitle, .quoteheader, .quotefooter, .bbc_standard_quote, .bbc_alternate_quote,
	.quote, .UserQuote, .QuoteText, .ipsQuote, .d-quote, .citation, .quote_container, .post-quote, .mycode_quote, [class*=quote-block], .b-bbcode__quote`)

// spoiler is what a message hides until a reader asks for it.
var (
	spoiler = find(`.spoiler, .spoilertitle, .spoilercontent, .bbCodeSpoiler, .bbCodeInlineSpoiler, .bbCodeBlock--spoiler, .ipsSpoiler, .bbc_spoiler, .bbcode_spoiler, .spoilerbox, .sp-wrap, .quoteBox.spoiler, .spoilerBox, .d-spoiler`)
	selPre  = find("pre")
)

// flatten makes the code of a block one text, which keeps its lines.
func flatten(pre *html.Node) {
	if c := pre.FirstChild; c == nil || c == pre.LastChild && c.Type == html.TextNode {
		return
	}
	var b strings.Builder
	for n := range pre.Descendants() {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
	}
	for pre.FirstChild != nil {
		pre.RemoveChild(pre.FirstChild)
	}
	pre.AppendChild(&html.Node{Type: html.TextNode, Data: b.String()})
}

// fill reads the text, and takes the tree apart while it does.
func (p *forumPage) fill(d *draft, body *html.Node) {
	for _, n := range all(body, furniture) {
		detach(n)
	}
	sign(body)
	amends(body)
	applause(body)
	body = inner(body)
	for _, n := range all(body, selPre) {
		flatten(n)
	}
	d.Whole = strings.TrimSpace(NodeText(body))
	d.Quotes = p.takeQuotes(body)
	d.Text = d.Whole
	spoilers := all(body, spoiler)
	for _, n := range spoilers {
		detach(n)
	}
	if len(d.Quotes)+len(spoilers) > 0 {
		d.Text = strings.TrimSpace(NodeText(body))
	}
	if d.Text == "" { // nothing but a quote was posted, as news are in forums
		d.Text = d.Whole
	}
	d.Links = links(body, p.base)
}

var quoteClass = regexp.MustCompile(`(?i)quote|citation|uncited`)

// inner goes down to the element that really holds the text: some engines wrap
// every message in a blockquote of its own.
func inner(body *html.Node) *html.Node {
	for range 5 {
		var only *html.Node
		for c := body.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" || c.Type == html.CommentNode {
				continue
			}
			if only != nil || c.Type != html.ElementNode {
				return body
			}
			only = c
		}
		if only == nil || only.DataAtom != atom.Blockquote && only.DataAtom != atom.Div || quoteClass.MatchString(attr(only, "class")) || attr(only, "cite") != "" {
			return body
		}
		body = only
	}
	return body
}

func detach(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// sign removes what follows a line of underscores, with which old forums part
// a signature from the text.
func sign(body *html.Node) {
	for n := range body.Descendants() {
		if n.Type != html.TextNode || len(n.Data) < 15 || strings.Trim(strings.TrimSpace(n.Data), "_") != "" || strings.Count(n.Data, "_") < 15 {
			continue
		}
		for at := n; at != nil && at != body; at = at.Parent {
			for at.NextSibling != nil {
				detach(at.NextSibling)
			}
		}
		detach(n)
		return
	}
}

var amended = regexp.MustCompile(`(?i)^[\[(«"*\s]*(?:(?:this (?:post|message) (?:has been|was) )?(?:last )?(?:edit(?:ed)?|modified|updated)\s?(?:by|:|on|at)|last (?:edited|edit|modified)\b|(?:dernière (?:modification|édition)|(?:message |post )?(?:modifié|édité)(?: en dernier)?)\s+(?:par|le|:)|(?:zuletzt|nachträglich) (?:bearbeitet|geändert|editiert)|(?:bearbeitet|geändert|editiert) (?:von|am)|(?:última edición|editado(?: por última vez)?)\s+(?:por|el)|última edición:|(?:ultima modifica|modificato(?: l'ultima volta)?)\s+(?:da|di|il)|ultima modifica:|questa risposta è stata modificata|(?:thanked by|users? who thanked|the following \d* ?users?\b|thanks? (?:given )?by:|liked by|reactions?:|les (?:membres|utilisateurs) suivants|(?:remercié|aimé) par|folgende[nr]? \d* ?(?:benutzer|mitglieder)|gefällt \S+|danke von|agradecido por|a \S+ le gusta|ringraziato da|piace a)\b)`)

// amends removes the lines that say who changed a message and who thanked for
// it. They stand at its end, in elements of their own.
func amends(body *html.Node) {
	var found []*html.Node
	looked := 0
	for n := body.LastChild; n != nil && looked < 4; n = n.PrevSibling {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" || n.DataAtom == atom.Br || n.DataAtom == atom.Hr {
			continue
		}
		looked++
		if n.Type != html.ElementNode || quoting.Match(n) || silent[n.DataAtom] {
			continue
		}
		if said := brief(n); said != "" && amended.MatchString(said) {
			found = append(found, n)
		}
	}
	for _, n := range found {
		detach(n)
	}
}

var applauded = regexp.MustCompile(`(?i)^(?:\d[\d.,]*\s*(?:likes?|shares?|upvotes?|votes?|points?|j['’]aime|partages?|gefällt mir|me gusta|mi piace)[\s,·|]*)+$`)

// applause removes the counts of approval that end a message.
func applause(body *html.Node) {
	for n := body.LastChild; n != nil; {
		before := n.PrevSibling
		said := ""
		if n.Type == html.ElementNode {
			said = brief(n)
		}
		switch {
		case applauded.MatchString(said):
			detach(n)
			return
		case n.Type == html.ElementNode && said != "", n.Type == html.TextNode && strings.TrimSpace(n.Data) != "":
			return
		}
		n = before
	}
}

// links are the addresses in a message's own words.
func links(body *html.Node, at *url.URL) []string {
	var out []string
	seen := map[string]bool{}
	for n := range body.Descendants() {
		if n.DataAtom != atom.A || len(out) >= 200 {
			continue
		}
		if u := absolute(attr(n, "href"), at); u != "" && !seen[u] {
			seen[u] = true
			out = append(out, u)
		}
	}
	return out
}

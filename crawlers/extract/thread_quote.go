package extract

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	quoteSource = regexp.MustCompile(`(?i)(?:post(?:_id)?:?\s*|[#?&;/](?:p|pid|post|post-|post_|msg|comment|comment-)=?|id=|msg)(\d{1,19})`)
	quoteSaid   = regexp.MustCompile(`(?i)^(?:\([^)]*\))?\W*(?:(?:zitat von|quote from:?|originally posted by|posted by|quoting|cita de|citazione|citation de|citation|envoyé par|posté par|quote|zitat)[:\s]+)?(.{1,60}?)\s*(?:wrote|said|a écrit|a dit|écrit|schrieb|sagte|escribió|dijo|ha scritto|ha detto|on \w+ \d.*|, (?:le|on|am) .*)?\s*[:↑]*\s*$`)
	quoteHead   = find("cite, p.citation, .wpforo-post-quote-author, .quoteBoxTitle, .bbcode_postedby, .bbCodeBlock-title, .attribution, .quoteheader, .quotetitle, .ipsQuote_citation, .title, .QuoteAuthor, .bbcode_quote_author, h4, .quote-author")
)

// takeQuotes removes what a message repeats of others from its tree, and
// returns it.
func (p *forumPage) takeQuotes(body *html.Node) []Quote {
	var quotes []Quote
	for _, n := range outermost(append(headed(body), all(body, quoting)...)) {
		if whole := n.Parent; whole != nil && whole != body && onlyOf(whole, n) && quoting.Match(whole) {
			n = whole
		}
		if n.Parent == nil {
			continue
		}
		q := quoteOf(n)
		if topic := topicOf(n); topic != "" && p.topic != "" && topic != p.topic {
			q.Message = "" // Discourse counts messages by thread, and this is of another one
		}
		if q.Text != "" || q.Author != "" {
			quotes = append(quotes, q)
		}
		detach(n)
	}
	return joinQuotes(quotes)
}

// topicOf is the thread that a quote of Discourse is from.
func topicOf(n *html.Node) string {
	if topic := attr(n, "data-topic"); topic != "" {
		return topic
	}
	return attr(one(n, selTopic), "data-topic")
}

var selTopic = find("[data-topic]")

var (
	quoteWord  = regexp.MustCompile(`(?i)^(?:quote|zitat|citation|cita|citazione|excerpt)\s?:?$`)
	quoteIntro = regexp.MustCompile(`(?i)^(?:originally posted by|zitat von|quote from|envoyé par|posté par|cita de|citazione di)\b|\b(?:wrote|said|a écrit|schrieb|escribió|dijo|ha scritto)\s?:$`)
)

// headed finds the quotes of engines that mark them by a word alone: "Quote:",
// or "A wrote:", in a block before the quoted one.
func headed(body *html.Node) []*html.Node {
	var found []*html.Node
	for n := range body.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.Div && n.DataAtom != atom.Table && n.DataAtom != atom.Span {
			continue
		}
		said := ""
		if before := before(n); n.DataAtom != atom.Table && before == nil {
			said = brief(n)
		}
		next := after(n)
		switch {
		case said != "" && quoteWord.MatchString(said) && next != nil && n.Parent != body:
			found = append(found, n.Parent)
		case n.DataAtom == atom.Table && quoteIntro.MatchString(brief(one(n, selFirstCell))):
			found = append(found, n)
		}
	}
	return found
}

var selFirstCell = find("tr:first-child td")

func after(n *html.Node) *html.Node {
	for p := n.NextSibling; p != nil; p = p.NextSibling {
		if p.Type == html.ElementNode {
			return p
		}
	}
	return nil
}

// brief is the text of an element that holds little.
func brief(n *html.Node) string {
	if n == nil {
		return ""
	}
	length := 0
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			if length += len(c.Data); length > 200 {
				return ""
			}
		}
	}
	return lineOf(n)
}

// joinQuotes puts a head that stands beside its quote (SMF) together with it.
func joinQuotes(quotes []Quote) []Quote {
	out := quotes[:0]
	for _, q := range quotes {
		if last := len(out) - 1; last >= 0 && out[last].Text == "" && q.Author == "" {
			out[last].Text = q.Text
			continue
		}
		out = append(out, q)
	}
	return out
}

func onlyOf(parent, child *html.Node) bool {
	for c := parent.FirstChild; c != nil; c = c.NextSibling {
		if c != child && (c.Type == html.ElementNode || strings.TrimSpace(c.Data) != "") {
			return false
		}
	}
	return true
}

// sources reads whom and which message the attributes of a quote name.
func (q *Quote) sources(nodes []*html.Node) {
	for _, c := range nodes {
		for _, name := range []string{"data-quote", "data-username", "data-ipsquote-username", "data-author", "data-mention"} {
			q.Author = first(q.Author, attr(c, name))
		}
		for _, name := range []string{"data-source", "data-post-id", "data-postid", "data-ipsquote-contentcommentid", "data-post", "cite", "href"} {
			value := attr(c, name)
			if q.Message != "" || value == "" || name == "href" && (memberAddress.MatchString(value) || c.DataAtom.String() != "a") {
				continue
			}
			if strings.Trim(value, "0123456789") == "" {
				q.Message = value
			} else if m := quoteSource.FindStringSubmatch(value); m != nil {
				q.Message = m[1]
			}
		}
	}
}

func quoteOf(n *html.Node) Quote {
	q := Quote{}
	nodes := []*html.Node{n}
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && len(nodes) < 60 {
			nodes = append(nodes, c)
		}
	}
	q.sources(nodes)
	head := one(n, quoteHead)
	if head == nil && quoteHead.Match(n) {
		head = n
	}
	for i := 1; i < len(nodes) && head == nil; i++ {
		if quoteIntro.MatchString(brief(nodes[i])) && after(nodes[i]) != nil {
			head = nodes[i]
		}
	}
	if head != nil {
		for c := range head.Descendants() {
			if c.DataAtom == atom.A && memberAddress.MatchString(attr(c, "href")) && q.Author == "" {
				q.Author = personName(c)
			}
		}
		if m := quoteSaid.FindStringSubmatch(strings.Join(strings.Fields(NodeText(head)), " ")); m != nil {
			q.Author = first(q.Author, strings.TrimSpace(strings.TrimSuffix(m[1], ":")))
		}
		if head != n {
			detach(head)
		}
	}
	if head != n {
		q.Text = NodeText(n)
		if first, rest, more := strings.Cut(q.Text, "\n"); more && quoteWord.MatchString(first) {
			q.Text = strings.TrimSpace(rest)
		}
	}
	return q
}

package feed

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/charmap"

	"vigie/crawlers/extract"
)

// mostLinks of one text are kept.
const mostLinks = 200

// prose is markup as plain text, and the addresses that it links to.
func prose(markup, base string) (text string, links []string) {
	markup = tame(markup)
	if !strings.Contains(markup, "<") {
		return mend(extract.Text(markup)), nil
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(markup), body)
	if err != nil {
		return mend(extract.Text(markup)), nil // nests deeper than the parser follows
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	seen := make(map[string]bool)
	for n := range body.Descendants() {
		if n.DataAtom != atom.A || n.Type != html.ElementNode || len(links) >= mostLinks {
			continue
		}
		to := absolute(attribute(n, "href"), base)
		if u, err := url.Parse(to); err == nil && web(to) && u.Host != "" && !seen[to] {
			seen[to] = true
			links = append(links, to)
		}
	}
	return mend(extract.NodeText(body)), links
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// line is markup as plain text on one line.
func line(markup string) string { return mend(extract.Line(tame(markup))) }

// swallowing elements take all that follows for their own text: where they are
// written as empty ones, as XML allows, or not closed, what follows was lost.
var swallowing = map[string]bool{
	"iframe": true, "script": true, "style": true, "textarea": true, "title": true,
	"noscript": true, "noembed": true, "noframes": true, "xmp": true, "plaintext": true,
}

// rewrapped takes off a wrapping within a wrapping: what it wraps is meant.
var rewrapped = strings.NewReplacer("<![CDATA[", "", "]]>", "", "]]&gt;", "")

// tame takes out of HTML what makes its parser lose the text behind: frames,
// whose content shows where frames do not, empty elements that HTML does not
// know as such, comments without an end, and a "<!" that begins nothing.
func tame(markup string) string {
	if strings.Contains(markup, "<![CDATA[") {
		markup = rewrapped.Replace(markup)
	}
	var b strings.Builder
	done := 0
	lastEnd, lastNote := strings.LastIndexByte(markup, '>'), strings.LastIndex(markup, "-->") // else each is looked for to the end
	cut := func(from, to int, instead string) {
		b.WriteString(markup[done:from])
		b.WriteString(instead)
		done = to
	}
	for at := 0; at < len(markup); {
		i := strings.IndexByte(markup[at:], '<')
		if i < 0 {
			break
		}
		at += i
		rest := markup[at:]
		if strings.HasPrefix(rest, "<!") {
			keep, drop, instead := declaration(rest, at < lastEnd, at+4 <= lastNote)
			if drop > 0 {
				cut(at+keep, at+keep+drop, instead)
			}
			at += max(keep+drop, 2)
			continue
		}
		name := tagName(rest)
		if !swallowing[name] {
			at++
			continue
		}
		end := strings.IndexByte(rest, '>')
		if end < 0 {
			break
		}
		if name == "iframe" || name == "plaintext" || rest[end-1] == '/' {
			cut(at, at+end+1, "")
		}
		at += end + 1
	}
	if done == 0 {
		return markup
	}
	b.WriteString(markup[done:])
	return b.String()
}

// declaration tells of text that begins with "<!", and whether a ">" and a
// "-->" follow somewhere, how much of it to keep, how much to drop behind that,
// and what to put there.
func declaration(rest string, ends, noteEnds bool) (keep, drop int, instead string) {
	note := strings.HasPrefix(rest, "<!--")
	switch {
	case note && noteEnds:
		return 4 + strings.Index(rest[4:], "-->") + 3, 0, ""
	case note && ends:
		return 0, strings.IndexByte(rest, '>') + 1, ""
	case note:
		return 0, 4, ""
	case ends && (nameStart(rest[2]) || rest[2] == '[' || rest[2] == '-'):
		return strings.IndexByte(rest, '>') + 1, 0, ""
	}
	return 0, 1, "&lt;"
}

// tagName is the name of the tag that markup begins with, in small letters.
func tagName(markup string) string {
	markup = strings.TrimPrefix(markup[1:], "/")
	end := 0
	for end < len(markup) && end < 12 && (markup[end]|0x20 >= 'a' && markup[end]|0x20 <= 'z' || markup[end] >= '1' && markup[end] <= '6') {
		end++
	}
	return strings.ToLower(markup[:end])
}

// looksHTML tells whether text that may be plain has a tag or comment of HTML:
// "<b>" is one, the "<vector>" of C++ is none.
func looksHTML(text string) bool {
	for at := strings.IndexByte(text, '<'); at >= 0 && at+1 < len(text); {
		rest := text[at:]
		if rest[1] == '!' || rest[1] == '?' {
			return true
		}
		if name := tagName(rest); name != "" && atom.Lookup([]byte(name)) != 0 {
			return true
		}
		next := strings.IndexByte(rest[1:], '<')
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

// mend undoes what a server did that took UTF-8 for Windows-1252 or Latin-1 and
// encoded it again: "dÃ©jÃ " was "déjà". A text in which one letter cannot have
// come about like that is left.
func mend(text string) string {
	if !strings.ContainsAny(text, "ÃÂâÄÅÎÏÐÑØÙ") {
		return text
	}
	raw := make([]byte, 0, len(text))
	for _, r := range text {
		b, ok := byte(r), r < 0xA0
		if !ok {
			b, ok = charmap.Windows1252.EncodeRune(r)
		}
		if !ok {
			return text
		}
		raw = append(raw, b)
	}
	if !utf8.Valid(raw) {
		return text
	}
	return string(raw)
}

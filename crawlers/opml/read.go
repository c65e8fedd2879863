package opml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"vigie/crawlers/charset"
)

// ErrNone says that the bytes are no OPML at all.
var ErrNone = errors.New("it holds no OPML: no outline was found")

// most bounds what is read.
const (
	mostBytes = 64 << 20
	mostDepth = 32  // folders inside folders
	mostTags  = 64  // of one source
	mostText  = 400 // characters of a name or tag
)

// Parse reads a list. XML that is broken is read as far as it can be, and a
// Fault tells the line; outlines that name nothing to watch are Faults too.
func Parse(r io.Reader) (List, error) {
	body, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return List{}, fmt.Errorf("read OPML: %w", err)
	}
	if len(body) > mostBytes {
		return List{}, fmt.Errorf("read OPML: more than %d MiB", mostBytes>>20)
	}
	text, _ := charset.UTF8(body, "text/xml")
	p := parser{line: 1}
	p.read(string(text))
	if !p.outlines {
		return p.list, fmt.Errorf("read OPML: %w", ErrNone)
	}
	if f, broken := malformed(text); broken {
		p.list.Faults = append(p.list.Faults, f)
	}
	slices.SortStableFunc(p.list.Faults, func(a, b Fault) int { return a.Line - b.Line })
	return p.list, nil
}

// malformed tells where text stops to be XML. It is read all the same: by a
// reader of tags that takes what comes.
func malformed(text []byte) (Fault, bool) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false                                                                     // a bare ampersand is in every other file, and loses nothing
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	for {
		_, err := d.Token()
		var syntax *xml.SyntaxError
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return Fault{}, false
		case errors.As(err, &syntax):
			return Fault{syntax.Line, "is not well-formed XML (" + syntax.Msg + "); what could be read was read"}, true
		default:
			return Fault{1, "is not well-formed XML (" + err.Error() + "); what could be read was read"}, true
		}
	}
}

type parser struct {
	list     List
	line     int
	outlines bool
	open     []outline // inside which we are
}

// outline is an open element.
type outline struct {
	line   int
	folder string // its name, where it is one
	hollow bool   // it names no address, and nothing inside has been seen
}

// read goes from mark to mark, whatever stands between.
func (p *parser) read(text string) {
	for at := 0; at < len(text); {
		m := mark.FindStringIndex(text[at:])
		if m == nil {
			break
		}
		from, size := at+m[0], m[1]-m[0]
		p.line += strings.Count(text[at:from], "\n")
		switch name := strings.ToLower(text[from : from+size]); {
		case name == "<!--":
			size = until(text[from:], "-->")
		case name == "<![cdata[":
			size = until(text[from:], "]]>")
		case name == "<title>":
			size += strings.IndexByte(text[from+size:]+"<", '<')
			if p.list.Title == "" && !p.outlines {
				p.list.Title = clean(html.UnescapeString(text[from+len(name) : from+size]))
			}
		case strings.HasPrefix(name, "<outline"):
			t := scan(text[from:])
			size = t.size
			p.outlines = true
			p.outline(t.attributes)
			if t.closed {
				p.close(1)
			}
		case name == "</outline":
			p.close(1)
		default:
			p.close(len(p.open))
		}
		p.line += strings.Count(text[from:from+size], "\n")
		at = from + size
	}
	p.close(len(p.open))
}

// until is how far text goes up to and with the mark that ends it, and to its
// end where there is none.
func until(text, mark string) int {
	n := strings.Index(text, mark)
	if n < 0 {
		return len(text)
	}
	return n + len(mark)
}

// outline takes one element in.
func (p *parser) outline(a map[string]string) {
	name := clean(a["title"])
	if name == "" {
		name = clean(a["text"])
	}
	s := Source{
		Line: p.line, Name: name, Feed: strings.TrimSpace(a["xmlurl"]), Language: strings.TrimSpace(a["language"]),
		ID: a["vigie:id"], Kind: a["vigie:kind"], Owner: a["vigie:owner"], Schedule: a["vigie:schedule"],
	}
	if s.Site = strings.TrimSpace(a["htmlurl"]); s.Site == "" {
		s.Site = strings.TrimSpace(a["url"])
	}
	if own, ok := a["vigie:name"]; ok {
		s.Name = own
	}
	o := outline{line: p.line, hollow: s.URL() == ""}
	if len(p.open) > 0 {
		p.open[len(p.open)-1].hollow = false
	}
	switch kind := strings.ToLower(a["type"]); {
	case o.hollow:
		o.folder = name
	case s.Feed == "" && (kind == "include" || kind == "link") && strings.HasSuffix(strings.ToLower(s.Site), ".opml"):
		p.fault(p.line, fmt.Sprintf("%q leads to another OPML file, which is not read", name))
	default:
		p.numbers(&s, a)
		p.tags(&s, a)
		p.list.Sources = append(p.list.Sources, s)
	}
	p.open = append(p.open, o)
}

// numbers reads what only Vigie writes and can be wrong.
func (p *parser) numbers(s *Source, a map[string]string) {
	if text := a["vigie:audience"]; text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			p.fault(s.Line, fmt.Sprintf("audience %q is not a whole number; left out", text))
			n = 0
		}
		s.Audience = n
	}
	if text := a["vigie:every"]; text != "" {
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			p.fault(s.Line, fmt.Sprintf("every %q is not a length of time; left out", text))
			d = 0
		}
		s.Every = d
	}
}

func (p *parser) tags(s *Source, a map[string]string) {
	add := func(tag string) {
		if tag != "" && len(s.Tags) < mostTags && !slices.Contains(s.Tags, tag) {
			s.Tags = append(s.Tags, tag)
		}
	}
	if own, ok := a["vigie:tags"]; ok { // one a line, exactly
		for tag := range strings.SplitSeq(own, "\n") {
			add(tag)
		}
		return
	}
	for _, o := range p.open[:min(len(p.open), mostDepth)] {
		add(o.folder)
	}
	for tag := range strings.FieldsFuncSeq(a["category"], func(r rune) bool { return r == ',' || r == '/' }) {
		add(clean(tag))
	}
}

// close ends the innermost n outlines that are open.
func (p *parser) close(n int) {
	for range min(n, len(p.open)) {
		o := p.open[len(p.open)-1]
		p.open = p.open[:len(p.open)-1]
		if o.hollow {
			p.fault(o.line, fmt.Sprintf("%q names no address", o.folder))
		}
	}
}

func (p *parser) fault(line int, cause string) {
	p.list.Faults = append(p.list.Faults, Fault{line, cause})
}

// clean is a name on one line, without markup, of bounded length.
func clean(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = words(s)
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || r == 0xa0 || r == 0xfeff || r >= 0x80 && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	}), " ")
	if r := []rune(s); len(r) > mostText {
		s = strings.TrimSpace(string(r[:mostText]))
	}
	return s
}

// words are those of a fragment of HTML, which OPML 2.0 lets a text be.
func words(fragment string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		default:
			z.NextIsNotRawText()
		}
	}
}

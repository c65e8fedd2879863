package opml

import (
	"bufio"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Write writes a list as OPML 2.0, which Parse reads as the same list. Sources
// that follow each other and share their first tag stand in a folder of that
// name, for readers that know no categories.
func Write(w io.Writer, l List) error {
	b := bufio.NewWriter(w)
	b.WriteString(xml.Header + `<opml version="2.0" xmlns:vigie="` + Space + "\">\n  <head>\n    <title>" + escaped(l.Title) + "</title>\n  </head>\n  <body>\n")
	folder := ""
	for _, s := range l.Sources {
		next := ""
		if len(s.Tags) > 0 {
			next = s.Tags[0]
		}
		if next != folder && folder != "" {
			b.WriteString("    </outline>\n")
		}
		if next != folder && next != "" {
			b.WriteString("    <outline text=\"" + escaped(next) + "\" title=\"" + escaped(next) + "\">\n")
		}
		if folder = next; folder != "" {
			b.WriteString("  ")
		}
		b.WriteString("    <outline" + s.attributes() + "/>\n")
	}
	if folder != "" {
		b.WriteString("    </outline>\n")
	}
	b.WriteString("  </body>\n</opml>\n")
	return b.Flush()
}

func (s Source) attributes() string {
	var b strings.Builder
	add := func(name, value string) {
		if value != "" {
			b.WriteString(" " + name + "=\"" + escaped(value) + "\"")
		}
	}
	text := s.Name
	if text == "" {
		text = s.URL() // every reader wants one
	}
	if s.Feed != "" {
		add("type", "rss")
	}
	add("text", text)
	add("title", text)
	add("xmlUrl", s.Feed)
	add("htmlUrl", s.Site)
	add("language", s.Language)
	add("category", category(s.Tags))
	if !plain(s.Tags) {
		add("vigie:tags", strings.Join(s.Tags, "\n"))
	}
	if s.Name != clean(text) {
		b.WriteString(" vigie:name=\"" + escaped(s.Name) + "\"")
	}
	add("vigie:id", s.ID)
	add("vigie:kind", s.Kind)
	add("vigie:owner", s.Owner)
	if s.Audience > 0 {
		add("vigie:audience", strconv.Itoa(s.Audience))
	}
	if s.Every > 0 {
		add("vigie:every", s.Every.String())
	}
	add("vigie:schedule", s.Schedule)
	return b.String()
}

// category is the tags as OPML 2.0 has them: slashes would nest them.
func category(tags []string) string {
	out := make([]string, len(tags))
	for i, t := range tags {
		out[i] = strings.NewReplacer("/", "-", ",", " ").Replace(t)
	}
	return strings.Join(out, ",")
}

// plain tells whether the folder and the category say the tags exactly.
func plain(tags []string) bool {
	return !slices.ContainsFunc(tags, func(t string) bool { return t != clean(t) || strings.ContainsAny(t, "/,") })
}

// escaped is s for an attribute or a text. What XML cannot hold is left out.
func escaped(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return b.String()
}

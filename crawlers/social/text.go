package social

import (
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"vigie/crawlers/extract"
	"vigie/crawlers/post"
)

// word is a string of JSON, however it is written: numbers are taken as they
// stand, all else is empty. One odd field must not cost the whole entry.
type word string

// UnmarshalJSON implements json.Unmarshaler.
func (w *word) UnmarshalJSON(data []byte) error {
	*w = ""
	var text string
	switch {
	case len(data) > 0 && data[0] == '"':
		if json.Unmarshal(data, &text) == nil {
			*w = word(text)
		}
	case len(data) > 0 && (data[0] == '-' || data[0] >= '0' && data[0] <= '9'):
		*w = word(data)
	}
	return nil
}

// flag is a truth value of JSON; what is none is false.
type flag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(data []byte) error {
	*f = string(data) == "true"
	return nil
}

// each decodes the entries of a list that have the shape of T, and leaves out
// the others.
func each[T any](list []json.RawMessage) []T {
	found := make([]T, 0, len(list))
	for _, raw := range list {
		var v T
		if json.Unmarshal(raw, &v) == nil {
			found = append(found, v)
		}
	}
	return found
}

// moment reads RFC 3339 as the networks write it; zero where it is none.
func moment(text word) time.Time {
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// seconds reads Unix time; zero where it is none.
func seconds(text word) time.Time {
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsNaN(f) || f <= 0 || f > 1e11 {
		return time.Time{}
	}
	return time.Unix(int64(f), 0).UTC()
}

// tongue is the primary part of the first language tag.
func tongue(tags ...string) string {
	for _, tag := range tags {
		tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(strings.ReplaceAll(tag, "_", "-"))), "-")
		if (len(tag) == 2 || len(tag) == 3) && strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") == "" && tag != "und" {
			return tag
		}
	}
	return ""
}

// mostLinks is how many links of one post are kept.
const mostLinks = 50

// linked are the links of a fragment of HTML, but for those to people and
// hashtags, absolute and each once.
func linked(fragment, base string) []string {
	if !strings.Contains(fragment, "<") {
		return nil
	}
	at, err := url.Parse(base)
	if err != nil {
		return nil
	}
	var found []string
	for z := html.NewTokenizer(strings.NewReader(fragment)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken:
			t := z.Token()
			if t.Data != "a" {
				continue
			}
			var href, class string
			for _, a := range t.Attr {
				switch a.Key {
				case "href":
					href = a.Val
				case "class":
					class = a.Val
				}
			}
			classes := strings.Fields(class)
			if href == "" || slices.Contains(classes, "mention") || slices.Contains(classes, "hashtag") {
				continue
			}
			if to, err := at.Parse(strings.TrimSpace(href)); err == nil {
				found = link(found, to.String())
			}
		}
	}
}

// link adds an address of the web once.
func link(links []string, address string) []string {
	to, err := post.Canonical(address)
	if err != nil || len(links) >= mostLinks || slices.Contains(links, to) {
		return links
	}
	return append(links, to)
}

// name is a name on one line, of bounded length.
func name(text word) string {
	line := []rune(extract.Line(html.EscapeString(string(text))))
	return string(line[:min(len(line), 200)])
}

// dated sets the times of a post.
func dated(p *post.Post, published, updated, now time.Time) {
	p.Fetched = now.UTC()
	p.Published, p.Dated = post.Plausible(published, now)
	if at, ok := post.Plausible(updated, now); ok && at.After(p.Published) {
		p.Updated = at
	}
}

// plain is plain text as HTML, so that both are read by the same rules: empty
// lines part paragraphs, line ends stay.
func plain(text word) string {
	escaped := html.EscapeString(strings.ReplaceAll(string(text), "\r\n", "\n"))
	return strings.ReplaceAll(strings.ReplaceAll(escaped, "\n\n", "<p>"), "\n", "<br>")
}

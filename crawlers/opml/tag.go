package opml

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

const space = " \t\r\n"

// mostAhead bounds, in bytes, how far is looked behind a quote.
const mostAhead = 512

var (
	// mark is what the reader stops at.
	mark = regexp.MustCompile(`(?i)<!--|<!\[CDATA\[|<title>|<outline[\s/>]|</outline|</body`)
	// border is what no attribute goes past.
	border = regexp.MustCompile(`(?i)<outline[\s/>]|</outline|</body`)
	// named begins an attribute.
	named = regexp.MustCompile(`^([\p{L}_][\p{L}\p{N}_:.-]*)\s*=\s*`)
	// after is what may follow the quote that closes a value.
	after = regexp.MustCompile(`^(?:\s*[/?]?>\s*(?:$|<[!/?]|<outline)|\s+[\p{L}_][\p{L}\p{N}_:.-]*\s*=\s*["']|\s*$)`)
	// entity is one that ends as it should: in "?a=1&copy=2" there is none.
	entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});`)
)

// tag is an outline's start.
type tag struct {
	attributes map[string]string // by their names in lower case; the first of a name counts
	closed     bool              // "/>"
	size       int               // in bytes
}

// scan reads the tag that text begins with. Real files hold values with quotes,
// and even with markup, in their midst: a quote ends a value only where a tag
// can go on, and a tag never holds the next outline.
func scan(text string) tag {
	t := tag{attributes: map[string]string{}}
	start := len("<outline")
	end := len(text)
	if next := border.FindStringIndex(text[start:]); next != nil {
		end = start + next[0]
	}
	rest := text[start:end]
	for {
		rest = strings.TrimLeft(rest, space)
		t.size = end - len(rest)
		switch m := named.FindStringSubmatch(rest); {
		case rest == "":
			return t
		case rest[0] == '>':
			t.size++
			return t
		case strings.HasPrefix(rest, "/>"):
			t.closed, t.size = true, t.size+2
			return t
		case m == nil: // junk: on to the next word
			rest = rest[1:]
			rest = rest[min(len(rest), strings.IndexAny(rest+" ", space+">/")):]
		default:
			text, left, whole := value(rest[len(m[0]):])
			rest = left
			key := strings.ToLower(m[1])
			if _, twice := t.attributes[key]; whole && !twice {
				t.attributes[key] = entity.ReplaceAllStringFunc(text, html.UnescapeString)
			}
		}
	}
}

// value cuts off the value that rest begins with; it is not whole where the
// quote that closes it is missing.
func value(rest string) (value, left string, whole bool) {
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		end := strings.IndexAny(rest+" ", space+">")
		if strings.HasPrefix(rest[end:], ">") {
			end = len(strings.TrimSuffix(rest[:end], "/"))
		}
		return rest[:end], rest[end:], true
	}
	quote := rest[0]
	rest = rest[1:]
	for at := range len(rest) {
		if rest[at] == quote && after.MatchString(rest[at+1:min(len(rest), at+1+mostAhead)]) {
			return rest[:at], rest[at+1:], true
		}
	}
	return "", "", false
}

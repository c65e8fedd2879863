// Package feed reads RSS, RDF, Atom, CDF and JSON feeds, broken ones included,
// and makes posts of their items. It is pure: bytes in, values out.
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"vigie/crawlers/charset"
)

// ErrNotFeed says that the bytes are not a feed of any kind.
var ErrNotFeed = errors.New("not a feed")

// Feed is what a feed says.
type Feed struct {
	Kind        string // "rss", "atom", "json", "cdf"
	Title       string
	Link        string // of the site
	ID          string
	Description string
	Author      string
	Language    string
	TTL         time.Duration // how long it asks not to be read again; 0: it does not say
	SkipHours   uint32        // bit h: nothing is published in hour h of UTC
	SkipDays    uint8         // bit d: nor on the time.Weekday d
	Hub         string        // of WebSub, absolute
	Self        string        // the address that the hub knows it by
	Published   time.Time
	Updated     time.Time
	Recovered   bool // it was broken or too long, and read as far as it goes
	Items       []Item
	Gone        []string // addresses, or else identifiers, of deleted items: see GoneIDs
}

// Item is one entry. Texts are plain, addresses absolute.
type Item struct {
	GUID      string
	Link      string
	Title     string
	Summary   string // the short text, where there is a long one too
	Text      string // the longest text given
	Teaser    bool   // Text is likely only the beginning of what is at Link
	Author    string
	AuthorURL string
	Language  string
	Published time.Time // zero: not said
	Updated   time.Time
	Links     []string // in the text
	Comments  string   // address of the comments' page

	CommentsFeed string // address of the comments' feed
}

// Parse reads a feed as it came: body in any charset, contentType as the server
// says, base the address it was read at. contentLanguage, where it is known, is
// the server's header of that name, for feeds that do not say their language.
func Parse(body []byte, contentType, base string, contentLanguage ...string) (Feed, error) {
	f, err := parse(body, contentType, base)
	for _, said := range contentLanguage {
		if err == nil && f.Language == "" && !strings.Contains(said, ",") { // several are its readers', not its own
			f.Language = strings.TrimSpace(said)
		}
	}
	return f, err
}

func parse(body []byte, contentType, base string) (Feed, error) {
	text, _ := charset.UTF8(body, contentType)
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return Feed{}, fmt.Errorf("%w: it is empty", ErrNotFeed)
	}
	if text[0] == '{' {
		return parseJSON(text, base)
	}
	if !rooted(text) {
		return Feed{}, fmt.Errorf("%w: it begins with %q", ErrNotFeed, opening(text))
	}
	tidy := prepare(text)
	tree, broken, deep := readTree(tidy)
	f := fromTree(tree, base)
	f.Recovered = f.Recovered || broken || deep
	if len(f.Items)+len(f.Gone) == 0 && !deep { // gofeed follows nesting by recursion, to the end of the stack
		other, err := second(tidy, base)
		if err != nil && f.silent() {
			return Feed{}, fmt.Errorf("%w: %w", ErrNotFeed, err)
		}
		if len(other.Items) > 0 {
			f.Items = other.Items
		}
	}
	f.finish()
	return f, nil
}

// silent tells that nothing was read.
func (f Feed) silent() bool {
	return len(f.Items) == 0 && len(f.Gone) == 0 && f.Title == "" && f.Link == "" && f.Description == "" && f.Updated.IsZero()
}

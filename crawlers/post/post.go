// Package post holds what every crawler produces: posts, and the sources they
// come from. It only describes them; it fetches, reads and stores nothing.
package post

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Kind is what a post is.
type Kind string

// The kinds of post.
const (
	Article Kind = "article" // of the press or of a corporate site
	Blog    Kind = "blog"    // a blog's article
	Message Kind = "message" // of a forum
	Comment Kind = "comment" // under an article
	Status  Kind = "status"  // of a social network
)

// Post is one thing that somebody said in public, or on an internal network.
type Post struct {
	ID        string    `json:"id"`                   // see NewID
	URL       string    `json:"url,omitempty"`        // permalink, canonical
	Source    string    `json:"source,omitempty"`     // Source.ID
	Kind      Kind      `json:"kind,omitempty"`       //
	Author    string    `json:"author,omitempty"`     // as the page gives it
	AuthorURL string    `json:"author_url,omitempty"` //
	Published time.Time `json:"published"`            // UTC; Fetched where the page gives none
	Updated   time.Time `json:"updated,omitzero"`     // UTC; zero: never
	Fetched   time.Time `json:"fetched,omitzero"`     // UTC
	Dated     bool      `json:"dated,omitempty"`      // Published was read, not assumed
	Title     string    `json:"title,omitempty"`
	Text      string    `json:"text"`               // plain text, paragraphs apart by \n\n
	Thread    string    `json:"thread,omitempty"`   // ID of the thread's first post, or any key the thread shares
	Parent    string    `json:"parent,omitempty"`   // ID of the post this one answers
	Language  string    `json:"language,omitempty"` // declared by the page: "fr", "en"
	Links     []string  `json:"links,omitempty"`    // absolute, from the main text only
}

// NewID derives a post's identifier from what makes it unique: its canonical
// URL, or where it has none its source and the source's own identifier for it.
// The same parts always give the same 32 hexadecimal digits.
func NewID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// SourceKind is how a source is read.
type SourceKind string

// The kinds of source. Auto finds out by looking.
const (
	Auto     SourceKind = "auto"
	Feed     SourceKind = "feed"
	BlogSite SourceKind = "blog"
	Forum    SourceKind = "forum"
	Social   SourceKind = "social"
	Intranet SourceKind = "intranet"
)

// Owner is who speaks in a source.
type Owner string

// The owners of sources.
const (
	Press       Owner = "press"
	Staff       Owner = "staff"
	Customer    Owner = "customer"
	Institution Owner = "institution"
	Competitor  Owner = "competitor"
	Company     Owner = "company" // the organisation's own site
	Satire      Owner = "satire"
)

// Source is a feed, blog, forum, account or internal space that is watched.
type Source struct {
	ID       string        // stable: from config, else derived from URL
	Name     string        //
	URL      string        // as configured
	Kind     SourceKind    //
	Owner    Owner         // empty: unknown
	Language string        // "fr", "en"; empty: unknown
	Audience int           // readers a month, 0: unknown
	Tags     []string      //
	Every    time.Duration // usual interval between two visits
	Fastest  time.Duration // bounds of the interval, which follows what the source
	Slowest  time.Duration // publishes; both zero: it stays Every
	Leave    bool          // its owner agreed: a reservation of text and data mining does not bind us
	Token    Secret        // Authorization header for the source's own host; empty: none
}

// Secret is a text that is never printed, logged or encoded. Convert it to a
// string where it is used.
type Secret string

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(secret)"
}

// GoString hides the secret.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

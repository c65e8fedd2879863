// Package annotation holds what is read from one post, and what a detector may
// look at. It reads nothing itself: the annotators fill it, in analyzers.
package annotation

import (
	"context"
	"slices"
	"time"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// Version is raised whenever the annotators change what they say, so that
// stored posts are read again.
const Version = 4

// Annotation is what was read from one post.
type Annotation struct {
	ID            string     `json:"id"`
	Language      string     `json:"language"` // ISO 639-1, "und": not sure
	LanguageScore float64    `json:"language_score"`
	Sentiment     Sentiment  `json:"sentiment"`
	Mentions      []Mention  `json:"mentions"`
	Claims        []Claim    `json:"claims"`
	Stance        string     `json:"stance"` // support, deny, query, comment
	Doubt         float64    `json:"doubt"`  // 0..1
	Rumor         Rumor      `json:"rumor"`
	Ambassador    Ambassador `json:"ambassador"`
	Story         string     `json:"story"`
	StoryTitle    string     `json:"story_title"` // what the story is called so far
	CopyOf        *string    `json:"copy_of"`     // ID of the post this is a near-copy of
	Terms         []string   `json:"terms"`       // the most telling first
}

// Sentiment is a label with its score, -1 (negative) to 1 (positive).
type Sentiment struct {
	Label     string  `json:"label"` // negative, neutral, positive
	Score     float64 `json:"score"`
	Uncertain bool    `json:"uncertain,omitempty"` // it seems to say the opposite of its words
}

// Mention is one place where a post names an entity. Start and End are byte
// offsets into the post's title + "\n" + text where it has a title, else into
// its text.
type Mention struct {
	Entity    string    `json:"entity"`
	Start     int       `json:"start"`
	End       int       `json:"end"`
	Sentiment Sentiment `json:"sentiment"` // toward the entity
}

// Claim is a checkable statement.
type Claim struct {
	Text    string  `json:"text"` // the sentence
	Metric  string  `json:"metric"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Period  string  `json:"period"`
	Hedge   string  `json:"hedge,omitempty"` // about, at least, at most
	Verdict string  `json:"verdict"`         // contradicts, matches, unknown
	Fact    string  `json:"fact,omitempty"`  // fact ID
	Why     string  `json:"why,omitempty"`
	Denied  bool    `json:"denied,omitempty"` // the post denies the figure: a debunk, not a relay
}

// Rumor is the score of a post's thread or story, given all that was read so far.
type Rumor struct {
	Score float64  `json:"score"`
	Is    bool     `json:"is"`
	Why   []string `json:"why"`
}

// Ambassador says whether the author speaks as staff of the organisation.
type Ambassador struct {
	Is       bool     `json:"is"`
	Score    float64  `json:"score"`
	Cues     []string `json:"cues"`
	Attitude string   `json:"attitude"` // defends, explains, criticises, neutral
}

// Post is a post with what was read from it.
type Post struct {
	post.Post
	Annotation Annotation
}

// Filter chooses posts. Zero fields do not filter.
type Filter struct {
	From, To time.Time // published in [From, To)
	Entity   string
	Story    string
	Stories  []string // any of these
	Compared bool     // a claim was compared with a fact
	Negative bool     // negative, as a whole or toward an entity
	Doubt    float64  // at least
	Staff    bool     // the author speaks as staff
}

// Passes reports whether p passes.
func (f Filter) Passes(p Post) bool {
	a := p.Annotation
	switch {
	case !f.From.IsZero() && p.Published.Before(f.From), !f.To.IsZero() && !p.Published.Before(f.To):
		return false
	case f.Story != "" && a.Story != f.Story, len(f.Stories) > 0 && !slices.Contains(f.Stories, a.Story), a.Doubt < f.Doubt, f.Staff && !a.Ambassador.Is:
		return false
	case f.Entity != "" && !slices.ContainsFunc(a.Mentions, func(m Mention) bool { return m.Entity == f.Entity }):
		return false
	case f.Compared && !slices.ContainsFunc(a.Claims, func(c Claim) bool { return c.Fact != "" }):
		return false
	case f.Negative && a.Sentiment.Label != "negative" && !slices.ContainsFunc(a.Mentions, func(m Mention) bool { return m.Sentiment.Label == "negative" }):
		return false
	}
	return true
}

// Count is the posts of one hour.
type Count struct {
	Hour  time.Time
	Posts int
	Mark  uint64 // see Cell
}

// Cell counts the posts of one hour that have an entity, a kind of source and a
// language in common. A post that names two entities is in a cell of each, and
// every post is in one whose Entity is empty.
//
// Mark is the sum of a number of each post that becomes another when the post is
// worded or read anew: who remembers what was made of the posts of an hour makes
// it again when their mark is another, for their number may be the same.
type Cell struct {
	Hour     time.Time
	Entity   string
	Kind     post.Kind
	Language string
	Posts    int
	Mark     uint64
}

// Gap is a stretch of hours in which a source did not answer: that nothing was
// counted there says nothing.
type Gap struct {
	Source   string
	From, To time.Time
}

// Part is some of the posts: those of an entity, of a kind of source, in a
// language; what is empty is any.
type Part struct {
	Entity   string
	Kind     post.Kind
	Language string
}

// Window is what a detector may look at: stored posts, or those of a replay.
type Window interface {
	// Posts returns the posts that pass, in order of publication.
	Posts(ctx context.Context, f Filter) ([]Post, error)
	// Counts returns the posts per hour that pass, hours without any left out.
	Counts(ctx context.Context, f Filter) ([]Count, error)
	// Cells returns the posts published in the hours that begin in [from, to),
	// counted: sorted by hour, cells without any left out.
	Cells(ctx context.Context, from, to time.Time) ([]Cell, error)
	// Gaps returns the hours of [from, to) in which sources did not answer. A
	// window that knows no visits has none.
	Gaps(ctx context.Context, from, to time.Time) ([]Gap, error)
	// Carriers returns how many posts each source brought to a part in the weeks
	// before at, and since when each source is read; nothing where it is not known.
	Carriers(ctx context.Context, at time.Time) (posts map[Part]map[string]int, since map[string]time.Time, err error)
	// Source returns what is known of a source: its owner, audience and name.
	Source(id string) post.Source
}

// Detector looks at a window that ends at the given time and returns what it
// finds. It has no clock and no state: the same window gives the same signals,
// under the same IDs.
type Detector interface {
	Detect(ctx context.Context, at time.Time, w Window) ([]signal.Signal, error)
}

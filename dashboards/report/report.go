// Package report holds the questions that people ask and the shapes of the
// answers. Pages, API, command line and mails share them; the store answers.
package report

import (
	"errors"
	"slices"
	"time"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// ErrNotFound says that there is no such thing under that identifier.
var ErrNotFound = errors.New("not found")

// Scope is what an answer is about: one entity, up to a moment, in the reader's
// time zone.
type Scope struct {
	Entity string // empty: every post
	Now    time.Time
	Zone   *time.Location
}

// Figure is a number with its normal. Low and High bound what is usual.
type Figure struct {
	Value            float64
	Usual, Low, High float64
	Known            bool // false: too little past to say what is usual
}

// Hour is the mentions of one hour, beside what is usual for it.
type Hour struct {
	At time.Time
	Figure
}

// Share is an entity's part of all mentions.
type Share struct {
	Entity   string
	Name     string
	Mentions int
	Share    float64 // 0..1
}

// Item is a post as lists show it.
type Item struct {
	ID        string
	URL       string
	Title     string
	Excerpt   string // plain text, 300 characters at most
	Source    post.Source
	Kind      post.Kind
	Author    string
	AuthorURL string // of their own page there; empty: none is known
	Opposed   bool   // its author objects: neither their name nor their page is given
	Published time.Time
	Language  string
	Sentiment string // negative, neutral, positive
	Score     float64
	Story     string
	Copies    int // near-copies of it
	// Carriers are the other sources that were seen to carry it, the first first.
	Carriers []post.Source
}

// Finding is a signal with its posts, oldest first.
type Finding struct {
	signal.Signal
	Items []Item
	// Answers are the posts that an ambassador post answers, and for any other
	// signal the ambassador posts that answer it.
	Answers []Item
	Hours   []Hour // its posts per hour
	// Standing is what people said of it; its title is the one that they gave.
	Standing Standing
}

// Today is the front page.
type Today struct {
	Now           time.Time
	Mentions      Figure // since midnight, beside the usual same weekday at that time
	Hours         []Hour // since midnight
	Shares        []Share
	Negative      float64  // share of the mentions since midnight that are negative posts, 0..1
	NegativeUsual float64  // the same over the last 30 days
	NegativeKnown bool     // false: too little past to say what is usual
	Ours          []string // the organisation's own sources and its staff's: Negative leaves them out
	Rumours       []Finding
	Signals       []Finding // spikes, weak signals, complaint waves: strongest first
	Ambassadors   []Finding
	Coverage      Coverage
	Footing       Footing // of the day's figures
}

// Grounded is t without what is usual of anything, where it is not known of the
// day as a whole: so that one part of a page compares and another says that it is
// too early to, never. Who has mostly days without a mention has no usual yet.
func (t Today) Grounded() Today {
	if t.Mentions.Known && t.Mentions.Usual >= 1 {
		return t
	}
	t.Mentions = Figure{Value: t.Mentions.Value}
	t.NegativeUsual, t.NegativeKnown = 0, false
	t.Hours = slices.Clone(t.Hours)
	for i, h := range t.Hours {
		t.Hours[i].Figure = Figure{Value: h.Value}
	}
	return t
}

// Search is what the explorer and `vigie query` ask.
type Search struct {
	Query    string // in the query language; empty: all
	From, To time.Time
	Zone     *time.Location
	Limit    int // 0: 50
	Offset   int
	Oldest   bool // oldest first
}

// Day is the posts of one day in the reader's zone.
type Day struct {
	At                          time.Time
	Posts                       int
	Negative, Neutral, Positive int
}

// Top is one line of a ranking.
type Top struct {
	Key   string
	Name  string
	Posts int
}

// Results answer a Search.
type Results struct {
	Total   int
	Days    []Day
	Sources []Top
	Authors []Top
	Terms   []Top
	Items   []Item
}

// Sent is one line of the log of alerts.
type Sent struct {
	Alert   string // identifier
	Signal  string
	To      string
	Channel string
	Subject string
	State   string // sending, sent, failed
	Error   string
	At      time.Time
}

// Package signal holds what the detectors raise: a Signal with its kind, level,
// reasons and evidence. It decides nothing.
package signal

import (
	"time"

	"vigie/crawlers/post"
)

// Kind is what sort of signal it is.
type Kind string

// The kinds of signal.
const (
	Spike      Kind = "spike"
	Weak       Kind = "weak_signal"
	Rumor      Kind = "rumor"
	Ambassador Kind = "ambassador"
	Complaints Kind = "complaints"
)

// Level is how much it matters.
type Level string

// The levels, least first.
const (
	Noise  Level = "noise"
	Low    Level = "weak"
	Strong Level = "strong"
)

// Trend is where it is going.
type Trend string

// The trends.
const (
	Rising Trend = "rising"
	Stable Trend = "stable"
	Fading Trend = "fading"
)

// Text is a sentence for people, in the two languages of the pages and mails.
type Text struct {
	FR string `json:"fr"`
	EN string `json:"en"`
}

// In returns the text in lang, "fr" or any other for English.
func (t Text) In(lang string) string {
	if lang == "fr" {
		return t.FR
	}
	return t.EN
}

// Signal is what a detector raises, always with its reasons and its posts.
type Signal struct {
	ID       string    `json:"id"` // deterministic: the same finding has the same ID at every tick, so that it can be followed
	Kind     Kind      `json:"kind"`
	Level    Level     `json:"level"`
	Trend    Trend     `json:"trend,omitempty"`
	Score    float64   `json:"score"` // 0..1
	Entity   string    `json:"entity,omitempty"`
	Class    string    `json:"class,omitempty"`    // the kind of source that it is limited to
	Language string    `json:"language,omitempty"` // likewise
	Theme    string    `json:"theme,omitempty"`    // of a complaint wave
	Story    string    `json:"story,omitempty"`
	RaisedAt time.Time `json:"raised_at"` // first tick that raised it
	FirstAt  time.Time `json:"first_at"`  // publication of its first post
	LastAt   time.Time `json:"last_at"`   // publication of its latest post
	Title    Text      `json:"title"`
	Why      []Text    `json:"why"`
	Silent   Text      `json:"silent"` // what would have kept it silent
	Terms    []string  `json:"terms"`
	Posts    []string  `json:"posts"`   // IDs, oldest first
	Sources  []string  `json:"sources"` // Source.IDs, in order of appearance, each once
	Observed float64   `json:"observed"`
	Expected float64   `json:"expected"`
	Hours    float64   `json:"hours,omitempty"`  // length of the window of observed and expected
	Test     string    `json:"test,omitempty"`   // name of the test that it passed
	P        float64   `json:"p,omitempty"`      // the chance of it by luck, where the test gives one
	Voices   int       `json:"voices,omitempty"` // independent authors or sources
	Rumour   *Rumour   `json:"rumour,omitempty"`
	// Argument is, for an ambassador post, what it says and what it answers.
	Argument *Argument `json:"argument,omitempty"`
}

// Rumour is the evidence of a rumour: what is said beside what is true, and who
// carried it.
type Rumour struct {
	Claim    string  `json:"claim"`              // the sentence, as the first relay wrote it
	Said     string  `json:"said"`               // the figure said: "940 bus"
	True     string  `json:"true"`               // the figure that is true: "1 240 bus"
	Fact     string  `json:"fact"`               // fact ID; empty: no fact speaks of it
	Document string  `json:"document,omitempty"` // title or link
	Truth    Text    `json:"truth"`              // the fact's statement
	Origin   Origin  `json:"origin,omitzero"`
	Relays   []Relay `json:"relays"` // oldest first
	// Left are the relays that the list leaves out, because they are too many.
	Left Left `json:"left,omitzero"`
	// Beside are the posts about it that do not carry it: they deny it, ask,
	// joke, or are the organisation's own; oldest first.
	Beside []Relay `json:"beside,omitempty"`
}

// Left counts relays that are not listed: by ten minutes, and by the class and the
// language of who carried them.
type Left struct {
	Times     []Tally        `json:"times"` // oldest first
	Classes   map[string]int `json:"classes"`
	Languages map[string]int `json:"languages"`
}

// Tally is how many there are in the minutes from At on.
type Tally struct {
	At time.Time `json:"at"`
	N  int       `json:"n"`
}

// Spread is how many relays there are, those that are not listed too.
func (r Rumour) Spread() int {
	n := len(r.Relays)
	for _, t := range r.Left.Times {
		n += t.N
	}
	return n
}

// Origin says how sure it is that the first relay is where the rumour began.
type Origin struct {
	Sure float64 `json:"sure"` // 0..1
	Why  []Text  `json:"why"`
}

// Relay is one post that carries a rumour on, or stands beside it.
type Relay struct {
	Post   string    `json:"post"`
	Source string    `json:"source"`
	Author string    `json:"author,omitempty"`
	At     time.Time `json:"at"`
	From   string    `json:"from,omitempty"` // post it took it from
	// By is what says so: reply, copy, link, quote, or time, where it is only the
	// latest before it.
	By   string  `json:"by,omitempty"`
	Sure float64 `json:"sure,omitempty"` // 0..1, of From
	// Role is origin, relay or bridge (carries it into another class of source);
	// of a post beside: denial, question, satire, official.
	Role string `json:"role"`
}

// Argument is what an ambassador post brings.
type Argument struct {
	Quote    string   `json:"quote"`    // the best sentence
	Attitude string   `json:"attitude"` // defends, explains
	Cues     []string `json:"cues"`     // what in the text says that they work there
	Answers  []string `json:"answers"`  // IDs of complaints or relays it answers
}

// NewID derives a signal's identifier from what makes it the same finding.
func NewID(kind Kind, parts ...string) string {
	return post.NewID(append([]string{string(kind)}, parts...)...)
}

package report

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/analyzers/query"
	"vigie/analyzers/signal"
)

// Action is what a person can do to a signal.
type Action string

// The actions. The value of a verdict says with what: the new title, until when
// it is silent, which signal it joins, which line is taken back.
const (
	Useful Action = "useful" // it was worth knowing
	Noise  Action = "noise"  // it was not
	Clear  Action = "clear"  // neither was said
	Rename Action = "rename" // an empty title: its own again
	Mute   Action = "mute"   // until a time in RFC 3339; empty: for good
	Unmute Action = "unmute"
	Merge  Action = "merge" // into the signal whose identifier is the value
	Split  Action = "split" // on its own again
	Undo   Action = "undo"  // the line whose number is the value
)

// What is done to a rumour's case.
const (
	State   Action = "state"   // the value is a CaseState
	Assign  Action = "assign"  // who handles it; empty: nobody
	Due     Action = "due"     // the deadline, RFC 3339; empty: none
	Remark  Action = "remark"  // the note, for those who read the log later
	Against Action = "against" // the fact whose identifier is the value is held against it; empty: the one that was found
	Reply   Action = "reply"   // it was answered: the note is the text, the value the post that was answered (empty: all), the link where
	Reached Action = "reached" // the author of the post that is the value was contacted
)

// Actions are all of them.
func Actions() []Action {
	return []Action{Useful, Noise, Clear, Rename, Mute, Unmute, Merge, Split, Undo, State, Assign, Due, Remark, Against, Reply, Reached}
}

// Why something cannot be said of a signal.
var (
	ErrCircle  = errors.New("the one is part of the other already")
	ErrNothing = errors.New("there is nothing to take back")
	ErrPast    = errors.New("that time is past")
	ErrSaid    = errors.New("it cannot be read")
)

// Rule takes signals by what they are: all that it names must hold.
type Rule struct {
	Term   string      `json:"term,omitempty"` // words that stand in a row in a term or in the title
	Entity string      `json:"entity,omitempty"`
	Kind   signal.Kind `json:"kind,omitempty"`
}

// rulePrefix begins what stands in the place of a signal's identifier.
const rulePrefix = "rule?"

// Key is the rule in the place of a signal's identifier; empty where it names
// nothing.
func (r Rule) Key() string {
	q := url.Values{}
	for name, value := range map[string]string{"term": r.Term, "entity": r.Entity, "kind": string(r.Kind)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return rulePrefix + q.Encode()
}

// ReadRule reads a Key; false where it is a signal's identifier.
func ReadRule(key string) (Rule, bool) {
	rest, ok := strings.CutPrefix(key, rulePrefix)
	if !ok {
		return Rule{}, false
	}
	q, err := url.ParseQuery(rest)
	return Rule{q.Get("term"), q.Get("entity"), signal.Kind(q.Get("kind"))}, err == nil
}

// Takes tells whether the rule is about a signal.
func (r Rule) Takes(s signal.Signal) bool {
	if r == (Rule{}) || r.Entity != "" && r.Entity != s.Entity || r.Kind != "" && r.Kind != s.Kind {
		return false
	}
	words := query.Words(r.Term)
	if len(words) == 0 {
		return r.Term == ""
	}
	return slices.ContainsFunc(append([]string{s.Title.FR, s.Title.EN}, s.Terms...), func(text string) bool {
		return inARow(query.Words(text), words)
	})
}

func inARow(text, words []string) bool {
	for i := 0; i+len(words) <= len(text); i++ {
		if slices.Equal(text[i:i+len(words)], words) {
			return true
		}
	}
	return false
}

// Verdict is one thing that somebody said of a signal, or of all that a rule
// takes. Verdicts are never changed: what holds is worked out from all of them.
type Verdict struct {
	Line   int64     `json:"line"`   // its number, in the order of saying
	Signal string    `json:"signal"` // identifier, or a rule's key
	At     time.Time `json:"at"`
	Author string    `json:"author"`
	Action Action    `json:"action"`
	Value  string    `json:"value,omitempty"`
	Note   string    `json:"note,omitempty"`
	Link   string    `json:"link,omitempty"` // of a reply: where it can be read
	Sent   time.Time `json:"sent,omitzero"`  // of a reply: when, where that is not when it was said
	// Kind and Level are the signal's as they were when it was said: the rule
	// that is judged.
	Kind   signal.Kind  `json:"kind,omitempty"`
	Level  signal.Level `json:"level,omitempty"`
	Undone bool         `json:"undone,omitempty"`
}

// Silence is a signal or a rule that is muted.
type Silence struct {
	Rule  Rule      `json:"rule,omitzero"`  // none: the signal alone
	Until time.Time `json:"until,omitzero"` // zero: for good
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Why   string    `json:"why,omitempty"`
	Line  int64     `json:"line"`
}

// Part is a signal that was merged into another.
type Part struct {
	ID    string      `json:"id"`
	Title signal.Text `json:"title"`
	Kind  signal.Kind `json:"kind,omitempty"`
	Muted bool        `json:"muted,omitempty"` // it lends the whole nothing
}

// Standing is what people have made of a signal by what they said.
type Standing struct {
	Judged   Action      `json:"judged,omitempty"` // useful, noise, or nothing
	Given    string      `json:"given,omitempty"`  // the title that a person gave it
	Original signal.Text `json:"original,omitzero"`
	Muted    *Silence    `json:"muted,omitempty"`   // nil: it may be heard
	Into     string      `json:"into,omitempty"`    // the signal that it is part of
	Parts    []Part      `json:"parts,omitempty"`   // what was merged into it
	Said     []Verdict   `json:"said,omitempty"`    // of it, oldest first
	Handling Handling    `json:"handling,omitzero"` // of a rumour
}

// Silent tells whether the signal is kept from front page and mails.
func (s Standing) Silent() bool { return s.Judged == Noise || s.Muted != nil || s.Into != "" }

// Heard returns the findings that are not silent.
func Heard(found []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f Finding) bool { return f.Standing.Silent() })
}

// Unclear says that an identifier is nobody's, or that of several; Like are
// those that may be meant.
type Unclear struct {
	Asked string
	Many  bool // the beginning of each of Like
	Like  []Part
}

func (u *Unclear) Error() string {
	if u.Many {
		return "signal \"" + u.Asked + "\": several begin so"
	}
	return "signal \"" + u.Asked + "\": not found"
}

// Is makes an Unclear a case of ErrNotFound.
func (u *Unclear) Is(target error) bool { return target == ErrNotFound }

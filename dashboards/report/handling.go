package report

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"vigie/analyzers/signal"
)

// DefaultDeadline is how long after it was raised a rumour is to be handled,
// until somebody says otherwise.
const DefaultDeadline = 4 * time.Hour

// The longest text of a reply and the longest link, in characters: more is
// refused, for what was sent must not be cut.
const (
	replyMax = 5000
	linkMax  = 2000
)

// refusal says why something cannot be said, and what to do. Each is an ErrSaid
// too.
type refusal string

func (r refusal) Error() string { return string(r) }

// Is makes a refusal a case of ErrSaid.
func (r refusal) Is(target error) bool { return target == ErrSaid }

// Why something cannot be said of a case.
const (
	ErrNoCase    = refusal("only rumours have cases; take one from the list of rumours")
	ErrState     = refusal("not a state of a case; say new, verifying, false, true, partly_true, answered or closed")
	ErrNoFact    = refusal("no fact in force has that identifier; take one from the registry, or write it down there first")
	ErrNotOfCase = refusal("not a post of this case; name one of its posts, or the first characters of its identifier that no other has")
	ErrLink      = refusal("not an address of the web; give all of it, from https:// or http:// on")
	ErrAhead     = refusal("that moment is still to come; give when it was sent, or nothing for now")
	ErrNoText    = refusal("there is no text; write what was sent, or what is to be remembered")
	ErrLong      = refusal("the text has more than 5,000 characters; shorten it, or put it on the web and give the link")
)

// Known is what a verdict may speak of. Signal looks one up: its error is
// ErrNotFound where there is none. Fact tells whether a fact is in force.
type Known struct {
	Signal func(id string) (signal.Signal, error)
	Fact   func(id string) (bool, error)
}

// handled is what was said of one case.
type handled struct {
	Handling
	due bool // a deadline was set, or taken away
}

// Late tells whether the deadline has passed and the rumour was not answered.
func (h Handling) Late(now time.Time) bool {
	return !h.Deadline.IsZero() && !h.Deadline.After(now) && h.State != CaseAnswered && h.State != CaseClosed
}

func (h *handled) hold(v Verdict) {
	switch v.Action {
	case State:
		h.State = CaseState(v.Value)
		if h.State != CaseClosed {
			h.Closed = time.Time{}
		} else if h.Closed.IsZero() {
			h.Closed = v.At
		}
	case Assign:
		h.Owner = v.Value
	case Due:
		h.Deadline, _ = time.Parse(time.RFC3339, v.Value)
		h.due = true
	case Against:
		h.Against = v.Value
	case Reply:
		h.Replies = append(h.Replies, Answer{At: v.sent(), By: v.Author, To: v.Value, Text: v.Note, Link: v.Link, Line: v.Line})
	case Reached:
		if !slices.Contains(h.Reached, v.Value) {
			h.Reached = append(h.Reached, v.Value)
		}
	}
}

// breath is how long after a reply what was said with it is written down at most.
const breath = 2 * time.Second

// Together tells whether a line of a case's log, the one after a reply, was said
// with it: that the case is answered. Who takes the reply back takes back both.
func Together(reply, next Verdict) bool {
	return reply.Action == Reply && next.Action == State && next.Value == string(CaseAnswered) && next.Signal == reply.Signal && next.Author == reply.Author &&
		!next.At.Before(reply.At) && next.At.Sub(reply.At) <= breath
}

// sent is when a reply left: when it was taken down, unless it says otherwise.
func (v Verdict) sent() time.Time {
	if v.Sent.IsZero() {
		return v.At
	}
	return v.Sent
}

// handling is what people made of a rumour's case: its own log says how it
// stands, and those of its parts too say who was answered and reached.
func (b *Book) handling(x signal.Signal) Handling {
	if x.Kind != signal.Rumor {
		return Handling{}
	}
	var own handled
	if e := b.of[x.ID]; e != nil {
		own = e.handled
	}
	h := own.Handling
	h.State = cmp.Or(h.State, CaseNew)
	switch {
	case !h.Closed.IsZero():
		h.Deadline = time.Time{}
	case !own.due && !x.RaisedAt.IsZero():
		h.Deadline = x.RaisedAt.Add(DefaultDeadline)
	}
	h.Replies, h.Reached = slices.Clone(h.Replies), slices.Clone(h.Reached)
	for _, id := range b.Parts(x.ID) {
		part := b.of[id].handled
		h.Replies = append(h.Replies, part.Replies...)
		for _, p := range part.Reached {
			if !slices.Contains(h.Reached, p) {
				h.Reached = append(h.Reached, p)
			}
		}
	}
	slices.SortFunc(h.Replies, func(a, b Answer) int { return cmp.Compare(a.Line, b.Line) })
	return h
}

// Log is all that was said of a signal and of its parts, oldest first.
func (b *Book) Log(id string) []Verdict {
	var said []int
	for _, of := range append([]string{id}, b.Parts(id)...) {
		if e := b.of[of]; e != nil {
			said = append(said, e.said...)
		}
	}
	slices.Sort(said)
	var log []Verdict
	for _, i := range said {
		log = append(log, b.lines[i])
	}
	return log
}

// DueSince are the signals of whose cases somebody set a deadline that has passed
// since then, in order of identifier.
func (b *Book) DueSince(since time.Time) []string {
	var due []string
	for _, id := range slices.Sorted(maps.Keys(b.of)) {
		if h := b.of[id].handled; h.due && !h.Deadline.Before(since) && !h.Deadline.After(b.now) {
			due = append(due, id)
		}
	}
	return due
}

// Handled are the signals of whose cases something was said that holds.
func (b *Book) Handled() map[string]Touched {
	found := map[string]Touched{}
	for id, e := range b.of {
		if slices.ContainsFunc(e.said, func(i int) bool { return !b.lines[i].Undone && slices.Contains(caseActions(), b.lines[i].Action) }) {
			found[id] = Touched{At: b.lines[e.said[len(e.said)-1]].At, Closed: !e.handled.Closed.IsZero()}
		}
	}
	return found
}

// Touched says when something was last said of a signal, and whether its case is
// closed.
type Touched struct {
	At     time.Time
	Closed bool
}

func caseActions() []Action { return []Action{State, Assign, Due, Remark, Against, Reply, Reached} }

// sayOfCase checks what is said of the case of x.
func (b *Book) sayOfCase(v Verdict, x signal.Signal, known Known) (Verdict, error) {
	if x.Kind != signal.Rumor {
		return v, ErrNoCase
	}
	switch v.Action {
	case State:
		v.Value = strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(v.Value))
		if !slices.Contains(CaseStates(), CaseState(v.Value)) {
			return v, fmt.Errorf("%q: %w", v.Value, ErrState)
		}
	case Due:
		return b.ahead(v)
	case Remark:
		return v, texted(v.Note)
	case Against:
		if v.Value == "" {
			return v, nothing(b.handling(x).Against == "")
		}
		there, err := known.Fact(v.Value)
		if err == nil && !there {
			err = fmt.Errorf("fact %q: %w", v.Value, ErrNoFact)
		}
		return v, err
	case Reply, Reached:
		return b.answer(v, x, known)
	}
	return v, nil
}

// answer checks a reply, or that somebody was reached.
func (b *Book) answer(v Verdict, x signal.Signal, known Known) (Verdict, error) {
	if v.Action == Reply {
		if err := texted(v.Note); err != nil {
			return v, err
		}
		if v.Link != "" && !onTheWeb(v.Link) {
			return v, fmt.Errorf("link %q: %w", cut(v.Link, titleMax), ErrLink)
		}
		if v.Sent.After(b.now) {
			return v, fmt.Errorf("sent %s: %w", v.Sent.UTC().Format(time.RFC3339), ErrAhead)
		}
		if v.Value == "" {
			return v, nil
		}
	}
	asked := v.Value
	var full string
	for _, id := range append([]string{x.ID}, b.Parts(x.ID)...) {
		if id != x.ID {
			var err error
			if x, err = known.Signal(id); err != nil {
				return v, err
			}
		}
		for _, p := range postsOf(x) {
			if p == asked {
				return v, nil
			}
			if asked != "" && strings.HasPrefix(p, asked) && p != full {
				if full != "" {
					return v, fmt.Errorf("post %q: several begin so: %w", asked, ErrNotOfCase)
				}
				full = p
			}
		}
	}
	if v.Value = full; full == "" {
		return v, fmt.Errorf("post %q: %w", asked, ErrNotOfCase)
	}
	return v, nil
}

// postsOf are the posts of a rumour: its relays and those that stand beside it.
func postsOf(x signal.Signal) []string {
	all := slices.Clone(x.Posts)
	if x.Rumour != nil {
		for _, r := range slices.Concat(x.Rumour.Relays, x.Rumour.Beside) {
			all = append(all, r.Post)
		}
	}
	return all
}

func texted(note string) error {
	switch {
	case note == "":
		return ErrNoText
	case len([]rune(note)) > replyMax:
		return ErrLong
	}
	return nil
}

// onTheWeb tells whether a link leads to a page of the web, and to nothing else.
func onTheWeb(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil &&
		len(link) <= linkMax && !strings.ContainsAny(link, " \"<>\\")
}

// paragraphs is text of several lines without what would hide or move text.
func paragraphs(text string) string {
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		if line = tidy(line); line != "" || len(lines) > 0 && lines[len(lines)-1] != "" {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

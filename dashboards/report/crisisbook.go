package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/crawlers/post"
)

// Why something cannot be said in a crisis.
const (
	ErrOver   = refusal("the crisis is closed; reopen it first, or leave a remark")
	ErrBack   = refusal("its declaration was taken back; undo that first")
	ErrLevel  = refusal("not a level of a crisis; say 1 (watched), 2 (serious) or 3 (major)")
	ErrThere  = refusal("it stands so already; there is nothing to change")
	ErrUnsaid = refusal("something is missing; a title, a duty, a contact is named, and what is said of it is not empty")
)

// CrisisBook is what holds of all that was said of crises.
type CrisisBook struct {
	crises []*Crisis // in the order of declaring
}

// NewCrisisBook works out lines, which are in order. Of a crisis that was never
// declared nothing holds.
func NewCrisisBook(lines []CrisisLine) *CrisisBook {
	b := &CrisisBook{}
	of := map[string]*Crisis{}
	for _, l := range undone(lines) {
		c := of[l.Crisis]
		if c == nil {
			if l.Action != CrisisDeclare {
				continue
			}
			c = &Crisis{ID: l.Crisis, Title: l.Value, What: l.Note, Level: 1, Declared: l.At, By: l.Author, Withdrawn: l.Undone,
				Cases: []string{}, Duties: []CrisisLine{}, Holding: []CrisisLine{}, Contacts: []CrisisLine{}, Decisions: []CrisisLine{}}
			of[l.Crisis], b.crises = c, append(b.crises, c)
		}
		c.Log, c.LastChange = append(c.Log, l), l.At
		if !l.Undone {
			c.hold(l)
		}
	}
	return b
}

// undone marks what was taken back: from the last line on, so that an undoing
// that was undone itself undoes nothing.
func undone(lines []CrisisLine) []CrisisLine {
	lines = slices.Clone(lines)
	at := make(map[string]int, len(lines))
	for i, l := range lines {
		lines[i].Undone = false
		at[strconv.FormatInt(l.Line, 10)] = i
	}
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		if j, ok := at[l.Value]; ok && l.Action == CrisisUndo && !l.Undone && j < i && lines[j].Crisis == l.Crisis {
			lines[j].Undone = true
		}
	}
	return lines
}

func (c *Crisis) hold(l CrisisLine) {
	switch l.Action {
	case CrisisRename:
		c.Title = l.Value
	case CrisisLevel:
		c.Level, _ = strconv.Atoi(l.Value)
	case CrisisAttach:
		if !slices.Contains(c.Cases, l.Value) {
			c.Cases = append(c.Cases, l.Value)
		}
	case CrisisDetach:
		c.Cases = slices.DeleteFunc(c.Cases, func(id string) bool { return id == l.Value })
	case CrisisDuty:
		c.Duties = put(c.Duties, l)
	case CrisisHolding:
		c.Holding = slices.Insert(c.Holding, 0, l)
	case CrisisContact:
		c.Contacts = put(c.Contacts, l)
	case CrisisDecide:
		c.Decisions = append(c.Decisions, l)
	case CrisisClose:
		c.Closed, c.Lesson = l.At, l.Note
	case CrisisReopen:
		c.Closed, c.Lesson = time.Time{}, ""
	}
}

// put takes the place of the line about the same thing, else comes last.
func put(list []CrisisLine, l CrisisLine) []CrisisLine {
	for i, x := range list {
		if signature(x.Value) == signature(l.Value) {
			list[i] = l
			return list
		}
	}
	return append(list, l)
}

// Crises are those that were declared: the open before the closed, the latest
// change first.
func (b *CrisisBook) Crises() []Crisis {
	var list []Crisis
	for _, c := range b.crises {
		if !c.Withdrawn {
			list = append(list, *c)
		}
	}
	slices.SortStableFunc(list, func(a, b Crisis) int {
		if a.Closed.IsZero() != b.Closed.IsZero() {
			return map[bool]int{true: -1, false: 1}[a.Closed.IsZero()]
		}
		return b.LastChange.Compare(a.LastChange)
	})
	return list
}

// Find returns the crisis whose identifier begins as asked, also one whose
// declaration was taken back. Where none or several do, the error is ErrNotFound.
func (b *CrisisBook) Find(asked string) (Crisis, error) {
	asked = strings.ToLower(strings.TrimSpace(asked))
	var found []Crisis
	for _, c := range b.crises {
		if c.ID == asked {
			return *c, nil
		}
		if asked != "" && strings.HasPrefix(c.ID, asked) {
			found = append(found, *c)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Crisis{}, fmt.Errorf("crisis %q: %w", asked, ErrNotFound)
	}
	return Crisis{}, fmt.Errorf("crisis %q: %d begin so, write more of it: %w", asked, len(found), ErrNotFound)
}

// Of are the identifiers of the crises, also the closed, that one of the cases is
// part of.
func (b *CrisisBook) Of(cases ...string) []string {
	var ids []string
	for _, c := range b.crises {
		if !c.Withdrawn && slices.ContainsFunc(c.Cases, func(id string) bool { return slices.Contains(cases, id) }) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Say returns a line, said at its time, as it is to be written down; known looks
// up the identifier of a case. What cannot be said is an error of known,
// ErrNotFound (no such crisis), ErrNothing (there is nothing to take back), ErrOver,
// ErrBack, ErrLevel, ErrThere, ErrUnsaid or another ErrSaid.
func (b *CrisisBook) Say(l CrisisLine, known func(id string) (string, error)) (CrisisLine, error) {
	l.Value, l.Note, l.Author, l.Undone = cut(l.Value, titleMax), paragraphs(l.Note), cut(l.Author, titleMax), false
	if len([]rune(l.Note)) > replyMax {
		return l, ErrLong
	}
	if l.Action == CrisisDeclare {
		if l.Value == "" || l.Crisis != "" {
			return l, ErrUnsaid
		}
		l.Crisis = post.NewID("crisis", l.Value, l.At.UTC().Format(time.RFC3339Nano))
		if _, err := b.Find(l.Crisis); err == nil {
			return l, ErrThere
		}
		return l, nil
	}
	c, err := b.Find(l.Crisis)
	if err != nil {
		return l, err
	}
	l.Crisis = c.ID
	switch aside := l.Action == CrisisRemark || l.Action == CrisisReopen; {
	case l.Action == CrisisUndo:
		return c.undo(l)
	case c.Withdrawn:
		return l, ErrBack
	case !c.Closed.IsZero() && !aside:
		return l, ErrOver
	}
	return c.say(l, known)
}

// missing tells which of a line's fields must not be empty.
func (l CrisisLine) missing() bool {
	switch l.Action {
	case CrisisRename, CrisisDuty:
		return l.Value == ""
	case CrisisHolding, CrisisDecide, CrisisRemark:
		return l.Note == ""
	case CrisisContact:
		return l.Value == "" || l.Note == ""
	}
	return false
}

func (c Crisis) say(l CrisisLine, known func(id string) (string, error)) (CrisisLine, error) {
	if l.missing() {
		return l, fmt.Errorf("%s: %w", l.Action, ErrUnsaid)
	}
	switch l.Action {
	case CrisisRename, CrisisDuty, CrisisHolding, CrisisContact, CrisisDecide, CrisisRemark, CrisisClose:
		return l, nil
	case CrisisLevel:
		if n, err := strconv.Atoi(l.Value); err != nil || n < 1 || n > 3 {
			return l, fmt.Errorf("level %q: %w", l.Value, ErrLevel)
		} else if n == c.Level && slices.ContainsFunc(c.Log, func(x CrisisLine) bool { return x.Action == CrisisLevel && !x.Undone }) {
			return l, fmt.Errorf("level %d: %w", n, ErrThere)
		}
		return l, nil
	case CrisisAttach:
		id, err := known(l.Value)
		if err == nil && slices.Contains(c.Cases, id) {
			err = fmt.Errorf("case %q: %w", id, ErrThere)
		}
		l.Value = cmp.Or(id, l.Value)
		return l, err
	case CrisisDetach:
		if i := slices.IndexFunc(c.Cases, func(id string) bool { return l.Value != "" && strings.HasPrefix(id, l.Value) }); i >= 0 {
			l.Value = c.Cases[i]
			return l, nil
		}
		return l, fmt.Errorf("case %q: %w", l.Value, ErrNothing)
	case CrisisReopen:
		return l, nothing(c.Closed.IsZero())
	}
	return l, fmt.Errorf("%q: %w", l.Action, ErrSaid)
}

func (c Crisis) undo(l CrisisLine) (CrisisLine, error) {
	n, err := strconv.ParseInt(l.Value, 10, 64)
	if err != nil {
		return l, fmt.Errorf("line %q: %w", l.Value, ErrSaid)
	}
	l.Value = strconv.FormatInt(n, 10)
	i := slices.IndexFunc(c.Log, func(x CrisisLine) bool { return x.Line == n && !x.Undone })
	if i < 0 {
		return l, ErrNothing
	}
	// What a closed crisis was is not changed behind its back; a remark on it may be.
	if x := c.Log[i]; !c.Closed.IsZero() && !c.Withdrawn && x.Action != CrisisRemark && !(x.Action == CrisisClose && x.At.Equal(c.Closed)) {
		return l, ErrOver
	}
	return l, nil
}

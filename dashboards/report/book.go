package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"vigie/analyzers/signal"
)

// Book is what holds, at a moment, of all that was said of signals.
type Book struct {
	now   time.Time
	lines []Verdict
	of    map[string]*entry
	rules []string // keys, in the order in which they were first said

	silences []Silence           // the rules in force
	parts    map[string][]string // of each root, in order of identifier
}

// entry is what holds of one signal or rule.
type entry struct {
	judged  Verdict
	given   string
	silence *Silence
	into    string
	open    bool  // the last merge would have closed a circle
	said    []int // of lines
	handled handled
}

// NewBook works out verdicts, which are in the order of their lines.
func NewBook(lines []Verdict, now time.Time) *Book {
	b := &Book{now: now, lines: slices.Clone(lines), of: map[string]*entry{}}
	b.takeBack()
	for i := range b.lines {
		b.lines[i].Signal = canonical(b.lines[i].Signal)
		v := b.lines[i]
		e := b.of[v.Signal]
		if e == nil {
			e = &entry{}
			b.of[v.Signal] = e
			if _, ok := ReadRule(v.Signal); ok {
				b.rules = append(b.rules, v.Signal)
			}
		}
		e.said = append(e.said, i)
		if !v.Undone {
			b.hold(e, v)
		}
	}
	b.gather()
	return b
}

// gather lists the rules in force and what is part of what.
func (b *Book) gather() {
	for _, key := range b.rules {
		if b.Muted(key) {
			b.silences = append(b.silences, *b.of[key].silence)
		}
	}
	b.parts = map[string][]string{}
	for _, id := range slices.Sorted(maps.Keys(b.of)) {
		if root := b.Root(id); root != id {
			b.parts[root] = append(b.parts[root], id)
		}
	}
}

// takeBack marks what was undone: from the last line on, so that an undoing that
// was undone itself undoes nothing.
func (b *Book) takeBack() {
	at := make(map[string]int, len(b.lines))
	for i, v := range b.lines {
		b.lines[i].Undone = false
		at[strconv.FormatInt(v.Line, 10)] = i
	}
	for i := len(b.lines) - 1; i >= 0; i-- {
		v := b.lines[i]
		if j, ok := at[v.Value]; ok && v.Action == Undo && !v.Undone && j < i {
			b.lines[j].Undone = true
			for k := j + 1; k < i; k++ {
				if b.lines[k].Signal == b.lines[j].Signal {
					b.lines[k].Undone = b.lines[k].Undone || Together(b.lines[j], b.lines[k])
					break
				}
			}
		}
	}
}

func (b *Book) hold(e *entry, v Verdict) {
	switch v.Action {
	case Useful, Noise:
		e.judged = v
	case Clear:
		e.judged = Verdict{}
	case Rename:
		e.given = v.Value
	case Mute:
		until, _ := time.Parse(time.RFC3339, v.Value)
		rule, _ := ReadRule(v.Signal)
		e.silence = &Silence{Rule: rule, Until: until, By: v.Author, At: v.At, Why: v.Note, Line: v.Line}
	case Unmute:
		e.silence = nil
	case Merge:
		// What is taken back later may close a circle: it is left open.
		if e.open = b.within(v.Value, v.Signal); !e.open {
			e.into = v.Value
		}
	case Split:
		e.into, e.open = "", false
	default:
		e.handled.hold(v)
	}
}

// within tells whether id is part of whole, at however many removes, or is it.
func (b *Book) within(id, whole string) bool {
	for range len(b.of) + 1 {
		e := b.of[id]
		if id == whole {
			return true
		}
		if e == nil || e.into == "" {
			return false
		}
		id = e.into
	}
	return false
}

// closes tells whether parts would go in a circle if v were said too.
func (b *Book) closes(v Verdict) bool {
	return NewBook(append(slices.Clone(b.lines), v), b.now).circles() > b.circles()
}

// circles counts the merges that were left open.
func (b *Book) circles() int {
	n := 0
	for _, e := range b.of {
		if e.open {
			n++
		}
	}
	return n
}

// Line returns a verdict by its number.
func (b *Book) Line(n int64) (Verdict, bool) {
	i, ok := slices.BinarySearchFunc(b.lines, n, func(v Verdict, n int64) int { return cmp.Compare(v.Line, n) })
	if !ok {
		return Verdict{}, false
	}
	return b.lines[i], true
}

// Root is the signal that id is part of, id itself where it is part of none.
func (b *Book) Root(id string) string {
	for range len(b.of) {
		e := b.of[id]
		if e == nil || e.into == "" {
			return id
		}
		id = e.into
	}
	return id
}

// Parts are the signals that are part of root, in order of identifier.
func (b *Book) Parts(root string) []string { return b.parts[root] }

// Of is what people have made of a signal; its parts have no titles yet.
func (b *Book) Of(s signal.Signal) Standing {
	st := Standing{Muted: b.silenceOf(s)}
	e := b.of[s.ID]
	if e == nil {
		e = &entry{}
	}
	st.Judged, st.Given = e.judged.Action, e.given
	if st.Given != "" {
		st.Original = s.Title
	}
	if root := b.Root(s.ID); root != s.ID {
		st.Into = root
	}
	for _, id := range b.Parts(s.ID) {
		st.Parts = append(st.Parts, Part{ID: id})
	}
	for _, i := range e.said {
		st.Said = append(st.Said, b.lines[i])
	}
	st.Handling = b.handling(s)
	return st
}

// silenceOf is what keeps a signal silent: what was said of it, else a rule.
func (b *Book) silenceOf(s signal.Signal) *Silence {
	if e := b.of[s.ID]; e != nil && b.holds(e.silence) {
		return e.silence
	}
	for _, x := range b.silences {
		if x.Rule.Takes(s) {
			return &x
		}
	}
	return nil
}

func (b *Book) holds(x *Silence) bool {
	return x != nil && (x.Until.IsZero() || x.Until.After(b.now))
}

// Muted tells whether a signal or a rule itself is muted.
func (b *Book) Muted(key string) bool {
	e := b.of[key]
	return e != nil && b.holds(e.silence)
}

// Silences are the rules in force.
func (b *Book) Silences() []Silence { return b.silences }

// Precision counts, for each kind and each of its levels, the signals that were
// judged: in the last precisionSpan, and ever. The line of a whole kind has no
// level; it comes before those of its levels.
func (b *Book) Precision() []Precision {
	type rule struct {
		kind  signal.Kind
		level signal.Level
	}
	counts := map[rule]*Precision{}
	for _, e := range b.of {
		v := e.judged
		if v.Action == "" || v.Kind == "" {
			continue
		}
		for _, r := range []rule{{v.Kind, ""}, {v.Kind, v.Level}} {
			if counts[r] == nil {
				counts[r] = &Precision{Kind: r.kind, Level: r.level}
			}
			counts[r].Ever.add(v.Action)
			if b.now.Sub(v.At) <= precisionSpan {
				counts[r].Recent.add(v.Action)
			}
		}
	}
	list := make([]Precision, 0, len(counts))
	for _, p := range slices.SortedFunc(maps.Values(counts), func(a, b *Precision) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Level, b.Level))
	}) {
		list = append(list, *p)
	}
	return list
}

package fact

import (
	"fmt"
	"slices"
	"time"
)

// Unwritten is the Line of a version whose writer knows of none of the fact.
const Unwritten int64 = -1

// Action is what a version does to a fact.
type Action string

// The actions.
const (
	Put    Action = "put"    // it holds, as the version says
	Retire Action = "retire" // it is held against claims no more; its versions stay
)

// Version is one line of the registry: a fact as somebody wrote it down.
// Versions are never changed; the latest of a fact is the one that holds.
type Version struct {
	Line   int64     `json:"line"` // its number, in the order of writing
	At     time.Time `json:"at"`
	Author string    `json:"author"`
	Action Action    `json:"action"`
	Note   string    `json:"note,omitempty"`   // why
	Origin string    `json:"origin,omitempty"` // FromConfig; empty: a person wrote it
	Fact   Fact      `json:"fact"`
}

// Entry is a fact as it stands: its latest version, and how it came to it.
type Entry struct {
	Version
	First    Version `json:"first"`    // who wrote it down, and when
	Versions int     `json:"versions"` // how many there are
}

// State is whether claims are held against a fact.
type State string

// The states.
const (
	Valid   State = "valid"
	Ahead   State = "ahead" // it holds from a day to come
	Past    State = "past"  // it holds no longer
	Retired State = "retired"
)

// State says how the fact stands at a moment.
func (e Entry) State(at time.Time) State {
	switch {
	case e.Action == Retire:
		return Retired
	case e.Fact.Holds(at):
		return Valid
	case at.Before(e.Fact.From):
		return Ahead
	}
	return Past
}

// Registry is what holds, at a moment, of all versions. It is never changed.
type Registry struct {
	lines   []Version
	line    int64 // see Line
	entries []Entry
	at      map[string]int // of the entries, by identifier
}

// NewRegistry works out versions, which are in the order of their lines. One that
// says what stands is none: two services that start at once both take in a file.
func NewRegistry(lines []Version) *Registry {
	r := &Registry{at: map[string]int{}}
	if n := len(lines); n > 0 {
		r.line = lines[n-1].Line + int64(n)
	}
	for _, v := range lines {
		i, known := r.at[v.Fact.ID]
		if known && r.entries[i].says(v) {
			continue
		}
		r.lines = append(r.lines, v)
		if !known {
			i = len(r.entries)
			r.at[v.Fact.ID] = i
			r.entries = append(r.entries, Entry{First: v})
		}
		r.entries[i].Version = v
		r.entries[i].Versions++
	}
	return r
}

// Entries are all facts, the retired too, in the order in which they were first
// written.
func (r *Registry) Entries() []Entry { return slices.Clone(r.entries) }

// Entry is the fact with that identifier.
func (r *Registry) Entry(id string) (Entry, bool) {
	i, ok := r.at[id]
	if !ok {
		return Entry{}, false
	}
	return r.entries[i], true
}

// says tells whether a version would change nothing of the fact as it stands.
func (e Entry) says(v Version) bool {
	return e.Action == v.Action && Same(e.Fact, v.Fact) && (v.Origin == "" || v.Origin == e.Origin)
}

// LineOf is the number of the latest version of a fact, Unwritten where there is
// none: who writes the next by it does not write over one that came since.
func (r *Registry) LineOf(id string) int64 {
	if e, known := r.Entry(clean(id)); known {
		return e.Line
	}
	return Unwritten
}

// Current are the facts that claims are held against: the latest version of each
// that is not retired, in the order in which they were first written. Whether it
// holds at the time of a claim, Fact.Holds says.
func (r *Registry) Current() Facts {
	var facts Facts
	for _, e := range r.entries {
		if e.Action == Put {
			facts = append(facts, e.Fact)
		}
	}
	return facts
}

// Known are the facts of all entries, the retired too, as they were last.
func (r *Registry) Known() Facts {
	var facts Facts
	for _, e := range r.entries {
		facts = append(facts, e.Fact)
	}
	return facts
}

// At is a fact as it stood at a moment; before its first version, as that says.
func (r *Registry) At(id string, at time.Time) Fact {
	var f Fact
	for i, v := range r.Versions(id) {
		if i == 0 || !v.At.After(at) {
			f = v.Fact
		}
	}
	return f
}

// Versions are those of one fact, the oldest first.
func (r *Registry) Versions(id string) []Version {
	var of []Version
	for _, v := range r.lines {
		if v.Fact.ID == id {
			of = append(of, v)
		}
	}
	return of
}

// Line tells a registry from another of the same journal: who holds one with the
// same knows all. It is the number of the latest version and how many there are:
// of two who write at the same time, the one with the lower number may be seen last.
func (r *Registry) Line() int64 { return r.line }

// Next checks a version against the registry before it is written, and fills in
// what it leaves out: of one that is retired, the fact. Its Line is the number of
// the version that was in the writer's hands, Unwritten where there was none; 0: it
// does not matter. False: the fact stands so already, as the version that is
// returned says. What cannot be written is Problems; check, where there is one,
// adds its own.
func (r *Registry) Next(v Version, check func(Fact) []Problem) (Version, bool, error) {
	v.Fact = Clean(v.Fact)
	v.Author, v.Note, v.Origin = clean(v.Author), clean(v.Note), clean(v.Origin)
	last, known := r.Entry(v.Fact.ID)
	var found Problems
	if known && v.Line != 0 && v.Line != last.Line {
		found = append(found, Problem{"id", fmt.Sprintf("%s changed it since, on %s", last.Author, last.At.Format(time.RFC3339)), "look at that version, then write yours again"})
	}
	v.Line = 0
	switch {
	case v.Action == Retire && !known:
		found = append(found, Problem{"id", fmt.Sprintf("there is no fact %q", v.Fact.ID), "name one of the registry"})
	case v.Action == Retire:
		v.Fact = last.Fact
	case v.Action == Put:
		found = append(found, Check(v.Fact)...)
		if v.Fact.File.Name != "" && v.Fact.File.Sum == "" {
			found = append(found, Problem{"file", fmt.Sprintf("%q was not kept", v.Fact.File.Name), "attach the document, or write it without"})
		}
		if check != nil {
			found = append(found, check(v.Fact)...)
		}
	default:
		found = append(found, Problem{"action", fmt.Sprintf("%q is no action", v.Action), "put or retire it"})
	}
	if len(found) > 0 {
		return Version{}, false, found
	}
	if known && last.says(v) {
		return last.Version, false, nil
	}
	return v, true, nil
}

// Restore is the version that puts the fact back as a line of its own says it.
func (r *Registry) Restore(id string, line int64) (Version, error) {
	for _, v := range r.Versions(id) {
		if v.Line == line {
			return Version{Action: Put, Fact: v.Fact}, nil
		}
	}
	return Version{}, Problems{{"line", fmt.Sprintf("fact %q has no version %d", id, line), "name one of its versions"}}
}

// Undo is the version that takes the latest of a fact back: what stood before it,
// or that the fact is retired where nothing did.
func (r *Registry) Undo(id string) (Version, error) {
	all := r.Versions(id)
	switch n := len(all); n {
	case 0:
		return Version{}, Problems{{"id", fmt.Sprintf("there is no fact %q", id), "name one of the registry"}}
	case 1:
		return Version{Line: all[0].Line, Action: Retire, Fact: all[0].Fact}, nil
	default:
		return Version{Line: all[n-1].Line, Action: all[n-2].Action, Fact: all[n-2].Fact}, nil
	}
}

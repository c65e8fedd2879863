package fact

import "time"

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
	Origin string    `json:"origin,omitempty"` // the file that it was taken in from; empty: a person wrote it
	Fact   Fact      `json:"fact"`
}

// Registry is what holds, at a moment, of all versions.
type Registry struct {
	lines []Version
}

// NewRegistry works out versions, which are in the order of their lines.
func NewRegistry(lines []Version) *Registry { return &Registry{lines: lines} }

// Current are the facts that claims are held against: the latest version of each
// that is not retired, in the order in which they were first written.
func (r *Registry) Current() Facts {
	at := map[string]int{}
	var all []Version
	for _, v := range r.lines {
		i, known := at[v.Fact.ID]
		if !known {
			i = len(all)
			at[v.Fact.ID], all = i, append(all, v)
		}
		all[i] = v
	}
	var facts Facts
	for _, v := range all {
		if v.Action == Put {
			facts = append(facts, v.Fact)
		}
	}
	return facts
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

// Line is the number of the latest version of any fact: who holds a registry with
// the same knows all.
func (r *Registry) Line() int64 {
	if len(r.lines) == 0 {
		return 0
	}
	return r.lines[len(r.lines)-1].Line
}

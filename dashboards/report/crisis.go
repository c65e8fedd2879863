package report

import "time"

// CrisisAction is what is taken down in a crisis's log.
type CrisisAction string

// The actions. A person's name and telephone number are of those whom the
// organisation appoints, never of people who write about it.
const (
	CrisisDeclare CrisisAction = "declare" // the value is its title, the note what happened; the first line
	CrisisRename  CrisisAction = "rename"
	CrisisLevel   CrisisAction = "level"  // the value is 1 to 3
	CrisisAttach  CrisisAction = "attach" // the case whose identifier is the value is part of it
	CrisisDetach  CrisisAction = "detach"
	CrisisDuty    CrisisAction = "duty"    // the value is the duty, the note who does it; empty: nobody
	CrisisHolding CrisisAction = "holding" // the note is a statement to hold the line with, the value its language
	CrisisContact CrisisAction = "contact" // the value is who, the note how to reach them
	CrisisDecide  CrisisAction = "decide"  // the note is what was decided
	CrisisRemark  CrisisAction = "remark"
	CrisisClose   CrisisAction = "close" // the note is the lesson
	CrisisReopen  CrisisAction = "reopen"
	CrisisUndo    CrisisAction = "undo" // the line whose number is the value
)

// CrisisLine is one line of the log of crises. Lines are never changed.
type CrisisLine struct {
	Line   int64        `json:"line"`
	Crisis string       `json:"crisis"` // identifier
	At     time.Time    `json:"at"`
	Author string       `json:"author"`
	Action CrisisAction `json:"action"`
	Value  string       `json:"value,omitempty"`
	Note   string       `json:"note,omitempty"`
	Undone bool         `json:"undone,omitempty"`
}

// Crisis is what holds of all that was said of one.
type Crisis struct {
	ID         string       `json:"id"`
	Title      string       `json:"title"`
	What       string       `json:"what"`  // what happened, as it was declared
	Level      int          `json:"level"` // 1: watched, 2: serious, 3: major
	Declared   time.Time    `json:"declared"`
	By         string       `json:"by"`
	Closed     time.Time    `json:"closed,omitzero"`
	Lesson     string       `json:"lesson,omitempty"`
	Cases      []string     `json:"cases"` // identifiers, in the order of attaching
	Duties     []CrisisLine `json:"duties"`
	Holding    []CrisisLine `json:"holding"` // latest first
	Contacts   []CrisisLine `json:"contacts"`
	Decisions  []CrisisLine `json:"decisions"`
	Log        []CrisisLine `json:"log"` // all of it, oldest first
	LastChange time.Time    `json:"last_change"`
	Withdrawn  bool         `json:"withdrawn,omitempty"` // its declaration was taken back: lists leave it out
}

// Opposition is a person's objection (article 21 GDPR) to being listed: who they
// are, as they sign, and where.
type Opposition struct {
	Line   int64     `json:"line"`
	Person string    `json:"person"`         // the name that posts are signed with
	Source string    `json:"source"`         // identifier; empty: wherever they write
	At     time.Time `json:"at"`             // when it was taken down
	Author string    `json:"author"`         // by whom
	Note   string    `json:"note,omitempty"` // how it came
}

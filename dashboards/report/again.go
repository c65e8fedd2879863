package report

import (
	"slices"
	"time"
)

// hasty is how long after a line the same one again, by the same author, is taken
// for a click too many.
const hasty = time.Minute

// soon tells whether a line was written so shortly before a moment.
func soon(at, now time.Time) bool { return !at.After(now) && now.Sub(at) < hasty }

// Again finds the line that says what v does, where it was written just before: a
// text is taken down once. What else is said twice changes nothing.
func (b *Book) Again(v Verdict) (Verdict, bool) {
	for _, x := range slices.Backward(b.lines) {
		if !soon(x.At, b.now) {
			break
		}
		same := x.Signal == v.Signal && x.Author == v.Author && x.Action == v.Action && x.Value == v.Value && x.Note == v.Note && x.Link == v.Link && x.Sent.Equal(v.Sent)
		if same && !x.Undone && (v.Action == Reply || v.Action == Remark) {
			return x, true
		}
	}
	return Verdict{}, false
}

// Again finds the line that says what l does, where it was written just before: a
// crisis is declared once, a text taken down once.
func (b *CrisisBook) Again(l CrisisLine) (CrisisLine, bool) {
	texts := []CrisisAction{CrisisDeclare, CrisisHolding, CrisisContact, CrisisDecide, CrisisRemark}
	for _, c := range b.Crises() {
		if l.Action != CrisisDeclare && l.Crisis != c.ID {
			continue
		}
		for _, x := range slices.Backward(c.Log) {
			same := x.Author == l.Author && x.Action == l.Action && x.Value == l.Value && x.Note == l.Note
			if same && !x.Undone && soon(x.At, l.At) && slices.Contains(texts, l.Action) {
				return x, true
			}
		}
	}
	return CrisisLine{}, false
}

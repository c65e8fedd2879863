package rumor

import (
	"slices"
	"testing"

	"vigie/analyzers/annotation"
)

// TestAgainIsCountedWhenKept judges a post anew: its thread counts that once, when
// the judgement is kept; a thread that does not know the post counts nothing.
func TestAgainIsCountedWhenKept(t *testing.T) {
	against := []annotation.Claim{{Verdict: "contradicts", Fact: "fleet"}}
	with := []annotation.Claim{{Verdict: "matches", Fact: "fleet"}}
	p := in("t", "1", "Only 940 buses are left, I am told.")
	p.Annotation.Claims = against
	tr := NewTracker()
	p.Annotation.Rumor = tr.Track(p, "")
	now := p
	now.Annotation.Claims = with
	counts := func() [2]float64 { th := tr.threads[tr.key(p)]; return [2]float64{th.contradicts, th.matches} }
	first, _ := tr.Again(now, against, "")
	again, keep := tr.Again(now, against, "")
	if first.Score != again.Score || first.Is != again.Is || !slices.Equal(first.Why, again.Why) || counts() != [2]float64{1, 0} {
		t.Errorf("judged twice, kept never: %+v, then %+v; the thread counts %v, want 1 against and none with", first, again, counts())
	}
	if keep(); counts() != [2]float64{0, 1} {
		t.Errorf("kept: the thread counts %v, want none against and 1 with", counts())
	}

	begun := NewTracker() // the thread was forgotten, and goes on with another post
	begun.Track(in("t", "2", "Is this true? Any source?"), "")
	th := *begun.threads[begun.key(p)]
	_, keep = begun.Again(now, against, "")
	keep()
	if after := begun.threads[begun.key(p)]; after.roles != th.roles || after.contradicts != 0 || after.matches != 0 {
		t.Errorf("a post that the thread does not count: roles %v, %v against, %v with; want %v and none", after.roles, after.contradicts, after.matches, th.roles)
	}
}

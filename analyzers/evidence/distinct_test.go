package evidence_test

import (
	"slices"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

func TestDistinct(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	w := replay.NewWindow(0, 0)
	for _, id := range []string{"x", "y", "z"} { // told in a story of which no signal names them
		w.Add(annotation.Post{Post: post.Post{ID: id, Published: at.Add(-time.Minute)}, Annotation: annotation.Annotation{Story: "s-1"}})
	}
	s := func(id string, kind signal.Kind, story string, posts ...string) signal.Signal {
		return signal.Signal{FirstAt: at.Add(-time.Hour), ID: id, Kind: kind, Story: story, Posts: posts}
	}
	for _, c := range []struct {
		name string
		in   []signal.Signal
		want []string
	}{
		{"a wave, its spike and its terms", []signal.Signal{
			s("spike", signal.Spike, "", "a", "b", "c", "d"), s("weak", signal.Weak, "s-1", "a"), s("wave", signal.Complaints, "s-1", "b", "c", "e")}, []string{"wave"}},
		{"a spike of a rumour's denials", []signal.Signal{s("spike", signal.Spike, "", "x", "y", "d"), s("r", signal.Rumor, "s-1", "a")}, []string{"r"}},
		{"a spike of other talk", []signal.Signal{s("spike", signal.Spike, "", "x", "d", "e"), s("r", signal.Rumor, "s-1", "a")}, []string{"spike", "r"}},
		{"two findings", []signal.Signal{s("weak", signal.Weak, "s-1", "a", "b", "c"), s("wave", signal.Complaints, "s-2", "c", "d")}, []string{"weak", "wave"}},
		{"a wave in whose story two relay a rumour", []signal.Signal{s("r", signal.Rumor, "s-1", "a", "b"), s("wave", signal.Complaints, "s-1", "c", "d", "e", "f", "g")}, []string{"r", "wave"}},
		{"one kind twice", []signal.Signal{s("x", signal.Weak, "s-1", "a"), s("y", signal.Weak, "s-1", "a")}, []string{"x", "y"}},
		{"an ambassador in a rumour", []signal.Signal{s("r", signal.Rumor, "s-1", "a"), s("m", signal.Ambassador, "s-1", "a")}, []string{"r", "m"}},
		{"no story is none in common", []signal.Signal{s("r", signal.Rumor, "", "a"), s("p", signal.Spike, "", "b")}, []string{"r", "p"}},
	} {
		kept, err := evidence.Distinct(t.Context(), at, w, c.in)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, k := range kept {
			got = append(got, k.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

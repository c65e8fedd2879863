package evidence_test

import (
	"slices"
	"testing"
	"time"

	"vigie/analyzers/evidence"
	"vigie/analyzers/signal"
)

func TestFollow(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	s := func(id string, kind signal.Kind, entity string, hours float64, posts ...string) signal.Signal {
		last := at.Add(time.Duration(hours * float64(time.Hour)))
		return signal.Signal{ID: id, Kind: kind, Entity: entity, FirstAt: last.Add(-time.Hour), LastAt: last, Posts: posts}
	}
	for _, c := range []struct {
		name   string
		before []signal.Signal // raised an hour apart
		now    []signal.Signal
		want   []string
	}{
		{"most of its posts", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "", 1, "a", "b", "c")}, []string{"x"}},
		{"half of its posts", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "", 1, "a", "b", "c", "d")}, []string{"y"}},
		{"an entity comes", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "e", 1, "a", "b", "c")}, []string{"x"}},
		{"an entity goes", []signal.Signal{s("x", signal.Weak, "e", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "", 1, "a", "b", "c")}, []string{"x"}},
		{"another entity", []signal.Signal{s("x", signal.Weak, "e", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "f", 1, "a", "b", "c")}, []string{"y"}},
		{"another kind", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Complaints, "", 1, "a", "b")}, []string{"y"}},
		{"known itself", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b"), s("y", signal.Weak, "", 0, "c")}, []signal.Signal{s("y", signal.Weak, "", 1, "a", "b")}, []string{"y"}},
		{"the other is there too", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "", 1, "a", "b"), s("x", signal.Weak, "", 1, "a")}, []string{"x"}},
		{"two go on from one", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "", 1, "a", "b"), s("z", signal.Weak, "", 1, "a", "b")}, []string{"x"}},
		{"one raised twice", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "", 1, "a", "b"), s("y", signal.Weak, "", 1, "b")}, []string{"x", "x"}},
		{"the first raised of two", []signal.Signal{s("z", signal.Weak, "", 0, "a", "b"), s("a", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "", 1, "a", "b")}, []string{"z"}},
		{"long after", []signal.Signal{s("x", signal.Weak, "", 0, "a", "b")}, []signal.Signal{s("y", signal.Weak, "", 50, "a", "b")}, []string{"y"}},
		{"a spike after a pause", []signal.Signal{s("x", signal.Spike, "e", 0, "a")}, []signal.Signal{s("y", signal.Spike, "e", 14, "c")}, []string{"x"}},
		{"a spike after a day", []signal.Signal{s("x", signal.Spike, "e", 0, "a")}, []signal.Signal{s("y", signal.Spike, "e", 24, "c")}, []string{"y"}},
		{"another's spike", []signal.Signal{s("x", signal.Spike, "e", 0, "a")}, []signal.Signal{s("y", signal.Spike, "f", 1, "a")}, []string{"y"}},
		{"a rumour", []signal.Signal{s("x", signal.Rumor, "e", 0, "a")}, []signal.Signal{s("y", signal.Rumor, "e", 1, "a")}, []string{"y"}},
	} {
		known := func(id string) bool {
			return slices.ContainsFunc(c.before, func(b signal.Signal) bool { return b.ID == id })
		}
		out, err := evidence.Follow(c.now, known, func(signal.Signal) ([]evidence.Earlier, error) {
			var all []evidence.Earlier
			for i, b := range c.before {
				all = append(all, evidence.Earlier{ID: b.ID, Kind: b.Kind, Entity: b.Entity, Raised: at.Add(time.Duration(i) * time.Hour), FirstAt: b.FirstAt, LastAt: b.LastAt, Stood: func(p string) bool { return slices.Contains(b.Posts, p) }})
			}
			return all, nil
		})
		var got []string
		for _, x := range out {
			got = append(got, x.ID)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

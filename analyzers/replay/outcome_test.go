package replay

import (
	"encoding/json"
	"testing"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

func TestPeakIsTheEndOfTheBusiestSixHours(t *testing.T) {
	f := &followed{first: signal.Signal{ID: "x", RaisedAt: start.Add(2 * time.Hour)}, posts: map[string]time.Time{}}
	for id, hour := range map[string]int{"a": 0, "b": 1, "c": 6, "d": 11, "e": 11, "f": 20} { // c, d and e stand within six hours
		f.posts[id] = start.Add(time.Duration(hour) * time.Hour)
	}
	o := f.outcome()
	if o.Peak != 3 || !o.PeakAt.Equal(start.Add(11*time.Hour)) || o.Lead() != 9*time.Hour || len(o.Times) != 6 {
		t.Errorf("peak %d at %s, lead %s, %d posts; want 3, 9 hours after it was raised, 6", o.Peak, o.PeakAt, o.Lead(), len(o.Times))
	}
}

func TestLine(t *testing.T) {
	o := Outcome{
		Signal: signal.Signal{Kind: signal.Spike, RaisedAt: start, Title: phrase.Text("Un pic", "A spike"), Why: []signal.Text{phrase.Same("why")}},
		Levels: []Step{{signal.Low, start, 0.5}}, Times: []time.Time{start, start}, Peak: 2, PeakAt: start.Add(90 * time.Minute),
	}
	b, err := json.Marshal(NewLine(o, "fr"))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"","kind":"spike","raised_at":"2026-11-01T00:30:00Z","level":"","score":0,"title":"Un pic","terms":[],"posts":[],"sources":0,"observed":0,"expected":0,"why":["why"],` +
		`"levels":[{"level":"weak","at":"2026-11-01T00:30:00Z","score":0.5}],"total":2,"peak":2,"peak_at":"2026-11-01T02:00:00Z","lead_hours":1.5}`
	if string(b) != want {
		t.Errorf("got %s, want %s", b, want)
	}
}

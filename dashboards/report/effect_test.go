package report

import (
	"testing"
	"time"
)

func TestEffectOf(t *testing.T) {
	ago := func(hours ...float64) []time.Time {
		var list []time.Time
		for _, h := range hours {
			list = append(list, noon.Add(-time.Duration(h*float64(time.Hour))))
		}
		return list
	}
	relays := ago(30, 17, 16, 15.5, 15, 10, 3, 2.5, 0.5)
	for _, c := range []struct {
		name          string
		sent          float64 // hours before noon
		others        []time.Time
		hours         float64
		before, after int
		confused      int
	}{
		{"a whole stretch", 15, nil, 12, 3, 2, 0},
		{"what has passed", 3, nil, 3, 0, 3, 0},
		{"whole hours of it", 3.9, nil, 3, 0, 2, 0},
		{"an hour", 1, nil, 1, 0, 1, 0},
		{"too little", 0.99, nil, 0, 0, 0, 0},
		{"not sent yet", -1, nil, 0, 0, 0, 0},
		{"others in its hours", 3, ago(5.9, 6.1, 0.1, 3), 3, 0, 3, 3},
		{"before the first relay", 40, nil, 12, 0, 1, 0},
	} {
		e := EffectOf(relays, ago(c.sent)[0], c.others, noon)
		if e == nil {
			e = &Effect{}
		}
		if e.Hours != c.hours || e.Before != c.before || e.After != c.after || e.ConfusedWith != c.confused {
			t.Errorf("%s: got %+v, want %+v", c.name, *e, c)
		}
		if len(e.Expected.Hours) != int(c.hours) {
			t.Errorf("%s: %d hours are expected, want %g", c.name, len(e.Expected.Hours), c.hours)
		}
	}
}

// TestBelowWhatComes answers a rumour of which nothing comes after, and one that
// goes on as if nothing had been said.
func TestBelowWhatComes(t *testing.T) {
	sent := noon.Add(-12 * time.Hour)
	var before []time.Time
	for i := range 400 {
		before = append(before, sent.Add(-time.Duration(i+1)*time.Minute))
	}
	stopped := EffectOf(before, sent, nil, noon)
	after := before
	for i := range int(stopped.Expected.Total.Expected) {
		after = append(after, sent.Add(time.Duration(i)*time.Second))
	}
	going := EffectOf(after, sent, nil, noon)
	if !stopped.BelowWhatComes || going.BelowWhatComes || stopped.Expected.Total != going.Expected.Total || stopped.Expected.Total.Low < 1 {
		t.Errorf("nothing came: %+v; as expected: %+v", stopped, going)
	}
}

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
		{"the rumour is young", 28, nil, 2, 1, 0, 0},
		{"it is not an hour old", 29.5, nil, 1, 1, 0, 0},
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

// TestCame answers rumours of many relays and of few, and looks at what came in
// the twelve hours after: nothing, what was expected, much more.
func TestCame(t *testing.T) {
	sent := noon.Add(-12 * time.Hour)
	for _, c := range []struct {
		name   string
		relays int           // before the reply,
		every  time.Duration // one
		after  func(expected int) int
		want   Came
	}{
		{"many, then nothing", 400, time.Minute, func(int) int { return 0 }, CameBelow},
		{"many, then as expected", 400, time.Minute, func(n int) int { return n }, CameAs},
		{"many, then ten times as many", 400, time.Minute, func(n int) int { return 10 * n }, CameAbove},
		{"few, then nothing", 6, 10 * time.Minute, func(int) int { return 0 }, CameUnclear},
		{"few, then as expected", 6, 10 * time.Minute, func(n int) int { return n + 1 }, CameAs},
		{"few, then 500", 6, 10 * time.Minute, func(int) int { return 500 }, CameAbove},
	} {
		var relays []time.Time
		for i := range c.relays {
			relays = append(relays, sent.Add(-12*time.Hour), sent.Add(-time.Duration(i+1)*c.every))
		}
		total := EffectOf(relays, sent, nil, noon).Expected.Total
		for i := range c.after(int(total.Expected)) {
			relays = append(relays, sent.Add(time.Duration(i)*time.Second))
		}
		e := EffectOf(relays, sent, nil, noon)
		if e.Came != c.want || e.Expected.Total != total || e.Chance <= 0 || e.Chance > 1 || (e.Chance < rare) != (c.want == CameBelow || c.want == CameAbove) {
			t.Errorf("%s: %d of %+v: %s, chance %.3f; want %s", c.name, e.After, total, e.Came, e.Chance, c.want)
		}
	}
}

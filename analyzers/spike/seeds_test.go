package spike

import (
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
)

const seeds = 20 // worlds in which a claim is counted

// in counts the seeds whose world passes, and wants least of them.
func in(t *testing.T, least int, passes func(seed uint64) bool) {
	t.Helper()
	n := 0
	for seed := range uint64(seeds) {
		if passes(seed + 1) {
			n++
		}
	}
	t.Logf("%d of %d", n, seeds)
	if n < least {
		t.Errorf("in %d of %d worlds, want %d", n, seeds, least)
	}
}

func TestSpikeIsRaisedAndExplained(t *testing.T) {
	in(t, 14, func(seed uint64) bool { // strong; raised in all
		w := worldOf(seed, 60, 48)
		w.add(now.Add(-2*time.Hour), 2*time.Hour, 45, "", "ligne 3", "retard")
		got := detect(t, w, now)
		if len(got) != 1 {
			t.Fatalf("seed %d: %d signals, want 1", seed, len(got))
		}
		s := got[0]
		if s.Entity != "translum" || s.Expected > 20 || s.Observed < 45 {
			t.Errorf("seed %d: entity %s, observed %v, expected %v", seed, s.Entity, s.Observed, s.Expected)
		}
		if len(s.Terms) < 2 || s.Terms[0] != "ligne 3" || s.Terms[1] != "retard" {
			t.Errorf("seed %d: terms %v, want ligne 3 and retard first", seed, s.Terms)
		}
		if len(s.Why) < 6 || s.Silent.FR == "" || s.Silent.EN == "" {
			t.Errorf("seed %d: why %v, silent %v: want counts, chance, voices, terms, three examples", seed, s.Why, s.Silent)
		}
		return s.Level == signal.Strong
	})
}

// At three in the morning 0.2 posts an hour are usual, and 0.4 one hour before:
// where it is not known by which clock people live, that is the usual.
func TestSpikeAtNightNeedsFew(t *testing.T) {
	for _, c := range []struct {
		name         string
		zone         *time.Location
		posts, least int
	}{{"eight posts", nil, 8, 16}, {"eight posts, clock known", time.UTC, 8, 18}, {"ten posts", nil, 10, 19}} {
		t.Run(c.name, func(t *testing.T) {
			config := Default(translum)
			config.Zone = c.zone
			in(t, c.least, func(seed uint64) bool {
				w := worldOf(seed, 60, 48)
				night := now.Add(-7 * time.Hour)
				w.add(night.Add(-time.Hour), time.Hour, c.posts, "")
				got, err := New(config).Detect(t.Context(), night, w)
				return err == nil && len(got) == 1
			})
		})
	}
}

// A burst of a quarter of an hour, in which 1.2 posts are usual, is seen while it
// lasts, though counts by the hour hide when in the hour they came.
func TestBurst(t *testing.T) {
	for _, c := range []struct{ posts, least int }{{14, 13}, {20, 19}} {
		in(t, c.least, func(seed uint64) bool {
			w := worldOf(seed, 60, 96)
			at := now.Add(50 * time.Minute)
			w.add(now, 34*time.Minute, 3, "")
			w.add(at.Add(-14*time.Minute), 14*time.Minute, c.posts, "")
			got := detect(t, w, at)
			return len(got) == 1 && got[0].Hours == 0.25
		})
	}
}

// Hours of a burst that a night lies between are one episode, a day apart two.
func TestEpisodeLastsThroughANight(t *testing.T) {
	c := Default(translum)
	c.Windows = []time.Duration{time.Hour}
	for _, x := range []struct{ pause, want int }{{3, 4}, {11, 12}, {13, 14}, {23, 1}} {
		counts := make([]annotation.Count, 28*24)
		for h := range counts {
			counts[h] = annotation.Count{Hour: now.Add(-time.Duration(h+1) * time.Hour), Posts: 4}
		}
		counts[0].Posts, counts[x.pause].Posts = 60, 60
		if got := now.Sub(c.episode(now, NewSeries(counts, now, nil))); got.Round(time.Hour) > time.Duration(x.want+1)*time.Hour || got < time.Duration(x.want)*time.Hour {
			t.Errorf("a burst %d hours ago: the episode began %s ago, want %d hours", x.pause, got, x.want)
		}
	}
}

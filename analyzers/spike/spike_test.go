package spike

import (
	"context"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
)

func detect(t *testing.T, w annotation.Window, at time.Time) []signal.Signal {
	t.Helper()
	got, err := New(Default(translum)).Detect(context.Background(), at, w)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSpikeIsRaisedAndExplained(t *testing.T) {
	w := newWorld(60, 48)
	w.add(now.Add(-2*time.Hour), 2*time.Hour, 45, "", "ligne 3", "retard")
	got := detect(t, w, now)
	if len(got) != 1 {
		t.Fatalf("%d signals, want 1", len(got))
	}
	s := got[0]
	if s.Level != signal.Strong || s.Entity != "translum" || s.Expected > 14 || s.Observed < 30 {
		t.Errorf("level %s, entity %s, observed %v, expected %v", s.Level, s.Entity, s.Observed, s.Expected)
	}
	if len(s.Terms) < 2 || s.Terms[0] != "ligne 3" || s.Terms[1] != "retard" {
		t.Errorf("terms %v, want ligne 3 and retard first", s.Terms)
	}
	if len(s.Why) < 6 || s.Silent.FR == "" || s.Silent.EN == "" {
		t.Errorf("why %v, silent %v: want counts, chance, voices, terms, three examples", s.Why, s.Silent)
	}
}

func TestSpikeKeepsItsID(t *testing.T) {
	w := newWorld(60, 48)
	var ids []string
	for h := range 8 {
		at := now.Add(time.Duration(h) * time.Hour)
		for range 3 {
			w.add(at, 20*time.Minute, 5, "")
			at = at.Add(20 * time.Minute)
			for _, s := range detect(t, w, at) {
				if len(ids) == 0 || ids[len(ids)-1] != s.ID {
					ids = append(ids, s.ID)
				}
			}
		}
	}
	if len(ids) != 1 {
		t.Errorf("a spike of 8 hours had %d identifiers, want 1", len(ids))
	}
}

func TestPastSpikeDoesNotHideTheNext(t *testing.T) {
	w := newWorld(60, 48)
	w.add(now.AddDate(0, 0, -7).Add(-2*time.Hour), 2*time.Hour, 60, "")
	w.add(now.Add(-2*time.Hour), 2*time.Hour, 60, "")
	if got := detect(t, w, now); len(got) != 1 {
		t.Errorf("%d signals, want 1", len(got))
	}
}

func TestSpikeAtNightNeedsFew(t *testing.T) {
	w := newWorld(60, 48)
	night := now.Add(-7 * time.Hour) // 3 in the morning, 0.2 posts usual
	w.add(night.Add(-time.Hour), time.Hour, 8, "")
	if got := detect(t, w, night); len(got) != 1 {
		t.Errorf("%d signals, want 1", len(got))
	}
}

func TestJudge(t *testing.T) {
	s := NewSeries(nil, now, nil)
	if v := s.Judge(now, time.Hour); v.P != 1 || v.Days != 0 {
		t.Errorf("empty series: p %v on %d days, want 1 on 0", v.P, v.Days)
	}
	var counts []annotation.Count
	for h := range 24 * 28 {
		counts = append(counts, annotation.Count{Hour: now.Add(-time.Duration(h+1) * time.Hour), Posts: 4})
	}
	v := NewSeries(counts, now, nil).Judge(now, 3*time.Hour)
	if v.Observed != 12 || v.Expected < 11.9 || v.Expected > 12.1 {
		t.Errorf("observed %v, expected %v, want 12 and 12", v.Observed, v.Expected)
	}
}

func BenchmarkDetect(b *testing.B) {
	w := newWorld(60, 2400)
	w.add(now.Add(-2*time.Hour), 2*time.Hour, 900, "")
	d := New(Default(translum))
	b.ReportAllocs()
	for b.Loop() {
		if got, err := d.Detect(context.Background(), now, w); err != nil || len(got) != 1 {
			b.Fatal(len(got), err)
		}
	}
}

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

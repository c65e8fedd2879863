package rumor_test

import (
	"os"
	"path/filepath"
	"sort"
	"testing"

	"vigie/analyzers/annotation"
	"vigie/analyzers/rumor"
	"vigie/analyzers/rumor/pheme"
)

const data = "../../../shared/data/rumours"

// TestUnseenEvents trains on one event and scores the other, as its posts come:
// the figures that count, for the shipped weights have seen both.
func TestUnseenEvents(t *testing.T) {
	if _, err := os.Stat(data); err != nil {
		t.Skip("no data: ", err)
	}
	if os.Getenv("VIGIE_EVAL") == "" {
		t.Skip("trains two models, which takes some seconds: set VIGIE_EVAL=1")
	}
	events := make([][]rumor.Example, 2)
	for i, name := range pheme.Events {
		var err error
		if events[i], err = pheme.Load(filepath.Join(data, name+".jsonl")); err != nil {
			t.Fatal(err)
		}
	}
	var first, last float64
	for i, name := range pheme.Events {
		weights, err := rumor.Train(events[1-i])
		if err != nil {
			t.Fatal(err)
		}
		tracker, err := rumor.NewTrackerWith(weights)
		if err != nil {
			t.Fatal(err)
		}
		var at, end []float64
		var labels []bool
		flagged, right, rumours := 0.0, 0.0, 0.0
		for _, e := range events[i] {
			var r annotation.Rumor
			for j, p := range e.Posts {
				r = tracker.Track(p, "")
				if j == 0 {
					at = append(at, r.Score)
				}
			}
			end = append(end, r.Score)
			labels = append(labels, e.Rumour)
			if r.Is {
				flagged++
			}
			if e.Rumour {
				rumours++
			}
			if r.Is && e.Rumour {
				right++
			}
		}
		a, b := auc(at, labels), auc(end, labels)
		if share := rumours / float64(len(labels)); right/flagged < 1.5*share {
			t.Errorf("%s: flag precision %.3f, want 1.5 times the share of rumours, %.3f", name, right/flagged, share)
		}
		if a < .70 || b < .74 {
			t.Errorf("%s: ROC-AUC first post %.3f, last score %.3f: want at least .70, .74", name, a, b)
		}
		t.Logf("%s, trained on the other: ROC-AUC first post %.3f, last score %.3f; flag precision %.2f, recall %.2f, share %.2f",
			name, a, b, right/flagged, right/rumours, rumours/float64(len(labels)))
		first, last = first+a/2, last+b/2
	}
	t.Logf("mean: first post %.3f (asked .66), last score %.3f (asked .72)", first, last)
	if first < 0.73 || last < 0.755 {
		t.Errorf("mean ROC-AUC %.3f, %.3f: want at least .73, .755", first, last)
	}
}

func auc(scores []float64, labels []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return scores[order[i]] < scores[order[j]] })
	var ranks, yes float64
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && scores[order[j]] == scores[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			if labels[k] {
				ranks += float64(i+j+1) / 2
				yes++
			}
		}
		i = j
	}
	return (ranks - yes*(yes+1)/2) / (yes * (float64(len(scores)) - yes))
}

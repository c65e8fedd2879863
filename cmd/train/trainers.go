package main

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"vigie/analyzers/claim"
	"vigie/analyzers/forecast"
	"vigie/analyzers/forecast/cascade"
	"vigie/analyzers/rumor"
	"vigie/analyzers/rumor/pheme"
	"vigie/analyzers/sentiment"
	"vigie/analyzers/stance"
	"vigie/analyzers/story"
)

func trainSentiment(o order) (result, error) {
	dir := filepath.Join(o.data, "sentiment")
	weights, err := sentiment.Train(dir)
	if err != nil || o.quick {
		return result{weights: weights}, err
	}
	measures, err := sentiment.Validate(dir, 5)
	r := result{weights: weights, intro: "Macro-F1, five-fold cross-validation by stretches of the training and validation parts"}
	for _, m := range measures {
		r.measures = append(r.measures, fmt.Sprintf("%s  %.3f  (%d tweets)", m.Language, m.MacroF1, m.Examples))
	}
	return r, err
}

func trainStance(o order) (result, error) {
	file := filepath.Join(o.data, "rumours", "stance.jsonl")
	weights, err := stance.Train(file)
	if err != nil || o.quick {
		return result{weights: weights}, err
	}
	measures, err := stance.Validate(file)
	r := result{weights: weights, intro: "Macro-F1 over the four stances, each event by weights trained and shifted on the others"}
	for _, m := range measures {
		name := "event that began at " + m.Event
		if m.Event == "" {
			name = "all together"
		}
		r.measures = append(r.measures, fmt.Sprintf("%.3f  %s (%d posts)", m.MacroF1, name, m.Examples))
	}
	return r, err
}

func trainRumor(o order) (result, error) {
	events := make([][]rumor.Example, len(pheme.Events))
	for i, event := range pheme.Events {
		var err error
		if events[i], err = pheme.Load(filepath.Join(o.data, "rumours", event+".jsonl")); err != nil {
			return result{}, err
		}
	}
	weights, err := rumor.Train(slices.Concat(events...))
	if err != nil || o.quick {
		return result{weights: weights}, err
	}
	r := result{weights: weights, intro: "ROC-AUC of a thread's last score and of its first post's, each event by weights trained on the others"}
	for i, event := range pheme.Events {
		first, last, err := unseen(slices.Concat(slices.Delete(slices.Clone(events), i, i+1)...), events[i])
		if err != nil {
			return result{}, err
		}
		r.measures = append(r.measures, fmt.Sprintf("%.3f  %.3f  %s (%d threads)", last, first, event, len(events[i])))
	}
	return r, nil
}

func trainForecast(o order) (result, error) {
	events, err := cascade.Load(o.data)
	if err != nil {
		return result{}, err
	}
	var all [][]forecast.Cascade
	for _, name := range slices.Sorted(maps.Keys(events)) {
		all = append(all, events[name])
	}
	weights, err := forecast.Fit(all...).JSON()
	if err != nil || o.quick {
		return result{weights: weights}, err
	}
	r := result{weights: weights, intro: "Share of moments in the band of 80 %, mean error of log(1+n) in the next 12 hours, of the same again, of none;\nopen stories of two posts and more, each event by a model fitted to events of other folds"}
	for _, m := range cascade.Validate(events) {
		r.measures = append(r.measures, fmt.Sprintf("%.3f  %.3f  %.3f  %.3f  %s (%d moments)", m.Covered, m.Error, m.Same, m.None, cmp.Or(m.Event, "all together"), m.Moments))
	}
	return r, nil
}

// trainStory has no measure of its own: make eval has that of stories.
func trainStory(o order) (result, error) {
	usual, err := story.Train(o.data)
	return result{weights: usual}, err
}

func trainClaim(o order) (result, error) {
	dir := filepath.Join(o.data, "claims")
	weights, err := claim.Train(dir)
	if err != nil || o.quick {
		return result{weights: weights}, err
	}
	measures, err := claim.Validate(dir)
	r := result{weights: weights, intro: "F1, precision and recall of \"contradicted\", five folds, all claims of a sheet in one fold"}
	for _, m := range measures {
		name := fmt.Sprintf("fold %d", m.Fold)
		if m.Fold == 0 {
			name = "all together"
		}
		r.measures = append(r.measures, fmt.Sprintf("%.3f  %.3f  %.3f  %s (%d claims)", m.F1, m.Precision, m.Recall, name, m.Examples))
	}
	return r, err
}

// unseen trains on some threads and follows others as they come.
func unseen(train, test []rumor.Example) (first, last float64, err error) {
	weights, err := rumor.Train(train)
	if err != nil {
		return 0, 0, err
	}
	tracker, err := rumor.NewTrackerWith(weights)
	if err != nil {
		return 0, 0, err
	}
	var begun, ended []scored
	for _, thread := range test {
		score := 0.0
		for i, p := range thread.Posts {
			score = tracker.Track(p, "").Score
			if i == 0 {
				begun = append(begun, scored{score, thread.Rumour})
			}
		}
		ended = append(ended, scored{score, thread.Rumour})
	}
	return auc(begun), auc(ended), nil
}

type scored struct {
	score float64
	is    bool
}

// auc is how often what is scores higher than what is not; half for a tie.
func auc(all []scored) float64 {
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	var below, sum, is float64
	for i := 0; i < len(all); {
		var yes, no float64
		for j := i; i < len(all) && all[i].score == all[j].score; i++ {
			if all[i].is {
				yes++
			} else {
				no++
			}
		}
		sum += yes * (below + no/2)
		below, is = below+no, is+yes
	}
	if below == 0 || is == 0 {
		return 0
	}
	return sum / (below * is)
}

package main

import (
	"context"
	"fmt"

	"vigie/analyzers/forecast/cascade"
)

// forecasts judges how many posts come in the next 12 hours of open stories.
func forecasts(_ context.Context, t *table) error {
	events, err := cascade.Load(t.data)
	if err != nil {
		return err
	}
	measures := cascade.Validate(events)
	all := measures[0]
	judged := fmt.Sprintf("next 12 hours at %d moments of threads and stories of two posts and more, of %d events, each by a model fitted to others", all.Moments, len(measures)-1)
	r := t.add("band of 80 %", "share", all.Covered, standard{none, none, .75, .80}, judged+"; more than .85 is as bad as less than .75")
	if all.Covered > .85 {
		r.Verdict = "short"
	}
	gain := t.add("gain", "share", 1-all.Error/min(all.Same, all.None), standard{0, none, .10, .30}, judged+"; what is saved of the mean error of log(1+n) of the better of two: the same again as in the last 12 hours, and none").
		beside("error", all.Error).beside("same again", all.Same).beside("none", all.None)
	for _, m := range measures[1:] {
		r.beside(m.Event, m.Covered)
		gain.beside(m.Event, 1-m.Error/min(m.Same, m.None))
	}
	return nil
}

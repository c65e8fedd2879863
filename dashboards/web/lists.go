package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// listed is how far back the lists of signals go.
const listed = 30 * 24 * time.Hour

// list is the body of a list of findings, split at what is new.
type list struct {
	Fresh, Older []*dossier
}

func (s *Site) listOf(ctx context.Context, v *view, kinds ...signal.Kind) (any, error) {
	v.Refresh = int(s.Refresh.Seconds())
	since := v.Now.Add(-listed)
	var found []report.Finding
	for _, k := range kinds {
		some, err := s.Reports.Findings(ctx, string(k), since)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortStableFunc(found, func(a, b report.Finding) int { return b.LastAt.Compare(a.LastAt) })
	body := &list{}
	for _, f := range found {
		if v.Now.Sub(f.LastAt) < 24*time.Hour {
			body.Fresh = append(body.Fresh, v.dossier(f))
		} else {
			body.Older = append(body.Older, v.dossier(f))
		}
	}
	slices.SortStableFunc(body.Fresh, func(a, b *dossier) int {
		return cmp.Or(refutedFirst(a.Finding, b.Finding), cmp.Compare(b.Score, a.Score))
	})
	return body, nil
}

func (s *Site) rumours(ctx context.Context, _ *http.Request, v *view) (any, error) {
	return s.listOf(ctx, v, signal.Rumor)
}

func (s *Site) signals(ctx context.Context, _ *http.Request, v *view) (any, error) {
	return s.listOf(ctx, v, signal.Weak, signal.Spike, signal.Complaints)
}

func (s *Site) ambassadors(ctx context.Context, _ *http.Request, v *view) (any, error) {
	return s.listOf(ctx, v, signal.Ambassador)
}

// finding is the page of one signal, with all its evidence.
func (s *Site) finding(ctx context.Context, r *http.Request, v *view) (any, error) {
	f, err := s.Reports.Finding(ctx, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	v.Refresh = int(s.Refresh.Seconds())
	d := v.dossier(f)
	v.Title = f.Title.In(v.lang)
	switch {
	case f.Kind == signal.Weak: // too few posts an hour for a line by the hour
		d.Spread = v.spread(f, "weak", v.Now)
	case f.Kind != signal.Rumor && f.Kind != signal.Ambassador && len(f.Hours) > 1:
		d.Hourly = v.hours(v.say("signal.hours", len(f.Posts)), f.Hours, len(f.Hours), v.Now)
	}
	return d, nil
}

// sentShown is how many alerts the log shows.
const sentShown = 200

func (s *Site) alerts(ctx context.Context, _ *http.Request, v *view) (any, error) {
	v.Refresh = int(s.Refresh.Seconds())
	return s.Reports.Sent(ctx, sentShown)
}

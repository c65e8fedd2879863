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
	Silent       int    // what people set aside
	Aside        string // address of the list of those
}

func (s *Site) listOf(ctx context.Context, v *view, kinds ...signal.Kind) (any, error) {
	v.Refresh = int(s.Refresh.Seconds())
	since := v.Now.Add(-listed)
	var found []report.Finding
	silent := 0
	for _, k := range kinds {
		some, err := s.Reports.Findings(ctx, string(k), since)
		if err != nil {
			return nil, err
		}
		// What was merged into one of another kind brings that one with it.
		some = slices.DeleteFunc(some, func(f report.Finding) bool { return f.Kind != k })
		heard := report.Heard(some)
		found, silent = append(found, heard...), silent+len(some)-len(heard)
	}
	body := &list{Silent: silent, Aside: "/signals?state=" + stateAll + "&kind=" + string(kinds[0])}
	body.sort(v, found)
	return body, nil
}

// sort puts findings into the list, what moves first, the latest first.
func (l *list) sort(v *view, found []report.Finding) {
	slices.SortStableFunc(found, func(a, b report.Finding) int { return b.LastAt.Compare(a.LastAt) })
	for _, f := range found {
		if v.Now.Sub(f.LastAt) < 24*time.Hour {
			l.Fresh = append(l.Fresh, v.dossier(f))
		} else {
			l.Older = append(l.Older, v.dossier(f))
		}
	}
	slices.SortStableFunc(l.Fresh, func(a, b *dossier) int {
		return cmp.Or(pressing(a.Finding, b.Finding), cmp.Compare(b.Score, a.Score))
	})
}

func (s *Site) ambassadors(ctx context.Context, _ *http.Request, v *view) (any, error) {
	return s.listOf(ctx, v, signal.Ambassador)
}

// sentShown is how many alerts the log shows.
const sentShown = 200

func (s *Site) alerts(ctx context.Context, _ *http.Request, v *view) (any, error) {
	v.Refresh = int(s.Refresh.Seconds())
	return s.Reports.Sent(ctx, sentShown)
}

package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"vigie/dashboards/report"
)

// ledgerDays is how far back the page of the ledger goes.
const ledgerDays = 30

// coverageBody is the body of the ledger: the latest day first.
type coverageBody struct {
	Days []report.Footing
	Full int // days on which every source answered
}

func (s *Site) ledger(ctx context.Context, now time.Time) ([]report.Footing, error) {
	days, err := s.Reports.Ledger(ctx, midnight(now.In(s.Zone)).AddDate(0, 0, 1-ledgerDays), now, s.Zone)
	// Days before anything was listened to say nothing.
	return slices.DeleteFunc(days, func(f report.Footing) bool { return f.Expected == 0 }), err
}

func (s *Site) coverage(ctx context.Context, _ *http.Request, v *view) (any, error) {
	days, err := s.ledger(ctx, v.Now)
	if err != nil {
		return nil, err
	}
	b := &coverageBody{Days: days}
	for _, d := range days {
		if d.Answered == d.Expected && len(d.Down) == 0 {
			b.Full++
		}
	}
	slices.Reverse(b.Days)
	return b, nil
}

func (s *Site) coverageCSV(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	now := s.Now()
	days, err := s.ledger(ctx, now)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="coverage-%s.csv"`, now.In(s.Zone).Format(time.DateOnly)))
	fmt.Fprint(w, "\ufeff")
	if err := report.WriteLedger(w, days, s.Zone); err != nil {
		s.Log.Warn("export cut short", "error", err)
		panic(http.ErrAbortHandler)
	}
}

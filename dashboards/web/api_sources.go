package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// mostDays is how many days of the ledger are shown, or given at once.
const mostDays = 90

// coverageAnswer gives the coverage of now, and with ?days=30 that of the days
// before, today included.
func (s *Site) coverageAnswer(ctx context.Context, r *http.Request) (any, error) {
	now := s.Now()
	c, err := s.Reports.Coverage(ctx, now)
	if err != nil {
		return nil, err
	}
	shape := coverageShape(c)
	if days, err := strconv.Atoi(r.URL.Query().Get("days")); err == nil && days > 0 {
		list, err := s.Reports.Ledger(ctx, midnight(now.In(s.Zone)).AddDate(0, 0, 1-min(days, mostDays)), now, s.Zone)
		if err != nil {
			return nil, err
		}
		shape.Days = shapes(list, footingShape)
	}
	return shape, nil
}

func coverageShape(c report.Coverage) coverageJSON {
	return coverageJSON{Expected: c.Expected, Answered: c.Answered, Sources: shapes(c.Sources, healthShape)}
}

func healthShape(h report.Health) healthJSON {
	return healthJSON{
		sourceShape(h.Source), h.State, h.At, h.LastGood, h.Next, post.Masked(h.Error), h.Posts, post.Masked(h.Entry),
		h.Fault, h.Status, h.LastNew, h.Wait.Seconds(), h.Usual.Seconds(), h.Silent,
	}
}

func footingShape(f report.Footing) footingJSON {
	return footingJSON{f.From, f.To, f.Expected, f.Answered, f.Posts, shapes(f.Down, func(o report.Outage) outageJSON {
		return outageJSON{o.Source.ID, o.Source.Name, append([]time.Time{}, o.Hours...)}
	})}
}

func recordShape(r report.Record) recordJSON {
	shape := recordJSON{healthJSON: healthShape(r.Health), Days: shapes(r.Days, footingShape), Items: shapes(r.Items, itemShape)}
	shape.Visits = shapes(r.Visits, func(v report.Visit) visitJSON {
		return visitJSON{v.At, v.Took.Seconds(), v.Outcome, v.Fault, v.Status, v.Items, v.New, v.Bytes, post.Masked(v.Error)}
	})
	if p := r.Push; p != nil {
		shape.Push = &pushJSON{post.Masked(p.Hub), p.State, p.Lease, p.Told, post.Masked(p.Error)}
	}
	return shape
}

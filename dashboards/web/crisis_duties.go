package web

import (
	"context"
	"net/http"
	"strings"

	"vigie/dashboards/report"
)

// dutiesSaid takes down the duties that the reader changed, a line each: what
// somebody else has set since the page was shown stays.
func (s *Site) dutiesSaid(ctx context.Context, r *http.Request, v *view, p *posted) (any, error) {
	c, err := s.Crises.Crisis(ctx, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	now := map[string]string{}
	for _, d := range c.Duties {
		now[d.Value] = d.Note
	}
	var lines []int64
	whos, shown := p.Values["who"], p.Values["was"]
	for i, key := range p.Values["duty"] {
		if i >= len(whos) {
			break
		}
		who := strings.TrimSpace(whos[i])
		if who == now[key] || i < len(shown) && who == strings.TrimSpace(shown[i]) {
			continue
		}
		l := report.CrisisLine{Crisis: c.ID, Action: report.CrisisDuty, Value: key, Note: whos[i]}
		said, err := s.sayCrisis(ctx, l)
		if key := crisisFault(err); key != "" {
			return s.crisisUnsaid(ctx, v, l, key)
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, said.Line)
	}
	if v.Elsewhere = crisisPage(c.ID); len(lines) > 0 {
		v.Elsewhere += "?said=" + joined(lines)
	}
	return nil, nil
}

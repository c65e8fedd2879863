package web

import (
	"context"
	"strings"
	"testing"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// carried is a world in which every post found was carried by two more sources.
type carried struct{ *world }

func (c carried) Search(ctx context.Context, s report.Search) (report.Results, error) {
	r, err := c.world.Search(ctx, s)
	for i := range r.Items {
		r.Items[i].Carriers = []post.Source{ticket, valley}
	}
	return r, err
}

// Pages and answers say who else carries a post.
func TestCarriers(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	site.Reports = carried{w}
	for path, want := range map[string]string{
		"/mentions?lang=fr&period=all": "repris par 2 autres sources",
		"/mentions?lang=en&period=all": "carried by 2 other sources",
		"/mentions.json?period=all":    `"carriers":[{"id":"` + ticket.ID + `"`,
	} {
		if got := body(t, get(t, site, path)); !strings.Contains(got, want) {
			t.Errorf("%s does not hold %q", path, want)
		}
	}
	site.Reports = w
	if got := body(t, get(t, site, "/mentions.json?period=all")); !strings.Contains(got, `"carriers":[]`) {
		t.Error("a post that nobody else carries: no empty list")
	}
}

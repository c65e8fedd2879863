package web

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"vigie/dashboards/report"
)

// busy is a world in which a post arrives after every question.
type busy struct {
	*world
	posts int
}

func (b *busy) Search(_ context.Context, s report.Search) (report.Results, error) {
	r := report.Results{Total: b.posts}
	for n := b.posts - 1 - s.Offset; n >= 0 && len(r.Items) < s.Limit; n-- {
		r.Items = append(r.Items, report.Item{ID: fmt.Sprint(n), Source: rails, Published: b.now.Add(time.Duration(n-b.posts) * time.Second)})
	}
	b.posts++
	return r, nil
}

// Posts that arrive while an export is written make no row appear twice, and
// none go missing.
func TestExportWhilePostsArrive(t *testing.T) {
	w := newWorld(t)
	site := newSite(t, w)
	for _, posts := range []int{5000, exported + 5} {
		site.Reports = &busy{w, posts}
		var items []struct{ ID string }
		if err := json.Unmarshal([]byte(body(t, get(t, site, "/mentions.json?period=all"))), &items); err != nil {
			t.Fatal(err)
		}
		if got, want := len(items), min(posts, exported); got != want {
			t.Errorf("of %d posts: got %d rows, want %d", posts, got, want)
		}
		for i, item := range items {
			if want := fmt.Sprint(posts - 1 - i); item.ID != want {
				t.Fatalf("of %d posts, row %d: got post %s, want %s", posts, i, item.ID, want)
			}
		}
	}
}

package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

const (
	// groupPage is how many sources of one group a page shows.
	groupPage = 100
	// wholePage is how many rows a page of all groups has about, and fewestRows
	// how many of them each group has at least.
	wholePage, fewestRows = 400, 5
)

// The groups of sources by how they are, what needs somebody first.
var stateGroups = []string{"broken", "refused", "unread", "silent", "waiting", "fine"}

// groupings are the ways to group sources, by their name in the address.
var groupings = []string{"state", "owner", "tag", "language", "kind", "audience"}

// sourcesPage is the body of the page of sources.
type sourcesPage struct {
	report.Coverage
	By      string
	Ways    []link
	Query   string
	Found   int
	Groups  []*group
	One     bool // a single group, by pages
	Page    int
	Pages   int
	Prev    string
	Next    string
	Overall string // address without group and page
}

// group is sources that have something in common.
type group struct {
	Key, Name string
	Count     int
	Answer    int // of these, those that answer
	Audience  int
	Sources   []report.Health // those that are shown
	URL       string          // of the group alone
}

// More counts the sources of the group that are not shown.
func (g *group) More() int { return g.Count - len(g.Sources) }

func (s *Site) sources(ctx context.Context, r *http.Request, v *view) (any, error) {
	c, err := s.Reports.Coverage(ctx, v.Now)
	if err != nil {
		return nil, err
	}
	v.Refresh = int(s.Refresh.Seconds())
	q := r.URL.Query()
	b := &sourcesPage{Coverage: c, By: q.Get("by"), Query: strings.TrimSpace(q.Get("q"))}
	if !slices.Contains(groupings, b.By) {
		b.By = groupings[0]
	}
	for _, by := range groupings {
		b.Ways = append(b.Ways, link{Name: v.known("sources", "by_"+by), URL: b.address(by, "", 0), Here: by == b.By})
	}
	b.Overall = b.address(b.By, "", 0)
	found := matching(c.Sources, b.Query)
	b.Found = len(found)
	b.Groups = b.grouped(v, found)
	if q.Has("group") {
		return b, b.only(q.Get("group"), q.Get("page"))
	}
	rows := max(fewestRows, min(groupPage, wholePage/max(len(b.Groups), 1)))
	for _, g := range b.Groups {
		g.Sources = first(g.Sources, rows)
	}
	return b, nil
}

// only keeps one page of one group.
func (b *sourcesPage) only(key, page string) error {
	at := slices.IndexFunc(b.Groups, func(g *group) bool { return g.Key == key })
	if at < 0 {
		return report.ErrNotFound
	}
	g := b.Groups[at]
	b.Groups, b.One = []*group{g}, true
	b.Pages = (g.Count + groupPage - 1) / groupPage
	b.Page, _ = strconv.Atoi(page)
	b.Page = min(max(b.Page, 1), b.Pages)
	if b.Page > 1 {
		b.Prev = b.address(b.By, key, b.Page-1)
	}
	if b.Page < b.Pages {
		b.Next = b.address(b.By, key, b.Page+1)
	}
	g.Sources = g.Sources[(b.Page-1)*groupPage : min(b.Page*groupPage, g.Count)]
	return nil
}

// address is that of the page by some grouping; page 0 is that of all groups.
func (b *sourcesPage) address(by, key string, page int) string {
	v := url.Values{}
	if by != groupings[0] {
		v.Set("by", by)
	}
	if b.Query != "" {
		v.Set("q", b.Query)
	}
	if page > 0 {
		v.Set("group", key)
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	if len(v) == 0 {
		return "/sources"
	}
	return "/sources?" + v.Encode()
}

// matching are the sources whose name or address holds the words.
func matching(all []report.Health, words string) []report.Health {
	if words == "" {
		return all
	}
	words = strings.ToLower(words)
	var some []report.Health
	for _, h := range all {
		if strings.Contains(strings.ToLower(h.Source.Name+" "+h.Source.Shown()+" "+h.Source.ID), words) {
			some = append(some, h)
		}
	}
	return some
}

// grouped parts the sources, each of which stands in every group that it has a
// tag of. Groups by state and audience stand in their order, the others by size.
func (b *sourcesPage) grouped(v *view, found []report.Health) []*group {
	byKey := map[string]*group{}
	var list []*group
	for _, h := range found {
		for _, key := range b.keys(h) {
			g := byKey[key]
			if g == nil {
				g = &group{Key: key, Name: v.groupName(b.By, key), URL: b.address(b.By, key, 1)}
				byKey[key], list = g, append(list, g)
			}
			g.Sources = append(g.Sources, h)
			g.Count++
			g.Audience += h.Source.Audience
			if h.Answers() {
				g.Answer++
			}
		}
	}
	slices.SortStableFunc(list, func(x, y *group) int {
		switch b.By {
		case "state":
			return cmp.Compare(slices.Index(stateGroups, x.Key), slices.Index(stateGroups, y.Key))
		case "audience":
			return cmp.Compare(band(y.Key).Least, band(x.Key).Least)
		}
		return cmp.Or(cmp.Compare(y.Count, x.Count), strings.Compare(x.Name, y.Name))
	})
	return list
}

func (b *sourcesPage) keys(h report.Health) []string {
	switch b.By {
	case "owner":
		return []string{string(h.Source.Owner)}
	case "language":
		return []string{h.Source.Language}
	case "kind":
		return []string{cmp.Or(string(h.Source.Kind), string(post.Auto))}
	case "audience":
		return []string{strconv.Itoa(report.BandOf(h.Source.Audience).Least)}
	case "tag":
		if len(h.Source.Tags) > 0 {
			return slices.Compact(slices.Sorted(slices.Values(h.Source.Tags)))
		}
		return []string{""}
	}
	return []string{stateGroup(h)}
}

func (v *voice) groupName(by, key string) string {
	switch {
	case key == "":
		return v.known("sources", "none_"+by)
	case by == "state":
		return v.say("sources." + key)
	case by == "owner":
		return v.known("owner", key)
	case by == "language":
		return v.known("lang", key)
	case by == "kind":
		return v.known("source", key)
	case by == "audience":
		return v.audience(band(key))
	}
	return key
}

// band is that of a group's key, which is the fewest readers in it.
func band(key string) report.Band {
	least, _ := strconv.Atoi(key)
	return report.BandOf(least)
}

func (v *voice) audience(b report.Band) string {
	switch {
	case b.Least == 0:
		return v.say("sources.band_unknown")
	case b.Below == 0:
		return v.say("sources.band_over", b.Least)
	case b.Least == 1:
		return v.say("sources.band_under", b.Below)
	}
	return v.say("sources.band", b.Least, b.Below)
}

func stateGroup(h report.Health) string {
	switch {
	case h.State == report.Waiting:
		return "waiting"
	case h.Fault == report.Layout || h.Fault == report.Nothing:
		return "unread"
	case h.State == report.Refused:
		return "refused"
	case failing(h):
		return "broken"
	case h.Silent:
		return "silent"
	}
	return "fine"
}

// sourcePage is the address of a source's page: identifiers hold slashes and
// question marks.
func sourcePage(s post.Source) string { return "/sources/" + url.PathEscape(s.ID) }

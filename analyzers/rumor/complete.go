package rumor

import (
	"slices"
	"sort"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/relay"
	"vigie/crawlers/post"
)

// tale is where a rumour is told: what ties a post to it.
type tale struct{ ids, urls, stories, threads map[string]bool }

func (t *tale) add(p annotation.Post) {
	t.ids[p.ID] = true
	if p.URL != "" {
		t.urls[relay.Address(p.URL)] = true
	}
	if p.Thread != "" {
		t.threads[p.Source+"\x00"+p.Thread] = true
	}
}

// answers reports whether the post itself leads to one that carries the rumour: it
// replies to it, links to it, or stands in its thread.
func (t *tale) answers(p annotation.Post) bool {
	return t.ids[p.Parent] && p.Parent != "" || linksTo(p, t.urls) || p.Thread != "" && t.threads[p.Source+"\x00"+p.Thread]
}

// complete adds the posts that carry the claim without a figure that was
// compared: near-copies of a relay, posts of a relay's story that link to it or
// repeat its figures, and those that relays have it from.
func (d *Detector) complete(g *group, posts []annotation.Post, w annotation.Window) {
	if len(g.relays) == 0 {
		return
	}
	in := make(map[string]bool)
	for _, set := range [][]annotation.Post{g.relays, g.denials, g.queries, g.satire, g.own} {
		for _, p := range set {
			in[p.ID] = true
		}
	}
	g.upstream(posts, in, w)
	t := tale{ids: make(map[string]bool), urls: make(map[string]bool), stories: make(map[string]bool), threads: make(map[string]bool)}
	for _, p := range g.relays {
		t.add(p)
		if p.Annotation.Story != "" {
			t.stories[p.Annotation.Story] = true
		}
	}
	figures := g.figures()
	first := g.relays[0].Published
	for _, p := range posts {
		if in[p.ID] || p.Published.Before(first) {
			continue
		}
		if g.carries(p, &t, figures) {
			g.place(p, w)
			if n := len(g.relays); n > 0 && g.relays[n-1].ID == p.ID {
				t.add(p)
			}
			continue
		}
		g.stand(p, &t, figures, w)
	}
	sort.SliceStable(g.relays, func(i, j int) bool { return earlier(g.relays[i], g.relays[j]) })
}

// carries reports whether a post whose figure was not compared carries the claim.
func (g *group) carries(p annotation.Post, t *tale, figures map[float64]bool) bool {
	reply := p.Parent != "" && t.ids[p.Parent]
	if evidence.IsCopy(p) && t.ids[*p.Annotation.CopyOf] {
		return true
	}
	if !(reply && p.Annotation.Rumor.Is || t.stories[p.Annotation.Story] && (linksTo(p, t.urls) || repeats(p, figures))) {
		return false
	}
	return !g.judge.asks(p) && !g.judge.supposes(p, figures) && !g.judge.denies(p, g.fact.ID)
}

// stand puts a post of the rumour's story, thread or answers that does not carry it
// beside it: who denies it, who asks.
func (g *group) stand(p annotation.Post, t *tale, figures map[float64]bool, w annotation.Window) {
	if answers := t.answers(p); !answers && !t.stories[p.Annotation.Story] {
		return
	} else if o := w.Source(p.Source).Owner; o == post.Company {
		g.own = append(g.own, p)
	} else if joking(p, o) {
		g.satire = append(g.satire, p)
	} else if g.judge.denies(p, g.fact.ID) {
		if answers || g.judge.opposes(p, g.fact.ID, figures) {
			g.denials = append(g.denials, p)
		}
	} else if g.judge.asks(p) || g.judge.supposes(p, figures) {
		g.queries = append(g.queries, p)
	}
}

// upstream adds the posts that relays reply to, copy or link to, and that give the
// same figure, though it was not compared with the fact: where they have it from.
func (g *group) upstream(posts []annotation.Post, in map[string]bool, w annotation.Window) {
	figures := map[float64]bool{g.value: g.value != 0}
	ids, urls := make(map[string]bool), make(map[string]bool)
	from := func(p annotation.Post) {
		ids[p.Parent] = p.Parent != ""
		if evidence.IsCopy(p) {
			ids[*p.Annotation.CopyOf] = true
		}
		for _, l := range p.Links {
			urls[relay.Address(l)] = true
		}
	}
	for _, p := range g.relays {
		from(p)
	}
	for _, p := range slices.Backward(posts) {
		led := ids[p.ID] || p.URL != "" && urls[relay.Address(p.URL)]
		if in[p.ID] || !led || !repeats(p, figures) || g.judge.supposes(p, figures) || g.judge.asks(p) || g.judge.denies(p, g.fact.ID) {
			continue
		}
		if o := w.Source(p.Source).Owner; o == post.Company || joking(p, o) {
			continue
		}
		in[p.ID] = true
		g.relays = append(g.relays, p)
		from(p)
	}
	sort.SliceStable(g.relays, func(i, j int) bool { return earlier(g.relays[i], g.relays[j]) })
}

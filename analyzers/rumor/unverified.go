package rumor

import (
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// unverified raises stories that no fact speaks of, told by several voices who
// hedge, doubted by others, and told by no authoritative source. Weak, at most.
func (d *Detector) unverified(posts []annotation.Post, used map[string]bool, at time.Time, w annotation.Window) []signal.Signal {
	stories := make(map[string][]annotation.Post)
	for _, p := range posts {
		if s := p.Annotation.Story; s != "" {
			stories[s] = append(stories[s], p)
		}
	}
	names := make([]string, 0, len(stories))
	for s, told := range stories {
		if len(told) >= d.c.Relays+1 {
			names = append(names, s)
		}
	}
	sort.Strings(names)
	var out []signal.Signal
	for _, s := range names {
		if sig, ok := d.story(s, stories[s], used, at, w); ok {
			out = append(out, sig)
		}
	}
	return out
}

func (d *Detector) story(id string, posts []annotation.Post, used map[string]bool, at time.Time, w annotation.Window) (signal.Signal, bool) {
	if len(evidence.Sources(posts)) < 2 { // cheaper than reading them
		return signal.Signal{}, false
	}
	g := &group{}
	hedged, scored := 0, 0
	for _, p := range posts {
		if used[p.ID] {
			return signal.Signal{}, false
		}
		switch o := w.Source(p.Source).Owner; {
		case o == post.Institution || o == post.Company || o == post.Press && readCues(p).hedge == 0:
			return signal.Signal{}, false // somebody answers for it
		}
		g.place(p, w)
		if readCues(p).hedge > 0 {
			hedged++
		}
		if p.Annotation.Rumor.Is {
			scored++
		}
	}
	if len(g.relays) == 0 {
		return signal.Signal{}, false
	}
	t := d.traits(g, w)
	doubt := t.queries + t.doubted + t.denials
	if t.voices < d.c.Relays || t.sources < 2 || hedged == 0 || doubt == 0 || t.hedged+doubt+scored < 3 {
		return signal.Signal{}, false
	}
	first, last := g.relays[0], g.relays[len(g.relays)-1]
	text := phrase.Excerpt(first.Title, 90)
	if text == "" {
		text = phrase.Excerpt(first.Text, 90)
	}
	reasons := append([]signal.Text{phrase.Text("Affirmation que rien ne vérifie, racontée au conditionnel et mise en doute",
		"A statement that nothing verifies, hedged by those who tell it and doubted")}, why(g, t, "", "")...)
	return signal.Signal{
		ID: signal.NewID(signal.Rumor, "story", id), Kind: signal.Rumor, Level: signal.Low, Trend: trend(g.relays, at),
		Score: t.score(false), Entity: commonEntity(g.relays), Story: id, RaisedAt: at,
		FirstAt: first.Published, LastAt: last.Published,
		Title: phrase.Text("Non vérifié : « %s », %s", "Unverified: “%s”, %s", text, relayed(len(g.relays), t.sources)),
		Why:   reasons, Terms: evidence.Terms(g.relays, nil, 8), Posts: evidence.IDs(g.relays), Sources: evidence.Sources(g.relays),
		Observed: float64(len(g.relays)),
		Silent: phrase.Text("Silence si une source qui fait autorité le disait, ou si personne n’en doutait.",
			"Silent if an authoritative source said it, or if nobody doubted it."),
		Rumour: &signal.Rumour{Claim: text, Said: text, Relays: path(g.relays, w)},
	}, true
}

// commonEntity is the entity that most posts mention, the first by name of
// those even.
func commonEntity(posts []annotation.Post) string {
	n := make(map[string]int)
	for _, p := range posts {
		seen := make(map[string]bool)
		for _, m := range p.Annotation.Mentions {
			if !seen[m.Entity] {
				seen[m.Entity] = true
				n[m.Entity]++
			}
		}
	}
	best := ""
	for e, c := range n {
		if c > n[best] || c == n[best] && e < best {
			best = e
		}
	}
	return best
}

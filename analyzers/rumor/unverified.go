package rumor

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/relay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// Unverified stories must be rare: talk is full of conditionals and questions.
const (
	hearsayPast   = 48 * time.Hour // how long one may take to pass from voice to voice
	hearsayDoubt  = 0.39           // the doubt of a post with one phrase of hearsay
	hearsayVoices = 2              // independent voices that pass it on as hearsay, of two sources or a thread, where others doubt it
	aloneVoices   = 3              // where nobody does
	hearsayScore  = 0.5            // grounds under which silence is better
)

// Doubt is how much doubt a post voices by passing on what others say, 0 to 1.
func Doubt(p annotation.Post) float64 {
	if readCues(p).hearsay > 0 {
		return 0.4
	}
	return 0
}

// unverified raises stories that no fact speaks of: within two days, several
// independent voices pass a statement on as hearsay, others doubt it or they are
// many enough, and no authoritative source tells it. Weak, at most.
func (d *Detector) unverified(ctx context.Context, used map[string]bool, at time.Time, w annotation.Window) ([]*group, error) {
	doubted, err := w.Posts(ctx, annotation.Filter{From: at.Add(-hearsayPast), To: at, Doubt: hearsayDoubt})
	if err != nil {
		return nil, fmt.Errorf("read doubts for rumours: %w", err)
	}
	of := tellings(doubted, used)
	voices := make(map[string]map[string]bool)
	for _, p := range doubted {
		if s := of[p.Annotation.Story]; s != "" {
			if voices[s] == nil {
				voices[s] = make(map[string]bool)
			}
			voices[s][evidence.Voice(p)] = true
		}
	}
	var names []string
	for s, first := range of {
		if len(voices[first]) >= 2 {
			names = append(names, s)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	sort.Strings(names)
	posts, err := w.Posts(ctx, annotation.Filter{From: at.Add(-hearsayPast), To: at, Stories: names})
	if err != nil {
		return nil, fmt.Errorf("read doubted stories: %w", err)
	}
	stories := make(map[string][]annotation.Post)
	for _, p := range posts {
		s := of[p.Annotation.Story]
		stories[s] = append(stories[s], p)
	}
	var out []*group
	for _, s := range names {
		if g := d.hearsay(stories[s], used, w); g != nil { // none under the names that lead to another
			g.story = s
			out = append(out, g)
		}
	}
	return out, nil
}

// tellings leads from each story of posts to the first that tells the same: one of
// another language or wording is known by its links to posts of it.
func tellings(posts []annotation.Post, used map[string]bool) map[string]string {
	of, at := make(map[string]string), make(map[string]string)
	root := func(s string) string {
		for of[s] != s {
			s = of[s]
		}
		return s
	}
	for _, p := range posts {
		s := p.Annotation.Story
		if s == "" || used[s] {
			continue
		}
		if of[s] == "" {
			of[s] = s
		}
		if p.URL != "" {
			at[relay.Address(p.URL)] = s
		}
		for _, l := range p.Links {
			if t := at[relay.Address(l)]; t != "" {
				of[root(s)] = root(t)
			}
		}
	}
	for s := range of {
		of[s] = root(s)
	}
	return of
}

// hearsay sorts a story's posts; nil where it is no rumour: it was told already,
// an authoritative source says it, or too few voices pass it on.
func (d *Detector) hearsay(posts []annotation.Post, used map[string]bool, w annotation.Window) *group {
	if len(posts) < hearsayVoices { // cheaper than reading them
		return nil
	}
	g := &group{judge: make(judge)}
	urls := make(map[string]bool)
	for _, p := range posts {
		c := g.judge.cues(p)
		o := w.Source(p.Source).Owner
		authority := o == post.Institution || o == post.Company || o == post.Press && c.hedge+c.hearsay == 0
		n := len(g.relays)
		switch denies := g.judge.denies(p, ""); {
		case used[p.ID], authority && !denies:
			return nil
		case c.hearsay > 0 || denies || g.judge.asks(p) || joking(p, o) || linksTo(p, urls):
			g.place(p, w)
		}
		if len(g.relays) > n && p.URL != "" {
			urls[relay.Address(p.URL)] = true
		}
	}
	if len(g.relays) == 0 {
		return nil
	}
	g.queries = slices.DeleteFunc(g.queries, func(p annotation.Post) bool { return !g.about(p) })
	if d.enoughHearsay(g, w) || d.alone(g, w) {
		return g
	}
	return nil
}

// enoughHearsay is the rule for what no fact speaks of: some voices pass it on,
// of two sources or of one thread that others doubt, or one with reach does; and
// somebody doubts it.
func (d *Detector) enoughHearsay(g *group, w annotation.Window) bool {
	t := d.traits(g, w)
	doubts, _ := evidence.Weight(append(slices.Clone(g.queries), g.denials...))
	spread := t.voices >= hearsayVoices && (t.sources >= 2 || doubts >= 2)
	return (spread || t.reach >= d.c.Reach) && t.queries+t.denials > 0 && t.score(false) >= hearsayScore
}

// alone is the rule where nobody doubts it: more voices of several sources, or two
// with reach, that all say the same of an entity. Others of the story are dropped.
func (d *Detector) alone(g *group, w annotation.Window) bool {
	same := g.agreed()
	voices, _ := evidence.Weight(same)
	if voices < hearsayVoices || len(evidence.Sources(same)) < 2 || voices < aloneVoices && d.reach(same, w) < d.c.Reach || commonEntity(same) == "" {
		return false
	}
	g.relays = same
	return true
}

// told is the signal of a story that nothing verifies.
func (d *Detector) told(g *group, at time.Time, w annotation.Window, seen surroundings) signal.Signal {
	t := d.traits(g, w)
	first, last := g.relays[0], g.relays[len(g.relays)-1]
	text := phrase.Excerpt(first.Title, 90)
	if text == "" {
		text = phrase.Excerpt(first.Text, 90)
	}
	reasons := append([]signal.Text{unsure(t)}, why(g, t, nil, nil)...)
	out := signal.Signal{
		ID: signal.NewID(signal.Rumor, "story", g.story), Kind: signal.Rumor, Level: signal.Low, Trend: trend(g.relays, at),
		Score: t.score(false), Entity: commonEntity(g.relays), Story: g.story, RaisedAt: at,
		FirstAt: first.Published, LastAt: last.Published,
		Title: phrase.Text("Non vérifié : « %s », %s", "Unverified: “%s”, %s", text, relayed(len(g.relays), t.sources)),
		Why:   reasons, Terms: evidence.Terms(g.relays, nil, 8), Sources: evidence.Sources(g.relays),
		Observed: float64(len(g.relays)),
		Silent: phrase.Text("Silence si une source qui fait autorité le disait, ou si moins de %s voix le rapportaient en deux jours (%s si personne n’en doutait) ; une de moins suffit si elles ont %s lecteurs par mois.",
			"Silent if an authoritative source said it, or if fewer than %s voices passed it on in two days (%s if nobody doubted it); one fewer is enough where they have %s readers a month.", hearsayVoices, aloneVoices, d.c.Reach),
		Rumour: &signal.Rumour{Claim: text, Said: text},
	}
	d.evidence(&out, g, w, seen)
	return out
}

// unsure says in a line why a story is told that nothing verifies.
func unsure(t traits) signal.Text {
	if t.queries+t.denials == 0 {
		return phrase.Text("Affirmation que rien ne vérifie, rapportée de seconde main par des voix indépendantes",
			"A statement that nothing verifies, passed on at second hand by independent voices")
	}
	return phrase.Text("Affirmation que rien ne vérifie, racontée au conditionnel et mise en doute",
		"A statement that nothing verifies, hedged by those who tell it and doubted")
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

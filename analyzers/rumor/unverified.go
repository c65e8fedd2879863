package rumor

import (
	"context"
	"fmt"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// Unverified stories must be rare: talk is full of conditionals and questions.
const (
	hearsayPast   = 48 * time.Hour // how long one may take to pass from voice to voice
	hearsayVoices = 3              // independent voices that pass it on as hearsay, two sources at the least
	hearsayScore  = 0.5            // grounds under which silence is better
)

// unverified raises stories that no fact speaks of: within two days, several
// independent voices pass a statement on as hearsay, others doubt it, and no
// authoritative source tells it. Weak, at most.
func (d *Detector) unverified(ctx context.Context, used map[string]bool, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	doubted, err := w.Posts(ctx, annotation.Filter{From: at.Add(-hearsayPast), To: at, Doubt: 0.5})
	if err != nil {
		return nil, fmt.Errorf("read doubts for rumours: %w", err)
	}
	voices := make(map[string]map[string]bool)
	for _, p := range doubted {
		if s := p.Annotation.Story; s != "" && !used[s] {
			if voices[s] == nil {
				voices[s] = make(map[string]bool)
			}
			voices[s][evidence.Voice(p)] = true
		}
	}
	var names []string
	for s, v := range voices {
		if len(v) >= 2 {
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
		stories[p.Annotation.Story] = append(stories[p.Annotation.Story], p)
	}
	var out []signal.Signal
	for _, s := range names {
		if sig, ok := d.story(s, stories[s], used, at, w); ok {
			out = append(out, sig)
		}
	}
	return out, nil
}

func (d *Detector) story(id string, posts []annotation.Post, used map[string]bool, at time.Time, w annotation.Window) (signal.Signal, bool) {
	if len(evidence.Sources(posts)) < 2 { // cheaper than reading them
		return signal.Signal{}, false
	}
	g := &group{judge: make(judge)}
	for _, p := range posts {
		c := g.judge.cues(p)
		o := w.Source(p.Source).Owner
		switch {
		case used[p.ID], o == post.Institution, o == post.Company, o == post.Press && c.hedge == 0:
			return signal.Signal{}, false // told already, or somebody answers for it
		case c.hearsay > 0 || g.judge.asks(p) || g.judge.denies(p, ""):
			g.place(p, w)
		}
	}
	if len(g.relays) == 0 {
		return signal.Signal{}, false
	}
	t := d.traits(g, w)
	if t.voices < hearsayVoices || t.sources < 2 || t.queries+t.denials == 0 || t.score(false) < hearsayScore {
		return signal.Signal{}, false
	}
	first, last := g.relays[0], g.relays[len(g.relays)-1]
	text := phrase.Excerpt(first.Title, 90)
	if text == "" {
		text = phrase.Excerpt(first.Text, 90)
	}
	reasons := append([]signal.Text{phrase.Text("Affirmation que rien ne vérifie, racontée au conditionnel et mise en doute",
		"A statement that nothing verifies, hedged by those who tell it and doubted")}, why(g, t, nil, nil)...)
	return signal.Signal{
		ID: signal.NewID(signal.Rumor, "story", id), Kind: signal.Rumor, Level: signal.Low, Trend: trend(g.relays, at),
		Score: t.score(false), Entity: commonEntity(g.relays), Story: id, RaisedAt: at,
		FirstAt: first.Published, LastAt: last.Published,
		Title: phrase.Text("Non vérifié : « %s », %s", "Unverified: “%s”, %s", text, relayed(len(g.relays), t.sources)),
		Why:   reasons, Terms: evidence.Terms(g.relays, nil, 8), Posts: evidence.IDs(g.relays), Sources: evidence.Sources(g.relays),
		Observed: float64(len(g.relays)),
		Silent: phrase.Text("Silence si une source qui fait autorité le disait, si personne n’en doutait, ou si moins de trois voix le rapportaient en deux jours.",
			"Silent if an authoritative source said it, if nobody doubted it, or if fewer than three voices passed it on in two days."),
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

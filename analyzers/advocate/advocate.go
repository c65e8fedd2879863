// Package advocate raises the posts in which somebody who says that they work
// for the organisation defends it or explains its work, each beside the
// complaints and relays that it answers. It never lists critics: a post of
// staff who complain raises nothing.
package advocate

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

// Config says how far to look.
type Config struct {
	Past    time.Duration // how old an ambassador post may be
	Answers time.Duration // how long before it what it answers was written
	Most    int           // answered posts named
}

// Default returns the configuration that the sample world is measured with.
func Default() Config {
	return Config{Past: 48 * time.Hour, Answers: 7 * 24 * time.Hour, Most: 10}
}

// Detector raises ambassador posts.
type Detector struct{ c Config }

var _ annotation.Detector = (*Detector)(nil)

// New returns a detector of ambassador posts.
func New(c Config) *Detector { return &Detector{c} }

// Detect returns one signal for each ambassador post of the last days.
func (d *Detector) Detect(ctx context.Context, at time.Time, w annotation.Window) ([]signal.Signal, error) {
	recent, err := w.Posts(ctx, annotation.Filter{From: at.Add(-d.c.Past), To: at})
	if err != nil {
		return nil, fmt.Errorf("read posts for ambassadors: %w", err)
	}
	var out []signal.Signal
	byEntity := make(map[string][]annotation.Post)
	for _, p := range recent {
		if !speaks(p, w) {
			continue
		}
		entity := mostMentioned(p)
		past, ok := byEntity[entity]
		if !ok {
			past, err = w.Posts(ctx, annotation.Filter{Entity: entity, From: at.Add(-d.c.Past - d.c.Answers), To: at})
			if err != nil {
				return nil, fmt.Errorf("read what ambassadors answer: %w", err)
			}
			byEntity[entity] = past
		}
		out = append(out, d.signal(p, entity, past, at, w))
	}
	return out, nil
}

// speaks is the rule: staff, by their own word, who defend or explain, in a
// text of their own and not in the organisation's.
func speaks(p annotation.Post, w annotation.Window) bool {
	a := p.Annotation.Ambassador
	return a.Is && (a.Attitude == "defends" || a.Attitude == "explains") && !evidence.IsCopy(p) &&
		w.Source(p.Source).Owner != post.Company
}

func (d *Detector) signal(p annotation.Post, entity string, past []annotation.Post, at time.Time, w annotation.Window) signal.Signal {
	a := p.Annotation.Ambassador
	answers := d.answers(p, past, w)
	quote := bestSentence(p, answers)
	who := w.Source(p.Source).Name
	if who == "" {
		who = p.Source
	}
	level := signal.Low
	if len(answers) >= 2 || len(answers) == 1 && a.Score >= 0.8 {
		level = signal.Strong
	}
	title := phrase.Text("%s explique : %s", "%s explains: %s", who, phrase.Quoted(phrase.Excerpt(quote, 110)))
	if a.Attitude == "defends" {
		title = phrase.Text("%s prend la défense : %s", "%s speaks up: %s", who, phrase.Quoted(phrase.Excerpt(quote, 110)))
	}
	why := []signal.Text{}
	if len(a.Cues) > 0 {
		why = append(why, phrase.Text("Dit travailler dans l’organisation : %s", "Says that they work there: %s", a.Cues))
	}
	if len(answers) > 0 {
		why = append(why, phrase.Text("Répond à %s des sept derniers jours", "Answers %s of the last seven days",
			phrase.Counted(float64(len(answers)), "message critique", "messages critiques", "critical post", "critical posts")))
	}
	if hasFigure(quote) {
		why = append(why, phrase.Text("Avance un chiffre", "Gives a figure"))
	}
	return signal.Signal{
		ID: signal.NewID(signal.Ambassador, p.ID), Kind: signal.Ambassador, Level: level,
		Score:  math.Round(1000*math.Min(1, a.Score*(0.7+0.1*math.Min(3, float64(len(answers)))))) / 1000,
		Entity: entity, Story: p.Annotation.Story, RaisedAt: at, FirstAt: p.Published, LastAt: p.Published,
		Title: title, Why: why, Terms: p.Annotation.Terms, Posts: []string{p.ID}, Sources: evidence.Sources([]annotation.Post{p}),
		Observed: 1,
		Silent: phrase.Text("Silence si l’auteur ne disait pas travailler dans l’organisation, ou s’il la critiquait.",
			"Silent if the author did not say that they work there, or criticised it."),
		Argument: &signal.Argument{Quote: quote, Attitude: a.Attitude, Cues: a.Cues, Answers: evidence.IDs(answers)},
	}
}

// answers are the complaints and relays of the days before that the post
// speaks of: the one it replies to, those of its thread, links, story or
// themes, best fit first, then oldest first.
func (d *Detector) answers(p annotation.Post, past []annotation.Post, w annotation.Window) []annotation.Post {
	type fit struct {
		post  annotation.Post
		score float64
	}
	var fits []fit
	terms := termSet(p)
	links := make(map[string]bool)
	for _, l := range p.Links {
		links[strings.TrimSuffix(l, "/")] = true
	}
	for _, q := range past {
		if q.ID == p.ID || !q.Published.Before(p.Published) || p.Published.Sub(q.Published) > d.c.Answers || !complains(q, w) {
			continue
		}
		s := 0.0
		if p.Parent != "" && p.Parent == q.ID || q.URL != "" && links[strings.TrimSuffix(q.URL, "/")] {
			s += 10
		}
		if p.Thread != "" && p.Thread == q.Thread {
			s += 3
		}
		if p.Annotation.Story != "" && p.Annotation.Story == q.Annotation.Story {
			s += 3
		}
		if sameFact(p, q) {
			s += 4
		}
		shared := 0.0
		for _, t := range q.Annotation.Terms {
			if terms[text.Fold(t)] {
				shared++
			}
		}
		if s += shared; s >= 2 {
			fits = append(fits, fit{q, s})
		}
	}
	sort.SliceStable(fits, func(i, j int) bool { return fits[i].score > fits[j].score })
	var out []annotation.Post
	for _, f := range fits[:min(d.c.Most, len(fits))] {
		out = append(out, f.post)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Published.Before(out[j].Published) })
	return out
}

// complains reports whether a post is one to answer: negative, or against a
// fact, and not satire, nor the organisation's own.
func complains(p annotation.Post, w annotation.Window) bool {
	switch w.Source(p.Source).Owner {
	case post.Satire, post.Company:
		return false
	}
	if p.Annotation.Ambassador.Is {
		return false
	}
	if p.Annotation.Sentiment.Label == "negative" {
		return true
	}
	for _, m := range p.Annotation.Mentions {
		if m.Sentiment.Label == "negative" {
			return true
		}
	}
	for _, c := range p.Annotation.Claims {
		if c.Verdict == "contradicts" {
			return true
		}
	}
	return false
}

func sameFact(p, q annotation.Post) bool {
	for _, c := range q.Annotation.Claims {
		if c.Verdict != "contradicts" || c.Fact == "" {
			continue
		}
		for _, own := range p.Annotation.Claims {
			if own.Fact == c.Fact {
				return true
			}
		}
	}
	return false
}

func termSet(p annotation.Post) map[string]bool {
	m := make(map[string]bool)
	for _, t := range p.Annotation.Terms {
		m[text.Fold(t)] = true
	}
	return m
}

// bestSentence is the one to quote: it gives a figure, says why, names what the
// answered posts speak of, and is neither a greeting nor a paragraph.
func bestSentence(p annotation.Post, answers []annotation.Post) string {
	themes := make(map[string]bool)
	for _, q := range append(answers, p) {
		for t := range termSet(q) {
			themes[t] = true
		}
	}
	best, most := "", math.Inf(-1)
	for i, span := range text.Sentences(p.Text) {
		s := strings.TrimSpace(p.Text[span.Start:span.End])
		folded := " " + strings.TrimSpace(text.Index(s)) + " "
		n := float64(len(strings.Fields(folded)))
		score := -math.Abs(n-18)/10 - 0.05*float64(i)
		if hasFigure(s) {
			score += 2
		}
		if strings.HasSuffix(s, "?") || n < 5 {
			score -= 2
		}
		for _, why := range [...]string{" parce ", " car ", " because ", " since ", " pour que ", " afin ", " puisque ", " c' est ", " so that ", " in fact ", " en fait ", " en realite "} {
			if strings.Contains(folded, why) {
				score += 0.7
			}
		}
		for t := range themes {
			if strings.Contains(folded, " "+t+" ") {
				score += 0.4
			}
		}
		if score > most {
			best, most = s, score
		}
	}
	return phrase.Excerpt(best, 300)
}

func hasFigure(s string) bool { return strings.ContainsAny(s, "0123456789") }

// mostMentioned is the entity a post names most, the first by name of those even.
func mostMentioned(p annotation.Post) string {
	n := make(map[string]int)
	best := ""
	for _, m := range p.Annotation.Mentions {
		n[m.Entity]++
	}
	for e, c := range n {
		if c > n[best] || c == n[best] && e < best {
			best = e
		}
	}
	return best
}

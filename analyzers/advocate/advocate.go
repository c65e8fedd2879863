// Package advocate raises the posts in which somebody who says that they work
// for the organisation defends it or explains its work, each beside the
// complaints and relays that it answers. It never lists critics: a post of
// staff who complain raises nothing.
package advocate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
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
	recent, err := w.Posts(ctx, annotation.Filter{From: at.Add(-d.c.Past), To: at, Staff: true})
	if err != nil {
		return nil, fmt.Errorf("read posts for ambassadors: %w", err)
	}
	recent = slices.DeleteFunc(slices.Clone(recent), func(p annotation.Post) bool { return !ambassador(p, w) || !speaks(p) && !corrects(p) })
	if len(recent) == 0 {
		return nil, nil
	}
	past, err := d.past(ctx, recent, at, w)
	if err != nil {
		return nil, err
	}
	var out []signal.Signal
	for _, p := range recent {
		answers := d.answers(p, past, w)
		if speaks(p) || slices.ContainsFunc(answers, func(q annotation.Post) bool { return sameFact(p, q) }) {
			out = append(out, d.signal(p, mostMentioned(p), answers, at, w))
		}
	}
	return out, nil
}

// ambassador is the rule: staff, by their own word, in a text of their own and
// not in the organisation's, who do not criticise it.
func ambassador(p annotation.Post, w annotation.Window) bool {
	a := p.Annotation.Ambassador
	return a.Is && a.Attitude != "criticises" && !evidence.IsCopy(p) && w.Source(p.Source).Owner != post.Company
}

// speaks reports whether they defend or explain.
func speaks(p annotation.Post) bool {
	a := p.Annotation.Ambassador.Attitude
	return a == "defends" || a == "explains"
}

// corrects reports whether they give a true figure, or deny a false one: where
// others tell another figure that is a defence, in however plain words.
func corrects(p annotation.Post) bool {
	return slices.ContainsFunc(p.Annotation.Claims, func(c annotation.Claim) bool { return c.Verdict == "matches" })
}

func (d *Detector) signal(p annotation.Post, entity string, answers []annotation.Post, at time.Time, w annotation.Window) signal.Signal {
	a := p.Annotation.Ambassador
	if !speaks(p) {
		a.Attitude = "defends"
	}
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
	if figures(p, quote) {
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

package spike

import (
	"context"
	"fmt"
	"math"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// testName names the test that a count passes.
const testName = "negative binomial, one-sided"

func (d *Detector) signal(ctx context.Context, e Entity, at time.Time, w annotation.Window, b *board, f *found) (signal.Signal, error) {
	before := at.Add(-f.window)
	past, err := w.Posts(ctx, annotation.Filter{Entity: e.ID, From: before.Add(-3 * day), To: before})
	if err != nil {
		return signal.Signal{}, fmt.Errorf("read mentions of %s: %w", e.ID, err)
	}
	past = of(f.part, past)
	level := signal.Low
	if f.P < d.c.StrongP && f.Observed >= 3*f.Expected && f.voices >= 2*d.c.MinVoice {
		level = signal.Strong
	}
	series := b.series[f.part]
	reasons := why(f, past, w)
	if carrier, ok := b.carrier(f, at); ok {
		reasons = append(reasons, carrier)
	}
	reasons = append(append(reasons, f.accounts()...), evidence.Quotes(f.posts)...)
	return signal.Signal{
		ID: signal.NewID(signal.Spike, e.ID, d.c.day(d.start(b, e, at))), Kind: signal.Spike, Level: level,
		Trend: trend(series, at, f.window), Score: score(f.P), Entity: e.ID, Class: string(f.class), Language: f.language,
		Story: evidence.Story(f.posts), RaisedAt: at, FirstAt: f.posts[0].Published, LastAt: f.posts[len(f.posts)-1].Published,
		Title: f.title(e), Why: reasons, Silent: d.silent(f), Terms: evidence.Terms(f.posts, past, 8),
		Posts: evidence.IDs(f.posts), Sources: f.sources, Observed: f.Observed, Expected: f.Expected,
		Hours: f.window.Hours(), Test: testName + "; Benjamini-Hochberg", P: f.P, Voices: f.voices,
	}, nil
}

// start is the hour in which the episode began in any of the entity's parts, so
// that it stays when another part comes to lead.
func (d *Detector) start(b *board, e Entity, at time.Time) time.Time {
	var series []*Series
	for _, p := range b.parts {
		if p.entity == e.ID {
			series = append(series, b.series[p])
		}
	}
	return d.c.episode(at, series...)
}

func of(p part, posts []annotation.Post) []annotation.Post {
	var out []annotation.Post
	for _, x := range posts {
		if p.has(x) {
			out = append(out, x)
		}
	}
	return out
}

func (f *found) title(e Entity) signal.Text {
	factor := f.times()
	if where, ok := f.where(); ok {
		return phrase.Text("%s : %s messages %s en %s, %s", "%s: %s posts %s in %s, %s",
			e.Name, f.Observed, where, f.window, factor)
	}
	return phrase.Text("%s : %s messages en %s, %s", "%s: %s posts in %s, %s",
		e.Name, f.Observed, f.window, factor)
}

// times compares what was counted with its usual. Many times hardly anything would
// say more than is known.
func (v Verdict) times() signal.Text {
	if v.Expected < 1 {
		return phrase.Text("d’habitude moins d’un", "usually less than one")
	}
	return phrase.Text("%s fois l’habitude", "%s times the usual", evidence.Round(v.Observed/v.Expected))
}

// where says to what the part is limited.
func (p part) where() (signal.Text, bool) {
	switch {
	case p.class != "":
		return places[p.class], places[p.class] != signal.Text{}
	case p.language != "":
		if t, ok := tongues[p.language]; ok {
			return t, true
		}
		return phrase.Text("en langue %s", "in language %s", p.language), true
	}
	return signal.Text{}, false
}

var places = map[post.Kind]signal.Text{
	post.Article: {FR: "dans la presse et sur les sites", EN: "in the press and on sites"},
	post.Blog:    {FR: "sur les blogs", EN: "on blogs"},
	post.Message: {FR: "sur les forums", EN: "in forums"},
	post.Comment: {FR: "dans les commentaires", EN: "in comments"},
	post.Status:  {FR: "sur les réseaux sociaux", EN: "on social networks"},
}

var tongues = map[string]signal.Text{
	"fr": {FR: "en français", EN: "in French"}, "en": {FR: "en anglais", EN: "in English"},
	"de": {FR: "en allemand", EN: "in German"}, "es": {FR: "en espagnol", EN: "in Spanish"},
	"it": {FR: "en italien", EN: "in Italian"}, "nl": {FR: "en néerlandais", EN: "in Dutch"},
	"pt": {FR: "en portugais", EN: "in Portuguese"}, "pl": {FR: "en polonais", EN: "in Polish"},
}

// carrier says which kind of source, or language, brings most of what is over the
// usual, where it usually brings clearly less and is not all there is.
func (b *board) carrier(f *found, at time.Time) (signal.Text, bool) {
	if !f.whole() || f.Observed <= f.Expected {
		return signal.Text{}, false
	}
	best, share := part{}, 0.6
	for _, p := range b.parts {
		if p.entity != f.entity || p.whole() {
			continue
		}
		n := float64(len(of(p, f.posts)))
		v := b.series[p].Judge(at, f.window)
		over := (n - v.Expected) / (f.Observed - f.Expected)
		if usual := v.Expected / f.Expected; over >= share && over > usual+0.15 && n >= 3 {
			best, share = p, over
		}
	}
	where, ok := best.where()
	if !ok {
		return signal.Text{}, false
	}
	return phrase.Text("Surtout %s : %s de ce qui dépasse l’habitude", "Mostly %s: %s of what is over the usual",
		where, phrase.Share(math.Min(share, 1))), true
}

func why(f *found, past []annotation.Post, w annotation.Window) []signal.Text {
	out := []signal.Text{
		phrase.Text("%s messages en %s, contre %s d’habitude à cette heure de ce jour de la semaine (%s jours de recul)",
			"%s posts in %s, against a usual %s at this hour of this weekday (%s past days)",
			f.Observed, f.window, evidence.Round(f.Expected), f.Days),
		evidence.Chance(f.P),
		phrase.Text("%s, %s", "%s, %s",
			phrase.Counted(float64(f.voices), "voix indépendante", "voix indépendantes", "independent voice", "independent voices"),
			phrase.Counted(float64(len(f.sources)), "source", "sources", "source", "sources")),
	}
	names := make([]string, 0, 3)
	for _, id := range f.sources[:min(3, len(f.sources))] {
		names = append(names, w.Source(id).Name)
	}
	if len(names) > 0 {
		out = append(out, phrase.Text("D’abord vu chez %s", "First seen at %s", names))
	}
	if terms := evidence.Terms(f.posts, past, 5); len(terms) > 0 {
		out = append(out, phrase.Text("Plus que d’habitude : %s", "More than usual: %s", terms))
	}
	if f.copies > 0 {
		out = append(out, phrase.Text("%s, laissées de côté", "%s, left out",
			phrase.Counted(float64(f.copies), "copie", "copies", "copy", "copies")))
	}
	return out
}

// accounts says what was left out and how the test was held.
func (f *found) accounts() []signal.Text {
	var out []signal.Text
	if f.left > 0 {
		out = append(out, phrase.Text("%s de sources suivies depuis moins d’une semaine, ou tout juste revenues, laissés de côté",
			"%s of sources read for less than a week, or just back, left out",
			phrase.Counted(float64(f.left), "message", "messages", "post", "posts")))
	}
	if f.tests > 0 {
		out = append(out, phrase.Text("Test binomial négatif, un parmi %s faits au même instant, gardé d’après Benjamini et Hochberg (1995)",
			"Negative binomial test, one of %s made at the same moment, kept by the rule of Benjamini and Hochberg (1995)", f.tests))
	}
	return out
}

// silent says how few posts would have passed unnoticed.
func (d *Detector) silent(f *found) signal.Text {
	limit := f.Observed
	for limit > 1 {
		v := f.Verdict
		v.Observed = limit - 1
		v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
		if !d.c.unusual(v) || f.limit > 0 && v.P > f.limit {
			break
		}
		limit--
	}
	return phrase.Text("Silence sous %s messages en %s, ou sous %s voix indépendantes.",
		"Silent under %s posts in %s, or under %s independent voices.", limit, f.window, d.c.MinVoice)
}

// trend compares the window's second half with its first.
func trend(s *Series, at time.Time, window time.Duration) signal.Trend {
	late, early := s.between(at.Add(-window/2), at), s.between(at.Add(-window), at.Add(-window/2))
	switch {
	case late > 1.25*early:
		return signal.Rising
	case late < 0.6*early:
		return signal.Fading
	}
	return signal.Stable
}

// score maps a chance of 1e-4 to about .5 and of 1e-12 to about .9.
func score(p float64) float64 {
	nines := -math.Log10(math.Max(p, 1e-30))
	return math.Round(1000*(1-math.Exp(-nines/5.5))) / 1000
}

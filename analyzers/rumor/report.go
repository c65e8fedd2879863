package rumor

import (
	"cmp"
	"math"
	"slices"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/relay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// traits are what a rumour's score stands on.
type traits struct {
	voices, sources, classes, reach int
	hedged, doubted                 int
	denials, queries                int
	authority                       bool     // an authoritative source says it too
	press                           []string // the newspapers that carry it
	perHour                         float64
}

func (d *Detector) traits(g *group, w annotation.Window) traits {
	var t traits
	t.voices, _ = evidence.Weight(g.relays)
	sources := evidence.Sources(g.relays)
	t.sources, t.reach = len(sources), d.reach(g.relays, w)
	classes := make(map[string]bool)
	for _, p := range g.relays {
		s := w.Source(p.Source)
		classes[relay.Class(s, p)] = true
		c := g.judge.cues(p)
		if c.hedge+c.hearsay > 0 {
			t.hedged++
		}
		if p.Annotation.Doubt >= 0.5 {
			t.doubted++
		}
		t.authority = t.authority || s.Owner == post.Institution
		if name := cmp.Or(s.Name, p.Source); s.Owner == post.Press && !slices.Contains(t.press, name) {
			t.press = append(t.press, name)
		}
	}
	t.classes = len(classes)
	t.denials, t.queries = len(g.denials)+len(g.own), len(g.queries)
	span := g.relays[len(g.relays)-1].Published.Sub(g.relays[0].Published).Hours()
	t.perHour = float64(len(g.relays)-1) / math.Max(span, 1)
	return t
}

// score joins independent grounds: what one leaves open, the next may close.
// The figures are ours, set on the sample world, and open to anybody.
func (t traits) score(contradicts bool) float64 {
	open := 1.0
	ground := func(weight float64) { open *= 1 - weight }
	if contradicts {
		ground(0.45)
	}
	ground(1 - math.Pow(0.85, float64(max(0, t.voices-1))))
	ground(0.15 * float64(min(2, max(0, t.classes-1))))
	ground(0.2 * math.Min(1, float64(t.reach)/100_000))
	ground(0.15 * math.Min(1, float64(t.hedged)/2))
	ground(0.15 * math.Min(1, float64(t.queries+t.doubted)/3))
	ground(0.1 * math.Min(1, float64(t.denials)/2))
	ground(0.15 * math.Min(1, t.perHour/2))
	if !t.authority {
		ground(0.05)
	}
	return round(1 - open)
}

func (d *Detector) signal(g *group, at time.Time, w annotation.Window, seen surroundings) signal.Signal {
	t := d.traits(g, w)
	first, last := g.relays[0], g.relays[len(g.relays)-1]
	c := g.claims[0].claim
	for _, s := range g.claims {
		if s.post.ID == first.ID {
			c = s.claim
			break
		}
	}
	said := func(lang string) string { return figure(lang, g.value, g.unit, c.Text) }
	truth := func(lang string) string { return trueFigure(lang, g) }
	out := signal.Signal{
		ID: signal.NewID(signal.Rumor, g.fact.ID, near(g.claims[0].claim.Value)), Kind: signal.Rumor, Level: d.level(t), Trend: trend(g.relays, at),
		Score: t.score(true), Entity: g.fact.Entity, Story: first.Annotation.Story, RaisedAt: at,
		FirstAt: first.Published, LastAt: last.Published,
		Why: why(g, t, said, truth), Terms: evidence.Terms(g.relays, nil, 8),
		Sources:  evidence.Sources(g.relays),
		Observed: float64(len(g.relays)), Expected: 0,
		Silent: phrase.Text("Silence avec moins de %s relais indépendants, s’ils touchent moins de %s lecteurs par mois.",
			"Silent with fewer than %s independent relays, if they reach fewer than %s readers a month.", d.c.Relays, d.c.Reach),
		Rumour: &signal.Rumour{Claim: c.Text, Said: said("fr"), True: truth("fr"), Fact: g.fact.ID, Document: g.fact.Document,
			Truth: g.fact.Statement},
	}
	d.evidence(&out, g, w, seen)
	out.Title = phrase.Text("« %s » au lieu de %s : %s", "“%s” instead of %s: %s", phrase.Word(said), phrase.Word(truth), relayed(len(g.relays), t.sources))
	if truth("fr") == "" {
		out.Title = phrase.Text("« %s » : %s", "“%s”: %s", phrase.Word(said), relayed(len(g.relays), t.sources))
	}
	return out
}

func relayed(posts, sources int) phrase.Word {
	return func(lang string) string {
		return phrase.Text("%s, %s", "%s, %s",
			phrase.Counted(float64(posts), "relais", "relais", "relay", "relays"),
			phrase.Counted(float64(sources), "source", "sources", "source", "sources")).In(lang)
	}
}

// strongVoices is how many independent relays are many, however small.
const strongVoices = 6

// level is strong where the matter changes: the press takes the rumour up, it
// reaches many readers, or many voices carry it. A few small relays stay weak, so
// that the change is told when it comes.
func (d *Detector) level(t traits) signal.Level {
	if len(t.press) > 0 || t.reach >= d.c.Reach || t.voices >= strongVoices {
		return signal.Strong
	}
	return signal.Low
}

func why(g *group, t traits, said, truth phrase.Word) []signal.Text {
	var out []signal.Text
	add := func(ok bool, text signal.Text) {
		if ok {
			out = append(out, text)
		}
	}
	n := func(n int, frOne, frMany, enOne, enMany string) phrase.Word {
		return phrase.Counted(float64(n), frOne, frMany, enOne, enMany)
	}
	if truth != nil && truth("fr") != "" {
		add(true, phrase.Text("Dit « %s », le fait « %s » est %s", "Says “%s”, while the fact “%s” is %s", said, cmp.Or(g.fact.Metric, g.fact.ID), truth))
	}
	add(true, phrase.Text("%s dans %s depuis %s", "%s in %s over %s",
		n(t.voices, "relais indépendant", "relais indépendants", "independent relay", "independent relays"),
		n(t.sources, "source", "sources", "source", "sources"),
		g.relays[len(g.relays)-1].Published.Sub(g.relays[0].Published).Round(time.Minute)))
	add(len(t.press) > 0, phrase.Text("Repris dans la presse : %s", "Taken up by the press: %s", t.press))
	add(t.reach > 0, phrase.Text("Audience cumulée de %s lecteurs par mois", "Combined audience of %s readers a month", t.reach))
	add(t.classes > 1, phrase.Text("%s de source", "%s of source", n(t.classes, "classe", "classes", "class", "classes")))
	add(t.hedged > 0, phrase.Text("%s au conditionnel ou sans source nommée", "%s hedged or without a named source",
		n(t.hedged, "relais", "relais", "relay is", "relays are")))
	add(t.queries > 0, phrase.Text("%s si c’est vrai", "%s whether it is true",
		n(t.queries, "message demande", "messages demandent", "post asks", "posts ask")))
	add(t.denials > 0, phrase.Text("%s", "%s",
		n(t.denials, "démenti, non compté parmi les relais", "démentis, non comptés parmi les relais", "denial, not counted as a relay", "denials, not counted as relays")))
	add(len(g.satire) > 0, phrase.Text("%s", "%s",
		n(len(g.satire), "message satirique, non compté", "messages satiriques, non comptés", "satirical post, not counted", "satirical posts, not counted")))
	add(!t.authority, phrase.Text("Aucune source qui fasse autorité ne le dit", "No authoritative source says it"))
	return out
}

// figure writes what is said: the value with its unit, else the sentence.
func figure(lang string, v float64, unit, sentence string) string {
	if v == 0 && unit == "" {
		return phrase.Excerpt(sentence, 80)
	}
	s := phrase.Number(lang, v)
	if unit == "" {
		return s
	}
	return s + phrase.Hard + claim.Plural(lang, claim.Sign(unit), v)
}

// trueFigure is the fact's value with its unit, for a statement its wording.
func trueFigure(lang string, g *group) string {
	if g.fact.Value != "" {
		return claim.Measured(lang, g.fact.Value, cmp.Or(g.fact.Unit, g.unit))
	}
	return phrase.Excerpt(g.fact.Statement.In(lang), 80)
}

package weaksignal

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/analyzers/text"
)

// testName names the test that a signal passed.
const testName = "negative binomial"

// title says what rises, in the words of its story where it tells one, and how
// far it has come.
func title(story string, terms []string, posts []annotation.Post, at time.Time) signal.Text {
	span := max(at.Sub(posts[0].Published).Round(time.Hour), time.Hour)
	return phrase.Text("%s : %s en %s", "%s: %s in %s", headed(story, terms),
		phrase.Counted(float64(len(posts)), "message", "messages", "post", "posts"), span)
}

// headed names a signal: its story, or else what it is about, quoted, then up to
// two more terms.
func headed(story string, terms []string) phrase.Word {
	return func(lang string) string {
		switch {
		case story != "":
			return phrase.Quote(lang, phrase.Excerpt(story, 90))
		case len(terms) == 0:
			return phrase.Text("Une histoire nouvelle", "A new story").In(lang)
		}
		return strings.Join(append([]string{phrase.Quote(lang, terms[0])}, terms[1:min(3, len(terms))]...), ", ")
	}
}

// storyTitle is what the story is called that at least half of the posts tell:
// its latest title, for a title follows its story. One without any word of the
// term that tells the signal tells something else, and is none.
func storyTitle(posts []annotation.Post, terms []string) string {
	story := evidence.Story(posts)
	for _, p := range slices.Backward(posts) {
		if story == "" || p.Annotation.Story != story || p.Annotation.StoryTitle == "" {
			continue
		}
		said := text.Fold(p.Annotation.StoryTitle)
		if len(terms) == 0 || slices.ContainsFunc(strings.Fields(text.Fold(terms[0])), func(w string) bool { return len(w) > 3 && strings.Contains(said, w) }) {
			return p.Annotation.StoryTitle
		}
	}
	return ""
}

func why(c *cluster, v *view, posts []*light, w annotation.Window) []signal.Text {
	lead := c.terms[0]
	voices, sites, _ := independent(posts)
	subject := phrase.Word(func(lang string) string { return phrase.Quote(lang, lead.term.written) })
	if lead.term.written == "" {
		subject = func(lang string) string { return phrase.Text("cette histoire", "this story").In(lang) }
	}
	out := []signal.Text{
		phrase.Text("%s : %s en %s, contre %s attendu d’après son passé", "%s: %s in %s, against %s expected from its past", subject,
			phrase.Counted(float64(lead.voices), "voix indépendante", "voix indépendantes", "independent voice", "independent voices"),
			lead.window, awaited(lead.expected)),
		phrase.Text("Test : loi binomiale négative, face à %s de son passé. %s", "Test: negative binomial, against %s of its past. %s",
			phrase.Counted(float64(len(v.past)), "période", "périodes", "period", "periods"), evidence.Chance(lead.p)),
	}
	if n := c.distinct(); n > 1 {
		out = append(out, phrase.Text("%s montent ensemble", "%s rise together", phrase.Counted(float64(n), "terme", "termes", "term", "terms")))
	}
	if sites > 0 {
		out = append(out, phrase.Text("%s, %s ; les premières : %s", "%s, %s; the first: %s",
			phrase.Counted(float64(voices), "voix indépendante", "voix indépendantes", "independent voice", "independent voices"),
			phrase.Counted(float64(sites), "source", "sources", "source", "sources"), phrase.Among(sources(posts, w), 5)))
	}
	return append(out, evidence.Quotes(named(evidence.Examples(c.sorted(), 3), w))...)
}

// named gives the posts' sources by their names.
func named(posts []annotation.Post, w annotation.Window) []annotation.Post {
	for i, p := range posts {
		posts[i].Source = cmp.Or(w.Source(p.Source).Name, p.Source)
	}
	return posts
}

// awaited writes how many were expected; so few that none would do are no zero.
func awaited(expected float64) phrase.Word {
	return func(lang string) string {
		if expected < 0.1 {
			return phrase.Text("moins de %s", "less than %s", 0.1).In(lang)
		}
		return phrase.Number(lang, evidence.Round(expected))
	}
}

// sources names who published, in order of appearance.
func sources(posts []*light, w annotation.Window) []string {
	var out []string
	for _, l := range posts {
		name := l.site
		if name != "" && name == l.source {
			name = cmp.Or(w.Source(name).Name, name)
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// silent says what would have kept the signal from being raised.
func (d *Detector) silent(c *cluster) signal.Text {
	lead, heard := c.terms[0], phrase.Text("%s voix indépendantes", "%s independent voices", d.c.MinVoices)
	if lead.sources > 0 {
		heard = phrase.Text("%s ou %s sources", "%s or %s sources", heard, d.c.MinSources)
	}
	out := phrase.Text("Silence sous %s, sous %s fois la part de son jour passé le plus fort, ou s’il y avait plus d’une chance sur %s que ce soit le hasard.",
		"Silent under %s, under %s times the share of its busiest past day, or had there been more than one chance in %s that this is luck.",
		heard, d.c.Ratio, odds(d.c.P))
	if !c.lone() || strings.Contains(lead.term.folded, " ") {
		return out
	}
	return phrase.Text("%s Rien d’autre ne monte avec : silence aussi sous %s voix, sous %s des voix, au-delà d’une chance sur %s et sans autre mot inhabituel dans %s de ses messages, à la fois.",
		"%s Nothing else rises with it: silent as well under %s voices, under %s of all voices, over one chance in %s and without another unusual word in %s of its posts, all at once.",
		out, 4*d.c.MinVoices, phrase.Share(d.c.LoneShare), odds(d.c.LoneP), phrase.Share(d.c.Companions))
}

// odds writes a chance as in how many there is one.
func odds(p float64) phrase.Word {
	return func(lang string) string {
		if p >= 1e-9 {
			return phrase.Number(lang, math.Round(1/p))
		}
		power := strconv.Itoa(int(math.Round(-math.Log10(p))))
		return "10" + strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(power)
	}
}

// class is the kind of source that all posts come from, empty where it is not one.
func class(posts []annotation.Post) string {
	for _, p := range posts {
		if p.Kind != posts[0].Kind {
			return ""
		}
	}
	return string(posts[0].Kind)
}

package weaksignal

import (
	"cmp"
	"slices"
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
	return append(out, evidence.Quotes(c.sorted())...)
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
func (d *Detector) silent(lead *rise) signal.Text {
	return phrase.Text("Silence sous %s voix indépendantes ou %s sources, sous %s fois la part de son jour passé le plus fort, ou s’il y avait plus d’une chance sur un million que ce soit le hasard.",
		"Silent under %s independent voices or %s sources, under %s times the share of its busiest past day, or had there been more than one chance in a million that this is luck.",
		d.c.MinVoices, d.c.MinSources, d.c.Ratio)
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

package web

import (
	"cmp"
	"math"
	"strings"
	"time"

	"vigie/analyzers/forecast"
	"vigie/analyzers/phrase"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// comes writes a moment to come.
func (v *voice) comes(t, now time.Time) string {
	t = t.In(now.Location())
	if midnight(t).Equal(midnight(now.AddDate(0, 0, 1))) {
		return v.say("case.tomorrow", phrase.Clock(v.lang, t))
	}
	return phrase.When(v.lang, t, now)
}

// band writes the bounds of a forecast: "4 à 12".
func (v *voice) band(b forecast.Band) string {
	low, high := math.Max(0, math.Round(b.Low)), math.Max(0, math.Round(b.High))
	if low == high {
		return v.write(low)
	}
	return v.say("chart.range", low, high)
}

// ahead says what is to come of a case; empty where nothing can be said.
func (v *voice) ahead(c report.Case, now time.Time) string {
	f := c.Forecast
	if len(f.Hours) == 0 || c.Handling.State == report.CaseClosed {
		return ""
	}
	end := v.comes(f.From.Add(time.Duration(len(f.Hours))*time.Hour), now)
	if math.Round(f.Total.High) < 1 {
		return v.say("case.ahead_none", end)
	}
	bounds := v.say("case.at_most", math.Round(f.Total.High))
	if low := math.Round(f.Total.Low); low > 0 {
		bounds = v.say("case.between", low, math.Round(f.Total.High))
	}
	key := "case.ahead"
	if len(c.Handling.Replies) > 0 {
		key = "case.ahead_answered"
	}
	return v.say(key, math.Round(f.Total.Expected), bounds, end)
}

// summary is the case in a sentence or two: how far it has come, what is to come.
func (v *voice) summary(c report.Case, now time.Time) string {
	n := len(c.Path)
	if n == 0 {
		return ""
	}
	readers, press := 0, false
	seen := map[string]bool{}
	for _, p := range c.Path {
		if !seen[p.Source.ID] {
			readers += p.Source.Audience
		}
		seen[p.Source.ID], press = true, press || p.Source.Owner == post.Press
	}
	parts := []string{v.say("case.relayed", n), v.say("case.in_sources", len(seen)), v.say("case.since_when", phrase.When(v.lang, c.Path[0].Published, now))}
	s := strings.Join(parts, " ")
	if press && n > 1 {
		s += v.say("case.with_press")
	}
	if readers > 0 {
		s += v.say("case.with_readers", readers)
	}
	back := ""
	if len(c.Retracted) > 0 {
		back = v.say("case.took_back", len(c.Retracted))
	}
	return strings.Join(some(s+".", back, v.ahead(c, now)), " ")
}

func some(all ...string) []string {
	var list []string
	for _, s := range all {
		if s != "" {
			list = append(list, s)
		}
	}
	return list
}

// next is what to do now, in one sentence.
func (v *voice) next(c report.Case, now time.Time) string {
	first := ""
	for _, x := range c.Contacts {
		if !x.Reached {
			first = named(x.Item)
			break
		}
	}
	switch h := c.Handling; h.State {
	case report.CaseClosed:
		return v.say("case.next_closed")
	case report.CaseVerifying:
		return v.say("case.next_verifying")
	case report.CaseTrue:
		return v.say("case.next_true")
	case report.CaseFalse, report.CasePartly:
		if first == "" {
			return v.say("case.next_watch")
		}
		return v.say(map[report.CaseState]string{report.CaseFalse: "case.next_false", report.CasePartly: "case.next_partly_true"}[h.State], first)
	case report.CaseAnswered:
		return v.nextAnswered(c, first)
	}
	if c.Fact == nil {
		return v.say("case.next_factless")
	}
	return v.say("case.next_new")
}

func (v *voice) nextAnswered(c report.Case, first string) string {
	e := lastEffect(c)
	switch {
	case e == nil:
		return v.say("case.next_early")
	case e.Came == report.CameBelow:
		return v.say("case.next_below")
	case e.Came == report.CameUnclear && e.After == 0:
		return v.say("case.next_unclear")
	case first != "":
		return v.say("case.next_again", first)
	}
	return v.say("case.next_watch")
}

func lastEffect(c report.Case) *report.Effect {
	var last *report.Effect
	for _, r := range c.Handling.Replies {
		if r.Effect != nil {
			last = r.Effect
		}
	}
	return last
}

// named is who wrote a post, as a sentence says it.
func named(i report.Item) string {
	if i.Author == "" || i.Author == i.Source.Name {
		return phrase.Excerpt(i.Source.Name, 60)
	}
	return phrase.Excerpt(i.Author, 40) + " (" + phrase.Excerpt(i.Source.Name, 40) + ")"
}

// effectWords says what came after a reply beside what was to be expected.
func (v *voice) effectWords(e *report.Effect) string {
	if e == nil {
		return v.say("case.effect_early")
	}
	key := map[report.Came]string{report.CameBelow: "case.effect_below", report.CameAbove: "case.effect_above", report.CameUnclear: "case.effect_unclear"}[e.Came]
	s := v.say(cmp.Or(key, "case.effect_as"), phrase.Percent(v.lang, e.Chance))
	if e.ConfusedWith > 0 {
		s += " " + v.say("case.effect_with", e.ConfusedWith)
	}
	return s
}

// taken says whom a step was taken from, by what, and how sure that is.
func (v *voice) taken(c passage) string {
	if c.From == nil {
		return ""
	}
	key := "caseby." + c.By
	if _, ok := v.words[key]; !ok {
		key = "trail.from"
	}
	s := v.say(key, c.FromName())
	if c.Sure > 0 && c.Sure < 0.995 && c.By != "time" {
		s += " (" + phrase.Percent(v.lang, c.Sure) + ")"
	}
	return s
}

// toldOfCase says what was done to a case.
func (v *voice) toldOfCase(x report.Verdict, now time.Time) string {
	key := "told." + string(x.Action)
	switch {
	case x.Action == report.State:
		return v.say(key, v.known("casestate", x.Value))
	case x.Value == "" && (x.Action == report.Assign || x.Action == report.Due || x.Action == report.Against):
		return v.known("told", "un"+string(x.Action))
	case x.Action == report.Assign, x.Action == report.Against:
		return v.say(key, x.Value)
	case x.Action == report.Due:
		at, _ := time.Parse(time.RFC3339, x.Value)
		return v.say(key, v.comes(at, now))
	case x.Action == report.Reply && x.Value != "":
		return v.say("told.reply_to")
	}
	return v.known("told", string(x.Action))
}

package web

import (
	"html/template"
	"maps"
	"regexp"
	"strings"
	"time"
	"unicode"

	"vigie/analyzers/claim"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// funcs are what templates may call: they speak the voice's language and write
// times in the organisation's zone.
func (v *voice) funcs(s *Site) template.FuncMap {
	all := v.times(s)
	maps.Copy(all, v.sentences())
	maps.Copy(all, v.factFuncs())
	maps.Copy(all, template.FuncMap{
		"static":  s.assets.url,
		"has":     s.assets.has,
		"away":    external,
		"masked":  post.Masked,
		"way":     post.Way,
		"host":    host,
		"bold":    bold,
		"width":   func(share float64) float64 { return round(share * chartWidth) },
		"width10": func(share float64) float64 { return round(share * 100) },
		"entity":  s.mentions,
		"figure":  func(s string) string { return figure(v.lang, s) },
		"search":  func(word string) string { return asked{}.with("q", term("", word)) },
		"of":      func(src post.Source) string { return asked{}.with("q", term(fieldSource, src.ID)) },
		"page":    sourcePage,
		"group":   stateGroup,
		"tongue":  tongue,
		"few":     func(list []report.Outage) []report.Outage { return first(list, downShown) },
		"more":    func(list []report.Outage) int { return max(len(list)-downShown, 0) },
		"args":    func(a ...any) []any { return a },
	})
	return all
}

// times are the functions that write a time.
func (v *voice) times(s *Site) template.FuncMap {
	local := func(t time.Time) time.Time { return t.In(s.Zone) }
	lang := v.lang
	return template.FuncMap{
		"long":   func(t time.Time) string { return phrase.Upper(phrase.Long(lang, local(t))) },
		"clock":  func(t time.Time) string { return phrase.Clock(lang, local(t)) },
		"when":   func(t, now time.Time) string { return phrase.When(lang, local(t), local(now)) },
		"moment": func(t time.Time) string { return phrase.When(lang, local(t), local(s.Now())) },
		"iso":    func(t time.Time) string { return local(t).Format(time.RFC3339) },
		"date": func(t time.Time) string {
			return phrase.Weekday(lang, local(t)) + " " + phrase.DayMonth(lang, local(t))
		},
	}
}

// sentences are the functions that write words and figures.
func (v *voice) sentences() template.FuncMap {
	lang := v.lang
	return template.FuncMap{
		"t":     v.say,
		"rich":  v.rich,
		"steps": v.steps,
		"n":     func(a any) string { return v.write(a) },
		"pct":   func(x float64) string { return phrase.Percent(lang, x) },
		"quote": func(s string) string { return kept(phrase.Quote(lang, s)) },
		"normal": func(x float64) string {
			if x < 1 {
				return v.say("signal.under_one")
			}
			return phrase.Fixed(lang, x, 0)
		},
		"short":   phrase.Excerpt,
		"upper":   phrase.Upper,
		"text":    func(t signal.Text) string { return kept(t.In(lang)) },
		"score":   func(x float64) string { return phrase.Fixed(lang, x, 2) },
		"known":   func(prefix, key string) string { return v.known(prefix, key) },
		"join":    func(items []string) string { return phrase.List(lang, items) },
		"seconds": func(d time.Duration) string { return v.say("source.seconds", phrase.Fixed(lang, d.Seconds(), 1)) },
		"reason":  v.reason,
		"remedy":  v.remedy,
		"size":    v.size,
		"down":    v.down,
		"until":   v.until,
		"actor":   v.actor,
		"worth":   v.worth,
		"told":    v.told,
		"taken":   v.taken,
		"effect":  v.effectWords,
		"band":    v.band,
		"rule":    v.ruleWords,
		"some":    func(items []string, n int) string { return phrase.Some(lang, items, n) },
	}
}

// known says a word of a closed list, such as an owner or a state, and the key
// itself where the list has grown since.
func (v *voice) known(prefix, key string) string {
	if f, ok := v.words[prefix+"."+key]; ok {
		return f.Other
	}
	return key
}

// figure writes a figure as a reader of lang does, on one line: its digits and
// its unit. What does not begin with a digit is a sentence, and stays as it is.
func figure(lang, s string) string {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return kept(s)
	}
	runes := []rune(claim.Measured(lang, s, ""))
	for i := 1; i+1 < len(runes); i++ {
		if runes[i] == ' ' && unicode.IsDigit(runes[i-1]) {
			runes[i] = '\u00a0'
		}
	}
	return string(runes)
}

// inFigure are the spaces at which a line must not end: within a number, before
// its unit, and before the number of a line in parentheses.
var inFigure = regexp.MustCompile(`(\d) (\d{3}\b|\pL)|(\pL) (\d{1,3}\))`)

// kept keeps figures on one line.
func kept(s string) string {
	return inFigure.ReplaceAllStringFunc(s, func(m string) string { return strings.ReplaceAll(m, " ", "\u00a0") })
}

// bold escapes s and makes one part of it stand out.
func bold(s, part string) template.HTML {
	before, after, ok := strings.Cut(s, part)
	if part == "" || !ok {
		return template.HTML(template.HTMLEscapeString(s)) //nolint:gosec // escaped here
	}
	e := template.HTMLEscapeString
	return template.HTML(e(before) + "<b>" + e(part) + "</b>" + e(after)) //nolint:gosec // each part was escaped here
}

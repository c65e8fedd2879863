package web

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/phrase"
	"vigie/dashboards/report"
)

// reason says in the reader's language how a source is, and why.
func (v *voice) reason(h report.Health, now time.Time) string {
	switch {
	case h.Fault != "":
		return v.because(h.Fault, h.Status)
	case h.Silent:
		return v.say("silent.since", phrase.Duration(v.lang, now.Sub(h.LastNew)), phrase.Duration(v.lang, h.Usual))
	}
	return v.known("state", h.State)
}

// because says a kind of failure; what the list does not know yet is another.
func (v *voice) because(fault string, status int) string {
	key := "reason." + fault
	if _, ok := v.words[key]; !ok {
		key = "reason.other"
	}
	return v.say(key, strconv.Itoa(status))
}

// outcome says how a visit went.
func (v *voice) Outcome(x report.Visit) string {
	if x.Fault != "" {
		return v.because(x.Fault, x.Status)
	}
	return v.known("state", x.Outcome)
}

// remedy is what to do about a source, in steps; none where it is well. A %s in
// them is the command that tries the source.
func (v *voice) remedy(h report.Health) []template.HTML {
	key := "remedy." + h.Fault
	switch {
	case h.Fault == "" && failing(h):
		key = "remedy.other"
	case h.Fault == "" && h.Silent:
		key = "remedy.silent"
	case h.Fault == "":
		return nil
	}
	f, ok := v.words[key]
	if !ok {
		f = v.words["remedy.other"]
	}
	try := "<code>" + template.HTMLEscapeString("vigie source test "+report.ShellWord(h.Source.ID)) + "</code>"
	var list []template.HTML
	for _, step := range strings.Split(f.Other, "|") {
		list = append(list, template.HTML(strings.ReplaceAll(template.HTMLEscapeString(step), "%s", try))) //nolint:gosec // both were escaped
	}
	return list
}

// size writes a number of bytes.
func (v *voice) size(n int64) string {
	switch {
	case n < 1000:
		return v.say("size.b", n)
	case n < 1e6:
		return v.say("size.kb", phrase.Fixed(v.lang, float64(n)/1e3, 0))
	}
	return v.say("size.mb", phrase.Fixed(v.lang, float64(n)/1e6, 1))
}

// down says which sources were down, and counts those beyond a few.
func (v *voice) down(list []report.Outage) string {
	var names []string
	for _, o := range list {
		if len(o.Hours) > 0 { // the others were not asked yet
			names = append(names, o.Source.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return v.say("frame.down", len(names), phrase.Some(v.lang, names, downShown))
}

// interval says how often a source is visited, and why so.
func (v *voice) interval(h report.Health) string {
	src, wait := h.Source, h.Wait
	if wait == 0 {
		wait = src.Every
	}
	if wait == 0 {
		return ""
	}
	every := phrase.Duration(v.lang, wait)
	switch {
	case h.Wait == 0, src.Fastest == 0 && src.Slowest == 0 && wait == src.Every:
		return v.say("interval.fixed", every)
	case failing(h):
		return v.say("interval.failing", every)
	case src.Fastest > 0 && wait <= src.Fastest:
		return v.say("interval.fastest", every)
	case src.Slowest > 0 && wait >= src.Slowest:
		return v.say("interval.slowest", every)
	}
	return v.say("interval.follows", every)
}

// pushed says how the subscription stands that tells us what is new there.
func (v *voice) pushed(p *report.Push, now time.Time) string {
	switch {
	case p == nil:
		return ""
	case p.State == "active" && !p.Told.IsZero():
		return v.say("push.told", host(p.Hub), phrase.When(v.lang, p.Told.In(now.Location()), now))
	}
	if _, ok := v.words["push."+p.State]; !ok {
		return p.State
	}
	return v.say("push."+p.State, host(p.Hub))
}

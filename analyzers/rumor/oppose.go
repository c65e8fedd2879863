package rumor

import (
	"slices"
	"strings"

	"vigie/analyzers/annotation"
)

// supposes reports whether a post gives the figure only to draw from it what is not:
// "if they had 512 branches, mine would be shut".
func (j judge) supposes(p annotation.Post, figures map[float64]bool) bool {
	n := 0
	for _, c := range p.Annotation.Claims {
		if !figures[c.Value] || c.Verdict == "matches" {
			continue
		}
		if c.Verdict == "contradicts" || !unreal(tokens(c.Text)) {
			return false
		}
		n++
	}
	return n > 0
}

// unreal reports whether words suppose what the author holds to be otherwise: "if"
// with a past, and a conditional.
func unreal(words []string) bool {
	supposed := slices.IndexFunc(words, func(w string) bool { return w == "if" || w == "si" || w == "s'" })
	if supposed < 0 {
		return false
	}
	past := false
	for _, w := range words[supposed+1 : min(len(words), supposed+12)] {
		past = past || unrealPast[w] || strings.HasSuffix(w, "ait") && len(w) > 4 && !strings.HasSuffix(w, "rait")
	}
	return past && slices.ContainsFunc(words, func(w string) bool {
		return conditional[w] || len(w) > 5 && (strings.HasSuffix(w, "rait") || strings.HasSuffix(w, "raient"))
	})
}

var (
	unrealPast  = set("had were was ran employed really avait avaient etait etaient n'avait vraiment")
	conditional = set("would wouldn't wouldnt 'd i'd they'd it'd we'd could couldn't")
)

// opposes reports whether a denial in the story of a rumour is of this rumour, though
// it leads to none of those who carry it: it repeats or denies the figure, says that
// something is false, or sets the true figure against what is told.
func (j judge) opposes(p annotation.Post, fact string, figures map[float64]bool) bool {
	c := j.cues(p)
	if c.denial > 0 || c.retract > 0 || repeats(p, figures) || p.Annotation.Ambassador.Is {
		return true
	}
	truth := false
	for _, c := range p.Annotation.Claims {
		if c.Fact != fact || c.Verdict == "unknown" {
			continue
		}
		truth = true
		if c.Denied || slices.ContainsFunc(tokens(c.Text), func(w string) bool { return against[w] }) {
			return true
		}
	}
	return !truth && p.Annotation.Stance == "deny"
}

var against = set("non no not pas rumeur rumeurs rumour rumours rumor rumors toujours still actually wrong faux isn't hasn't haven't doesn't don't")

package rumor

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// role is what a post does with the statement that it speaks of.
type role int

const (
	relays role = iota // or tells it, or talks beside it
	denial
	question
	joke
	official
	roles
)

var roleReasons = [roles]string{
	denial:   "this post denies it: not flagged",
	question: "this post asks: not flagged",
	joke:     "satire: not flagged",
	official: "the organisation's own words: not flagged",
}

func roleOf(p annotation.Post, owner post.Owner, j judge) role {
	switch {
	case owner == post.Satire:
		return joke
	case owner == post.Company:
		return official
	}
	fact := ""
	for _, c := range p.Annotation.Claims {
		if c.Verdict == "contradicts" {
			fact = c.Fact
		}
	}
	switch {
	case j.denies(p, fact):
		return denial
	case j.asks(p):
		return question
	}
	return relays
}

// spoken says what a measure means, where it speaks for a rumour by being high.
var spoken = map[int]string{
	fQuestion: "questions", fDenial: "denials", fEnquiry: "requests for a source or confirmation", fHedge: "hedged sourcing",
	fAuthority: "names an authority", fBreaking: "breaking-news wording", fDigits: "figures", fNames: "names", fCapitals: "capitals",
	fQuote: "quotations", fOpinion: "emotional wording", fPast: "an account of events",
}

// reason is one, with what it adds to the score.
type reason struct {
	text  string
	share float64
}

const (
	// least is the smallest share that is worth a word.
	least = 0.1
	// mostOf is how many reasons the post gives, and how many its thread.
	mostOf = 3
)

// why says what the post itself adds, then what the others of its thread or
// story do; of each the weightiest first.
func (t *Tracker) why(th *thread, one single, share [denseSize]float64) []string {
	why := []string{}
	if one.role != relays {
		why = append(why, roleReasons[one.role])
	}
	if one.contradicts != "" {
		why = append(why, "this post contradicts "+named(one.contradicts))
	}
	if one.matches != "" {
		why = append(why, "this post agrees with "+named(one.matches))
	}
	if one.role == relays {
		for _, r := range top(t.ofPost(one)) {
			why = append(why, r.text)
		}
	}
	if th.firsts+th.n > 1 {
		for _, r := range top(ofThread(th, one, share)) {
			why = append(why, r.text)
		}
	}
	return why
}

func named(fact string) string {
	if fact == "?" {
		return "a fact"
	}
	return "the fact " + fact
}

// top returns the weightiest, the first by name of those even.
func top(all []reason) []reason {
	slices.SortFunc(all, func(a, b reason) int {
		return cmp.Or(cmp.Compare(b.share, a.share), strings.Compare(a.text, b.text))
	})
	return all[:min(mostOf, len(all))]
}

// ofPost is what the post would add if it stood alone in its place.
func (t *Tracker) ofPost(one single) (out []reason) {
	from := 0
	if one.reply {
		from = features
	}
	for i, name := range spoken {
		share := float64(t.model.Dense[from+i]) * t.model.standard(from+i, one.measures[i])
		if one.measures[i] > 0 && share > least {
			out = append(out, reason{"this post: " + name, share})
		}
	}
	if one.words > 3*least {
		out = append(out, reason{"this post: its wording", one.words})
	}
	return out
}

// ofThread is what the other posts add: of a reply the first post's measures are
// others', of a first post the replies'.
func ofThread(th *thread, one single, share [denseSize]float64) (out []reason) {
	whole := "thread: "
	if th.story {
		whole = "story: "
	}
	add := func(text string, share float64) {
		if share > least {
			out = append(out, reason{whole + text, share})
		}
	}
	if n := th.contradicts; n > 0 && (n > 1 || one.contradicts == "") {
		add(fmt.Sprintf("a fact contradicted %.0f times", n), 2)
	}
	if n := th.matches; n > 0 && (n > 1 || one.matches == "") {
		add(fmt.Sprintf("a fact agreed with %.0f times", n), 1)
	}
	for i, name := range spoken {
		if one.reply && th.first[i] > 0 {
			add(name+" in the first post", share[i])
		}
		if th.replies[i] > 0 && (!one.reply || th.replies[i] > one.measures[i]) {
			add(name+" in the replies", share[features+i])
		}
	}
	if words := th.firstWords / math.Max(1, th.firsts); one.reply && words > 3*least {
		add("wording of the first post", words)
	}
	return out
}

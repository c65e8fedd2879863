package rumor

import (
	"fmt"
	"slices"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
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
	denial:   "denies it: not flagged",
	question: "asks whether it is true: not flagged",
	joke:     "satire: not flagged",
	official: "the organisation's own words: not flagged",
}

func roleOf(p annotation.Post, owner post.Owner, j judge) role {
	switch {
	case joking(p, owner):
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

// carriage is how a post carries a claim itself, rather than standing beside it.
type carriage int

const (
	not        carriage = iota
	contradict          // it says what a fact contradicts
	hearsay             // it passes on what others are said to say
	repeat              // it is a near-copy of a flagged post, or says again what opened the thread
	confirm             // it answers a flagged one that it is so
)

// carries tells whether a post carries what its thread or story is scored for.
func (th *thread) carries(p annotation.Post, one single) carriage {
	switch {
	case one.role != relays:
		return not
	case one.contradicts != "":
		return contradict
	case one.hearsay:
		return hearsay
	case p.Annotation.CopyOf != nil && slices.Contains(th.flagged, hash(*p.Annotation.CopyOf)), one.quotes && th.disputed():
		return repeat
	case one.reply && p.Annotation.Stance == "support" && len(th.flagged) > 0:
		return confirm
	}
	return not
}

// disputed tells a thread or story whose statement was flagged, or that somebody
// asks about or denies.
func (th *thread) disputed() bool {
	return len(th.flagged) > 0 || th.roles[question]+th.roles[denial] > 0
}

// why says in the words of a reader what speaks for or against the flag: what the
// post itself says, then what others of its thread or story do.
func (th *thread) why(p annotation.Post, one single, c carriage, high bool) []string {
	why := []string{}
	add := func(ok bool, s string) {
		if ok {
			why = append(why, s)
		}
	}
	said := p.Annotation.Stance == "deny" || p.Annotation.Stance == "query"
	add(one.role != relays && (high || said), roleReasons[one.role])
	add(one.contradicts != "", "contradicts "+named(one.contradicts))
	add(one.matches != "", "agrees with "+named(one.matches))
	if one.role == relays {
		phrase := hedgeIn(p)
		add(phrase != "", "hedged: \u201c"+phrase+"\u201d")
		add(c == repeat, "repeats what its "+th.whole()+" is about")
		add(c == confirm, "confirms a flagged post")
		add((c == contradict || c == hearsay) && one.measures[fAuthority] == 0 && one.measures[fLink] == 0, "no source named")
	}
	beside := one.role == relays && c == not && high
	about := th.contradicts > 0 || th.disputed()
	add(beside && about, "does not carry the claim of its "+th.whole()+" itself: not flagged")
	add(beside && !about, "contradicts no fact and passes on no hearsay: not flagged")
	if c != not || high {
		why = append(why, th.others(one)...)
	}
	return why
}

// others says what the other posts of the thread or story do with the claim.
func (th *thread) others(one single) (out []string) {
	post := "other post"
	if !th.story {
		post = "answer"
	}
	add := func(text string, n int) {
		switch {
		case n == 1:
			out = append(out, fmt.Sprintf("%s by 1 %s", text, post))
		case n > 1:
			out = append(out, fmt.Sprintf("%s by %d %ss", text, n, post))
		}
	}
	count := func(r role) int {
		if one.role == r {
			return th.roles[r] - 1
		}
		return th.roles[r]
	}
	add("asked about", count(question))
	add("denied", count(denial))
	return out
}

func (th *thread) whole() string {
	if th.story {
		return "story"
	}
	return "thread"
}

func named(fact string) string {
	if fact == "?" {
		return "a fact"
	}
	return "the fact " + fact
}

// hedgeIn is the first phrase, as the post writes it, that passes on what others
// are said to say.
func hedgeIn(p annotation.Post) string {
	s := p.Title + "\n" + p.Text
	s = s[:min(len(s), 20_000)]
	toks := text.Tokens(s)
	for i, t := range toks {
		words := tokens(s[toks[max(0, i-2)].Start:t.Start])
		at := len(words)
		if words = append(words, tokens(s[t.Start:toks[min(len(toks), i+8)-1].End])...); len(words) == at {
			continue
		}
		for _, pat := range patterns[stem4(words[at])] {
			if !pat.passesOn(words, at) {
				continue
			}
			n := len(pat.words)
			if strings.HasPrefix(pat.words[0], "aurai") {
				n++ // "aurait perdu"
			}
			for _, last := range toks[i:] {
				if said := s[t.Start:last.End]; len(tokens(said)) >= n {
					return said
				}
			}
		}
	}
	return ""
}

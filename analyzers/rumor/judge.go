package rumor

import (
	"cmp"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// judge reads each post's phrases once a tick: those of a story are asked for
// under every figure that was said of it. A nil one keeps nothing.
type judge map[string]cues

func (j judge) cues(p annotation.Post) cues {
	c, known := j[p.ID]
	if !known {
		if c = readCues(p); j != nil && p.ID != "" {
			j[p.ID] = c
		}
	}
	return c
}

func (g *group) place(p annotation.Post, w annotation.Window) {
	switch s := w.Source(p.Source); {
	case joking(p, s.Owner):
		g.satire = append(g.satire, p)
	case s.Owner == post.Company:
		g.own = append(g.own, p)
	case g.judge.denies(p, g.fact.ID):
		g.denials = append(g.denials, p)
	case g.judge.asks(p):
		g.queries = append(g.queries, p)
	default:
		g.relays = append(g.relays, p)
	}
}

// denies reports whether the post corrects the claim instead of carrying it: as
// an ambassador's defence, by taking back what it said, by denying the figure or
// giving the true one last, by saying that it is false; where it gives no figure,
// by its stance. Who quotes a denial to mock it carries the claim. Who doubts a
// figure in print, "if this is true", carries it.
func (j judge) denies(p annotation.Post, fact string) bool {
	a := p.Annotation
	if a.Ambassador.Is && (a.Ambassador.Attitude == "defends" || a.Ambassador.Attitude == "explains") {
		return true
	}
	last, first, sentence, denied := "", "", "", false
	for _, c := range a.Claims {
		if fact != "" && c.Fact == fact && c.Verdict != "unknown" {
			last, sentence = c.Verdict, c.Text
			first = cmp.Or(first, c.Text)
			denied = denied || c.Denied
		}
	}
	c := j.cues(p)
	switch {
	case c.retract > 0: // it told it before
		return true
	case last == "contradicts" && (c.mock > 0 || !denied && callsFalse(between(p.Text, first, sentence))):
		return false // a denial is quoted and not believed, or another figure is what it calls false
	case last == "matches" || denied:
		return true
	}
	if c.denial >= 2 || c.denial == 1 && c.hedge == 0 && c.question == 0 {
		return true
	}
	return last == "" && a.Stance == "deny" && c.hearsay == 0 && len(p.Text) < short
}

// between are what a post says from one sentence to a later one, and from that on.
func between(s, first, last string) (middle, end string) {
	i, j := strings.Index(s, first), strings.LastIndex(s, last)
	if first == "" || last == "" || i < 0 || j <= i {
		return "", ""
	}
	return s[i:j], s[j:]
}

// callsFalse reports whether what stands in the middle is called false there, and what
// stands at the end is not.
func callsFalse(middle, end string) bool {
	return readText(middle).denial > 0 && readText(end).denial == 0
}

// Denies reports whether the post corrects what is said against the fact instead
// of carrying it.
func Denies(p annotation.Post, fact string) bool {
	return judge(nil).denies(p, fact)
}

// short is under how many bytes a post is a remark, of which stances are read well.
const short = 400

// asks reports whether the post only asks whether it is true. An article that
// puts a question in its title still carries the claim, and so does who tells it
// in full before asking.
func (j judge) asks(p annotation.Post) bool {
	if p.Kind == post.Article || p.Kind == post.Blog {
		return false
	}
	for _, c := range p.Annotation.Claims {
		if c.Verdict == "contradicts" && !asked(p.Text, c.Text) && strings.Contains(p.Text, c.Text) {
			return false
		}
	}
	c := j.cues(p)
	return p.Annotation.Stance == "query" || c.question > 0 && c.enquiry > 0
}

// asked reports whether the sentence is a question where it stands in s.
func asked(s, sentence string) bool {
	if strings.HasSuffix(strings.TrimSpace(sentence), "?") {
		return true
	}
	_, after, _ := strings.Cut(s, sentence)
	return strings.HasPrefix(strings.TrimSpace(after), "?")
}

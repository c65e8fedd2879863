package rumor

import (
	"cmp"
	"math"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// Again judges a post anew whose claims have changed since it was read, because
// the facts did: p has those of now, before are those of then. The thread is not
// read again: its score moves by what the facts say of the post alone. What they
// say of the thread is put right, for what comes later, by the function that is
// returned: who calls it has kept the judgement, and calls it once.
func (t *Tracker) Again(p annotation.Post, before []annotation.Claim, owner post.Owner) (annotation.Rumor, func()) {
	was := p
	was.Annotation.Claims = before
	c := readCues(p)
	old, now := held(was, owner, c), held(p, owner, c)
	key := t.key(p)
	th := thread{story: key[0] == 's', state: state{firsts: 1}}
	if known := t.threads[key]; known != nil {
		th = *known
	}
	if !th.exchange(old, now) { // forgotten: it is judged as if it came only now
		th.roles[now.role]++
		th.hold(now, 1)
	}
	s := math.Min(math.Max(p.Annotation.Rumor.Score, .001), .999)
	posts := 1.0
	if isReply(p, false) {
		posts = 2
	}
	s = logistic(math.Log(s/(1-s)) + speaks(now.against, now.with, posts) - speaks(old.against, old.with, posts))
	now.reply = isReply(p, false)
	now.measures, _ = read(p, c)
	as, high := th.carries(p, now.single), s >= threshold
	if as == not && now.role == relays && p.Annotation.Rumor.Is && old.contradicts == "" {
		as = repeat // what it was flagged for is not what the facts say
	}
	return annotation.Rumor{Score: round(s), Is: high && as != not, Why: th.why(p, now.single, as, high)}, func() {
		if th := t.threads[key]; th != nil {
			th.exchange(old, now)
		}
	}
}

// exchange puts right what a thread counted of a post. False: it counts no such
// post, because it was forgotten and began anew, and stays as it is.
func (th *thread) exchange(old, now holding) bool {
	if th.roles[old.role] == 0 || th.contradicts < old.against || th.matches < old.with {
		return false
	}
	th.hold(old, -1)
	th.hold(now, 1)
	th.roles[old.role]--
	th.roles[now.role]++
	return true
}

// holding is what the facts say of a post.
type holding struct {
	single
	against, with float64 // claims that contradict a fact, and that agree with one
}

func held(p annotation.Post, owner post.Owner, c cues) holding {
	h := holding{single: single{hearsay: c.hearsay > 0, role: roleOf(p, owner, judge{p.ID: c})}}
	for _, c := range p.Annotation.Claims {
		switch {
		case c.Verdict == "contradicts" && h.role == relays:
			h.against++
			h.contradicts = cmp.Or(h.contradicts, c.Fact, "?")
		case c.Verdict == "matches":
			h.with++
			h.matches = cmp.Or(h.matches, c.Fact, "?")
		}
	}
	return h
}

// hold counts what the facts say of a post in its thread, times n.
func (th *thread) hold(h holding, n float64) {
	th.contradicts += n * h.against
	th.matches += n * h.with
}

// speaks is what claims add to the score of so many posts: what a fact says
// outweighs wording, though no thread of the training had any.
func speaks(against, with, posts float64) float64 {
	return 2*math.Min(1, against/math.Min(2, posts)) - 1.5*math.Min(1, with/posts)
}

package rumor

import (
	"math"
	"sort"
	"strings"

	"vigie/analyzers/annotation"
)

const (
	// threshold is the score from which a thread counts as a rumour.
	threshold = 0.5
	// maxThreads bounds the memory of a Tracker: those least recently written to
	// are forgotten, some 600 bytes each.
	maxThreads = 50_000
)

// Tracker scores threads and stories while their posts come, in bounded memory.
// It is not safe for concurrent use.
type Tracker struct {
	model   *model
	threads map[string]*thread
	clock   int // posts read: the age of threads
}

type thread struct {
	state
	firstWords, replyWords float64 // what the words add, summed over posts
	contradicts, matches   float64
	doubt, denies          float64
	seen                   int
}

// NewTracker returns a tracker that has read nothing.
func NewTracker() *Tracker {
	t, err := NewTrackerWith(weights)
	if err != nil {
		panic(err) // the embedded file is part of the program
	}
	return t
}

// NewTrackerWith returns a tracker with other weights, as Train gives them.
func NewTrackerWith(weights []byte) (*Tracker, error) {
	m, err := loadModel(weights)
	if err != nil {
		return nil, err
	}
	return &Tracker{model: m, threads: make(map[string]*thread)}, nil
}

// Track reads one more post and returns the score of its thread, or where it
// has none of its story, given all that was read so far.
func (t *Tracker) Track(p annotation.Post) annotation.Rumor {
	key := threadKey(p)
	th := t.threads[key]
	first := th == nil
	if first {
		t.forget()
		th = new(thread)
		t.threads[key] = th
	}
	t.clock++
	th.seen = t.clock
	f, words := read(p)
	reply := isReply(p, first)
	th.add(f, p.Author, p.Published.Unix(), reply)
	if reply {
		th.replyWords += t.model.wordScore(words, true)
	} else {
		th.firstWords += t.model.wordScore(words, false)
	}
	th.annotated(p.Annotation)
	return t.score(th)
}

// annotated counts what the other annotators read in the post.
func (th *thread) annotated(a annotation.Annotation) {
	deny := a.Stance == "deny"
	for _, c := range a.Claims {
		switch {
		case c.Verdict == "contradicts" && !deny:
			th.contradicts++
		case c.Verdict == "matches":
			th.matches++
		}
	}
	if deny {
		th.denies++
	}
	th.doubt += a.Doubt
}

// threadKey is what posts that belong together share.
func threadKey(p annotation.Post) string {
	switch {
	case p.Thread != "":
		return "t" + p.Thread
	case p.Parent != "":
		return "t" + p.Parent
	case p.Annotation.Story != "":
		return "s" + p.Annotation.Story
	}
	return "t" + p.ID
}

// forget drops the older half of the threads when there are too many.
func (t *Tracker) forget() {
	if len(t.threads) < maxThreads {
		return
	}
	ages := make([]int, 0, len(t.threads))
	for _, th := range t.threads {
		ages = append(ages, th.seen)
	}
	sort.Ints(ages)
	for k, th := range t.threads {
		if th.seen < ages[len(ages)/2] {
			delete(t.threads, k)
		}
	}
}

func (t *Tracker) score(th *thread) annotation.Rumor {
	z, share := t.model.denseScore(th.figures())
	z += th.firstWords/math.Max(1, th.firsts) + th.replyWords/(th.n+pull)
	// What a fact says outweighs wording; no thread of the training had facts.
	posts := th.firsts + th.n
	z += 2*math.Min(1, th.contradicts/math.Min(2, posts)) - 1.5*math.Min(1, th.matches/posts)
	s := logistic(z)
	return annotation.Rumor{Score: round(s), Is: s >= threshold, Why: t.why(th, share)}
}

// spoken says what a measure means, where it speaks for a rumour by being high.
var spoken = map[int]string{
	fQuestion: "questions", fDenial: "denials", fEnquiry: "requests for a source or confirmation", fHedge: "hedged sourcing",
	fAuthority: "names an authority", fBreaking: "breaking-news wording", fDigits: "figures", fNames: "names", fCapitals: "capitals",
	fQuote: "quotations", fOpinion: "emotional wording", fPast: "an account of events",
}

func (t *Tracker) why(th *thread, share [denseSize]float64) []string {
	why := []string{}
	if th.contradicts > 0 {
		why = append(why, "a claim contradicts a fact")
	}
	if th.matches > 0 {
		why = append(why, "a claim matches a fact")
	}
	type part struct {
		text  string
		share float64
	}
	var parts []part
	for i, name := range spoken {
		if share[i] > 0.1 && th.first[i] > 0 {
			parts = append(parts, part{name + " in the first post", share[i]})
		}
		if j := features + i; share[j] > 0.1 && th.replies[i] > 0 {
			parts = append(parts, part{name + " in the replies", share[j]})
		}
	}
	if words := th.firstWords / math.Max(1, th.firsts); words > 0.3 {
		parts = append(parts, part{"wording of the first post", words})
	}
	if words := th.replyWords / (th.n + pull); words > 0.3 {
		parts = append(parts, part{"wording of the replies", words})
	}
	sort.Slice(parts, func(i, j int) bool {
		if parts[i].share != parts[j].share {
			return parts[i].share > parts[j].share
		}
		return strings.Compare(parts[i].text, parts[j].text) < 0
	})
	for _, p := range parts[:min(3, len(parts))] {
		why = append(why, p.text)
	}
	return why
}

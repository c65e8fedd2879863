package rumor

import (
	"cmp"
	"math"
	"sort"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

const (
	// threshold is the score from which a thread counts as a rumour: on either of
	// two events, by weights trained on the other, half as often again as by chance.
	threshold = 0.65
	// maxThreads bounds the memory of a Tracker: those least recently written to
	// are forgotten, some 1,000 bytes each.
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
	contradicts, matches   float64 // claims; those that contradict, of relays
	story                  bool    // it is not a thread but a story
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

// Track reads one more post, whose source the owner speaks in, and returns
// the score of its thread, or where it has none of its story, given all that was
// read so far. The flag is the post's own: one that denies, asks, jokes or is
// the organisation's does not carry the rumour, whatever its thread does.
func (t *Tracker) Track(p annotation.Post, owner post.Owner) annotation.Rumor {
	th, one := t.take(p, owner)
	z, share := t.model.denseScore(th.figures())
	z += th.firstWords/math.Max(1, th.firsts) + th.replyWords/(th.n+pull)
	// What a fact says outweighs wording; no thread of the training had facts.
	posts := th.firsts + th.n
	z += 2*math.Min(1, th.contradicts/math.Min(2, posts)) - 1.5*math.Min(1, th.matches/posts)
	s := logistic(z)
	return annotation.Rumor{Score: round(s), Is: s >= threshold && one.role == relays, Why: t.why(th, one, share)}
}

// Restore takes up a post that was read before a restart: what its thread needs
// of it, and no score.
func (t *Tracker) Restore(p annotation.Post, owner post.Owner) { t.take(p, owner) }

// single is what is read of the post at hand.
type single struct {
	measures             reading
	words                float64 // what its words add
	reply                bool
	role                 role
	contradicts, matches string // the fact, if any
}

// take adds a post to its thread.
func (t *Tracker) take(p annotation.Post, owner post.Owner) (*thread, single) {
	key := t.key(p)
	th := t.threads[key]
	first := th == nil
	if first {
		t.forget()
		th = &thread{story: key[0] == 's'}
		t.threads[key] = th
	}
	t.clock++
	th.seen = t.clock
	c := readCues(p)
	f, words := read(p, c)
	one := single{measures: f, reply: isReply(p, first), role: roleOf(p, owner, judge{p.ID: c})}
	one.words = t.model.wordScore(words, one.reply)
	th.add(f, p.Author, p.Published.Unix(), one.reply)
	if one.reply {
		th.replyWords += one.words
	} else {
		th.firstWords += one.words
	}
	for _, c := range p.Annotation.Claims {
		switch {
		case c.Verdict == "contradicts" && one.role == relays:
			th.contradicts++
			one.contradicts = cmp.Or(one.contradicts, c.Fact, "?")
		case c.Verdict == "matches":
			th.matches++
			one.matches = cmp.Or(one.matches, c.Fact, "?")
		}
	}
	return th, one
}

// key is what posts that belong together share. A thread's key is its source's
// own, unless it is an identifier of ours, which no two sources share. A post
// that answers another stands in that one's thread, or tells its story.
func (t *Tracker) key(p annotation.Post) string {
	local := func(id string) string {
		if post.IsID(id) {
			return "t" + id
		}
		return "t" + p.Source + "\x00" + id
	}
	story := p.Annotation.Story
	switch {
	case p.Thread != "":
		return local(p.Thread)
	case p.Parent != "" && (story == "" || t.threads[local(p.Parent)] != nil):
		return local(p.Parent)
	case story != "":
		return "s" + story
	}
	return local(p.ID)
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

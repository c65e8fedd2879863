package rumor

import (
	"math"
	"slices"
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
	// maxFlagged is how many flagged posts of a thread are known by their copies.
	maxFlagged = 64
	// maxOpening is how many words of the post that opens a thread are known,
	// leastQuote the share of them that another has in quoting it.
	maxOpening, leastQuote = 40, 0.5
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
	roles                  [roles]int
	opening                []uint32 // the words of the first post, hashed
	flagged                []uint32 // the flagged posts, hashed, up to maxFlagged
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
// read so far; of a story no more than its own, if it carries nothing of it. The flag is the post's own: it must carry the claim itself. One
// that denies, asks, jokes, is the organisation's, or only stands beside the claim
// does not, whatever its thread does.
func (t *Tracker) Track(p annotation.Post, owner post.Owner) annotation.Rumor {
	th, one := t.take(p, owner)
	z := t.model.denseScore(th.figures())
	z += th.firstWords/math.Max(1, th.firsts) + th.replyWords/(th.n+pull)
	s := logistic(z + speaks(th.contradicts, th.matches, th.firsts+th.n))
	c, high := th.carries(p, one), s >= threshold
	if high && c != not {
		th.flag(p.ID)
	}
	if th.story && c == not && one.role == relays {
		s = min(s, t.alone(p, one)) // "lovely people" is no rumour, whatever others tell of the same matter
	}
	return annotation.Rumor{Score: round(s), Is: high && c != not, Why: th.why(p, one, c, high)}
}

// alone is the score of a post by itself.
func (t *Tracker) alone(p annotation.Post, one single) float64 {
	var only state
	only.add(one.measures, p.Author, p.Published.Unix(), false)
	words := one.words
	if one.reply { // answers have other words
		_, said := read(p, readCues(p))
		words = t.model.wordScore(said, false)
	}
	return logistic(t.model.denseScore(only.figures()) + words)
}

// Restore takes up a post that was read before a restart: what its thread needs
// of it, and no score.
func (t *Tracker) Restore(p annotation.Post, owner post.Owner) {
	if th, _ := t.take(p, owner); p.Annotation.Rumor.Is {
		th.flag(p.ID)
	}
}

// flag remembers a flagged post.
func (th *thread) flag(id string) {
	if len(th.flagged) < maxFlagged {
		th.flagged = append(th.flagged, hash(id))
	}
}

// single is what is read of the post at hand.
type single struct {
	measures             reading
	words                float64 // what its words add
	reply, quotes        bool    // it answers; it says again what opened the thread
	hearsay              bool    // it passes on what others say
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
	h := held(p, owner, c)
	one := h.single
	one.measures, one.reply = f, isReply(p, first)
	th.roles[one.role]++
	if first {
		th.opening = hashed(words)
	} else {
		one.quotes = one.reply && among(th.opening, hashed(words)) >= leastQuote
	}
	one.words = t.model.wordScore(words, one.reply)
	th.add(f, p.Author, p.Published.Unix(), one.reply)
	if one.reply {
		th.replyWords += one.words
	} else {
		th.firstWords += one.words
	}
	th.hold(h, 1)
	return th, one
}

// hashed are the first words of some length, each once.
func hashed(words []string) []uint32 {
	var out []uint32
	for _, w := range words {
		if h := hash(w); len(w) >= 4 && len(out) < maxOpening && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// among is the share of the words of one text that another has; of fewer than
// three it says nothing.
func among(one, other []uint32) float64 {
	if len(one) < 3 {
		return 0
	}
	n := 0
	for _, h := range one {
		if slices.Contains(other, h) {
			n++
		}
	}
	return float64(n) / float64(len(one))
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

package spike

import (
	"context"
	"math"
	"strings"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
)

const (
	settling = 7 * day // after which a new source belongs to the usual
	batch    = 8       // posts of one visit from which they are one delivery
	plenty   = 20_000  // posts of a window over which no longer one is read
)

// found is a window that passed, with what it stands on.
type found struct {
	part
	Verdict
	window  time.Duration
	posts   []annotation.Post // originals
	copies  int
	left    int     // posts of sources that were not counted before
	p       float64 // without the loudest voice and the copies
	voices  int
	sources []string
	tests   int     // that were made at the same tick
	limit   float64 // the chance up to which they were findings
}

// confirm reads the posts of windows whose counts are unusual, and returns the
// one least likely to be luck: one of all posts where there is any, else the
// part that rises alone. Windows over a day are read only where no shorter one
// passes.
func (d *Detector) confirm(ctx context.Context, at time.Time, w annotation.Window, b *board, open []test, limit float64) (*found, error) {
	var best *found
	for _, long := range []bool{false, true} {
		var posts []annotation.Post
		var from time.Time
		for i := range d.c.Windows {
			window := d.c.Windows[i]
			if window > day != long || best != nil && len(posts) > plenty {
				continue
			}
			for _, t := range open {
				if t.window != window {
					continue
				}
				if start := at.Add(-window); from.IsZero() || start.Before(from) {
					var err error
					if posts, err = w.Posts(ctx, annotation.Filter{Entity: t.entity, From: start, To: at}); err != nil {
						return nil, err
					}
					from = start
				}
				all := t.of(posts, at)
				known := b.settled(all, at, window)
				f := d.c.weigh(t.Verdict, window, known)
				if f == nil || f.P > limit {
					continue
				}
				f.part, f.left = t.part, len(all)-len(known)
				if best == nil || better(f, best) {
					best = f
				}
			}
		}
		if best != nil {
			return best, nil
		}
	}
	return nil, nil
}

func better(f, g *found) bool {
	if f.whole() != g.whole() {
		return f.whole()
	}
	return f.p < g.p
}

// of returns the posts of the window and the part.
func (t test) of(posts []annotation.Post, at time.Time) []annotation.Post {
	from := at.Add(-t.window)
	var out []annotation.Post
	for _, p := range posts {
		if !p.Published.Before(from) && t.has(p) {
			out = append(out, p)
		}
	}
	return out
}

// settled returns the posts without those that the usual cannot know: of sources
// read for less than a week, unless all are that new, and posts without a date
// of their own that came when their source answered again.
func (b *board) settled(posts []annotation.Post, at time.Time, window time.Duration) []annotation.Post {
	back := make(map[string]bool)
	for _, g := range b.gaps {
		if !g.To.Before(at.Add(-window)) {
			back[g.Source] = true
		}
	}
	out := make([]annotation.Post, 0, len(posts))
	for _, p := range posts {
		since, known := b.since[p.Source]
		if known && at.Sub(since) < settling && since.Sub(b.began) > day || back[p.Source] && !p.Dated {
			continue
		}
		out = append(out, p)
	}
	return out
}

// weigh tests the window again on what independent voices wrote: copies left
// out, one delivery of many posts and the loudest voice counted as one post.
func (c Config) weigh(v Verdict, window time.Duration, posts []annotation.Post) *found {
	originals := evidence.Originals(posts)
	spoken := delivered(originals)
	voices, loudest := weight(spoken)
	if 2*loudest > len(spoken) { // one who posts everywhere: a post of his says it all
		spoken, loudest = once(spoken), 1
	}
	f := &found{Verdict: v, window: window, posts: spoken, copies: len(posts) - len(originals), voices: voices, sources: evidence.Sources(spoken)}
	count := float64(len(spoken) - max(0, loudest-1))
	f.p = evidence.Tail(count, v.Expected, v.Variance)
	if voices < c.MinVoice || len(spoken) < c.MinPosts || f.p > math.Sqrt(c.P) || count < c.Ratio*v.Expected {
		return nil
	}
	v.Observed = float64(len(spoken))
	v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
	if !c.unusual(v) {
		return nil
	}
	f.Verdict = v
	return f
}

// delivered leaves, of posts that one visit brought all at once, dated alike or
// not at all, the first: an archive that was dated anew looks like this, and what
// many wrote in those minutes goes on to the next visit.
func delivered(posts []annotation.Post) []annotation.Post {
	type visit struct {
		source string
		at     int64
	}
	type bunch struct {
		n, dateless int
		from, to    time.Time
	}
	of := func(p annotation.Post) visit { return visit{p.Source, p.Fetched.Unix()} }
	bySource, visits := make(map[string]int), make(map[visit]bunch)
	for _, p := range posts { // in order of publication
		b := visits[of(p)]
		if b.n == 0 {
			b.from = p.Published
		}
		if !p.Dated {
			b.dateless++
		}
		b.n, b.to = b.n+1, p.Published
		visits[of(p)] = b
		bySource[p.Source]++
	}
	out := make([]annotation.Post, 0, len(posts))
	first := make(map[visit]bool)
	for _, p := range posts {
		b := visits[of(p)]
		alike := b.to.Sub(b.from) <= 15*time.Minute || 2*b.dateless > b.n
		if !p.Fetched.IsZero() && b.n >= batch && 2*b.n > bySource[p.Source] && alike {
			if first[of(p)] {
				continue
			}
			first[of(p)] = true
		}
		out = append(out, p)
	}
	return out
}

// weight counts the voices and the posts of the loudest. One name in three
// sources or more is one voice: who posts everywhere, or nobody's name.
func weight(posts []annotation.Post) (voices, loudest int) {
	in := names(posts)
	n := make(map[string]int)
	for _, p := range posts {
		v := voice(p, in)
		n[v]++
		loudest = max(loudest, n[v])
	}
	return len(n), loudest
}

// names says in which sources each name posts.
func names(posts []annotation.Post) map[string]map[string]bool {
	in := make(map[string]map[string]bool)
	for _, p := range posts {
		name := strings.ToLower(p.Author)
		if in[name] == nil {
			in[name] = make(map[string]bool)
		}
		in[name][p.Source] = true
	}
	return in
}

func voice(p annotation.Post, in map[string]map[string]bool) string {
	if name := strings.ToLower(p.Author); name != "" && len(in[name]) >= 3 {
		return "\x00\x00\x00" + name
	}
	return evidence.Voice(p)
}

// once leaves the first post of each voice.
func once(posts []annotation.Post) []annotation.Post {
	in, spoke := names(posts), make(map[string]bool)
	var out []annotation.Post
	for _, p := range posts {
		if v := voice(p, in); !spoke[v] {
			spoke[v] = true
			out = append(out, p)
		}
	}
	return out
}

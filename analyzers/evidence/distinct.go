package evidence

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
)

// tells ranks the kinds of signal by how much they say about the posts that they
// stand on. Ambassador posts are not ranked: each is told.
var tells = map[signal.Kind]int{signal.Rumor: 1, signal.Complaints: 2, signal.Weak: 3, signal.Spike: 4}

// Distinct returns the signals of one tick without those that only say less
// about what others tell: their story, on half as many posts at least, or half of
// their posts, counting all that tell the others' stories. A wave of complaints is
// not a weak signal and a spike besides; but two relays of a rumour do not tell
// the fifteen complaints that fell into their story.
func Distinct(ctx context.Context, at time.Time, w annotation.Window, signals []signal.Signal) ([]signal.Signal, error) {
	order := make([]int, 0, len(signals))
	for i, s := range signals {
		if tells[s.Kind] > 0 {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return tells[signals[order[i]].Kind] < tells[signals[order[j]].Kind] })
	tellers, err := storytellers(ctx, at, w, signals)
	if err != nil {
		return nil, err
	}
	posts, stories := make(map[string]int), make(map[string]int) // the rank of the kind that told them
	size := make(map[string]int)                                 // posts of the signal that told a story
	dropped := make(map[int]bool)
	for _, i := range order {
		s := signals[i]
		rank := tells[s.Kind]
		told := 0
		for _, p := range s.Posts {
			if r := posts[p]; r > 0 && r < rank || lower(stories, tellers[p], rank) {
				told++
			}
		}
		if lower(stories, s.Story, rank) && 2*size[s.Story] >= len(s.Posts) || len(s.Posts) > 0 && 2*told >= len(s.Posts) {
			dropped[i] = true
			continue
		}
		for _, p := range s.Posts {
			if posts[p] == 0 {
				posts[p] = rank
			}
		}
		if stories[s.Story] == 0 {
			stories[s.Story], size[s.Story] = rank, len(s.Posts)
		}
	}
	out := make([]signal.Signal, 0, len(signals))
	for i, s := range signals {
		if !dropped[i] {
			out = append(out, s)
		}
	}
	return out, nil
}

// lower reports whether a kind that says more told the story.
func lower(stories map[string]int, story string, rank int) bool {
	return story != "" && stories[story] > 0 && stories[story] < rank
}

// storytellers says which story each post of the signals' stories tells, since
// the first spike began: only a spike stands on posts of several stories.
func storytellers(ctx context.Context, at time.Time, w annotation.Window, signals []signal.Signal) (map[string]string, error) {
	var stories []string
	from, spikes := at, false
	for _, s := range signals {
		if s.Kind == signal.Spike {
			spikes = true
			if s.FirstAt.Before(from) {
				from = s.FirstAt
			}
		} else if s.Kind != signal.Ambassador && s.Story != "" && !slices.Contains(stories, s.Story) {
			stories = append(stories, s.Story)
		}
	}
	if !spikes || len(stories) == 0 {
		return nil, nil
	}
	posts, err := w.Posts(ctx, annotation.Filter{From: from, To: at, Stories: stories})
	if err != nil {
		return nil, fmt.Errorf("read the stories of signals: %w", err)
	}
	of := make(map[string]string, len(posts))
	for _, p := range posts {
		of[p.ID] = p.Annotation.Story
	}
	return of, nil
}

// Continues reports whether a signal that stands on posts goes on from one that
// stood on earlier ones: it shares most of its posts with it. What leads a
// finding, and so its identifier, may change as it grows.
func Continues(posts []string, earlier func(id string) bool) bool {
	shared := 0
	for _, p := range posts {
		if earlier(p) {
			shared++
		}
	}
	return 2*shared > len(posts)
}

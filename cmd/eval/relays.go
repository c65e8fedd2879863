package main

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/relay"
	"vigie/analyzers/replay"
	"vigie/analyzers/story"
	"vigie/crawlers/post"
)

// answer is a post of a thread: what it answers is hidden, and asked for.
type answer struct {
	ID, Thread, Parent, User, Text string
	Src                            int
	TS                             int64
}

// relays mixes the threads of each event as they came, hides what answers what,
// and asks of each answer from which post it took its words: right is one of its
// own thread. These are the shares that package relay calls how sure it is.
func relays(_ context.Context, t *table) error {
	right, all := make(map[string]int), make(map[string]int)
	for _, name := range []string{"stance", "ferguson", "germanwings-crash"} {
		var said []answer
		if err := eachObject(t.path("rumours", name+".jsonl"), func(a answer) error {
			said = append(said, a)
			return nil
		}); err != nil {
			return err
		}
		slices.SortStableFunc(said, func(a, b answer) int { return cmp.Compare(a.TS, b.TS) })
		index := story.New(story.Options{})
		posts, threads := make([]annotation.Post, len(said)), make(map[string]string)
		for i, a := range said {
			p := annotation.Post{Post: post.Post{ID: strconv.Itoa(i), Source: "x", Kind: post.Status, Author: cmp.Or(a.User, a.ID), Text: a.Text, Published: time.Unix(a.TS, 0).UTC()}}
			_, p.Annotation.CopyOf, _ = index.Add(p.ID, p.Published, "en", "", a.Text)
			posts[i], threads[p.ID] = p, a.Thread
		}
		for i, r := range relay.Path(posts, replay.NewWindow(0, 0)) {
			if opens := said[i].Src == 1 || said[i].ID != "" && said[i].Parent == ""; !opens && r.From != "" {
				all[r.By]++
				right[r.By] += count(threads[r.From] == said[i].Thread)
			}
		}
	}
	const judged = "answers of 1,772 threads, mixed by event as they came, what they answer hidden: right is a post of their thread"
	for _, by := range []struct {
		name string
		standard
	}{{"copy", standard{none, none, .80, .90}}, {"quote", standard{none, none, .80, .95}}, {"time", standard{none, none, none, none}}} {
		t.add(by.name, "share", ratio(right[by.name], all[by.name]), by.standard, judged).beside("answers", float64(all[by.name]))
	}
	return nil
}

package advocate

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/mention"
	"vigie/analyzers/rumor"
	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

// past is what ambassadors may answer: what speaks ill of those that they speak
// of, the complaints of the stories that they tell, and claims against a fact.
func (d *Detector) past(ctx context.Context, recent []annotation.Post, at time.Time, w annotation.Window) ([]annotation.Post, error) {
	from := at.Add(-d.c.Past - d.c.Answers)
	filters := []annotation.Filter{{From: from, To: at, Compared: true}}
	var stories, entities []string
	for _, p := range recent {
		if s := p.Annotation.Story; s != "" && !slices.Contains(stories, s) {
			stories = append(stories, s)
		}
		if e := mostMentioned(p); e != "" && !slices.Contains(entities, e) {
			entities = append(entities, e)
			filters = append(filters, annotation.Filter{Entity: e, From: from, To: at, Negative: true})
		}
	}
	if len(stories) > 0 {
		filters = append(filters, annotation.Filter{Stories: stories, From: from, To: at, Negative: true})
	}
	var out []annotation.Post
	seen := make(map[string]bool)
	for _, f := range filters {
		posts, err := w.Posts(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("read what ambassadors answer: %w", err)
		}
		for _, p := range posts {
			if !seen[p.ID] {
				seen[p.ID] = true
				out = append(out, p)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Published.Before(out[j].Published) })
	return out, nil
}

// answers are the complaints and relays of the days before that the post speaks
// of, most relevant first, the oldest first of those even. Silence is better than
// a wrong one: they are on the same matter, against the same entity, and no
// denial.
func (d *Detector) answers(p annotation.Post, past []annotation.Post, w annotation.Window) []annotation.Post {
	type fit struct {
		post  annotation.Post
		score float64
	}
	var fits []fit
	entity, common := mostMentioned(p), frequent(past)
	for _, q := range past {
		if q.ID == p.ID || !q.Published.Before(p.Published) || p.Published.Sub(q.Published) > d.c.Answers || !complains(q, entity, w) {
			continue
		}
		if s := relevance(p, q, common); s > 0 {
			fits = append(fits, fit{q, s})
		}
	}
	sort.SliceStable(fits, func(i, j int) bool { return fits[i].score > fits[j].score })
	var out []annotation.Post
	for _, f := range fits[:min(d.c.Most, len(fits))] {
		out = append(out, f.post)
	}
	return out
}

// relevance is how surely p answers q, 0 where nothing says that it does: q is
// what p replies or links to, is told of the same fact, stands in its thread or
// story, or shares two telling terms with it.
func relevance(p, q annotation.Post, common map[string]bool) float64 {
	s := 0.0
	if p.Parent != "" && p.Parent == q.ID || q.URL != "" && slices.ContainsFunc(p.Links, func(l string) bool {
		return strings.TrimSuffix(l, "/") == strings.TrimSuffix(q.URL, "/")
	}) {
		s += 20
	}
	if sameFact(p, q) {
		s += 10
	}
	if p.Thread != "" && p.Thread == q.Thread {
		s += 5
	}
	if p.Annotation.Story != "" && p.Annotation.Story == q.Annotation.Story {
		s += 5
	}
	if n := telling(p, q, common); n >= 2 || s > 0 {
		s += float64(n)
	}
	return s
}

// telling is how many terms both posts have that say what they are about: no stop
// words, no entity's name, and none that every other complaint has.
func telling(p, q annotation.Post, common map[string]bool) int {
	own, names := termSet(p), named(p)
	for n := range named(q) {
		names[n] = true
	}
	seen := make(map[string]bool)
	for _, t := range q.Annotation.Terms {
		t = text.Fold(t)
		if own[t] && !common[t] && !names[t] && !text.IsStop("fr", t) && !text.IsStop("en", t) {
			seen[t] = true
		}
	}
	return len(seen)
}

// named are the words by which a post names entities, and their identifiers.
func named(p annotation.Post) map[string]bool {
	out := make(map[string]bool)
	body := mention.Body(p.Title, p.Text)
	for _, m := range p.Annotation.Mentions {
		out[text.Fold(m.Entity)] = true
		if m.Start < 0 || m.End > len(body) || m.Start >= m.End {
			continue
		}
		name := text.Fold(body[m.Start:m.End])
		out[name] = true
		for w := range strings.FieldsSeq(name) {
			out[w] = true
		}
	}
	return out
}

// fewComplaints are too few to tell which of their terms are common.
const fewComplaints = 20

// frequent are the terms of more than one in ten of the posts: they say what the
// organisation does, not what one post is about.
func frequent(past []annotation.Post) map[string]bool {
	n, out := make(map[string]int), make(map[string]bool)
	if len(past) < fewComplaints {
		return out
	}
	for _, p := range past {
		for t := range termSet(p) {
			n[t]++
		}
	}
	for t, c := range n {
		out[t] = 10*c > len(past)
	}
	return out
}

// complains reports whether a post is one to answer: against a fact, or negative
// about the entity; not satire, no words of staff, the organisation or a
// competitor, not about another entity above all, and no denial.
func complains(p annotation.Post, entity string, w annotation.Window) bool {
	switch w.Source(p.Source).Owner {
	case post.Satire, post.Company, post.Staff, post.Competitor:
		return false
	}
	if p.Annotation.Ambassador.Is || denies(p) {
		return false
	}
	for _, c := range p.Annotation.Claims {
		if c.Verdict == "contradicts" {
			return true
		}
	}
	if p.Annotation.Stance == "query" { // who asks is no critic
		return false
	}
	if about := mostMentioned(p); about != "" && entity != "" && about != entity {
		return false
	}
	if p.Annotation.Sentiment.Label == "negative" {
		return true
	}
	return slices.ContainsFunc(p.Annotation.Mentions, func(m annotation.Mention) bool {
		return m.Entity == entity && m.Sentiment.Label == "negative"
	})
}

// denies reports whether the post tells the truth, or corrects who does not.
func denies(p annotation.Post) bool {
	fact := ""
	for _, c := range p.Annotation.Claims {
		if c.Verdict == "matches" {
			return true
		}
		if c.Verdict == "contradicts" {
			fact = c.Fact
		}
	}
	return rumor.Denies(p, fact)
}

func sameFact(p, q annotation.Post) bool {
	for _, c := range q.Annotation.Claims {
		if c.Verdict != "contradicts" || c.Fact == "" {
			continue
		}
		for _, own := range p.Annotation.Claims {
			if own.Fact == c.Fact {
				return true
			}
		}
	}
	return false
}

func termSet(p annotation.Post) map[string]bool {
	m := make(map[string]bool)
	for _, t := range p.Annotation.Terms {
		m[text.Fold(t)] = true
	}
	return m
}

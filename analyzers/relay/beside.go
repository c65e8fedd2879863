package relay

import (
	"cmp"
	"slices"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
)

// The roles of posts that stand beside a rumour.
const (
	RoleDenial   = "denial"
	RoleQuestion = "question"
	RoleSatire   = "satire"
	RoleOfficial = "official"
)

// MostBeside is how many posts beside a rumour are kept: the organisation's own
// before others, of each the earliest.
const MostBeside = 300

// Beside are posts about a rumour that do not carry it, given by their role: each
// with the relay that it answers, copies or links to, where it says so, oldest
// first.
func Beside(relays []annotation.Post, by map[string][]annotation.Post) []signal.Relay {
	ids, addresses, threads := make(map[string]bool), make(map[string]string), make(map[string]string)
	for _, p := range relays {
		ids[p.ID] = true
		if key := thread(p); key != "" && threads[key] == "" {
			threads[key] = p.ID
		}
		if p.URL != "" {
			addresses[Address(p.URL)] = p.ID
		}
	}
	var out []signal.Relay
	seen := make(map[string]bool)
	for _, role := range []string{RoleOfficial, RoleDenial, RoleQuestion, RoleSatire} {
		posts := slices.SortedStableFunc(slices.Values(by[role]), func(a, b annotation.Post) int { return a.Published.Compare(b.Published) })
		for _, p := range posts {
			if seen[p.ID] || len(out) >= MostBeside {
				continue
			}
			seen[p.ID] = true
			r := signal.Relay{Post: p.ID, Source: p.Source, Author: p.Author, At: p.Published, Role: role}
			r.From, r.By, r.Sure = answered(p, ids, addresses, threads)
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b signal.Relay) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Post, b.Post)) })
	return out
}

func answered(p annotation.Post, ids map[string]bool, addresses, threads map[string]string) (from, by string, sure float64) {
	if ids[p.Parent] {
		return p.Parent, byReply, sureReply
	}
	if of := p.Annotation.CopyOf; of != nil && ids[*of] {
		return *of, byCopy, sureCopy
	}
	for _, l := range p.Links {
		if id := addresses[Address(l)]; id != "" {
			return id, byLink, sureLink
		}
	}
	if id := threads[thread(p)]; id != "" {
		return id, byReply, sureThread
	}
	return "", "", 0
}

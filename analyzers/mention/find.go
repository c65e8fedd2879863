package mention

import (
	"slices"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/query"
	"vigie/analyzers/text"
)

// Body returns the text that the offsets of a post's mentions count in.
func Body(title, body string) string {
	if title == "" {
		return body
	}
	return title + "\n" + body
}

// Find returns where a post names entities, in order of place. Of names inside
// each other the longest counts. meta is what else is known of the post, for
// entities with a query; its Words are not read. A post that matches a query by
// its fields alone has a mention from 0 to 0.
func (f *Finder) Find(title, body string, meta query.Doc) []annotation.Mention {
	s := Body(title, body)
	var room [128]text.Token
	toks := text.AppendTokens(room[:0], s)
	var wordRoom [128]string
	meta.Words = wordRoom[:0]
	for _, t := range toks {
		meta.Words = append(meta.Words, t.Fold)
	}
	hits, run := f.scan(s, toks, meta.Words)
	hits = f.rule(hits, s, toks, meta.Words)
	named := len(hits)
	for _, i := range run {
		if !slices.ContainsFunc(hits[:named], func(h hit) bool { return h.entity == i }) {
			hits = append(hits, f.rules[i].find(i, &meta)...)
		}
	}
	hits = longest(hits)
	return f.mentions(hits[:min(len(hits), mostMentions)], toks)
}

// mostMentions of a post are told, the first: more is a list without end.
const mostMentions = 1000

// hit is a name found: words [from, to).
type hit struct {
	entity, from, to int
	literal          *literal // nil: by the query
}

// scan finds all names, and the entities whose query is worth asking.
func (f *Finder) scan(s string, toks []text.Token, words []string) (hits []hit, run []int) {
	run = append(run, f.always...)
	for i, w := range words {
		hits, run = f.at(hits, run, s, toks, words[i+1:], i, w)
		if len(w) > 1 && (w[0] == '#' || w[0] == '@') {
			hits, run = f.at(hits, run, s, toks, words[i+1:], i, w[1:])
		}
	}
	slices.Sort(run)
	return hits, slices.Compact(run)
}

// at follows the names that begin with the word first, word i, whose next words
// are rest.
func (f *Finder) at(hits []hit, run []int, s string, toks []text.Token, rest []string, i int, first string) ([]hit, []int) {
	n := f.names[first]
	if n == nil {
		return hits, run
	}
	for _, entity := range n.asked {
		if !slices.Contains(run[len(f.always):], entity) {
			run = append(run, entity)
		}
	}
	for to := i + 1; n != nil; to++ {
		for _, l := range n.ends {
			if !l.acronym || toks[i].Kind != text.Word || isUpper(s[toks[i].Start:toks[i].End]) {
				hits = append(hits, hit{l.entity, i, to, l})
			}
		}
		if len(rest) == 0 {
			break
		}
		n, rest = n.next[rest[0]], rest[1:]
	}
	return hits, run
}

func isUpper(s string) bool { return strings.ToUpper(s) == s }

// find asks the entity's query.
func (r *rule) find(entity int, meta *query.Doc) []hit {
	if !query.Match(r.query, meta) {
		return nil
	}
	spans := query.Spans(subject(r.query), meta.Words)
	if len(spans) == 0 {
		return []hit{{entity: entity, from: -1, to: -1}}
	}
	hits := make([]hit, len(spans))
	for i, span := range spans {
		hits[i] = hit{entity: entity, from: span[0], to: span[1]}
	}
	return hits
}

// subject is the part of a query that names the entity: of those that must all
// match, the first with words. The others say what is told of it.
func subject(e query.Expr) query.Expr {
	switch e := e.(type) {
	case query.And:
		if i := slices.IndexFunc(e.List, hasWords); i >= 0 {
			return subject(e.List[i])
		}
	case query.Near:
		return e.A
	case query.Or:
		list := make([]query.Expr, len(e.List))
		for i, x := range e.List {
			list[i] = subject(x)
		}
		return query.Or{List: list}
	}
	return e
}

// hasWords tells whether a query asks for words, rather than for none or for what
// else is known of a post.
func hasWords(e query.Expr) (has bool) {
	query.Walk(e, func(e query.Expr, negated bool) {
		switch e.(type) {
		case query.Term, query.Phrase:
			has = has || !negated
		}
	})
	return has
}

// longest drops the names that stand inside a longer one: of the same entity,
// or of another by its name.
func longest(hits []hit) []hit {
	slices.SortStableFunc(hits, func(a, b hit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	kept := hits[:0]
	for _, h := range hits {
		inside := false
		for k := len(kept) - 1; k >= 0 && k >= len(kept)-16; k-- {
			o := kept[k]
			if o.from <= h.from && h.to <= o.to && (o.entity == h.entity || o.literal != nil && o.to-o.from > h.to-h.from) {
				inside = true
				break
			}
		}
		if !inside {
			kept = append(kept, h)
		}
	}
	return kept
}

func (f *Finder) mentions(hits []hit, toks []text.Token) []annotation.Mention {
	list := make([]annotation.Mention, 0, len(hits))
	for _, h := range hits {
		m := annotation.Mention{Entity: f.rules[h.entity].id}
		if h.from >= 0 {
			m.Start, m.End = toks[h.from].Start, toks[h.to-1].End
		}
		list = append(list, m)
	}
	return list
}

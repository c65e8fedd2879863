package store

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"vigie/analyzers/query"
	"vigie/analyzers/text"
)

// compiler turns a query into a condition on table posts that holds for the
// posts that query.Match finds. What people wrote is bound, never pasted.
type compiler struct {
	params params
	// tagged returns the sources with a tag that the field asks for.
	tagged func(query.Field) []string
}

func (c *compiler) bind(value any, kind string) string {
	name := fmt.Sprintf("q%d", len(c.params))
	c.params[name] = value
	return "{" + name + ":" + kind + "}"
}

func (c *compiler) condition(e query.Expr) (string, error) {
	switch e := e.(type) {
	case query.All:
		return "1", nil
	case query.And:
		return c.join(e.List, " AND ")
	case query.Or:
		return c.join(e.List, " OR ")
	case query.Not:
		x, err := c.condition(e.X)
		return "NOT (" + x + ")", err
	case query.Term, query.Phrase, query.Near:
		return c.text(e)
	case query.Field:
		return c.field(e)
	}
	return "", fmt.Errorf("query: no way to ask for %T", e)
}

func (c *compiler) join(list []query.Expr, op string) (string, error) {
	parts := make([]string, len(list))
	for i, e := range list {
		part, err := c.condition(e)
		if err != nil {
			return "", err
		}
		parts[i] = part
	}
	return "(" + strings.Join(parts, op) + ")", nil
}

// text asks the index for the words that must be there, and the text itself
// only for what the index cannot tell: order, distance, wildcards.
func (c *compiler) text(e query.Expr) (string, error) {
	parts := c.required(e)
	if t, ok := e.(query.Term); ok && !t.Wild {
		return parts[0], nil
	}
	pattern, err := widenPattern(query.Pattern(e))
	if err != nil {
		return "", err
	}
	match := "match(folded, " + c.bind(pattern, "String") + ")"
	if plain, marked := literal(e); plain != "" {
		// The bare words are found many times faster than the pattern, which is
		// left for the posts that hold one of them as a hashtag or a handle.
		match = "(position(folded, " + c.bind(plain, "String") + ") > 0 OR " + c.anyWord(marked) + " AND " + match + ")"
	}
	return "(" + strings.Join(append(parts, match), " AND ") + ")", nil
}

// literal is what a phrase without wildcards looks like in the text, and the
// marked forms of its words; of anything else it is empty.
func literal(e query.Expr) (plain string, marked []string) {
	phrase, ok := e.(query.Phrase)
	if !ok {
		return "", nil
	}
	for _, w := range phrase.Words {
		all := forms(w)
		if all == nil {
			return "", nil
		}
		plain += " " + all[0]
		marked = append(marked, all[1:]...)
	}
	return plain + " ", marked
}

// required are conditions, told by the index, without which e cannot match.
func (c *compiler) required(e query.Expr) []string {
	switch e := e.(type) {
	case query.Term:
		if list := forms(e); list != nil {
			return []string{c.anyWord(list)}
		}
	case query.Phrase:
		var parts []string
		for _, w := range e.Words {
			parts = append(parts, c.required(w)...)
		}
		return parts
	case query.Near:
		return append(c.required(e.A), c.required(e.B)...)
	case query.Or:
		var all []string
		for _, x := range e.List {
			t, ok := x.(query.Term)
			list := forms(t)
			if !ok || list == nil {
				return nil
			}
			all = append(all, list...)
		}
		return []string{c.anyWord(all)}
	}
	return nil
}

// forms are the words that a term stands for; none where it has wildcards.
func forms(t query.Term) []string {
	if t.Wild || t.Word == "" {
		return nil
	}
	return []string{widen(t.Word), widen("#" + t.Word), widen("@" + t.Word)}
}

func (c *compiler) anyWord(list []string) string {
	return "hasAnyTokens(folded, " + c.bind(list, "Array(String)") + ")"
}

func (c *compiler) field(f query.Field) (string, error) {
	pattern := func() string { return c.bind(query.Pattern(f), "String") }
	switch f.Name {
	case "before":
		return "published < " + c.bind(ceil(f.Time), "DateTime64(3)"), nil
	case "after":
		return "published >= " + c.bind(ceil(f.Time), "DateTime64(3)"), nil
	case "author":
		return "match(author_folded, " + pattern() + ")", nil
	case "site":
		p := pattern()
		return "(match(site, " + p + ") OR match(source_folded, " + p + "))", nil
	case "url":
		return "match(if(url_folded = '', lowerUTF8(url), url_folded), " + pattern() + ")", nil
	case "tag":
		return "source IN " + c.bind(c.tagged(f), "Array(String)"), nil
	case "entity":
		if f.Wild {
			return "arrayExists(x -> match(x, " + pattern() + "), entities_folded)", nil
		}
		return "has(entities_folded, " + c.bind(f.Value, "String") + ")", nil
	case "kind":
		return c.equal("lowerUTF8(kind)", f), nil
	case "lang":
		return c.equal("lowerUTF8(language)", f), nil
	case "sentiment":
		return c.equal("sentiment_label", f), nil
	case "story":
		return c.equal("story", f), nil
	case "stance":
		return c.equal("stance", f), nil
	}
	return "", fmt.Errorf("query: no way to ask for the field %s", f.Name)
}

// ceil is where the posts of t and later begin, as the columns hold times.
func ceil(t time.Time) time.Time { return floor(t.Add(time.Millisecond - 1)) }

func (c *compiler) equal(column string, f query.Field) string {
	if f.Wild {
		return "match(" + column + ", " + c.bind(query.Pattern(f), "String") + ")"
	}
	return column + " = " + c.bind(f.Value, "String")
}

// taggedSources returns the known sources that have a tag the field asks for.
func (s *Store) taggedSources(f query.Field) []string {
	pattern, err := regexp.Compile(query.Pattern(f))
	ids := []string{}
	if err != nil {
		return ids
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, source := range s.sources {
		for _, tag := range source.Tags {
			if pattern.MatchString(text.Fold(tag)) {
				ids = append(ids, source.ID)
				break
			}
		}
	}
	return ids
}

// where is the condition of a search. An error is the query's own, for people.
func (s *Store) where(q string, from, to time.Time) (string, params, error) {
	e, err := query.Parse(q)
	if err != nil {
		return "", nil, err
	}
	c := compiler{params: params{}, tagged: s.taggedSources}
	where, err := c.condition(e)
	if err != nil {
		return "", nil, err
	}
	if !from.IsZero() {
		where += " AND published >= " + c.bind(floor(from), "DateTime64(3)")
	}
	if !to.IsZero() {
		where += " AND published < " + c.bind(floor(to), "DateTime64(3)")
	}
	return where, c.params, nil
}

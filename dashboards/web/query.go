package web

import (
	"errors"
	"strings"

	"vigie/analyzers/query"
)

// The fields of the query language that the explorer's links use.
const (
	fieldSource    = "site"
	fieldAuthor    = "author"
	fieldLanguage  = "lang"
	fieldSentiment = "sentiment"
	fieldEntity    = "entity"
)

// term writes one term of the query language.
func term(field, value string) string {
	if strings.ContainsAny(value, " \t\"'():*/-,.&") || value == "" || operator(value) {
		value = `"` + strings.ReplaceAll(value, `"`, ` `) + `"`
	}
	if field == "" {
		return value
	}
	return field + ":" + value
}

// mentions is the query for the posts that the front page counts: those that
// mention the organisation, every post where it has no entity.
func (s *Site) mentions() string {
	if s.Entity == "" {
		return ""
	}
	return term(fieldEntity, s.Entity)
}

// asFault finds a fault of the query in an error.
func asFault(err error) (*query.Error, bool) {
	var fault *query.Error
	ok := errors.As(err, &fault)
	return fault, ok
}

// cut shows a query with its fault apart.
func (v *view) cut(f *query.Error) *wrong {
	start := min(max(f.Pos, 0), len(f.Query))
	end := min(max(f.End, start), len(f.Query))
	return &wrong{f.Query[:start], f.Query[start:end], f.Query[end:], v.translate(f.What), v.translate(f.Hint)}
}

func operator(word string) bool {
	switch strings.ToUpper(word) {
	case "AND", "OR", "NOT", "NEAR", "ET", "OU", "SAUF":
		return true
	}
	return false
}

// without is what leaves the posts of sources out of a query.
func without(sources []string) string {
	var b strings.Builder
	for _, id := range sources {
		b.WriteString(" NOT " + term(fieldSource, id))
	}
	return b.String()
}

// narrow adds a term to a query. A query with OR is put between parentheses,
// so that the term holds for all of it.
func narrow(query, field, value string) string {
	t := term(field, value)
	switch {
	case query == "":
		return t
	case strings.HasSuffix(query, t), strings.Contains(query, t+" "):
		return query
	case strings.Contains(query, " OR "):
		return "(" + query + ") AND " + t
	}
	return query + " AND " + t
}

// widen takes a term that narrow added away again.
func widen(query, field, value string) (string, bool) {
	t := term(field, value)
	switch {
	case query == t:
		return "", true
	case strings.HasSuffix(query, " AND "+t):
		return strings.TrimSuffix(query, " AND "+t), true
	case strings.HasPrefix(query, t+" AND "):
		return strings.TrimPrefix(query, t+" AND "), true
	case strings.Contains(query, " AND "+t+" AND "):
		return strings.Replace(query, " AND "+t, "", 1), true
	}
	return query, false
}

// toggle is a filter: a link that adds the term to the query, or takes it away
// where it stands there.
func (a asked) toggle(name, field, value string) link {
	if q, ok := widen(a.search.Query, field, value); ok {
		return link{Name: name, URL: a.with("q", q), Here: true}
	}
	return link{Name: name, URL: a.with("q", narrow(a.search.Query, field, value))}
}

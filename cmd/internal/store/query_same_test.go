package store

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/annotation"
	"vigie/analyzers/mention"
	"vigie/analyzers/query"
	"vigie/crawlers/post"
)

// asDocument is a post as package analyzers gives it to an entity's query, with
// what is known of it later.
func asDocument(s *Store, p annotation.Post) *query.Doc {
	d := &query.Doc{
		Words: query.Words(mention.Body(p.Title, p.Text)), Author: p.Author, Source: p.Source, Kind: string(p.Kind),
		Language: p.Annotation.Language, URL: p.URL, Tags: s.Source(p.Source).Tags, Sentiment: p.Annotation.Sentiment.Label,
		Story: p.Annotation.Story, Stance: p.Annotation.Stance, Published: p.Published,
	}
	if u, err := url.Parse(p.URL); err == nil {
		d.Host = u.Hostname()
	}
	for _, m := range p.Annotation.Mentions {
		d.Entities = append(d.Entities, m.Entity)
	}
	return d
}

// writer writes queries as no one would, of all that the language has.
type writer struct{ *rand.Rand }

func (w writer) of(list ...string) string { return list[w.IntN(len(list))] }

func (w writer) word() string {
	word := vocabulary[w.IntN(len(vocabulary))]
	switch runes := []rune(word); w.IntN(8) {
	case 0:
		return string(runes[:w.IntN(len(runes))+1]) + "*"
	case 1:
		return "*" + string(runes[w.IntN(len(runes)):])
	case 2:
		runes[w.IntN(len(runes))] = rune(w.of("?", "*")[0])
		return string(runes)
	case 3:
		return w.of("#", "@") + word
	case 4:
		return strings.ToUpper(word)
	}
	return word
}

func (w writer) phrase() string {
	parts := make([]string, 1+w.IntN(3))
	for i := range parts {
		if parts[i] = w.word(); w.IntN(6) == 0 {
			parts[i] = "*"
		}
	}
	return `"` + strings.Join(parts, " ") + `"`
}

func (w writer) near() string {
	part := func() string {
		return w.of(w.word(), w.phrase(), "("+w.word()+" OR "+w.phrase()+")")
	}
	return part() + w.of(" NEAR/1 ", " NEAR/2 ", " PRES/4 ", " NEAR/9 ") + part()
}

func (w writer) field() string {
	return w.of("author:", "auteur:", "site:", "kind:", "lang:", "url:", "tag:", "entity:", "sentiment:", "story:", "stance:", "before:", "after:") +
		w.of("jean", `"jean test"`, "je*", "é*", "lignes.localhost", "*.localhost", "localhost", "tram.co", "www.*", "message", "blog", "m*", "fr", "en", "und", "f?",
			"/bus/", "élan?bus=1", "p00*", "presse", "p*", "translum", "Kéolane", "k*", "négatif", "neutral", "pos*", "s-01", "s-0?", "deny", "2026-11-17", "2026-11", "2026-11-18T06:00:00.0005Z", "(fr OR en)", "(jean OU regulateur)")
}

func (w writer) query(depth int) string {
	if depth == 0 || w.IntN(4) == 0 {
		switch w.IntN(5) {
		case 0:
			return w.field()
		case 1:
			return w.phrase()
		case 2:
			return w.near()
		}
		return w.word()
	}
	a, b := w.query(depth-1), w.query(depth-1)
	return w.of(a+" "+b, a+" AND "+b, a+" OR "+b, a+" OU "+b, a+" NOT "+b, a+" -"+b, "("+a+") "+b, a+" AND ("+b+")", "NOT ("+a+" OR "+b+")", "-("+a+")")
}

// TestRandomQueriesMeanTheSame holds what the database finds against what Match
// finds, for queries that no one has thought of.
func TestRandomQueriesMeanTheSame(t *testing.T) {
	s := testStore(t)
	s.SetSources([]post.Source{
		{ID: "le-ticket", Name: "Le Ticket déchiré", Tags: []string{"Presse", "blog"}}, {ID: "lignes", Name: "Lignes & Rails", Tags: []string{"forum"}},
		{ID: "Régulateur", Tags: []string{"presse"}},
	})
	posts := samples(rand.New(rand.NewPCG(5, 6)), 300)
	var plain []post.Post
	for _, p := range posts {
		plain = append(plain, p.Post)
	}
	add(t, s, len(posts), plain...)
	save(t, s, posts...)
	stored, err := s.Posts(t.Context(), annotation.Filter{})
	if err != nil || len(stored) != len(posts) {
		t.Fatalf("stored: %d, %v; want %d", len(stored), err, len(posts))
	}
	w := writer{rand.New(rand.NewPCG(7, 8))}
	asked, telling, wrong := 0, 0, 0
	for asked < 400 && wrong < 10 {
		q := w.query(w.IntN(4))
		e, err := query.Parse(q)
		if err != nil {
			continue
		}
		asked++
		var want []string
		for _, p := range stored {
			if query.Match(e, asDocument(s, p)) {
				want = append(want, p.ID)
			}
		}
		got, err := found(t, s, q)
		if err != nil {
			t.Errorf("query %q: %v", q, err)
			wrong++
			continue
		}
		slices.Sort(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("query %q: the database finds %d posts, Match %d (want -, got +):\n%.600s", q, len(got), len(want), d)
			wrong++
		}
		if len(want) > 0 && len(want) < len(stored) {
			telling++
		}
	}
	if telling < asked/3 {
		t.Errorf("only %d of %d queries tell posts apart: the test shows little", telling, asked)
	}
}

// found are the posts that the database finds, by their identifiers.
func found(t *testing.T, s *Store, q string) (ids []string, err error) {
	where, params, err := s.where(q, monday.AddDate(-1, 0, 0), monday.AddDate(1, 0, 0))
	if err != nil {
		return nil, err
	}
	rows, err := s.conn.Query(t.Context(), "SELECT id FROM posts FINAL WHERE "+where+" ORDER BY id", params.named()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

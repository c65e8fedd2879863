package query

import (
	"slices"
	"strings"
	"time"

	"vigie/analyzers/text"
)

// Fields are the names of the fields.
var Fields = []string{"author", "site", "kind", "lang", "url", "tag", "entity", "sentiment", "story", "stance", "before", "after"}

// alias are other names for fields and for their values.
var alias = map[string]string{
	"auteur": "author", "source": "site", "langue": "lang", "language": "lang", "type": "kind", "entite": "entity",
	"domain": "site", "domaine": "site", "host": "site", "histoire": "story", "avant": "before", "apres": "after", "until": "before", "since": "after", "depuis": "after",
}

var examples = map[string]string{
	"author": `author:"jean test"`, "site": "site:blog.example", "kind": "kind:message", "lang": "lang:fr", "url": "url:/actualites/",
	"tag": "tag:presse", "entity": "entity:translum", "sentiment": "sentiment:negative", "story": "story:s-12ab", "stance": "stance:deny",
	"before": "before:2026-11-02", "after": "after:2026-11-01",
}

// values are what a field may hold, and other words for them.
var values = map[string]map[string]string{
	"kind": {"article": "article", "blog": "blog", "message": "message", "comment": "comment", "status": "status",
		"commentaire": "comment", "statut": "status"},
	"sentiment": {"negative": "negative", "neutral": "neutral", "positive": "positive",
		"negatif": "negative", "neutre": "neutral", "positif": "positive"},
	"stance": {"support": "support", "deny": "deny", "query": "query", "comment": "comment",
		"soutien": "support", "dementi": "deny", "question": "query", "commentaire": "comment"},
}

// languages are names by which people ask for a language's code.
var languages = map[string]string{
	"francais": "fr", "french": "fr", "anglais": "en", "english": "en", "allemand": "de", "german": "de", "deutsch": "de",
	"espagnol": "es", "spanish": "es", "espanol": "es", "italien": "it", "italian": "it", "italiano": "it", "portugais": "pt", "portuguese": "pt",
	"neerlandais": "nl", "dutch": "nl", "arabe": "ar", "arabic": "ar",
}

func isDate(name string) bool { return name == "before" || name == "after" }

func (p *parser) field(name string, lx lexeme) (Expr, error) {
	raw := strings.TrimSpace(lx.text)
	if isDate(name) {
		at, err := parseDate(raw)
		if err != nil {
			return nil, p.fault(lx, "not a date", "write "+examples[name]+", "+name+":2026-11 or "+name+":2026-11-01T08:00:00Z")
		}
		return Field{Name: name, Value: raw, Time: at}, nil
	}
	value := strings.Join(strings.Fields(text.Fold(raw)), " ")
	f := Field{Name: name, Value: value}
	if name != "url" || !strings.Contains(value, "?") { // the ? of an address is no wildcard
		f.Wild = strings.ContainsAny(value, "*?")
	} else {
		f.Wild = strings.Contains(value, "*")
	}
	if strings.Trim(value, "*? ") == "" || strings.Contains(value, `"`) {
		return nil, p.fault(lx, "nothing to compare "+name+" with", "write "+examples[name])
	}
	if f.Wild && len([]rune(value)) > maxWild-2 {
		return nil, p.fault(lx, "a value with wildcards of more than 58 letters", "shorten it")
	}
	if name == "author" {
		return p.author(lx)
	}
	if name == "lang" && !f.Wild {
		if code := languages[value]; code != "" {
			f.Value = code
		} else if len(value) > 3 {
			return nil, p.fault(lx, "no lang of this name", "write the code of the language, such as lang:fr")
		}
		return f, nil
	}
	if known := values[name]; known != nil && !f.Wild {
		canonical, ok := known[value]
		if !ok {
			var names []string
			for v := range known {
				names = append(names, v)
			}
			slices.SortFunc(names, func(a, b string) int { // the name proper before its other names
				if (known[a] == a) != (known[b] == b) {
					if known[a] == a {
						return -1
					}
					return 1
				}
				return strings.Compare(a, b)
			})
			hint := "it is one of " + strings.Join(names, ", ")
			if near := nearest(value, names); near != "" {
				hint = "did you mean " + name + ":" + near
			}
			return nil, p.fault(lx, "no "+name+" of this name", hint)
		}
		f.Value = canonical
	}
	return f, nil
}

// author keeps of the name what the text of a post would keep.
func (p *parser) author(lx lexeme) (Expr, error) {
	e, err := p.words(lx)
	if err != nil {
		return nil, err
	}
	f := Field{Name: "author"}
	words := []Term{}
	switch e := e.(type) {
	case Term:
		words = []Term{e}
	case Phrase:
		words = e.Words
	}
	var parts []string
	for _, w := range words {
		parts = append(parts, w.Word)
		f.Wild = f.Wild || w.Wild
	}
	f.Value = strings.Join(parts, " ")
	return f, nil
}

// authorWords gives the words back of which a Field of name author consists.
func (f Field) authorWords() Phrase {
	var p Phrase
	for _, w := range strings.Fields(f.Value) {
		p.Words = append(p.Words, Term{w, f.Wild && strings.ContainsAny(w, "*?")})
	}
	return p
}

func parseDate(s string) (time.Time, error) {
	var at time.Time
	var err error
	for _, layout := range []string{"2006-01-02", "2006-01", "2006", time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if at, err = time.Parse(layout, s); err == nil {
			return at.UTC(), nil
		}
	}
	return at, err
}

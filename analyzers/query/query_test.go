package query

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vigie/analyzers/text"
)

// matched is the post that TestMatch asks its queries of.
var matched = &Doc{
	Words:     Words("Des retards à répétition sur la ligne 3\nL’entreprise @Translum parle d'une « odeur de brûlé » dans le tram. #RéseauTranslum https://t.example/a?b=1"),
	Author:    "Le Régulateur de nuit",
	Source:    "lignes-rails",
	Host:      "forum.lignes.localhost",
	Kind:      "message",
	Language:  "fr",
	URL:       "http://forum.lignes.localhost/sujet/12?page=2",
	Tags:      []string{"forum", "Vallée"},
	Entities:  []string{"translum"},
	Sentiment: "negative",
	Story:     "s-12",
	Stance:    "query",
	Published: time.Date(2026, 11, 20, 7, 30, 0, 0, time.UTC),
}

var matches = map[string]bool{
	"":                                   true,
	"tram":                               true,
	"TRAM":                               true,
	"bus":                                false,
	"tram retards":                       true,
	"tram AND bus":                       false,
	"tram ET retards":                    true,
	"tram OR bus":                        true,
	"bus OU tram":                        true,
	"tram NOT bus":                       true,
	"tram SAUF retards":                  false,
	"tram -bus":                          true,
	"-tram":                              false,
	"NOT (bus OR metro)":                 true,
	"bus OR tram retards":                true,
	"(bus OR tram) metro":                false,
	`"odeur de brule"`:                   true,
	`"odeur brule"`:                      false,
	`"odeur * brûlé"`:                    true,
	`“odeur de brûlé”`:                   true,
	"« odeur de brûlé »":                 true,
	`"odeur de brul*"`:                   true,
	"l'entreprise":                       true,
	"entreprise":                         true,
	"translum":                           true,
	"@translum":                          true,
	"#translum":                          false,
	"#reseautranslum":                    true,
	"réseau*":                            true,
	"*translum":                          true,
	"retard?":                            true,
	"ret?ards":                           true,
	"retard":                             false,
	"*ép?titi*":                          true,
	"odeur NEAR/2 brule":                 true,
	"brule NEAR/2 odeur":                 true,
	"brule NEAR/1 odeur":                 false,
	"odeur PRES/3 (fumée OR brûlé)":      true,
	`"odeur de" NEAR/1 brule`:            true,
	"retards NEAR/5 repetition NEAR/5 3": true,
	"author:regulateur":                  true,
	`author:"régulateur de nuit"`:        true,
	`auteur:regul*`:                      true,
	"author:chauffeur":                   false,
	"site:lignes-rails":                  true,
	"site:lignes.localhost":              true,
	"site:ignes.localhost":               false,
	"site:forum.*":                       true,
	"kind:message":                       true,
	"kind:article":                       false,
	"lang:fr":                            true,
	"lang:(en OR fr)":                    true,
	"lang:(en OR de)":                    false,
	"url:/sujet/":                        true,
	"url:sujet/*page=2":                  true,
	"url:http://forum.lignes.localhost":  true,
	"tag:vallee":                         true,
	"entity:Translum":                    true,
	"sentiment:négatif":                  true,
	"sentiment:positive":                 false,
	"story:s-12":                         true,
	"stance:query":                       true,
	"after:2026-11-20":                   true,
	"after:2026-11-21":                   false,
	"before:2026-11-20":                  false,
	"before:2026-11-20T08:00:00Z":        true,
	"after:2026 before:2027":             true,
	"https://t.example/a?b=1":            true,
}

func TestMatch(t *testing.T) {
	for q, want := range matches {
		e, err := Parse(q)
		if err != nil {
			t.Errorf("Parse(%q): %v", q, err)
			continue
		}
		if got := Match(e, matched); got != want {
			t.Errorf("Match(%q = %#v) = %v, want %v", q, e, got, want)
		}
	}
}

func TestALoneMarkIsNoWord(t *testing.T) {
	if _, err := Parse("vraiment ? -x"); err == nil {
		t.Error("Parse accepts a lone ?")
	}
}

func TestErrors(t *testing.T) {
	for q, want := range map[string]string{
		"(tram":               `query, character 1 ("("): unclosed parenthesis, opened here; close it with )`,
		"tram OR (bus":        `query, character 9 ("("): unclosed parenthesis, opened here; close it with )`,
		"tram)":               `query, character 5 (")"): a closing parenthesis without an opening one; take it away, or open one before it`,
		"()":                  `query, character 2 (")"): nothing between the parentheses; put words there, or take them away`,
		"(tram OR)":           `query, character 9 (")"): words are missing before the parenthesis; put a word there, or take the operator away`,
		`"odeur de`:           `query, character 1 ("\"odeur de"): unclosed quotation mark, opened here; close it with "`,
		"tram && bus":         `query, character 6 ("&&"): not an operator; did you mean AND`,
		"tram || bus":         `query, character 6 ("||"): not an operator; did you mean OR`,
		"été AND":             `query, character 5 ("AND"): words are missing after this; put a word there, or take it away`,
		"AND tram":            `query, character 1 ("AND"): an operator where a word should stand; put a word before it; to search for the word itself, put it in quotation marks`,
		"tram NEAR bus":       `query, character 6 ("NEAR"): without a distance; did you mean NEAR/5`,
		"tram NEAR/x bus":     `query, character 6 ("NEAR/x"): the distance is not a number from 1 to 50; did you mean NEAR/5`,
		"tram NEAR/3 lang:fr": `query, character 1 ("tram NEAR/3 lang:fr"): NEAR joins words and phrases only; write (tram OR bus) NEAR/5 "en retard", and the rest with AND`,
		"autor:x":             `query, character 1 ("autor:"): unknown field; did you mean author:`,
		"sentiment:negativ":   `query, character 11 ("negativ"): no sentiment of this name; did you mean sentiment:negative`,
		"lang: fr":            `query, character 1 ("lang:"): nothing after lang:; write lang:fr, without a space`,
		"before:hier":         `query, character 8 ("hier"): not a date; write before:2026-11-02, before:2026-11 or before:2026-11-01T08:00:00Z`,
		"*":                   `query, character 1 ("*"): no letter or figure to search for; add letters, as in bus*`,
		"kid:article":         `query, character 1 ("kid:"): unknown field; did you mean kind:`,
		"sit:a.example":       `query, character 1 ("sit:"): unknown field; did you mean site:`,
		"titre:x":             `query, character 1 ("titre:"): unknown field; the fields are author: site: kind: lang: url: tag: entity: sentiment: story: stance: before: after:; to search for the word, put it in quotation marks`,
		"NOT":                 `query, character 1 ("NOT"): words are missing after this; put a word there, or take it away`,
		"tram NOT":            `query, character 6 ("NOT"): words are missing after this; put a word there, or take it away`,
		"tram OR OR bus":      `query, character 9 ("OR"): an operator where a word should stand; put a word before it; to search for the word itself, put it in quotation marks`,
		`tram ""`:             `query, character 6 ("\"\""): nothing between the quotation marks; put words there, or take them away`,
		"tram or bus":         `query, character 6 ("or"): an operator in small letters; did you mean OR; to search for the word itself, put it in quotation marks`,
		"(retard et panne)":   `query, character 9 ("et"): an operator in small letters; did you mean ET; to search for the word itself, put it in quotation marks`,
		"tram Not bus":        `query, character 6 ("Not"): an operator in small letters; did you mean NOT; to search for the word itself, put it in quotation marks`,
		"tram near/5 bus":     `query, character 6 ("near/5"): an operator in small letters; did you mean NEAR/5; to search for the word itself, put it in quotation marks`,
		"tram NEAR/0 bus":     `query, character 6 ("NEAR/0"): the distance is not a number from 1 to 50; did you mean NEAR/5`,
		"auteur : dupont":     `query, character 8 (":"): a space before the colon; write auteur:dupont, without spaces`,
		"kind :article":       `query, character 6 (":article"): a space before the colon; write kind:article, without spaces`,
		"lang:frnch":          `query, character 6 ("frnch"): no lang of this name; write the code of the language, such as lang:fr`,
		"((tram) bus":         `query, character 1 ("("): unclosed parenthesis, opened here; close it with )`,
		"tram ...":            `query, character 6 ("..."): no letter or figure to search for; take it away`,
	} {
		_, err := Parse(q)
		var fault *Error
		if !errors.As(err, &fault) {
			t.Errorf("Parse(%q) = %v, want an *Error", q, err)
			continue
		}
		if d := cmp.Diff(want, fault.Error()); d != "" {
			t.Errorf("Parse(%q): %s", q, d)
		}
	}
}

func TestNaming(t *testing.T) {
	for q, want := range map[string]string{
		`"directrice générale" NEAR/5 translum site:a.example lang:fr`: "",
		`translum sentiment:negative`:                                  `query, character 10 ("sentiment:"): not known yet when an entity is looked for; take it away; an entity's query asks for words, author: site: kind: lang: url: tag: before: after:`,
		`entity:x`:                                                     `query, character 1 ("entity:"): not known yet when an entity is looked for; take it away; an entity's query asks for words, author: site: kind: lang: url: tag: before: after:`,
		"NOT banque":                                                   `query, character 1 ("NOT"): only says what a post must not hold: all others would match; write before it what they must hold, as in: bank NOT river`,
		"banque OR -agence":                                            `query, character 11 ("-"): only says what a post must not hold: all others would match; write before it what they must hold, as in: bank NOT river`,
		"banque (NOT a) OU SAUF b":                                     `query, character 19 ("SAUF"): only says what a post must not hold: all others would match; write before it what they must hold, as in: bank NOT river`,
		"NOT (x OR y) -lang:fr":                                        `query, character 1 ("NOT"): only says what a post must not hold: all others would match; write before it what they must hold, as in: bank NOT river`,
		"é OR (x NOT y OR NOT b)":                                      `query, character 18 ("NOT"): only says what a post must not hold: all others would match; write before it what they must hold, as in: bank NOT river`,
		"NOT (banque NOT rive)":                                        `query, character 1 ("NOT"): only says what a post must not hold: all others would match; write before it what they must hold, as in: bank NOT river`,
		"NOT NOT banque":                                               "",
		"NOT (NOT banque OR rivage)":                                   "",
		"-rivage banque":                                               "",
		"author:vallon -banque":                                        "",
	} {
		got := ""
		if _, err := ParseNaming(q); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("ParseNaming(%q): got %q, want %q", q, got, want)
		}
	}
}

func TestString(t *testing.T) {
	for q, want := range map[string]string{
		"tram bus -metro":                 "tram AND bus AND NOT metro",
		"a OR b c":                        "a OR (b AND c)",
		"(a b) c":                         "a AND b AND c",
		"L'ÉTÉ":                           `"l'ete"`,
		"lang:(fr OR en)":                 "lang:fr OR lang:en",
		"a NEAR/3 b NEAR/4 c":             "a NEAR/3 b AND b NEAR/4 c",
		"a NEAR/3 (b OR \"c d\")":         `a NEAR/3 (b OR "c d")`,
		"source:X":                        "site:x",
		"\"AND\"":                         `"and"`,
		`tram "or" bus`:                   `tram AND "or" AND bus`,
		"lang:Français":                   "lang:fr",
		`author:"Jean Test"`:              `author:"jean test"`,
		"since:2026-11-01T08:00:00+01:00": "after:2026-11-01T08:00:00+01:00",
	} {
		e, err := Parse(q)
		if err != nil {
			t.Errorf("Parse(%q): %v", q, err)
			continue
		}
		if got := e.String(); got != want {
			t.Errorf("Parse(%q).String() = %s, want %s", q, got, want)
		}
	}
}

var pieces = []string{"tram", "bus*", "*ville", "r?t", "#tag", "@who", "l'eau", "ÉTÉ", `"a b"`, `"a * c"`, "(", ")", "AND", "OR", "NOT", "-", "ET", "SAUF",
	"NEAR/1", "NEAR/3", "PRES/2", "a", "b", "c", "lang:", "author:", "site:x.y", "before:2026-01-02", "kind:article", "url:/a/", "«", "»", "’", "1 240", "😡", "https://x.example/a)b", "&&", ":", "?"}

// check tells whether a query that parses is written so that it parses to the
// same, and whether its patterns find what Match finds.
func check(fail func(string, ...any), q, body string) {
	e, err := Parse(q)
	if err != nil {
		var fault *Error
		if !errors.As(err, &fault) || fault.Pos < 0 || fault.End < fault.Pos || fault.End > len(q) || fault.What == "" {
			fail("Parse(%q): %#v", q, err)
		}
		_ = err.Error()
		return
	}
	again, err := Parse(e.String())
	if err != nil {
		fail("Parse(%q) gives %q: %v", q, e.String(), err)
	}
	if d := cmp.Diff(e, again); d != "" {
		fail("Parse(%q) gives %q: %s", q, e.String(), d)
	}
	doc := &Doc{Words: Words(body), Author: body, Host: body, URL: body, Kind: "article"}
	index := text.Index(body)
	Walk(e, func(e Expr, _ bool) {
		pattern := Pattern(e)
		if pattern == "" {
			return
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			fail("Pattern(%q): %v", e.String(), err)
		}
		over := index
		if f, ok := e.(Field); ok {
			switch f.Name {
			case "site", "url":
				over = text.Fold(body)
			case "author":
			default:
				return
			}
		}
		got, want := re.MatchString(over), Match(e, doc)
		if got != want {
			fail("%q on %q: pattern %q says %v, Match %v", e.String(), over, pattern, got, want)
		}
	})
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "q"), rapid.SampledFrom([]string{" ", " ", ""}).Draw(t, "sep"))
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"tram", "busway", "trouville", "rt", "ret", "#tag", "tag", "who", "@who", "l'eau", "été", "a", "b", "c", "a", "b", "x.y", "/a/", "1 240", "😡"}), 0, 12).Draw(t, "words"), " ")
		check(t.Fatalf, q, body)
	})
	rapid.Check(t, func(t *rapid.T) { check(t.Fatalf, rapid.String().Draw(t, "q"), rapid.String().Draw(t, "body")) })
}

func FuzzParse(f *testing.F) {
	for _, q := range pieces {
		f.Add("tram "+q, "tram bus")
	}
	f.Add(`(a OR -"b c*") NEAR/2 d author:(x ET y)`, "a d")
	f.Fuzz(func(t *testing.T, q, body string) { check(t.Fatalf, q, body) })
}

func TestHuge(t *testing.T) {
	long := strings.Repeat("a ", 200_000)
	e, err := Parse(`a NEAR/3 a "a a a b" a*a*a*a*a*b`)
	if err != nil {
		t.Fatal(err)
	}
	if Match(e, &Doc{Words: Words(long)}) || Match(e, &Doc{Words: Words(strings.Repeat("a", 1<<20))}) {
		t.Error("matches")
	}
	if _, err := Parse(strings.Repeat("(", 1<<15)); err == nil {
		t.Error("no limit to depth")
	}
	if _, err := Parse(strings.Repeat("a OR ", 1<<14) + "a"); err == nil {
		t.Error("no limit to length")
	}
}

func BenchmarkMatch(b *testing.B) {
	e, err := Parse(`(translum OR "réseau translum") AND (retard* OR panne? OR "en grève") NOT (emploi OR "offre d'emploi")`)
	if err != nil {
		b.Fatal(err)
	}
	doc := &Doc{Words: Words("Encore un retard de vingt minutes sur la ligne 3 ce matin, le réseau Translum ne répond pas aux voyageurs")}
	b.ReportAllocs()
	for b.Loop() {
		Match(e, doc)
	}
}

package web

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vigie/analyzers/query"
	"vigie/analyzers/signal"
)

func words(t *testing.T, lang string) catalogue {
	t.Helper()
	c, err := readCatalogue(lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCatalogues holds every language to the same keys and the same arguments.
func TestCatalogues(t *testing.T) {
	verbs := regexp.MustCompile(`%(\[\d\])?s`)
	count := func(s string) int { return len(verbs.FindAllString(s, -1)) }
	english := words(t, "en")
	for _, lang := range catalogues() {
		c := words(t, lang)
		for _, key := range slices.Sorted(maps.Keys(english)) {
			f, ok := c[key]
			if !ok || f.One == "" || f.Other == "" {
				t.Errorf("%s.yaml lacks %s", lang, key)
				continue
			}
			if got, want := count(f.Other), count(english[key].Other); got != want {
				t.Errorf("%s.yaml: %s takes %d arguments, in English %d", lang, key, got, want)
			}
		}
		for key := range c {
			if _, ok := english[key]; !ok {
				t.Errorf("%s.yaml has %s, which English lacks", lang, key)
			}
		}
	}
}

// Templates and code build some keys from a list of words or from a page's name.
var (
	closed = regexp.MustCompile(`^(casestate|casepart|caseby|reply|nav|do|kind|trend|role|owner|attitude|period|sentiment|lang|post|source|state|sent|channel|sources|fault|reason|remedy|push|told|unsaid|filter|level|fact_state|fact_field|fact_hint|crisislevel|crisismeans|crisisdid|crisis_fault|duty)\.`)
	ofPage = regexp.MustCompile(`\.(empty|empty_do|title|what)$`)
)

// TestCatalogueUsed finds words that no page says any more.
func TestCatalogueUsed(t *testing.T) {
	var all strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(b)
		}
	}
	code := all.String()
	for _, key := range slices.Sorted(maps.Keys(words(t, "en"))) {
		if strings.Contains(code, `"`+key+`"`) {
			continue
		}
		if !closed.MatchString(key) && !ofPage.MatchString(key) {
			t.Errorf("no page says %s", key)
		}
	}
	// What code and templates name must be there too.
	for _, m := range regexp.MustCompile(`\(?(?:t|rich|say\() ?"([a-z0-9_]+\.[a-z0-9_]+)"`).FindAllStringSubmatch(code, -1) {
		if _, ok := words(t, "en")[m[1]]; !ok {
			t.Errorf("%s is said, and not in the catalogue", m[1])
		}
	}
}

// TestStepsAreThoseOfTheMails holds pages and mails to the same advice.
func TestStepsAreThoseOfTheMails(t *testing.T) {
	site := newSite(t, newWorld(t))
	for _, lang := range catalogues() {
		b, err := os.ReadFile(filepath.Join("..", "email", "templates", lang+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		mails, v := 0, site.voices[lang]
		for line := range strings.Lines(string(b)) {
			key, words, _ := strings.Cut(strings.TrimSpace(line), " = ")
			kind, ok := strings.CutPrefix(key, "do.")
			if !ok || strings.Contains(kind, ".") { // of a state: the page of the case has one sentence for it
				continue
			}
			mails++
			if got, want := strings.Join(v.steps(signal.Kind(kind)), "|"), spaced(lang, words); got != want {
				t.Errorf("%s, %s: got %q, want %q", lang, kind, got, want)
			}
		}
		if mails != 5 {
			t.Errorf("%s: %d kinds have advice in the mails, want 5", lang, mails)
		}
	}
}

func TestFigure(t *testing.T) {
	for said, want := range map[string]string{
		"1 240 bus": "1\u00a0240\u00a0bus", "92,4 %": "92,4\u00a0%", "plus de 300 bus retirés": "plus de 300\u00a0bus retirés", "bus (ligne 3) en 2026": "bus (ligne\u00a03) en 2026", "": "", "5 ": "5",
	} {
		if got := figure("fr", said); got != want {
			t.Errorf("figure(%q) = %q, want %q", said, got, want)
		}
	}
	for said, want := range map[string]string{"1 240 bus": "1,240\u00a0bus", "1\u202f240\u00a0bus": "1,240\u00a0bus", "92,4 %": "92.4\u00a0%"} {
		if got := figure("en", said); got != want {
			t.Errorf("in English, figure(%q) = %q, want %q", said, got, want)
		}
	}
}

// TestFaults writes every mistake that the query language knows, and wants it
// said in French.
func TestFaults(t *testing.T) {
	site := newSite(t, newWorld(t))
	fr := site.voices["fr"]
	for _, q := range []string{
		"bus AND (retard", `"ligne 3`, "bus )", "autheur:jean", "kind:mesage", "after:hier", "site:", "bus OR", "OR bus",
		"tram NEAR panne", "tram NEAR/0 panne", "bus || tram", "()", "bus AND NOT", "(bus OR tram) AND (lang:)", "*", "NOT",
		"(a OR (b AND c)) NEAR/3 d", "site:(lang:fr)", "sentiment:bad", `author:""`, strings.Repeat("(", 300) + "a" + strings.Repeat(")", 300), strings.Repeat("bus ", 5000),
	} {
		_, err := query.Parse(q)
		found, ok := asFault(err)
		if !ok {
			t.Logf("%.40q is no fault", q)
			continue
		}
		for _, english := range []string{found.What, found.Hint} {
			known := slices.ContainsFunc(fr.faults, func(f fault) bool { return f.pattern.MatchString(english) })
			if english != "" && !known {
				t.Errorf("%.40q: %q has no French", q, english)
			}
		}
	}
	page := body(t, get(t, site, "/mentions?q=bus+AND+(retard+OR+autheur:jean&lang=fr"))
	for _, want := range []string{`aria-invalid="true"`, "<mark><bdi>autheur:</bdi></mark>", "Champ inconnu.", "Vouliez-vous dire <code>author:</code>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a fault lacks %q", want)
		}
	}
	if got := get(t, site, "/mentions?q=bus+AND+(").StatusCode; got != 400 {
		t.Errorf("status %d, want 400", got)
	}
}

func TestNarrow(t *testing.T) {
	for _, c := range []struct{ query, field, value, want string }{
		{"", "", "retard", "retard"},
		{"", "", "ligne 3", `"ligne 3"`},
		{"bus", "lang", "fr", "bus AND lang:fr"},
		{"bus AND lang:fr", "lang", "fr", "bus AND lang:fr"},
		{"bus OR tram", "site", "blog-1", `(bus OR tram) AND site:"blog-1"`},
		{"", "author", `a "b" c`, `author:"a  b  c"`},
		{"", "", "NOT", `"NOT"`},
	} {
		got := narrow(c.query, c.field, c.value)
		if got != c.want {
			t.Errorf("narrow(%q, %q, %q) = %q, want %q", c.query, c.field, c.value, got, c.want)
		}
		if _, err := query.Parse(got); err != nil {
			t.Errorf("%q cannot be read: %v", got, err)
		}
	}
	for _, c := range []struct{ query, want string }{
		{"bus AND lang:fr", "bus"}, {"lang:fr", ""}, {"lang:fr AND bus", "bus"}, {"a AND lang:fr AND b", "a AND b"},
	} {
		if got, ok := widen(c.query, "lang", "fr"); !ok || got != c.want {
			t.Errorf("widen(%q) = %q, want %q", c.query, got, c.want)
		}
	}
}

package web

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/language"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

//go:embed catalogue/*.yaml
var catalogueFiles embed.FS

// catalogue holds the words of the pages in one language: a sentence, or its
// form for one and for many things. A first argument that is a number chooses.
type catalogue map[string]forms

type forms struct{ One, Other string }

// catalogues are the languages that pages can be in.
func catalogues() []string {
	files, _ := catalogueFiles.ReadDir("catalogue")
	var langs []string
	for _, f := range files {
		langs = append(langs, strings.TrimSuffix(f.Name(), path.Ext(f.Name())))
	}
	return langs
}

func readCatalogue(lang string) (catalogue, error) {
	name := "catalogue/" + lang + ".yaml"
	body, err := catalogueFiles.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the words of the pages: %w", err)
	}
	var raw map[string]any
	if err := yaml.Unmarshal(body, &raw); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	words := catalogue{}
	for key, value := range raw {
		switch v := value.(type) {
		case string:
			words[key] = forms{spaced(lang, v), spaced(lang, v)}
		case map[string]any:
			one, _ := v["one"].(string)
			other, _ := v["other"].(string)
			words[key] = forms{spaced(lang, one), spaced(lang, other)}
		default:
			return nil, fmt.Errorf("%s: %s is neither a sentence nor its forms one and other", name, key)
		}
	}
	return words, nil
}

// spaced sets French spaces, of a verb's "%%" too.
func spaced(lang, s string) string { return phrase.Spaced(lang, s) }

// say writes the sentence of a key. A key that is missing shows as itself: the
// tests refuse that.
func (v *voice) say(key string, args ...any) string {
	f, ok := v.words[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	s := f.Other
	if len(args) > 0 {
		if n, ok := number(args[0]); ok && phrase.Plural(v.lang, n, "1", "") == "1" {
			s = f.One
		}
	}
	if len(args) == 0 || !strings.Contains(s, "%") {
		return s
	}
	written := make([]any, len(args))
	for i, a := range args {
		written[i] = v.write(a)
	}
	return fmt.Sprintf(s, written...)
}

// steps are what to do about a kind of signal, in order; none where the kind is new.
func (v *voice) steps(kind signal.Kind) []string {
	f, ok := v.words["do."+string(kind)]
	if !ok {
		return nil
	}
	return strings.Split(f.Other, "|")
}

// rich is say where **two stars** mark what stands out.
func (v *voice) rich(key string, args ...any) template.HTML {
	parts := strings.Split(template.HTMLEscapeString(v.say(key, args...)), "**")
	var b strings.Builder
	for i, p := range parts {
		if i%2 == 1 {
			b.WriteString("<b>" + p + "</b>")
			continue
		}
		b.WriteString(p)
	}
	return template.HTML(b.String()) //nolint:gosec // every part was escaped above
}

func (v *voice) write(a any) string {
	if n, ok := number(a); ok {
		return phrase.Number(v.lang, n)
	}
	if d, ok := a.(time.Duration); ok {
		return phrase.Duration(v.lang, d)
	}
	return fmt.Sprint(a)
}

func number(a any) (float64, bool) {
	if _, ok := a.(time.Duration); ok {
		return 0, false
	}
	switch r := reflect.ValueOf(a); {
	case r.IsValid() && r.CanInt():
		return float64(r.Int()), true
	case r.IsValid() && r.CanFloat():
		return r.Float(), true
	}
	return 0, false
}

const languageCookie = "lang"

// language chooses the reader's: the link's, else the one chosen before, else the
// browser's, else the first of the site.
func (s *Site) language(w http.ResponseWriter, r *http.Request) *voice {
	if asked := r.URL.Query().Get("lang"); s.voices[asked] != nil {
		http.SetCookie(w, &http.Cookie{
			Name: languageCookie, Value: asked, Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil || strings.HasPrefix(s.PublicURL, "https:"),
		})
		return s.voices[asked]
	}
	if c, err := r.Cookie(languageCookie); err == nil && s.voices[c.Value] != nil {
		return s.voices[c.Value]
	}
	tags, _, _ := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	for _, tag := range tags {
		base, _ := tag.Base()
		if slices.Contains(s.Languages, base.String()) {
			return s.voices[base.String()]
		}
	}
	return s.voices[s.Languages[0]]
}

// tongue is what a stranger says the language of a text is, where there is such a
// language; else empty.
func tongue(tag string) string {
	known, err := language.Parse(tag)
	if err != nil || known == language.Und {
		return ""
	}
	return known.String()
}

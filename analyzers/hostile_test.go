package analyzers

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"vigie/analyzers/annotation"
	"vigie/analyzers/mention"
	"vigie/analyzers/query"
	"vigie/analyzers/sentiment"
	"vigie/analyzers/stance"
	"vigie/crawlers/post"
)

// hostile are texts as no one writes them.
var hostile = map[string]string{
	"nothing":               "",
	"white space":           " \t\n\u00a0\u2028",
	"one emoji":             "😡",
	"one sign":              "?",
	"one word of 1 MB":      strings.Repeat("a", 1<<20),
	"one word, accents":     strings.Repeat("é", 1<<19),
	"no spaces":             strings.Repeat("bus!ligne,3.", 1<<20/12),
	"one word, many times":  strings.Repeat("bus ", 1<<16),
	"one sentence of words": strings.Repeat("le bus 1240 ne passe pas ", 8000),
	"no UTF-8":              strings.Repeat("\xff\xfe\xc3(", 1000),
	"half a letter":         "Translum\xc3",
	"NUL":                   "Translum\x00 ment\x00",
	"right to left":         "‏שלום עולם Translum مرحبا بالعالم\u202e",
	"zalgo":                 strings.Repeat("T\u0338\u0322\u035dr\u0334\u0321a\u0337n\u0336s\u0335 ", 5000),
	"marks alone":           strings.Repeat("\u0301", 100_000),
	"400 digits":            strings.Repeat("9", 400) + " bus en service",
	"digits and commas":     strings.Repeat("1,", 50_000),
	"percentages":           strings.Repeat("12 % ", 10_000),
	"10,000 mentions":       strings.Repeat("Translum @translum ", 5000),
	"mentions of two":       strings.Repeat("Translum Kéolane ", 5000) + "ment",
	"100,000 lines":         strings.Repeat("Il ne reste que 940 bus.\n", 100_000),
	"brackets":              strings.Repeat("(«\"[", 100_000),
	"quotation marks":       strings.Repeat("« Je suis conducteur ", 20_000),
	"question marks":        strings.Repeat("vraiment ? ", 10_000),
	"staff, many times":     strings.Repeat("je suis conducteur chez Translum ", 4000),
	"negations":             strings.Repeat("ne pas ", 10_000),
	"addresses":             strings.Repeat("https://a.example/x ", 10_000),
	"hashtags":              strings.Repeat("#translum", 20_000),
	"emoji":                 strings.Repeat("👨‍👩‍👧‍👦🏳️‍🌈", 20_000),
	"ideographs":            strings.Repeat("東京の", 50_000),
	"capitals":              strings.Repeat("TRANSLUM MENT ", 5000),
	"hyphens":               strings.Repeat("Saint-", 10_000),
	"apostrophes":           strings.Repeat("l'", 30_000),
	"commas":                strings.Repeat(",", 1<<20),
	"straight quotes":       strings.Repeat(`"`, 1<<20),
	"parentheses":           strings.Repeat("(", 1<<20),
	"line breaks":           strings.Repeat("\n", 1<<20),
	"at signs":              strings.Repeat("@", 1<<20),
	"number signs":          strings.Repeat("#", 1<<20),
	"1 MB of digits":        strings.Repeat("9", 1<<20),
	"1 MB of emoji":         strings.Repeat("😡", 1<<18),
	"stops":                 strings.Repeat(".", 1<<20),
	"initials":              strings.Repeat("A. ", 1<<18),
	"two languages":         strings.Repeat("Il ne reste que 940 bus. \"They say that there are only 940 buses left\" ", 5000),
}

// TestHostile wants an answer to each, in time, as a text, a title, an author
// and an answer to itself.
func TestHostile(t *testing.T) {
	const slow = 30 * time.Second // a second or so, by the race detector on a busy machine
	r := reader(t)
	n := 0
	read := func(name string, p post.Post) {
		n++
		p.ID, p.Published = fmt.Sprint(n), time.Unix(int64(n), 0)
		begun := time.Now()
		a := r.Read(p, post.Source{}).Annotation
		took := time.Since(begun)
		if took > time.Second {
			t.Logf("%s: %d bytes in %v", name, len(p.Text)+len(p.Title), took)
		}
		if fault := invalid(p, a); fault != "" || took > slow {
			t.Errorf("%s, in %v: %s", name, took, fault)
		}
	}
	for name, s := range hostile {
		read(name, post.Post{Text: s})
		read(name+", author", post.Post{Text: "Translum ment", Author: s, URL: s, Thread: s, Language: s})
		short := s[:min(len(s), 10_000)]
		read(name+", title", post.Post{Title: short, Text: "Translum"})
		read(name+", answer", post.Post{Text: short, Parent: fmt.Sprint(n), Thread: fmt.Sprint(n)})
	}
}

// invalid names the first fault of what was read of a post, or "".
func invalid(p post.Post, a annotation.Annotation) string {
	body := mention.Body(p.Title, p.Text)
	for _, m := range a.Mentions {
		if m.Start < 0 || m.End < m.Start || m.End > len(body) || !border(body, m.Start) || !border(body, m.End) {
			return fmt.Sprintf("mention at %d to %d of %d", m.Start, m.End, len(body))
		}
	}
	for _, c := range a.Claims {
		if !strings.Contains(body, c.Text) || utf8.ValidString(body) && !utf8.ValidString(c.Text) {
			return fmt.Sprintf("claim %q is not in the post", c.Text)
		}
	}
	for _, cue := range a.Ambassador.Cues {
		if utf8.ValidString(body+p.Author) && !utf8.ValidString(cue) {
			return fmt.Sprintf("cue %q is cut", cue)
		}
	}
	if len(a.Language) < 2 || len(a.Language) > 3 {
		return fmt.Sprintf("language %.20q", a.Language)
	}
	if a.Stance == "" || a.Story == "" || a.Sentiment.Label == "" {
		return fmt.Sprintf("stance %q, story %q, sentiment %q", a.Stance, a.Story, a.Sentiment.Label)
	}
	for _, score := range []float64{a.LanguageScore, a.Doubt, a.Ambassador.Score, a.Rumor.Score} {
		if math.IsNaN(score) || score < 0 || score > 1.001 {
			return fmt.Sprintf("score %v", score)
		}
	}
	if s := a.Sentiment.Score; math.IsNaN(s) || math.Abs(s) > 1.001 {
		return fmt.Sprintf("sentiment %v", s)
	}
	if _, err := json.Marshal(a); err != nil {
		return err.Error()
	}
	return ""
}

// border tells whether no letter of s is cut at a byte.
func border(s string, at int) bool { return at == len(s) || utf8.RuneStart(s[at]) }

// FuzzRead wants hostile posts to get an answer that is valid, never a crash.
func FuzzRead(f *testing.F) {
	for name, s := range hostile {
		f.Add("", s[:min(len(s), 300)], "s")
		f.Add(s[:min(len(s), 100)], "Translum : "+name+", 1 240 bus « only 940 of the buses are left in service »", name)
	}
	r := reader(f)
	n := 0
	f.Fuzz(func(t *testing.T, title, text, source string) {
		n++
		p := post.Post{ID: fmt.Sprint(n), Title: title, Text: text, Source: source, Author: source, Language: source, Thread: title, Published: time.Unix(int64(n), 0)}
		if n > 1 {
			p.Parent = fmt.Sprint(n - 1)
		}
		src := post.Source{ID: source, Name: source, Language: source}
		if fault := invalid(p, r.Read(p, src).Annotation); fault != "" {
			t.Errorf("title %q, text %q, source %q: %s", title, text, source, fault)
		}
	})
}

// units are repeated by TestDoubling.
var units = []string{",", `"`, "(", ".", "9", "@", "#", "😡", "\n", "a", "a ", "A. ", "9 ", "1 %", "1/2 ", "1 240 bus, ", "2026-11-21 ", "bus!ligne,3.", "Translum, ", "je suis conducteur ", "ne pas ", "\"a", "@a."}

// TestDoubling tells, for each annotator, where a post of twice the length costs
// more than twice the time. It reports, for the clock of a shared machine proves
// nothing.
func TestDoubling(t *testing.T) {
	r := reader(t)
	annotators := map[string]func(s string){
		"language": func(s string) { r.language.Of(s, ""); r.language.Parts(s, "fr") },
		"mention":  func(s string) { r.mention.Find("", s, query.Doc{}) },
		"sentiment": func(s string) {
			r.sentiment.Of(s, "fr")
			sentiment.Irony(s)
			r.sentiment.Toward(s, "fr", 0, min(8, len(s)))
		},
		"claim":      func(s string) { r.claim.Claims(s, "fr", nil, time.Unix(0, 0)) },
		"stance":     func(s string) { r.stance.Of(stance.Post{Text: s, Reply: true, Parent: s}) },
		"ambassador": func(s string) { r.ambassador.Of(s, "", "", "fr") },
		"story":      func(s string) { r.story.Add(post.NewID(s), time.Unix(0, 0), "fr", "", s) },
	}
	took := func(f func(string), s string) time.Duration {
		begun := time.Now()
		f(s)
		return time.Since(begun)
	}
	for name, f := range annotators {
		for _, u := range units {
			once := took(f, strings.Repeat(u, 1<<13/len(u)))
			twice := took(f, strings.Repeat(u, 1<<14/len(u)))
			if twice > 20*time.Millisecond && twice > 3*once {
				t.Logf("%s, %q: 8 kB in %v, 16 kB in %v", name, u, once, twice)
			}
		}
	}
}

package analyzers

import (
	"fmt"
	"strings"
	"testing"
	"time"

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
		body := p.Title + "\n" + p.Text
		if a.Language == "" || a.Stance == "" || a.Story == "" || took > slow {
			t.Errorf("%s: language %q, stance %q, story %q in %v", name, a.Language, a.Stance, a.Story, took)
		}
		for _, m := range a.Mentions {
			if m.Start < 0 || m.End < m.Start || m.End > len(body) {
				t.Errorf("%s: mention at %d to %d of %d", name, m.Start, m.End, len(body))
				break
			}
		}
	}
	for name, s := range hostile {
		read(name, post.Post{Text: s})
		read(name+", author", post.Post{Text: "Translum ment", Author: s, URL: s, Thread: s})
		short := s[:min(len(s), 10_000)]
		read(name+", title", post.Post{Title: short, Text: "Translum"})
		read(name+", answer", post.Post{Text: short, Parent: fmt.Sprint(n), Thread: fmt.Sprint(n)})
	}
}

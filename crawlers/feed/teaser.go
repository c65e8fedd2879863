package feed

import (
	"strings"

	"vigie/crawlers/extract"
)

// finish says of each item whether its text is only a beginning, and takes the
// furniture off it.
func (f *Feed) finish() {
	for n := range f.Items {
		i := &f.Items[n]
		if i.Published.IsZero() {
			i.Published = i.Updated
		}
		i.Teaser = web(i.Link) && teaser(i.Text)
		i.Text = extract.Bare(i.Text, first(i.Author, f.Author))
	}
}

// full is the length from which a text is taken to be a whole one.
const full = 900

// endings mark a text that goes on elsewhere.
var endings = []string{"…", "...", "[…]", "[...]", "read more", "continue reading", "lire la suite", "lire plus", "en savoir plus", "weiterlesen", "leer más", "continua a leggere", "»", "→"}

func teaser(text string) bool {
	if len(text) >= 4*full {
		return false
	}
	tail := strings.ToLower(text[max(0, len(text)-60):])
	tail = strings.TrimRight(tail, " .\n\u00a0")
	for _, end := range endings {
		if strings.HasSuffix(tail, strings.TrimRight(end, ".")) && strings.TrimRight(end, ".") != "" {
			return true
		}
	}
	return len(text) < full || strings.HasSuffix(strings.TrimSpace(text), "...")
}

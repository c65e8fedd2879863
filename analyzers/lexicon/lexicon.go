// Package lexicon holds word lists, embedded: words with the good or bad that
// they say. Where each comes from, and its licence, is in LICENCES.txt.
package lexicon

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed *.tsv LICENCES.txt
var files embed.FS

// Read returns a list by its name without ".tsv": folded words with their
// score, -1 (bad) to 1 (good). A list that does not exist is an error.
func Read(name string) (map[string]float32, error) {
	b, err := files.ReadFile(name + ".tsv")
	if err != nil {
		return nil, fmt.Errorf("open word list: %w", err)
	}
	scores := map[string]float32{}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") && !strings.Contains(line, "\t") {
			continue
		}
		word, number, ok := strings.Cut(line, "\t")
		score, err := strconv.Atoi(number)
		if !ok || err != nil || score < -100 || score > 100 {
			return nil, fmt.Errorf("read word list %s: %q is no word with a score", name, line)
		}
		scores[word] = float32(score) / 100
	}
	return scores, nil
}

// Names are the lists of a language, in the order of their columns: AFINN,
// VADER or AFINN translated, Pattern, and our own words. "" stands for a list
// that does not exist.
func Names(lang string) []string {
	switch lang {
	case "en":
		return []string{"afinn_en", "vader_en", "pattern_en", "service_en"}
	case "fr":
		return []string{"afinn_fr", "translated_fr", "pattern_fr", "service_fr"}
	case "de", "it":
		return []string{"", "translated_" + lang, "pattern_" + lang, "ours_" + lang}
	case "es":
		return []string{"", "translated_es", "", "ours_es"}
	case "pt":
		return []string{"", "translated_pt", "", ""}
	}
	return nil
}

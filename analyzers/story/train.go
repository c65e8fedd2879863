package story

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	words "vigie/analyzers/text"
)

// leastShare is what makes a stem usual: in 3 of 10,000 posts.
const leastShare = 3e-4

// collections are the posts that the usual words are counted in, by language and
// matter, each sentence a post. A word is usual that is so in all of them: what
// stands in some is their matter.
var collections = map[string][][]string{
	"fr": {
		{"french-press/sobriete.jsonl", "french-press/reindustrialisation.jsonl"},
		{"sentiment/french-train.jsonl", "sentiment/french-val.jsonl"},
		{"sentiment/french-reviews-train.jsonl", "sentiment/french-reviews-dev.jsonl"},
	},
	"en": {
		{"emerging-topics/stream.jsonl"},
		{"rumours/covid-news.jsonl", "rumours/covid-tweets.jsonl"},
		{"sentiment/english-train.jsonl", "sentiment/english-semeval-val.jsonl"},
		{"near-duplicates/articles_2500.train"},
	},
}

// Train counts the usual words anew from the folder of the data, and returns the
// table that the package embeds as usual.tsv. The sets that stories are measured
// on are not read.
func Train(data string) ([]byte, error) {
	shares := map[string]map[string]float64{}
	stemsOf := map[string]bool{}
	for lang, groups := range collections {
		var err error
		if shares[lang], err = usualOf(data, lang, groups); err != nil {
			return nil, err
		}
		for s := range shares[lang] {
			stemsOf[s] = true
		}
	}
	var b strings.Builder
	for _, s := range slices.Sorted(maps.Keys(stemsOf)) {
		fmt.Fprintf(&b, "%s\t%.0f\t%.0f\n", s, 1e4*shares["fr"][s], 1e4*shares["en"][s])
	}
	return []byte(b.String()), nil
}

// usualOf is a stem's share in the collection that has it least.
func usualOf(data, lang string, groups [][]string) (map[string]float64, error) {
	all := map[string][]float64{}
	for _, files := range groups {
		df, posts := map[string]float64{}, 0.0
		seen := map[string]bool{}
		for _, file := range files {
			err := eachText(filepath.Join(data, filepath.FromSlash(file)), func(text string) {
				for _, span := range words.Sentences(text) {
					s := text[span.Start:span.End]
					if set := stemSet(lang, s); !seen[s] && len(set) >= 3 {
						seen[s] = true
						posts++
						for w := range set {
							df[w]++
						}
					}
				}
			})
			if err != nil {
				return nil, err
			}
		}
		for w, n := range df {
			all[w] = append(all[w], n/posts)
		}
	}
	shares := map[string]float64{}
	for w, list := range all {
		if least := slices.Min(list); len(list) == len(groups) && least >= leastShare {
			shares[w] = least
		}
	}
	return shares, nil
}

func stemSet(lang, s string) map[string]bool {
	set := map[string]bool{}
	for _, t := range words.Tokens(s) {
		if isTerm(lang, t) {
			set[stem(lang, t.Fold)] = true
		}
	}
	return set
}

// eachText reads the texts of a file: of .jsonl the field text, but for posts of
// an event, else what follows the first word of a line.
func eachText(name string, f func(string)) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, 8<<20)
	for sc.Scan() {
		if filepath.Ext(name) != ".jsonl" {
			_, text, _ := strings.Cut(sc.Text(), " ")
			f(text)
			continue
		}
		var p struct {
			Text  string
			Event string
		}
		if err := json.Unmarshal(sc.Bytes(), &p); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if p.Event == "" {
			f(p.Text)
		}
	}
	return sc.Err()
}

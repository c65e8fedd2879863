package sentiment

import (
	"os"
	"strings"
	"testing"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
)

// rows reads a file of testdata: tab-separated, what should be read first, the
// text last.
func rows(t *testing.T, name string) (all [][]string) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(strings.TrimRight(line, "\n"), "\t"); len(f) == 4 {
			all = append(all, f)
		}
	}
	return all
}

// judged counts what is read as written down, and logs the rest with -v.
func judged(t *testing.T, name string, floor float64, read func(lang, about, s string) annotation.Sentiment) {
	t.Helper()
	all := rows(t, name)
	right, by, of := 0, map[string]int{}, map[string]int{}
	for i, f := range all {
		key := f[1] + " " + f[2]
		of[key]++
		of[f[1]]++
		of["="+f[0]]++
		got := read(f[1], f[2], f[3])
		if got.Label == f[0] {
			right++
			by[key]++
			by[f[1]]++
			by["="+f[0]]++
		} else if os.Getenv("HALF") == "" || i%2 == 0 {
			t.Logf("%s %s: got %s %.2f, want %s: %s", f[1], f[2], got.Label, got.Score, f[0], f[3])
		}
	}
	if name == "mood.tsv" {
		for k, n := range of {
			t.Logf("%s %d/%d", k, by[k], n)
		}
	}
	share := float64(right) / float64(len(all))
	t.Logf("%s: %d of %d (%.3f)", name, right, len(all), share)
	if share < floor {
		t.Errorf("%s: %.3f read right, floor %.2f", name, share, floor)
	}
}

func TestMood(t *testing.T) {
	m := loaded(t)
	judged(t, "mood.tsv", .84, func(lang, _, s string) annotation.Sentiment { return m.Of(s, lang) })
}

func TestTowardSet(t *testing.T) {
	m := loaded(t)
	named := map[string][]string{}
	for _, f := range rows(t, "toward.tsv") {
		named[f[3]] = append(named[f[3]], f[2])
	}
	judged(t, "toward.tsv", .7, func(lang, entity, s string) annotation.Sentiment {
		at := strings.Index(s, entity)
		if at < 0 {
			t.Fatalf("%q is not in %q", entity, s)
		}
		var others []text.Span
		for _, other := range named[s] {
			if from := strings.Index(s, other); other != entity {
				others = append(others, text.Span{Start: from, End: from + len(other)})
			}
		}
		return m.Toward(s, lang, at, at+len(entity), others...)
	})
}

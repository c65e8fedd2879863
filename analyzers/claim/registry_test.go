package claim

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"vigie/analyzers/annotation"
)

// named finds the companies of the registry in s, as the mention annotator would.
func named(s string) []annotation.Mention {
	var out []annotation.Mention
	for _, name := range []string{"Verdane", "Ostrelle"} {
		for at := 0; ; {
			i := strings.Index(s[at:], name)
			if i < 0 {
				break
			}
			at += i + len(name)
			out = append(out, annotation.Mention{Entity: strings.ToLower(name), Start: at - len(name), End: at})
		}
	}
	slices.SortFunc(out, func(a, b annotation.Mention) int { return a.Start - b.Start })
	return out
}

// TestRegistry measures the verdicts on the facts of a company, on sentences of
// which half are hard to tell apart from a claim.
func TestRegistry(t *testing.T) {
	f, err := os.Open("testdata/registry.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	facts, err := ReadFacts(f, "registry.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := New(facts)
	verdicts := []string{Contradicts, Matches, "none"}
	table := map[[2]string]int{}
	cases := casesIn(t, "testdata/registry.txt")
	for _, tc := range cases {
		claims := c.Claims(tc.text, tc.lang, named(tc.text), published)
		got := on(claims, tc.fact)
		table[[2]string{tc.verdict, got}]++
		if got != tc.verdict {
			t.Logf("%s: %q: %s is %s, want %s: %+v", tc.lang, tc.text, tc.fact, got, tc.verdict, claims)
		}
	}
	var macro float64
	for _, v := range verdicts {
		hit, said, real := table[[2]string{v, v}], 0, 0
		line := fmt.Sprintf("%-11s read as", v)
		for _, o := range verdicts {
			said, real = said+table[[2]string{o, v}], real+table[[2]string{v, o}]
			line += fmt.Sprintf("  %s %d", o, table[[2]string{v, o}])
		}
		f1 := 2 * float64(hit) / float64(said+real)
		macro += f1 / float64(len(verdicts))
		t.Logf("%s  F1 %.3f", line, f1)
	}
	t.Logf("macro-F1 %.3f on %d sentences", macro, len(cases))
	if macro < 0.85 {
		t.Errorf("macro-F1 %.3f, want 0.85", macro)
	}
}

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
	for _, name := range []string{"Verdane", "Ostrelle", "Lumeval", "Brisance", "Orvane", "Delbost", "Ardenza", "Boréalis"} {
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

// TestRegistry measures the verdicts on the facts of three organisations, on sentences of
// which half are hard to tell apart from a claim.
func TestRegistry(t *testing.T) {
	for name, least := range map[string]float64{"registry": 0.95, "works": 0.95, "clinic": 0.85, "banks": 0.95, "analyst": 0.9} {
		f, err := os.Open("testdata/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		facts, err := ReadFacts(f, name+".yaml")
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		c := New(facts)
		table := map[[2]string]int{}
		cases := casesIn(t, "testdata/"+name+".txt")
		for _, tc := range cases {
			claims := c.Claims(tc.text, tc.lang, named(tc.text), published)
			got := on(claims, tc.fact)
			table[[2]string{tc.verdict, got}]++
			if got != tc.verdict {
				t.Logf("%s: %q: %s is %s, want %s: %+v", tc.lang, tc.text, tc.fact, got, tc.verdict, claims)
			}
		}
		macro, confusion := macroF1(table)
		t.Logf("%s: macro-F1 %.3f on %d sentences\n%s", name, macro, len(cases), confusion)
		if macro < least {
			t.Errorf("%s: macro-F1 %.3f, want %.2f", name, macro, least)
		}
	}
}

// macroF1 is the mean of the verdicts' F1, and the confusions by kind.
func macroF1(table map[[2]string]int) (macro float64, confusion string) {
	verdicts := []string{Contradicts, Matches, "none"}
	for _, v := range verdicts {
		hit, said, real := table[[2]string{v, v}], 0, 0
		confusion += fmt.Sprintf("%-11s read as", v)
		for _, o := range verdicts {
			said, real = said+table[[2]string{o, v}], real+table[[2]string{v, o}]
			confusion += fmt.Sprintf("  %s %d", o, table[[2]string{v, o}])
		}
		f1 := 2 * float64(hit) / float64(said+real)
		macro += f1 / float64(len(verdicts))
		confusion += fmt.Sprintf("  F1 %.3f\n", f1)
	}
	return macro, confusion
}

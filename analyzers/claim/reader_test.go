package claim_test

import (
	"cmp"
	"os"
	"strings"
	"testing"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/mention"
	"vigie/crawlers/post"
)

// TestReader measures the verdicts of the whole reader, which finds the language and
// the entities too, on sentences about a bank that is made up. They were written by
// somebody who had not seen the rules, and the rules were then mended on them: they
// show what is reached, not what is to be expected elsewhere.
func TestReader(t *testing.T) {
	const least = 0.90
	facts := factsIn(t, "testdata/orvanne.yaml")
	reader, err := analyzers.New(analyzers.Options{Facts: facts, Entities: []mention.Entity{{ID: "orvanne", Name: "Orvanne", Aliases: []string{"Banque Orvanne"}}}})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("testdata/orvanne.tsv")
	if err != nil {
		t.Fatal(err)
	}
	table, wrong := map[[2]string]int{}, map[string]int{}
	for _, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		f := strings.SplitN(line, "\t", 5)
		want, fact, kind, text := f[0], f[1], f[3], f[4]
		p := post.Post{Text: text, Published: time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC)}
		claims := reader.Read(p, post.Source{Language: f[2]}).Annotation.Claims
		got := verdict(claims, fact)
		if table[[2]string{want, got}]++; got != want {
			wrong[kind]++
			t.Logf("%s: %q: %s on %s, want %s: %+v", kind, text, got, fact, want, claims)
		}
	}
	macro := macroF1(table)
	t.Logf("macro-F1 %.3f, %v; wrong by kind: %v", macro, table, wrong)
	if macro < least {
		t.Errorf("macro-F1 %.3f, want %.2f", macro, least)
	}
}

// verdict is what claims say of a fact, or of any where it is "-": one that is false
// is enough, on whatever fact.
func verdict(claims []annotation.Claim, fact string) string {
	got := ""
	for _, c := range claims {
		switch {
		case c.Verdict == claim.Contradicts && c.Fact != fact && fact != "-":
			return "other fact"
		case c.Verdict == claim.Contradicts, c.Verdict == claim.Matches && got == "" && (c.Fact == fact || fact == "-"):
			got = c.Verdict
		}
	}
	return cmp.Or(got, claim.Unknown)
}

// macroF1 is the mean F1 of the verdicts, from counts by what is true and what was read.
func macroF1(table map[[2]string]int) float64 {
	sum := 0.0
	verdicts := []string{claim.Contradicts, claim.Matches, claim.Unknown}
	for _, v := range verdicts {
		all := 0
		for k, n := range table {
			if k[0] == v {
				all += n
			}
			if k[1] == v {
				all += n
			}
		}
		sum += 2 * float64(table[[2]string{v, v}]) / float64(max(1, all))
	}
	return sum / float64(len(verdicts))
}

func factsIn(t *testing.T, name string) claim.Facts {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	facts, err := claim.ReadFacts(f, name)
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

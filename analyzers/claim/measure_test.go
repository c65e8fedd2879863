package claim

import (
	"bufio"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sheets is InfoTabS: claims against the facts of one sheet each. It is read
// where it stands beside the repository, and not part of it.
const sheets = "../../../shared/data/claims"

func eachLine(t testing.TB, name string, f func([]byte)) {
	t.Helper()
	file, err := os.Open(filepath.Join(sheets, name))
	if err != nil {
		t.Skipf("no data: %v", err)
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, 4<<20)
	for sc.Scan() {
		f(sc.Bytes())
	}
}

// sheetCheckers makes one Checker a sheet: every key a metric, every value a fact.
func sheetCheckers(t testing.TB, name string) map[string]*Checker {
	out := map[string]*Checker{}
	eachLine(t, name, func(b []byte) {
		var s struct {
			Table string
			Facts map[string][]string
		}
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		title := strings.Join(s.Facts["title"], " ")
		var facts Facts
		for _, k := range slices.Sorted(maps.Keys(s.Facts)) {
			if v := s.Facts[k]; k != "title" {
				facts = append(facts, Fact{ID: k, Entity: title, Metric: k, Value: strings.Join(v, " ; ")})
			}
		}
		out[s.Table] = New(facts)
	})
	return out
}

func TestSheets(t *testing.T) {
	for set, least := range map[string]float64{"train": 0.69, "dev": 0.66} { // literal match of numbers: .542
		checkers := sheetCheckers(t, set+"-facts.jsonl")
		var hit, said, real, all int
		confusion := map[string]int{}
		eachLine(t, set+".jsonl", func(b []byte) {
			var c struct{ Table, Claim, Label string }
			if err := json.Unmarshal(b, &c); err != nil {
				t.Fatal(err)
			}
			if !strings.ContainsAny(c.Claim, "0123456789") {
				return
			}
			all++
			got := "unknown"
			for _, cl := range checkers[c.Table].Claims(c.Claim, "en", nil, written()) {
				if cl.Verdict == Contradicts || cl.Verdict == Matches && got == "unknown" {
					got = cl.Verdict
				}
			}
			confusion[c.Label+" as "+got]++
			if got == Contradicts {
				said++
			}
			if c.Label == "contradicted" {
				real++
				if got == Contradicts {
					hit++
				}
			}
		})
		f1 := 2 * float64(hit) / float64(said+real)
		t.Logf("%s: F1(contradicted) %.3f on %d claims with digits, precision %.3f, recall %.3f, %v", set, f1, all, float64(hit)/float64(said), float64(hit)/float64(real), confusion)
		if f1 < least {
			t.Errorf("%s: F1(contradicted) %.3f, want %.2f", set, f1, least)
		}
	}
}

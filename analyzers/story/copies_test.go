package story

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestCopies reads pairs that were written by somebody who did not know the rules:
// the second is a near-copy of the first, or it says something else.
func TestCopies(t *testing.T) {
	f, err := os.Open("testdata/copies.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	right, all := map[string]int{}, map[string]int{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		want, pair, _ := strings.Cut(sc.Text(), "\t")
		one, two, _ := strings.Cut(pair, "\t")
		for _, turned := range [][2]string{{one, two}, {two, one}} {
			x := New(Options{})
			x.Add("1", start, "und", "", turned[0])
			_, of, _ := x.Add("2", start, "und", "", turned[1])
			if all[want]++; (of != nil) == (want == "copy") {
				right[want]++
			} else {
				t.Logf("want %s: %q, %q", want, turned[0], turned[1])
			}
		}
	}
	if all["copy"] != 60 || all["not"] != 60 {
		t.Fatalf("%v pairs both ways, want 60 of each", all)
	}
	if got := fmt.Sprint(right); right["copy"] < 58 || right["not"] < 58 {
		t.Errorf("right: %s of %v, want 58 of each", got, all)
	} else {
		t.Log(got)
	}
}

package story

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// data is where the measured sets stand, beside the repository.
const data = "../../../shared/data"

func lines(t testing.TB, name string, f func(string)) {
	t.Helper()
	file, err := os.Open(filepath.Join(data, name))
	if err != nil {
		t.Skipf("no data: %v", err)
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, 4<<20)
	for sc.Scan() {
		f(sc.Text())
	}
}

// bCubed is the F1 of a clustering, averaged over its items (Bagga and Baldwin 1998).
func bCubed(got, want []string) (f1, precision, recall float64) {
	g, w, both := map[string]float64{}, map[string]float64{}, map[[2]string]float64{}
	for i := range got {
		g[got[i]]++
		w[want[i]]++
		both[[2]string{got[i], want[i]}]++
	}
	for k, n := range both {
		precision += n * n / g[k[0]] / float64(len(got))
		recall += n * n / w[k[1]] / float64(len(got))
	}
	return 2 * precision * recall / (precision + recall), precision, recall
}

func TestMeasureStories(t *testing.T) {
	for _, c := range []struct {
		set        string
		least, odd float64 // of all stories, of those of odd number: on these nothing was chosen
	}{{"news", 0.905, 0.94}, {"tweets", 0.85, 0.87}} {
		if f1 := measured(t, c.set, false); f1 < c.least {
			t.Errorf("%s: B-cubed F1 %.3f, want %.3f", c.set, f1, c.least)
		}
		if f1 := measured(t, c.set, true); f1 < c.odd {
			t.Errorf("%s, odd stories: B-cubed F1 %.3f, want %.3f", c.set, f1, c.odd)
		}
	}
}

// measured is the B-cubed F1 of a set, or of its stories of odd number.
func measured(t *testing.T, set string, odd bool) float64 {
	x := New(Options{})
	var got, want []string
	lines(t, "stories/"+set+".jsonl", func(l string) {
		var p struct {
			Text    string
			Cluster int
		}
		if err := json.Unmarshal([]byte(l), &p); err != nil {
			t.Fatal(err)
		}
		if odd && p.Cluster%2 == 0 {
			return
		}
		s, _, _ := x.Add(fmt.Sprint(len(got)), time.Time{}, "en", "", p.Text)
		got, want = append(got, s), append(want, fmt.Sprint(p.Cluster))
	})
	f1, p, r := bCubed(got, want)
	t.Logf("%s, odd alone %v: B-cubed F1 %.3f, precision %.3f, recall %.3f on %d posts, %d stories", set, odd, f1, p, r, len(got), len(x.byID))
	return f1
}

func TestMeasureCopies(t *testing.T) {
	for _, set := range []string{"100", "1000", "2500"} {
		want := map[string]bool{}
		lines(t, "near-duplicates/articles_"+set+".truth", func(l string) {
			f := strings.Fields(l)
			slices.Sort(f)
			want[strings.Join(f, " ")] = true
		})
		x := New(Options{})
		got := map[string]bool{}
		lines(t, "near-duplicates/articles_"+set+".train", func(l string) {
			id, text, _ := strings.Cut(l, " ")
			if _, of, _ := x.Add(id, time.Time{}, "en", "", text); of != nil {
				f := []string{id, *of}
				slices.Sort(f)
				got[strings.Join(f, " ")] = true
			}
		})
		hit := 0
		for k := range got {
			if want[k] {
				hit++
			}
		}
		t.Logf("%s: %d pairs found, %d of them true, %d planted", set, len(got), hit, len(want))
		if hit != len(got) || hit != len(want) {
			t.Errorf("%s: found %v, want %v", set, got, want)
		}
	}
}

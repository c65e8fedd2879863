package main

import (
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestScores(t *testing.T) {
	b3, _, _ := bCubed([]string{"a", "a", "b"}, []string{"x", "y", "y"})
	seen, null := nab([][2]int{{50, 59}}, flagsAt(100, 50))
	silent, _ := nab([][2]int{{50, 59}}, flagsAt(100))
	loud, _ := nab([][2]int{{50, 59}}, flagsAt(100, 20, 50))
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"auc of the right order", auc([]float64{.1, .2, .9}, []bool{false, false, true}), 1},
		{"auc of the wrong order", auc([]float64{.9, .2}, []bool{false, true}), 0},
		{"auc of ties", auc([]float64{.5, .5, .5}, []bool{false, true, true}), .5},
		{"shingles alike", shingleF1("One two three four five", "one, two three four five!"), 1},
		{"shingles half", shingleF1("a b c d e", "b c d e f"), .5},
		{"no text", shingleF1("", ""), 1},
		{"jaccard", jaccard("a b c", "b c d"), .5},
		{"b-cubed", b3, 2. / 3},
		{"nab, the beginning of a window", seen, 1},
		{"nab, nothing said", silent - null, 0},
		{"nab, a false alarm before", loud, .89},
		{"median", median([]float64{3, 1, 2, 10}), 2.5},
	} {
		if math.Abs(tt.got-tt.want) > .02 {
			t.Errorf("%s: %.3f, want %.3f", tt.name, tt.got, tt.want)
		}
	}
}

func flagsAt(n int, rows ...int) []bool {
	flags := make([]bool, n)
	for _, i := range rows {
		flags[i] = true
	}
	return flags
}

func TestVerdict(t *testing.T) {
	tab := &table{}
	tab.begin("m")
	for _, tt := range []struct {
		unit       string
		ours, must float64
		want       string
	}{
		{"F1", .7, .6, "pass"}, {"F1", .5, .6, "short"}, {"F1", .6, .6, "pass"}, {"F1", .5, none, ""},
		{"h", 2, 6, "pass"}, {"h", 7, 6, "short"}, {"h", math.NaN(), 6, "short"},
	} {
		if got := tab.add("", tt.unit, tt.ours, standard{none, none, tt.must, none}, "").Verdict; got != tt.want {
			t.Errorf("%v %s where %v is asked: %q, want %q", tt.ours, tt.unit, tt.must, got, tt.want)
		}
	}
}

// TestMissingData runs every measure where there are no data beside the repository.
func TestMissingData(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), []string{"--json", "--data", t.TempDir()}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	var rows []row
	if err := json.Unmarshal([]byte(out.String()), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(measures()) {
		t.Errorf("%d rows, want one of each of %d measures", len(rows), len(measures()))
	}
	for _, r := range rows {
		if r.Verdict != "missing" && !strings.HasPrefix(r.Measure, "figures ") { // whose set is part of the program
			t.Errorf("%s without data: %q, want missing", r.Measure, r.Verdict)
		}
	}
}

// TestSmallData runs two measures on data made up here.
func TestSmallData(t *testing.T) {
	data := t.TempDir()
	write := func(name, content string) {
		name = filepath.Join(data, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("dates/cases.tsv", "file\tinput\texpected\n"+
		"test_date_parser.py\t14 juillet 2014\tdatetime(2014,7,14)\n"+
		"test_date_parser.py\t03/04/2014\tdatetime(2014,3,4)\n"+
		"test_freshness_date_parser.py\thier\tago({'days': 1})\n"+
		"test_freshness_date_parser.py\thier matin peut-être\tago({'days': 9})\n")
	write("stories/news.jsonl", `{"text":"trams stop on line three after a fault","cluster":1}`+"\n"+`{"text":"after a fault trams stop on line three","cluster":1}`+"\n")
	write("stories/tweets.jsonl", `{"text":"trams stop","cluster":1}`+"\n")
	var out strings.Builder
	if err := run(t.Context(), []string{"--data", data, "dates", "stories"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"dates", "2 of dateparser's strings", "stories news", "2 posts in one pass", "stories tweets"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
	if err := run(t.Context(), []string{"nothing"}, io.Discard, io.Discard); err == nil {
		t.Error("an unknown name gives no error")
	}
}

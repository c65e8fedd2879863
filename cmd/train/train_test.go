package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tiny writes data of a few lines, enough for every training to run.
func tiny(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := write(filepath.Join(dir, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, lang := range []string{"french", "english", "german", "spanish", "italian", "portuguese", "arabic", "hindi"} {
		for part, rows := range map[string]int{"train": 6, "val": 3} {
			var b strings.Builder
			for i := range rows {
				label := []string{"negative", "neutral", "positive"}[i%3]
				fmt.Fprintf(&b, "{\"text\": \"%s %s text number %s of the tram line\", \"label\": %q}\n", lang, label, strings.Repeat("x", i+len(part)), label)
			}
			put("sentiment/"+lang+"-"+part+".jsonl", b.String())
		}
	}
	var stances, first, second strings.Builder
	for i := range 12 {
		day := 1400000000 + int64(i/4)*30*24*3600
		label := []string{"support", "deny", "query", "comment"}[i%4]
		fmt.Fprintf(&stances, "{\"id\": \"%d\", \"thread\": \"%d\", \"parent\": null, \"ts\": %d, \"text\": \"%s: 300 buses are gone%s\", \"stance\": %q}\n", i, i, day+int64(i), label, strings.Repeat("?", i%3), label)
		for j, b := range []*strings.Builder{&first, &second} {
			fmt.Fprintf(b, "{\"thread\": \"%d\", \"src\": 1, \"rumour\": %d, \"ts\": %d, \"user\": \"u%d\", \"text\": \"they say buses %d are gone %s\"}\n", i, i%2, day, i, j, label)
			fmt.Fprintf(b, "{\"thread\": \"%d\", \"src\": 0, \"rumour\": %d, \"ts\": %d, \"user\": \"v%d\", \"text\": \"is that true?\"}\n", i, i%2, day+60, i)
		}
	}
	put("claims/train-facts.jsonl", `{"table":"T1","facts":{"title":["Lumeval"],"Founded":["1950"],"Seats":["1,240"]}}`+"\n"+`{"table":"T2","facts":{"title":["Valmont"],"Founded":["1980"],"Seats":["300"]}}`+"\n")
	put("claims/train.jsonl", `{"table":"T1","claim":"Lumeval was founded in 1950.","label":"entailed"}`+"\n"+`{"table":"T1","claim":"Lumeval has 990 seats.","label":"contradicted"}`+"\n"+
		`{"table":"T2","claim":"Valmont was founded in 1930.","label":"contradicted"}`+"\n"+`{"table":"T2","claim":"Valmont has 300 seats.","label":"entailed"}`+"\n")
	for _, name := range []string{"french-press/sobriete", "french-press/reindustrialisation", "sentiment/french-reviews-train", "sentiment/french-reviews-dev",
		"sentiment/english-semeval-val", "emerging-topics/stream", "rumours/covid-news", "rumours/covid-tweets"} {
		put(name+".jsonl", "{\"text\": \"the tram line is late again today, la ligne de tram est en retard\", \"label\": \"neutral\"}\n")
	}
	put("near-duplicates/articles_2500.train", "t1 the tram line is late again today\n")
	put("rumours/stance.jsonl", stances.String())
	put("rumours/ferguson.jsonl", first.String())
	put("rumours/germanwings-crash.jsonl", second.String())
	return dir
}

// The same data give the same bytes, weights and cards; a card keeps its date
// where nothing changed.
func TestRun(t *testing.T) {
	data, out := tiny(t), t.TempDir()
	train := func(date string) map[string]string {
		t.Helper()
		if err := run(context.Background(), []string{"--data", data, "--out", out, "--date", date, "--quick"}, io.Discard); err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		for _, m := range models() {
			for _, name := range []string{m.weights, m.card} {
				b, err := os.ReadFile(filepath.Join(out, name))
				if err != nil {
					t.Fatal(err)
				}
				files[name] = string(b)
			}
		}
		return files
	}
	first := train("2026-01-02")
	for name, text := range first {
		if strings.HasPrefix(name, "model/") && strings.HasSuffix(name, ".txt") && !strings.Contains(text, "Date        2026-01-02\n") {
			t.Errorf("%s has not the date given:\n%s", name, text)
		}
	}
	for name, text := range train("2026-03-04") {
		if text != first[name] {
			t.Errorf("%s is not the same the second time", name)
		}
	}
}

func TestMeasures(t *testing.T) {
	var out strings.Builder
	dir := t.TempDir()
	if err := run(context.Background(), []string{"--data", tiny(t), "--out", dir, "stance", "rumor"}, &out); err != nil {
		t.Fatal(err)
	}
	card, err := os.ReadFile(filepath.Join(dir, "model/stance.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all together (12 posts)", "Size        "} {
		if !strings.Contains(string(card), want) {
			t.Errorf("the card lacks %q:\n%s", want, card)
		}
	}
	if !strings.Contains(out.String(), "germanwings-crash (12 threads)") {
		t.Errorf("progress lacks the rumours' measure:\n%s", &out)
	}
}

func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"nothing"}, `no model is called "nothing": there are sentiment, stance, rumor, forecast, story, claim`},
		{[]string{"--date", "today"}, `--date is "today": give it as 2026-11-21`},
		{[]string{"--data", "absent", "stance"}, "train stance: "},
	} {
		err := run(context.Background(), append([]string{"--out", t.TempDir()}, tt.args...), io.Discard)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("train %v: %v, want %s", tt.args, err, tt.want)
		}
	}
}

// Every card that is shipped is read and written as it is.
func TestCards(t *testing.T) {
	for _, m := range models() {
		file := filepath.Join("..", "..", "analyzers", m.card)
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := readCard(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.String(); got != string(want) {
			t.Errorf("%s becomes\n%s", m.card, got)
		}
	}
	if auc([]scored{{.1, false}, {.5, true}, {.5, false}, {.9, true}}) != .875 {
		t.Error("the area under the curve is not what it is")
	}
}

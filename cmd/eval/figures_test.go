package main

import "testing"

// TestFigures holds the reading of figures to what it must reach, on a set of the size
// and the hard cases that are asked for.
func TestFigures(t *testing.T) {
	set, err := figuresOf(figureSet)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]int{}
	for _, f := range set {
		of[f.lang]++
		of[f.hard]++
	}
	if of["fr"] < 50 || of["en"] < 50 {
		t.Errorf("%d French and %d English sentences, want 50 each", of["fr"], of["en"])
	}
	for _, hard := range []string{
		"other-company", "other-year", "other-unit", "hedged", "ratio", "words", "change", "part", "debunk", "question", "past", "range",
		"separators", "currency", "quarter", "remains", "points", "statement", "date", "validity",
	} {
		if of[hard] == 0 {
			t.Errorf("no sentence has the hard case %q", hard)
		}
	}
	tab := &table{}
	tab.begin("figures")
	if err := figures(t.Context(), tab); err != nil {
		t.Fatal(err)
	}
	if r := tab.rows[0]; *r.Ours < *r.Must || r.Beside["on the half never looked at"] < *r.Must || *r.Floor > *r.Ours {
		t.Errorf("%s: got %.3f, on the half never looked at %v, want %.2f; floor %.3f", r.Measure, *r.Ours, r.Beside, *r.Must, *r.Floor)
	}
}

package web

import (
	"strings"
	"testing"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

func TestWriteBacktest(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 10, 1, 6, 0, 0, 0, time.UTC)
	early := report.Replayed{
		Signal:  signal.Signal{Kind: signal.Weak, Level: signal.Low, RaisedAt: first.Add(2 * time.Hour), Title: phrase.Same("<script>alert(1)</script> badges"), Why: []signal.Text{phrase.Text("parce que", "because")}},
		Reached: signal.Strong, Times: []time.Time{first, first.Add(time.Hour), first.Add(14 * time.Hour)}, Peak: 1, PeakAt: first.Add(14 * time.Hour),
	}
	late := early
	late.RaisedAt, late.PeakAt, late.Title = first.Add(15*time.Hour), first.Add(14*time.Hour), phrase.Same("retard")
	tests := []struct {
		name, lang string
		b          report.Backtest
		has        []string
	}{
		{"in French", "fr", report.Backtest{Organisation: "Translum", Posts: 900, From: first, To: first.Add(48 * time.Hour), Signals: []report.Replayed{early, late}}, []string{
			"2 signaux, dont 1 avant leur pic", "l’ont fait de 12\u00a0heures (médiane)", "levé à 2 messages", "&lt;script&gt;alert(1)&lt;/script&gt; badges", "Signal fort", "12\u00a0heures avant le pic", "1\u00a0heure après le pic", "1er\u00a0octobre 2026, 10\u00a0h", "parce que", "Translum",
		}},
		{"in English", "en", report.Backtest{Posts: 900, From: first, To: first.Add(48 * time.Hour), Signals: []report.Replayed{early}}, []string{"1 signal, 1 of them ahead of its peak", "12\u00a0hours ahead of the peak", "because"}},
		{"nothing was raised", "en", report.Backtest{Posts: 1, From: first, To: first}, []string{"Nothing would have been raised", "1 post was replayed"}},
		{"nothing was replayed", "fr", report.Backtest{}, []string{"Aucun message n’a été rejoué"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			if err := WriteBacktest(&out, tt.lang, paris, tt.b); err != nil {
				t.Fatal(err)
			}
			page := out.String()
			for _, want := range tt.has {
				if !strings.Contains(page, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			if strings.Contains(page, "<script") || strings.Contains(page, "src=") || strings.Contains(page, "%!") {
				t.Error("the page has a script, loads something, or lacks an argument of a sentence")
			}
		})
	}
}

package reply

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"vigie/analyzers/fact"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// fleet is a rumour of the sample world with the fact that is held against it.
func fleet(t testing.TB) (Desk, report.Case) {
	zone := paris(t)
	now := time.Date(2026, 11, 21, 14, 5, 0, 0, zone)
	c := report.Case{
		Finding: report.Finding{Signal: signal.Signal{
			FirstAt: time.Date(2026, 11, 20, 9, 40, 0, 0, zone),
			Rumour:  &signal.Rumour{Claim: "300 bus auraient été retirés, il n’en resterait que 940.", Said: "940 bus"},
		}},
		Handling: report.Handling{State: report.CaseFalse, Deadline: now.Add(4 * time.Hour)},
		Fact: &fact.Fact{
			ID: "fleet", Metric: "bus en service", Value: "1 240", Unit: "bus", Period: "2026-11-01", Document: "https://translum.example/rapport-2026.pdf",
			File:      fact.File{Name: "Rapport d’exploitation 2026"},
			Statement: fact.Statement{FR: "Au 1er novembre 2026, 1" + phrase.Thin + "240 bus sont en service", EN: "On 1 November 2026, 1,240 buses are in service."},
		},
	}
	return Desk{Organisation: "Réseau Translum", Now: now}, c
}

func message(t testing.TB) report.Item {
	return report.Item{
		ID: "p1", Title: "Plus que 940 bus : où sont passés les autres ?", Language: "fr", Kind: post.Blog,
		Source: post.Source{Name: "Le Quotidien du Val", Owner: post.Press}, Published: time.Date(2026, 11, 21, 10, 48, 0, 0, paris(t)),
	}
}

// cases are the drafts that are kept as golden files.
var cases = []struct {
	name   string
	lang   string
	form   Form
	change func(*report.Case, *report.Item)
}{
	{"comment-fr", "fr", Comment, nil},
	{"comment-en", "en", Comment, nil},
	{"status-fr", "fr", Status, nil},
	{"status-long", "en", Status, func(c *report.Case, _ *report.Item) {
		c.Fact.Statement.EN = strings.Repeat("On 1 November 2026 buses are in service. ", 20)
	}},
	{"journalist-fr", "fr", Journalist, nil},
	{"journalist-en", "en", Journalist, nil},
	{"journalist-shown", "en", Journalist, func(c *report.Case, _ *report.Item) { c.Fact.Document = "Report, p. 12" }},
	{"statement-fr", "fr", Statement, nil},
	{"statement-en", "en", Statement, nil},
	{"holding-fr", "fr", Holding, nil},
	{"verifying", "en", Comment, func(c *report.Case, _ *report.Item) { c.Handling.State = report.CaseVerifying }},
	{"nofact", "fr", Statement, func(c *report.Case, _ *report.Item) { c.Fact, c.Handling.Deadline = nil, time.Time{} }},
	{"true", "fr", Journalist, func(c *report.Case, _ *report.Item) { c.Handling.State = report.CaseTrue }},
	{"partly", "en", Comment, func(c *report.Case, _ *report.Item) { c.Handling.State = report.CasePartly }},
	{"doubtful", "en", Statement, func(c *report.Case, i *report.Item) {
		c.Handling.State, i.Language = report.CaseNew, "ar"
		c.Fact.Statement.EN, c.Fact.Document, c.Fact.File = "", "", fact.File{}
		c.Fact.Until = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	}},
	{"repeats", "fr", Comment, func(c *report.Case, _ *report.Item) {
		c.Fact.Statement.FR, c.Fact.Document = "Le réseau n’a pas 940"+phrase.Hard+"bus", "Rapport, p. 12"
	}},
	{"wordless", "fr", Comment, func(c *report.Case, _ *report.Item) { c.Fact.Statement = fact.Statement{} }},
}

func TestDraft(t *testing.T) {
	for _, c := range cases {
		desk, file := fleet(t)
		to := message(t)
		if c.change != nil {
			c.change(&file, &to)
		}
		got, err := desk.Draft(file, to, c.lang, c.form)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		golden(t, c.name, shown(got))
		if n := utf8.RuneCountInString(got.Text); got.Form == Status && n > StatusMax {
			t.Errorf("%s: %d characters", c.name, n)
		}
	}
}

func shown(d Draft) string {
	var b strings.Builder
	b.WriteString(string(d.Form) + " " + d.Lang + ": " + d.Subject + "\n\n" + d.Text + "\n")
	for _, w := range d.Warnings {
		b.WriteString("\n! " + w.FR + "\n! " + w.EN)
	}
	return b.String() + "\n"
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s\n%v", name, got, want, err)
	}
}

// TestTruthFirst wants no form, in no state and no language, to open with the
// false figure.
func TestTruthFirst(t *testing.T) {
	for _, state := range report.CaseStates() {
		for _, form := range Forms() {
			for _, lang := range []string{"fr", "en", "de"} {
				desk, file := fleet(t)
				file.Handling.State = state
				got, err := desk.Draft(file, message(t), lang, form)
				if err != nil {
					t.Fatal(err)
				}
				first, _, _ := strings.Cut(got.Text, ". ")
				if first, _, _ = strings.Cut(first, ".\n"); strings.Contains(first, "940") {
					t.Errorf("%s %s %s opens with %q", state, form, lang, first)
				}
				if state == report.CaseTrue && strings.Contains(got.Text, "240") {
					t.Errorf("%s %s denies what is true:\n%s", form, lang, got.Text)
				}
			}
		}
	}
}

func TestFormFor(t *testing.T) {
	for _, c := range []struct {
		name string
		item report.Item
		want Form
	}{
		{"an article of the press", report.Item{Kind: post.Article, Source: post.Source{Owner: post.Press}}, Journalist},
		{"a comment under it", report.Item{Kind: post.Comment, Source: post.Source{Owner: post.Press}}, Comment},
		{"a status", report.Item{Kind: post.Status}, Status},
		{"a network", report.Item{Kind: post.Message, Source: post.Source{Kind: post.Social}}, Status},
		{"a forum", report.Item{Kind: post.Message, Source: post.Source{Kind: post.Forum}}, Comment},
	} {
		if got := FormFor(c.item); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestNotice(t *testing.T) {
	desk, _ := fleet(t)
	for _, c := range []struct {
		name, lang, contact string
		keeps               int
	}{
		{"notice-fr", "fr", "presse@translum.example", 730},
		{"notice-en", "en", "+33 4 12 34 56 78, https://translum.example/data", 1},
		{"notice-bare", "en", "", 0},
	} {
		desk.Contact, desk.Keeps = c.contact, c.keeps
		got, err := desk.Notice(c.lang)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, c.name, got+"\n")
		if filled := !strings.ContainsAny(got, "[]"); filled != (c.contact != "") {
			t.Errorf("%s: filled in: %t:\n%s", c.name, filled, got)
		}
	}
}

// TestFigure wants no word of the organisation's language in a draft of the other.
func TestFigure(t *testing.T) {
	for _, c := range []struct{ facts, draft, value, unit, want string }{
		{"", "fr", "1 240", "bus", "1 240" + phrase.Hard + "bus"},
		{"fr", "en", "1 240", "voyageurs", "1,240"},
		{"en", "en", "1,240", "buses", "1,240" + phrase.Hard + "buses"},
		{"en", "fr", "1,240", "buses", "1,240"},
		{"fr", "en", "92,4", "%", "92.4%"},
		{"fr", "en", "1,2 Md€", "", ""},
		{"fr", "fr", "aucun plan social", "", ""},
	} {
		f := fact.Fact{Value: c.value, Unit: c.unit}
		if got := (Desk{Language: c.facts}).figure(f, c.draft); got != c.want {
			t.Errorf("%q %q of facts in %q, in %q: got %q, want %q", c.value, c.unit, c.facts, c.draft, got, c.want)
		}
	}
}

func TestNoForm(t *testing.T) {
	desk, file := fleet(t)
	if _, err := desk.Draft(file, report.Item{}, "fr", "poem"); err == nil || !strings.Contains(err.Error(), "poem") {
		t.Errorf("a form that there is not: %v", err)
	}
}

// FuzzDraft wants no stranger's text to break a draft into lines or to hide in it.
func FuzzDraft(f *testing.F) {
	f.Add("a\u202eb\nc", "940 bus", "{{.Us}}")
	f.Add(strings.Repeat("W", 5000), "", "\x00\xff")
	f.Fuzz(func(t *testing.T, title, said, name string) {
		desk, file := fleet(t)
		file.Rumour.Said = said
		to := message(t)
		to.Title, to.Source.Name = title, name
		for _, form := range Forms() {
			got, err := desk.Draft(file, to, "fr", form)
			if err != nil || strings.ContainsAny(got.Text, "\u202e\u0000") || !utf8.ValidString(got.Text) || utf8.RuneCountInString(got.Text) > 4000 {
				t.Errorf("%s: %v\n%.300s", form, err, got.Text)
			}
			if strings.Count(got.Text, "\n") > 20 {
				t.Errorf("%s has %d lines", form, strings.Count(got.Text, "\n"))
			}
		}
	})
}

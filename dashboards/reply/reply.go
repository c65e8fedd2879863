// Package reply drafts answers to a rumour from the fact that is held against it,
// in the language of who reads them. A draft says what the fact says and nothing
// else; a person reads, changes and sends it. It sends nothing.
//
// What is true comes first, what is false is named later and once, or not at all:
// the order of the "truth sandwich" (G. Lakoff) and of The Debunking Handbook 2020
// (S. Lewandowsky and others, https://sks.to/db2020).
package reply

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

// Form is where an answer is to stand.
type Form string

// The forms.
const (
	Comment    Form = "comment"    // in a forum or under an article
	Status     Form = "status"     // on a network, StatusMax characters at the most
	Journalist Form = "journalist" // a letter to who wrote it
	Statement  Form = "statement"  // to everybody
	Holding    Form = "holding"    // where nothing can be said yet
)

// StatusMax is how many characters a Status has at the most.
const StatusMax = 300

// Forms are all of them.
func Forms() []Form { return []Form{Comment, Status, Journalist, Statement, Holding} }

// FormFor is the form in which a post is answered.
func FormFor(p report.Item) Form {
	switch {
	case p.Source.Owner == post.Press && p.Kind != post.Comment:
		return Journalist
	case p.Kind == post.Status || p.Source.Kind == post.Social:
		return Status
	}
	return Comment
}

// Language is that of the answer to a post in lang: French or English.
func Language(lang string) string {
	if phrase.French(lang) {
		return "fr"
	}
	return "en"
}

// Draft is an answer that a person has still to read.
type Draft struct {
	Form     Form // the one that was asked for, or Holding where it cannot be written
	Lang     string
	Subject  string // of a letter or statement; else empty
	Text     string
	Warnings []signal.Text // what to see to before it is sent
}

// Desk is who answers.
type Desk struct {
	Organisation string
	Language     string    // of its facts, fr or en; empty: fr
	Contact      string    // for journalists and those who are listed; empty: to be filled in
	Keeps        int       // posts, in days; 0: for ever
	Now          time.Time // in the organisation's zone
}

//go:embed templates/*.txt
var files embed.FS

// Draft writes an answer to one of the posts that carry a rumour, or, where that
// is empty, to all. Where no fact can be brought, or the case is still being
// verified, it holds the line instead.
func (d Desk) Draft(c report.Case, to report.Item, lang string, form Form) (Draft, error) {
	draft := Draft{Form: form, Lang: Language(lang)}
	if !slices.Contains(Forms(), form) {
		return draft, fmt.Errorf("draft an answer: %q is no form; one of %v", form, Forms())
	}
	state := c.Handling.State
	if state == report.CaseVerifying || c.Fact == nil && state != report.CaseTrue {
		draft.Form = Holding
	}
	w := d.words(c, to, draft.Lang)
	draft.Warnings = d.warnings(c, to, draft)
	text, err := written(draft.Lang, string(draft.Form), w)
	if err != nil {
		return draft, err
	}
	draft.Text = text
	if draft.Form == Status {
		var cut bool
		if draft.Text, cut, err = fit(draft.Lang, w, text); err != nil {
			return draft, err
		}
		if cut {
			draft.Warnings = append(draft.Warnings, phrase.Text("Le fait est trop long pour %s caractères : la phrase a été coupée, récrivez-la.", "The fact is too long for %s characters: its sentence was cut, write it anew.", StatusMax))
		}
	}
	if draft.Form == Journalist || draft.Form == Statement {
		draft.Subject, err = written(draft.Lang, "subject", w)
	}
	return draft, err
}

// Notice is the text that tells a person that they are on the list of relays:
// what article 14 of the GDPR asks for. Without a contact it has a place to fill in.
func (d Desk) Notice(lang string) (string, error) {
	lang = Language(lang)
	w := words{Us: d.us(lang), Contact: d.contact(lang)}
	if d.Keeps > 0 {
		w.Kept = phrase.Count(lang, float64(d.Keeps), pick(lang, "jour", "day"), pick(lang, "jours", "days"))
	}
	return written(lang, "notice", w)
}

// fit makes a status short enough: first without what is courtesy, then with less
// of the fact.
func fit(lang string, w words, text string) (string, bool, error) {
	var err error
	for _, shorter := range []func(){
		func() { w.Short = true },
		func() { w.Title = "" },
		func() { w.Truth = phrase.Excerpt(w.Truth, StatusMax-utf8.RuneCountInString(w.Link)-40) },
		func() { w.Link = "" },
	} {
		if utf8.RuneCountInString(text) <= StatusMax {
			break
		}
		shorter()
		if text, err = written(lang, string(Status), w); err != nil {
			return "", false, err
		}
	}
	return text, strings.HasSuffix(w.Truth, "…"), nil
}

// written fills in a template of a language, with its typography.
func written(lang, name string, w words) (string, error) {
	t, err := template.New("").Option("missingkey=error").ParseFS(files, "templates/"+lang+".txt")
	if err != nil {
		return "", fmt.Errorf("read the wordings of answers: %w", err)
	}
	var b strings.Builder
	if err := t.ExecuteTemplate(&b, name, w); err != nil {
		return "", fmt.Errorf("write the %s: %w", name, err)
	}
	return typeset(lang, b.String()), nil
}

// typeset sets the spaces of a text line by line and takes away what templates
// leave empty.
func typeset(lang, text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, phrase.Spaced(lang, line))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

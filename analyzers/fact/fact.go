// Package fact holds what is true of an organisation, with the documents that
// show it: figures and statements, their versions, and the forms in which they
// come and go. It judges nothing: claims are held against facts in claim.
package fact

import (
	"encoding/hex"
	"strings"
	"time"

	"vigie/analyzers/signal"
)

// Fact is something true about an entity, with the document that shows it.
type Fact struct {
	ID       string   `json:"id"`
	Entity   string   `json:"entity"`
	Metric   string   `json:"metric"`            // what it is about: "bus en service"
	Aliases  []string `json:"aliases,omitempty"` // other ways to name the metric, in any language
	Value    string   `json:"value,omitempty"`   // "1 240", "1,2 Md€", "12 %", or free text
	Unit     string   `json:"unit,omitempty"`    // what is counted or measured, where Value does not say
	Period   string   `json:"period,omitempty"`  // "2026", "2026-11-01", "2026-Q3"; empty: always
	Document string   `json:"document,omitempty"`
	// File is the document itself, kept in the data folder.
	File File `json:"file,omitzero"`
	// DeniedBy are the wordings that deny a statement: "plan social". Where it is
	// empty and the statement is negative, the aliases serve.
	DeniedBy  []string  `json:"denied_by,omitempty"`
	Statement Statement `json:"statement"`
	// From is the first day on which it holds, Until the first on which it no
	// longer does; zero: no bound.
	From  time.Time `json:"valid_from,omitzero"`
	Until time.Time `json:"valid_until,omitzero"`
}

// Holds tells whether the fact is valid at a moment.
func (f Fact) Holds(at time.Time) bool {
	return (f.From.IsZero() || !at.Before(f.From)) && (f.Until.IsZero() || at.Before(f.Until))
}

// File is a document that was uploaded: what it is called and, to find it and to
// see that nobody changed it, the SHA-256 of its bytes.
type File struct {
	Sum  string `json:"sha256"`
	Name string `json:"name"`
	Type string `json:"type"` // media type, told from its bytes
	Size int64  `json:"size"` // bytes
}

// Kept tells whether the document is in the data folder, as its checksum says; a
// file of facts names one by its path alone.
func (f File) Kept() bool {
	sum, err := hex.DecodeString(f.Sum)
	return err == nil && len(sum) == 32 && f.Name != "" && f.Sum == strings.ToLower(f.Sum)
}

// Statement is the fact in full sentences.
type Statement struct {
	FR string `json:"fr,omitempty"`
	EN string `json:"en,omitempty"`
}

// In returns the statement in lang, or in the language that it has.
func (s Statement) In(lang string) string {
	if lang == "fr" && s.FR != "" || s.EN == "" {
		return s.FR
	}
	return s.EN
}

// Text returns the statement in both languages, each in the one that there is.
func (s Statement) Text() signal.Text { return signal.Text{FR: s.In("fr"), EN: s.In("en")} }

// Facts are all that is known, in the order of their file.
type Facts []Fact

// Find returns the fact with that identifier.
func (f Facts) Find(id string) (Fact, bool) {
	for _, x := range f {
		if x.ID == id {
			return x, true
		}
	}
	return Fact{}, false
}

// Problem is one thing wrong with a fact: its field as files name it, the cause
// and the remedy.
type Problem struct{ Field, Cause, Remedy string }

func (p Problem) Error() string { return p.Field + ": " + p.Cause + "; " + p.Remedy }

// Problems are all that is wrong with a fact.
type Problems []Problem

func (p Problems) Error() string {
	var all []string
	for _, x := range p {
		all = append(all, x.Error())
	}
	return strings.Join(all, "\n")
}

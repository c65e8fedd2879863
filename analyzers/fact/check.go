package fact

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The longest that a fact may be.
const (
	longestID   = 80    // characters
	longestText = 2_000 // of any other field
	mostWords   = 200   // aliases, or wordings that deny it
)

var identifier = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$`)

// Reserved tells whether an identifier is the name of a page beside those of facts:
// a fact of that name could not be opened.
func Reserved(id string) bool { return id == "new" || id == "import" }

// Check says what is wrong with a fact in its form. What its figures and its
// period mean is known to claim.Check.
func Check(f Fact) []Problem {
	var found []Problem
	fault := func(field, cause, remedy string) { found = append(found, Problem{field, cause, remedy}) }
	switch {
	case f.ID == "":
		fault("id", "a fact without id", "give it one, such as fleet-2026")
	case !identifier.MatchString(f.ID):
		fault("id", fmt.Sprintf("id %q is no name", f.ID), "write letters, digits, - and _, such as fleet-2026")
	case Reserved(f.ID):
		fault("id", fmt.Sprintf("id %q is an address of the pages", f.ID), "write another, such as "+f.ID+"-2026")
	case utf8.RuneCountInString(f.ID) > longestID:
		fault("id", fmt.Sprintf("an id of more than %d characters", longestID), "shorten it")
	}
	if f.Entity == "" {
		fault("entity", "no entity", "name the entity of config.yaml that it is about")
	}
	if f.Value == "" && f.Statement == (Statement{}) {
		fault("value", "neither value nor statement", "give the figure, or the statement in fr and en")
	}
	if !f.From.IsZero() && !f.Until.IsZero() && !f.From.Before(f.Until) {
		fault("valid_until", fmt.Sprintf("it would hold until %s, from %s", day(f.Until), day(f.From)), "give a later day, or none")
	}
	if f.File != (File{}) && (f.File.Name == "" || f.File.Sum != "" && !f.File.Kept()) {
		fault("file", "not a document that was kept", "attach it again")
	}
	for _, x := range f.texts() {
		if utf8.RuneCountInString(x.text) > longestText {
			fault(x.field, fmt.Sprintf("more than %d characters", longestText), "shorten it")
		}
	}
	for _, x := range []struct {
		field string
		words []string
	}{{"aliases", f.Aliases}, {"denied_by", f.DeniedBy}} {
		if slices.ContainsFunc(x.words, func(w string) bool { return strings.Contains(w, "|") }) {
			fault(x.field, `a wording with "|" in it`, "write each as one of its own")
		}
		if len(x.words) > mostWords {
			fault(x.field, fmt.Sprintf("%d wordings", len(x.words)), fmt.Sprintf("keep the %d best", mostWords))
		}
	}
	return found
}

type passage struct{ field, text string }

// texts are all that people wrote of it.
func (f Fact) texts() []passage {
	all := []passage{{"entity", f.Entity}, {"metric", f.Metric}, {"value", f.Value}, {"unit", f.Unit}, {"period", f.Period}, {"document", f.Document},
		{"file", f.File.Name}, {"statement", f.Statement.FR}, {"statement", f.Statement.EN}}
	for _, a := range f.Aliases {
		all = append(all, passage{"aliases", a})
	}
	for _, d := range f.DeniedBy {
		all = append(all, passage{"denied_by", d})
	}
	return all
}

// Clean is a fact as it is written down: each text on one line, without what
// does not show, each wording once, the days in UTC.
func Clean(f Fact) Fact {
	if f.File.Name == "" && f.File.Sum == "" {
		f.File = File{}
	}
	for _, p := range []*string{&f.ID, &f.Entity, &f.Metric, &f.Value, &f.Unit, &f.Period, &f.Document, &f.Statement.FR, &f.Statement.EN, &f.File.Name, &f.File.Sum, &f.File.Type} {
		*p = clean(*p)
	}
	f.Aliases, f.DeniedBy = cleanList(f.Aliases), cleanList(f.DeniedBy)
	f.From, f.Until = cleanDay(f.From), cleanDay(f.Until)
	return f
}

// clean leaves no-break spaces as they are: they belong to figures.
func clean(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return r <= ' ' || r >= 0x7f && r < 0xa0 || r >= 0x200e && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff
	}), " ")
}

func cleanList(list []string) []string {
	var out []string
	for _, s := range list {
		if s = clean(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func cleanDay(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

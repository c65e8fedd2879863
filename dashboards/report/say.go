package report

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"vigie/analyzers/query"
	"vigie/analyzers/signal"
)

// The longest title, term or name, and the longest note, in characters: of a
// title and a note more is cut, a rule with more is refused.
const (
	titleMax = 200
	noteMax  = 1000
)

// Say returns a verdict as it is to be written down, its text cleaned, with the
// kind and level that it is about. What cannot be said is an error of known,
// ErrCircle, ErrNothing, ErrPast, ErrNoCase or another ErrSaid.
func (b *Book) Say(v Verdict, known Known) (Verdict, error) {
	v.Value, v.Author = cut(v.Value, titleMax), cut(v.Author, titleMax)
	switch v.Action {
	case Reply:
		v.Note, v.Link = paragraphs(v.Note), tidy(v.Link)
	case Remark:
		v.Note, v.Link = paragraphs(v.Note), ""
	default:
		v.Note, v.Link = cut(v.Note, noteMax), ""
	}
	if v.Action != Reply {
		v.Sent = time.Time{}
	}
	v.Signal = canonical(v.Signal)
	if v.Action == Undo {
		return b.undo(v)
	}
	if rule, ok := ReadRule(v.Signal); ok {
		if !rule.sayable() || v.Action != Mute && v.Action != Unmute {
			return v, ErrSaid
		}
	} else {
		x, err := known.Signal(v.Signal)
		if err != nil {
			return v, err
		}
		v.Kind, v.Level = x.Kind, x.Level
		if slices.Contains(caseActions(), v.Action) {
			return b.sayOfCase(v, x, known)
		}
	}
	return b.say(v, known)
}

func (b *Book) say(v Verdict, known Known) (Verdict, error) {
	st := b.Of(signal.Signal{ID: v.Signal})
	switch v.Action {
	case Useful, Noise, Rename:
		return v, nil
	case Clear:
		return v, nothing(st.Judged == "")
	case Split:
		return v, nothing(st.Into == "")
	case Unmute:
		return v, nothing(!b.Muted(v.Signal))
	case Mute:
		return b.ahead(v)
	case Merge:
		if _, err := known.Signal(v.Value); err != nil {
			return v, err
		}
		if v.Value = b.Root(v.Value); v.Value == v.Signal {
			return v, ErrCircle
		}
		return v, nil
	}
	return v, ErrSaid
}

func nothing(there bool) error {
	if there {
		return ErrNothing
	}
	return nil
}

// ahead reads a time to come: until when something is muted, or by when it is to
// be done.
func (b *Book) ahead(v Verdict) (Verdict, error) {
	if v.Value == "" {
		return v, nil
	}
	until, err := time.Parse(time.RFC3339, v.Value)
	switch {
	case err != nil:
		return v, ErrSaid
	case !until.After(b.now):
		return v, ErrPast
	}
	v.Value = until.UTC().Format(time.RFC3339)
	return v, nil
}

// undo finds the line that is taken back. Where no signal is named, it is that
// line's.
func (b *Book) undo(v Verdict) (Verdict, error) {
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil {
		return v, ErrSaid
	}
	v.Value = strconv.FormatInt(n, 10)
	line, ok := b.Line(n)
	if v.Signal == "" {
		v.Signal = line.Signal
	}
	switch {
	case !ok || line.Undone || line.Signal != v.Signal:
		return v, ErrNothing
	case b.closes(v):
		return v, ErrCircle
	}
	return v, nil
}

// canonical writes the key of a rule as Key does, without what cannot be seen;
// an identifier it leaves alone.
func canonical(key string) string {
	rule, ok := ReadRule(key)
	if !ok {
		return key
	}
	rule = Rule{tidy(rule.Term), tidy(rule.Entity), signal.Kind(tidy(string(rule.Kind)))}
	if rule == (Rule{}) {
		return rulePrefix
	}
	return rule.Key()
}

// Kinds are those that a rule may name.
func Kinds() []signal.Kind {
	return []signal.Kind{signal.Rumor, signal.Weak, signal.Spike, signal.Complaints, signal.Ambassador}
}

// sayable tells whether a rule can take anything.
func (r Rule) sayable() bool {
	return r != (Rule{}) && (r.Kind == "" || slices.Contains(Kinds(), r.Kind)) && (r.Term == "" || len(query.Words(r.Term)) > 0) &&
		len([]rune(r.Term)) <= titleMax && len([]rune(r.Entity)) <= titleMax
}

// tidy is one line of text without what would hide or move text.
func tidy(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
}

// cut is plain text of most characters at the most.
func cut(text string, most int) string {
	text = tidy(text)
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// Line is text as one line that can be a name: see cut.
func Line(text string) string { return cut(text, titleMax) }

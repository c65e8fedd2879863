package report

import (
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

// Open are the rumours whose cases are not closed.
func (t Today) Open() []Finding {
	var open []Finding
	for _, f := range t.Rumours {
		if f.Standing.Handling.State != CaseClosed {
			open = append(open, f)
		}
	}
	return open
}

// ClosedToday are the rumours whose cases were closed since midnight.
func (t Today) ClosedToday() []Finding {
	y, m, d := t.Now.Date()
	var closed []Finding
	for _, f := range t.Rumours {
		h := f.Standing.Handling
		if cy, cm, cd := h.Closed.In(t.Now.Location()).Date(); h.State == CaseClosed && cy == y && cm == m && cd == d {
			closed = append(closed, f)
		}
	}
	return closed
}

// Refuted tells whether a rumour counts as false: people found so, or a fact
// stands against it and nobody found otherwise.
func (f Finding) Refuted() bool {
	switch f.Standing.Handling.State {
	case CaseTrue, CasePartly:
		return false
	case CaseFalse:
		return true
	}
	return f.Rumour != nil && f.Rumour.True != ""
}

// unchecked tells whether neither a fact nor a person says what a rumour is
// worth.
func (f Finding) unchecked() bool {
	switch f.Standing.Handling.State {
	case CaseTrue, CasePartly, CaseFalse:
		return false
	}
	return f.Rumour == nil || f.Rumour.True == ""
}

// subject names what goes round, as people found it to be, and whether its noun
// is masculine in French.
func subject(f Finding, lang string) (words string, masculine bool) {
	fr := phrase.French(lang)
	r := f.Rumour
	if r == nil || r.Said == "" || r.True == "" {
		switch f.Standing.Handling.State {
		case CaseTrue:
			return either(fr, "Une affirmation vraie", "A true claim"), false
		case CasePartly:
			return either(fr, "Une affirmation vraie en partie", "A partly true claim"), false
		case CaseFalse:
			return either(fr, "Une rumeur fausse", "A false rumour"), false
		case CaseVerifying:
			return either(fr, "Une rumeur en vérification", "A rumour being verified"), false
		}
		return either(fr, "Une rumeur", "A rumour"), false
	}
	what := either(fr, "Un chiffre faux", "A false figure")
	switch f.Standing.Handling.State {
	case CaseTrue:
		what = either(fr, "Un chiffre vrai", "A true figure")
	case CasePartly:
		what = either(fr, "Un chiffre vrai en partie", "A partly true figure")
	case CaseVerifying:
		what = either(fr, "Un chiffre en vérification", "A figure being verified")
	}
	return what + ", " + phrase.Quote(lang, r.Said) + ",", true
}

// answered says how often a rumour was answered, and when last; empty where it
// was not.
func (t Today) answered(f Finding, lang string) string {
	h := f.Standing.Handling
	fr := phrase.French(lang)
	semicolon := either(fr, phrase.Thin+"; ", "; ")
	n := len(h.Replies)
	switch {
	case n == 0 && h.State == CaseAnswered:
		return semicolon + either(fr, "on y a répondu", "it was answered")
	case n == 0:
		return ""
	}
	last := phrase.When(lang, h.Replies[n-1].At, t.Now)
	if n > 1 {
		last = either(fr, "la dernière, ", "last ") + last
	}
	return semicolon + spell(lang, n, true) + " " + plural(lang, n, "réponse", "réponses", "reply", "replies") + " (" + last + ")"
}

// unverified counts the rumours that the headline leaves out.
func (t Today) unverified(lang string) string {
	n := 0
	for _, f := range t.Rumours {
		if f.unchecked() {
			n++
		}
	}
	if n == 0 || len(t.refuted()) == 0 {
		return ""
	}
	return phrase.Upper(spell(lang, n, true)) + " " + plural(lang, n, "affirmation que rien ne vérifie.", "affirmations que rien ne vérifie.", "claim that nothing verifies.", "claims that nothing verifies.")
}

// rest says that nothing else calls for action, where that is so.
func (t Today) rest(lang string) string {
	for _, f := range t.Signals {
		if f.Level == signal.Strong {
			return ""
		}
	}
	fr := phrase.French(lang)
	if t.unread() {
		return ""
	}
	if len(t.Rumours) > 0 {
		return either(fr, "Rien d’autre n’appelle d’action.", "Nothing else calls for action.")
	}
	return either(fr, "Rien n’appelle d’action.", "Nothing calls for action.")
}

package reply

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"vigie/analyzers/claim"
	"vigie/analyzers/fact"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// words are what the templates are filled with: all of it is plain text on one
// line.
type words struct {
	State report.CaseState
	Truth string // the fact's statement, a whole sentence
	// What the fact is about and words of its value are in the organisation's
	// language: a draft in the other one leaves them out.
	About, Figure string
	Period        string
	Title         string // of the document
	Link          string // to it
	Said          string // the false figure
	Since         string // when the rumour began
	By            string // until when an answer is promised; empty: no time
	Post          string // the title of what is answered
	Where         string // its source
	Date          string // of what is answered
	Today         string
	Us            string
	Contact       string
	Kept          string // how long posts are
	Short         bool
}

// The longest title, name or wording of a draft, in characters.
const (
	titleMax = 120
	truthMax = 1200
)

func (d Desk) words(c report.Case, to report.Item, lang string) words {
	w := words{State: c.Handling.State, Us: d.us(lang), Contact: d.contact(lang), Today: phrase.Date(lang, d.Now)}
	if c.Rumour != nil {
		w.Said = line(c.Rumour.Said, titleMax)
	}
	if f := c.Fact; f != nil {
		w.Truth = sentence(line(statement(*f, lang), truthMax))
		w.Figure, w.Period = line(d.figure(*f, lang), titleMax), period(lang, f.Period)
		if d.speaks(lang) {
			w.About = line(f.Metric, titleMax)
		}
		w.Title, w.Link = document(*f)
	}
	if !c.FirstAt.IsZero() {
		w.Since = day(lang, c.FirstAt.In(d.Now.Location()), d.Now)
	}
	if due := c.Handling.Deadline; due.After(d.Now) {
		w.By = phrase.When(lang, due, d.Now)
		if due = due.In(d.Now.Location()); phrase.French(lang) && due.YearDay() != d.Now.YearDay() {
			w.By = "le " + w.By
		}
	}
	if to.ID != "" {
		w.Post, w.Where, w.Date = line(to.Title, titleMax), line(to.Source.Name, titleMax), phrase.Date(lang, to.Published.In(d.Now.Location()))
	}
	return w
}

func (d Desk) us(lang string) string {
	if d.Organisation == "" {
		return pick(lang, "[votre organisation]", "[your organisation]")
	}
	return line(d.Organisation, titleMax)
}

func (d Desk) contact(lang string) string {
	if d.Contact == "" {
		return pick(lang, "[nom, téléphone, adresse de courriel]", "[name, telephone, mail address]")
	}
	return line(d.Contact, titleMax)
}

// statement is the fact in a sentence: the one in the other language rather than
// none, and where there is none at all what it is about with its value.
func statement(f fact.Fact, lang string) string {
	if s := f.Statement.In(lang); s != "" {
		return s
	}
	return strings.TrimSuffix(phrase.Upper(f.Metric)+pick(lang, " : ", ": ")+claim.Measured(lang, f.Value, f.Unit), pick(lang, " : ", ": "))
}

// speaks tells whether the organisation's facts are in a language.
func (d Desk) speaks(lang string) bool { return Language(cmp.Or(d.Language, "fr")) == lang }

// figure is the value of a fact with its unit as a reader of lang writes it: the
// number alone where unit or value are words of another language.
func (d Desk) figure(f fact.Fact, lang string) string {
	switch {
	case !strings.ContainsFunc(f.Value, unicode.IsDigit): // the statement says it
		return ""
	case d.speaks(lang):
		return claim.Measured(lang, f.Value, f.Unit)
	case strings.ContainsFunc(f.Value, unicode.IsLetter):
		return ""
	case strings.ContainsFunc(f.Unit, unicode.IsLetter):
		return claim.Measured(lang, f.Value, "")
	}
	figure := claim.Measured(lang, f.Value, f.Unit)
	if lang == "en" {
		figure = strings.ReplaceAll(figure, phrase.Hard+"%", "%")
	}
	return figure
}

// document is the title of a fact's document and the address at which anybody can
// read it.
func document(f fact.Fact) (title, link string) {
	title = line(f.Document, titleMax)
	if strings.HasPrefix(title, "https://") || strings.HasPrefix(title, "http://") {
		return line(f.File.Name, titleMax), strings.TrimSpace(f.Document)
	}
	if title == "" {
		title = line(f.File.Name, titleMax)
	}
	return title, ""
}

var quarter = regexp.MustCompile(`^(\d{4})-[QT]([1-4])$`)

// period writes the period of a fact as people say it.
func period(lang, s string) string {
	if m := quarter.FindStringSubmatch(s); m != nil {
		return pick(lang, map[string]string{"1": "1er", "2": "2e", "3": "3e", "4": "4e"}[m[2]]+" trimestre "+m[1], "Q"+m[2]+" "+m[1])
	}
	if at, err := time.Parse(time.DateOnly, s); err == nil {
		return phrase.Date(lang, at)
	}
	return line(s, titleMax)
}

// day is the day of a moment, and the hour of one of today.
func day(lang string, at, now time.Time) string {
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return pick(lang, "aujourd’hui à ", "") + phrase.Clock(lang, at) + pick(lang, "", " today")
	}
	return pick(lang, "le ", "") + phrase.Date(lang, at)
}

// warnings are what a person has to see to before a draft is sent.
func (d Desk) warnings(c report.Case, to report.Item, draft Draft) []signal.Text {
	var list []signal.Text
	warn := func(when bool, fr, en string, args ...any) {
		if when {
			list = append(list, phrase.Text(fr, en, args...))
		}
	}
	state, f := c.Handling.State, c.Fact
	warn(state == report.CaseVerifying, "La rumeur est en cours de vérification : cette réponse tient la position, sans confirmer ni démentir.", "The rumour is being verified: this answer holds the line, and neither confirms nor denies.")
	warn(f == nil && state != report.CaseVerifying && state != report.CaseTrue, "Aucun fait n’est opposé à cette rumeur : seule une réponse d’attente peut être proposée. Ajoutez le fait et son document.", "No fact is held against this rumour: only a holding answer can be drafted. Add the fact and its document.")
	warn(state == report.CaseTrue, "La rumeur est vraie : ne démentez pas, expliquez. Complétez ce qui est entre crochets.", "The rumour is true: do not deny it, explain it. Fill in what stands between brackets.")
	warn(state == report.CaseTrue && f != nil, "Un fait de votre registre dit le contraire : corrigez-le.", "A fact of your registry says the opposite: correct it.")
	warn(state == report.CasePartly, "La rumeur est vraie en partie : dites laquelle, entre les crochets.", "The rumour is true in part: say which, between the brackets.")
	warn((state == report.CaseNew || state == "") && f != nil, "Personne n’a encore jugé la rumeur : vérifiez le fait et son document avant d’envoyer.", "Nobody has judged the rumour yet: check the fact and its document before you send.")
	warn(to.Language != "" && to.Language != "und" && to.Language != "fr" && to.Language != "en", "Le message n’est ni en français ni en anglais (%s) : la réponse est en anglais.", "The post is neither in French nor in English (%s): the answer is in English.", line(to.Language, 20))
	if f != nil && draft.Form != Holding && state != report.CaseTrue {
		list = append(list, d.doubts(*f, c, draft.Lang)...)
	}
	warn(d.Contact == "" && draft.Form == Journalist, "Complétez le contact, ou écrivez organisation.contact dans config.yaml.", "Fill in the contact, or write organisation.contact into config.yaml.")
	return list
}

// doubts are what speaks against answering with a fact as it stands.
func (d Desk) doubts(f fact.Fact, c report.Case, lang string) []signal.Text {
	var list []signal.Text
	warn := func(when bool, fr, en string, args ...any) {
		if when {
			list = append(list, phrase.Text(fr, en, args...))
		}
	}
	date := func(t time.Time) phrase.Word { return func(lang string) string { return phrase.Date(lang, t) } }
	title, link := document(f)
	warn(!f.Until.IsZero() && !d.Now.Before(f.Until), "Le fait n’est plus valable depuis le %s : mettez-le à jour avant de répondre.", "The fact has not been valid since %s: bring it up to date before you answer.", date(f.Until))
	warn(d.Now.Before(f.From), "Le fait n’est valable qu’à partir du %s.", "The fact is valid only from %s.", date(f.From))
	warn(title == "" && link == "", "Le fait n’a pas de document : une réponse sans preuve convainc peu.", "The fact has no document: an answer without evidence convinces few.")
	warn(title != "" && link == "", "Le document n’a pas d’adresse publique : joignez-le, ou publiez-le et mettez son lien dans le fait.", "The document has no public address: attach it, or publish it and put its link into the fact.")
	warn(lang == "fr" && f.Statement.FR == "", "Le fait n’est pas rédigé en français : traduisez sa phrase.", "The fact has no French wording: translate its sentence.")
	warn(lang == "en" && f.Statement.EN == "", "Le fait n’est pas rédigé en anglais : traduisez sa phrase.", "The fact has no English wording: translate its sentence.")
	warn(slices.Contains(f.Unsaid(), lang), "La phrase du fait ne contient pas son chiffre, %s : vérifiez-la, elle est peut-être ancienne.", "The fact’s sentence does not hold its figure, %s: check it, it may be old.", line(f.Value, titleMax))
	said := ""
	if c.Rumour != nil {
		said = strings.TrimSpace(c.Rumour.Said)
	}
	warn(said != "" && strings.Contains(bare(statement(f, lang)), bare(said)), "La phrase du fait répète le chiffre faux : récrivez-la sans lui.", "The wording of the fact repeats the false figure: write it without.")
	return list
}

// bare is a text without the differences of typography.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// line is a text on one line, without what would hide or move text, at most n
// characters long.
func line(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || r == '\u202f':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if len([]rune(s)) > n {
		return phrase.Excerpt(s, n)
	}
	return strings.TrimSpace(s)
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, "…") || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

func pick(lang, fr, en string) string {
	if phrase.French(lang) {
		return fr
	}
	return en
}

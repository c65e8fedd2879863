package demo

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// frenchNames returns the names of days (Sunday first) and months.
func frenchNames() (days [7]string, months [12]string) {
	return [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
		[12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
			"septembre", "octobre", "novembre", "décembre"}
}

func weekday(lang string, t time.Time) string {
	if lang != "fr" {
		return t.Weekday().String()
	}
	days, _ := frenchNames()
	return days[t.Weekday()]
}

func month(lang string, t time.Time) string {
	if lang != "fr" {
		return t.Month().String()
	}
	_, months := frenchNames()
	return months[t.Month()-1]
}

func dayMonth(lang string, t time.Time) string {
	if lang != "fr" {
		return fmt.Sprintf("%d %s", t.Day(), t.Month())
	}
	if t.Day() == 1 {
		return "1er " + month(lang, t)
	}
	return fmt.Sprintf("%d %s", t.Day(), month(lang, t))
}

// clock gives a time of day as people write it: 7 h 42, 18 h, 7.42 am.
func clock(lang string, t time.Time) string {
	if lang != "fr" {
		return strings.ToLower(t.Format("3.04 PM"))
	}
	if t.Minute() == 0 {
		return fmt.Sprintf("%d h", t.Hour())
	}
	return fmt.Sprintf("%d h %02d", t.Hour(), t.Minute())
}

func moment(lang string, t time.Time) string {
	fr, en := "cette nuit", "last night"
	switch h := t.Hour(); {
	case h >= 5 && h < 12:
		fr, en = "ce matin", "this morning"
	case h >= 12 && h < 18:
		fr, en = "cet après-midi", "this afternoon"
	case h >= 18:
		fr, en = "ce soir", "this evening"
	}
	if lang == "fr" {
		return fr
	}
	return en
}

// contract joins a preposition at the end of before to the name that follows
// it, as French does: d'Arsenal, aux Arcades, du Vallon.
func contract(before, name string) (string, string) {
	word := before[strings.LastIndexByte(strings.TrimRight(before, " "), ' ')+1:]
	var joined string
	switch rest, plural := strings.CutPrefix(name, "Les "); {
	case plural && strings.EqualFold(word, "de "):
		joined, name = "des ", rest
	case plural && strings.EqualFold(word, "à "):
		joined, name = "aux ", rest
	case strings.HasPrefix(name, "Le ") && strings.EqualFold(word, "de "):
		joined, name = "du ", name[3:]
	case strings.HasPrefix(name, "Le ") && strings.EqualFold(word, "à "):
		joined, name = "au ", name[3:]
	case strings.EqualFold(word, "de ") && name != "" && strings.ContainsRune("AEÉÈÊIOÔUH", firstRune(name)):
		joined = "d'"
	default:
		return before, name
	}
	if upper := firstRune(word); unicode.IsUpper(upper) {
		joined = upperFirst(joined)
	}
	return strings.TrimSuffix(before, word) + joined, name
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// longDate is how a page shows a date: samedi 21 novembre 2026 à 9 h 40.
func longDate(lang string, t time.Time) string {
	if lang != "fr" {
		return t.Format("Monday 2 January 2006, 15:04")
	}
	return fmt.Sprintf("%s %s %d à %s", weekday(lang, t), dayMonth(lang, t), t.Year(), clock(lang, t))
}

// setter sets type as a careful editor does in each language.
type setter struct{ thousands, units, opening *regexp.Regexp }

func newSetter() *setter {
	return &setter{
		thousands: regexp.MustCompile(`(\d) (\d{3})\b`),
		units:     regexp.MustCompile(`(\d) (h\b|%|€|M€|Md€|km\b|min\b)( \d\d\b)?`),
		opening:   regexp.MustCompile(`(^|[\s(«])"`),
	}
}

// set applies the typography of lang: narrow no-break spaces, apostrophes and
// quotation marks.
func (s *setter) set(lang, text string) string {
	text = strings.ReplaceAll(text, "'", "’")
	text = strings.ReplaceAll(text, "...", "…")
	if lang != "fr" {
		text = s.opening.ReplaceAllString(text, "$1“")
		return strings.ReplaceAll(text, `"`, "”")
	}
	const thin = "\u202f"
	for _, mark := range []string{";", ":", "!", "?", "»"} {
		text = strings.ReplaceAll(text, " "+mark, thin+mark)
	}
	text = strings.ReplaceAll(text, "« ", "«"+thin)
	text = s.thousands.ReplaceAllString(text, "$1"+thin+"$2")
	return s.units.ReplaceAllStringFunc(text, func(m string) string {
		return strings.ReplaceAll(m, " ", thin)
	})
}

// hasty writes as somebody who types on a telephone: no first capital, no full
// stop, plain spaces.
func hasty(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	if unicode.IsLower(second) || second == '\'' || second == ' ' {
		text = string(unicode.ToLower(r)) + text[size:]
	}
	if strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "..") {
		text = text[:len(text)-1]
	}
	return text
}

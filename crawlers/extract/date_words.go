package extract

import (
	"regexp"
	"strings"
	"time"

	"github.com/markusmobius/go-dateparser"
)

var (
	// prefixes are the words that stand before a shown date.
	prefixes   = regexp.MustCompile(`(?i)^(?:.*?[\s|(–—•·:-])?(?:publié|publiée|posté|postée|écrit|mis en ligne|mise en ligne|créé|paru|modifié|mis à jour|actualisé|published|posted|updated|created|written|veröffentlicht|erstellt|aktualisiert|stand|publicado|publicada|actualizado|pubblicato|pubblicata|aggiornato)(?:\s+(?:le|on|am|at|el|il|du|the|à)\s)?\s*:?\s*`)
	later      = regexp.MustCompile(`(?i)[\s,;|(–—-]+(?:mis à jour|modifié|actualisé|updated|last modified|aktualisiert|actualizado|aggiornato|par|by|von|por|di)(?:[\s:].*)?$`)
	hours      = regexp.MustCompile(`(?i)(\d{1,2})\s?h\s?(\d{2})\b`)
	bareHour   = regexp.MustCompile(`(?i)(\d{1,2})\s?h\b`)
	joints     = regexp.MustCompile(`(?i)\s+(?:à|a las|alle|um|at|kl\.?)\s+|\s*[|·•–—]\s*|\s+-\s+`)
	dayArticle = regexp.MustCompile(`(?i)^(?:le|el|il|on|am|the|del|du)\s+(\d)`)
	shortYear  = regexp.MustCompile(`\b\d{1,2}\.\d{1,2}\.\d{2}\b`)
	firstDay   = regexp.MustCompile(`(?i)\b1er\b`)
	september  = regexp.MustCompile(`(?i)\bsept\b\.?\s*,?\s*(\d|$)`)
	clock      = regexp.MustCompile(`\d{1,2}:\d{2}`)
	relative   = regexp.MustCompile(`(?i)\b(il y a|moins de|depuis|avant-hier|vorgestern|anteayer|ago|vor|hace|fa|hier|yesterday|gestern|ayer|ieri|aujourd'hui|today|heute|hoy|oggi|demain|tomorrow|maintenant|now)\b`)
)

// Date reads a date as people write it, in the page's language alone ("03/04"
// is another day in another one). now is what "yesterday" starts from; where it
// is zero such dates are not read. A date without a zone is in zone, or UTC.
func Date(text, language string, zone *time.Location, now time.Time) (time.Time, bool) {
	at, _, ok := readDate(text, language, zone, now)
	return at, ok
}

// readDate is Date that tells besides whether an hour is said.
func readDate(text, language string, zone *time.Location, now time.Time) (at time.Time, hour, ok bool) {
	if zone == nil {
		zone = time.UTC
	}
	text = strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'").Replace(text)), " ")
	if at, hour, ok = machine(text, zone); ok {
		return at.UTC(), hour, true
	}
	if now.IsZero() && relative.MatchString(text) || len(text) > 200 {
		return time.Time{}, false, false
	}
	if !now.IsZero() {
		if at, hour, ok := back(strings.Join(strings.Fields(marker.ReplaceAllString(text, " ")), " "), now.In(zone)); ok {
			return at.UTC(), hour, at.Year() >= 1990
		}
	}
	text = tidied(text, language)
	if text == "" || !strings.ContainsAny(text, "0123456789") && now.IsZero() {
		return time.Time{}, false, false
	}
	got, err := dateparser.Parse(configuration(language, zone, now), text)
	if err != nil || got.Time.Year() < 1990 || got.Time.Year() >= 2100 {
		return time.Time{}, false, false
	}
	hour = clock.MatchString(text) || relative.MatchString(text)
	return got.Time.UTC(), hour, true
}

// tidied is a date without the words around it, written as dateparser takes it.
func tidied(text, language string) string {
	text = dayArticle.ReplaceAllString(prefixes.ReplaceAllString(text, ""), "$1")
	text = later.ReplaceAllString(text, "")
	text = firstDay.ReplaceAllString(text, "1")
	text = hours.ReplaceAllString(text, "$1:$2")
	if language != "en" {
		text = shortYear.ReplaceAllStringFunc(text, func(day string) string {
			year := day[len(day)-2:]
			if year >= "70" {
				return day[:len(day)-2] + "19" + year
			}
			return day[:len(day)-2] + "20" + year
		})
	}
	if language == "fr" || language == "" {
		text = september.ReplaceAllString(text, "septembre $1") // dateparser takes "sept" for the number seven
	}
	text = bareHour.ReplaceAllString(text, "$1:00")
	return strings.Trim(joints.ReplaceAllString(text, " "), " ,;.")
}

// configuration is dateparser's for the page's language alone.
func configuration(language string, zone *time.Location, now time.Time) *dateparser.Configuration {
	cfg := &dateparser.Configuration{DefaultTimezone: zone, PreferredDateSource: dateparser.Past}
	switch {
	case language == "en":
		cfg.Locales = []string{"en"}
	case language != "" && dateparser.IsKnownLocale(language):
		cfg.Languages = []string{language}
	default:
		cfg.Languages = []string{"en", "fr"}
	}
	if now.IsZero() {
		cfg.StrictParsing = true
		cfg.CurrentTime = time.Date(2020, 1, 1, 0, 0, 0, 0, zone)
	} else {
		cfg.CurrentTime = now.In(zone)
	}
	return cfg
}

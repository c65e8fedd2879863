package extract

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// spanWords are the beginnings of the words for lengths of time, in French,
// English, German, Spanish and Italian; of two that fit the longer counts.
var spanWords = []struct {
	begin  string
	length time.Duration
	months int
}{
	{"s", time.Second, 0}, {"sec", time.Second, 0}, {"sek", time.Second, 0}, {"seg", time.Second, 0},
	{"m", time.Minute, 0}, {"min", time.Minute, 0}, {"mn", time.Minute, 0},
	{"h", time.Hour, 0}, {"hour", time.Hour, 0}, {"heure", time.Hour, 0}, {"hr", time.Hour, 0}, {"st", time.Hour, 0}, {"std", time.Hour, 0}, {"stund", time.Hour, 0}, {"hora", time.Hour, 0}, {"ora", time.Hour, 0}, {"ore", time.Hour, 0},
	{"d", 24 * time.Hour, 0}, {"day", 24 * time.Hour, 0}, {"j", 24 * time.Hour, 0}, {"jour", 24 * time.Hour, 0}, {"tag", 24 * time.Hour, 0}, {"dia", 24 * time.Hour, 0}, {"día", 24 * time.Hour, 0}, {"giorn", 24 * time.Hour, 0}, {"gg", 24 * time.Hour, 0},
	{"w", 7 * 24 * time.Hour, 0}, {"week", 7 * 24 * time.Hour, 0}, {"sem", 7 * 24 * time.Hour, 0}, {"woche", 7 * 24 * time.Hour, 0}, {"sett", 7 * 24 * time.Hour, 0},
	{"month", 0, 1}, {"mois", 0, 1}, {"monat", 0, 1}, {"mes", 0, 1},
	{"year", 0, 12}, {"yr", 0, 12}, {"y", 0, 12}, {"an", 0, 12}, {"jahr", 0, 12}, {"añ", 0, 12},
}

var (
	agoBegins = regexp.MustCompile(`^(?:il y a|depuis|vor|hace|moins d['e]\s?|since|seit|desde hace|da)\s+|^moins d['e]\s?`)
	agoEnds   = regexp.MustCompile(`\s+(?:ago|fa|her)$`)
	roughly   = regexp.MustCompile(`^(?:(?:environ|à peine|plus de|moins de|about|over|less than|more than|an?|almost|nearly|etwa|circa|ca\.?|rund|knapp|mehr als|weniger als|über|unos|unas|cerca de|más de|menos de|alrededor de|quasi|più di|meno di|d['e])\s+)+(\d)`)
	lengths   = regexp.MustCompile(`^(\d+|une?|einer|einem|eine|ein|una|uno|un['’]?|an?|one)\s?(\p{L}+)\.?(?:\s*(?:,|et|and|und|y|e)?\s*)`)
	rightNow  = regexp.MustCompile(`^(?:à l'instant|just now|right now|now|maintenant|gerade eben|eben|jetzt|ahora(?: mismo)?|proprio ora|adesso|moments ago|a moment ago)$`)
	namedDay  = regexp.MustCompile(`^(?:\p{L}+ )?(avant-hier|hier|aujourd'hui|yesterday|today|vorgestern|gestern|heute|anteayer|ayer|hoy|l'altro ieri|ieri|oggi)(?: (?:soir|matin|abend|morgen))?(?:[\s,]+(?:à|a las|a la|alle(?: ore)?|um|at|kl\.?|,)?\s*(\d{1,2})(?:\s?[:h.]\s?(\d{2}))?\s?(?:h|uhr|([ap])\.?m\.?)?)?$`)
)

var daysBack = map[string]int{
	"hier": 1, "yesterday": 1, "gestern": 1, "ayer": 1, "ieri": 1, "avant-hier": 2, "vorgestern": 2, "anteayer": 2, "l'altro ieri": 2,
}

// back reads a moment that is told from now: "il y a 2 h 30", "vor 29h",
// "gestern um 14:03". hour tells that it is exact to less than a day. The text
// has plain spaces and apostrophes.
func back(text string, now time.Time) (at time.Time, hour, ok bool) {
	text = strings.Trim(strings.ToLower(text), " .,;")
	if rightNow.MatchString(text) {
		return now, true, true
	}
	if m := namedDay.FindStringSubmatch(text); m != nil {
		day := time.Date(now.Year(), now.Month(), now.Day()-daysBack[m[1]], 0, 0, 0, 0, now.Location())
		if m[2] == "" {
			return day, false, true
		}
		h, _ := strconv.Atoi(m[2])
		minute, _ := strconv.Atoi(m[3])
		switch {
		case m[4] == "p" && h < 12:
			h += 12
		case m[4] == "a" && h == 12:
			h = 0
		}
		if h > 23 || minute > 59 {
			return time.Time{}, false, false
		}
		return day.Add(time.Duration(h)*time.Hour + time.Duration(minute)*time.Minute), true, true
	}
	begun := agoBegins.FindString(text)
	rest := agoEnds.ReplaceAllString(text[len(begun):], "")
	if begun == "" && rest == text {
		return time.Time{}, false, false
	}
	return less(roughly.ReplaceAllString(rest, "$1"), now)
}

// less is now minus the lengths of time that a text counts up.
func less(text string, now time.Time) (at time.Time, hour, ok bool) {
	at, hour = now, false
	for range 6 {
		m := lengths.FindStringSubmatch(text)
		if m == nil {
			break
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			n = 1
		}
		length, months, known := spanOf(m[2])
		if !known || n > 100_000 {
			return time.Time{}, false, false
		}
		at = at.AddDate(0, -n*months, 0).Add(-time.Duration(n) * length)
		hour, ok = hour || length > 0 && length < 24*time.Hour, true
		text = text[len(m[0]):]
		if length == time.Hour && len(text) <= 2 { // "2 h 30"
			if n, err := strconv.Atoi(text); err == nil && n < 60 {
				at, text = at.Add(-time.Duration(n)*time.Minute), ""
			}
		}
	}
	return at, hour, ok && text == ""
}

func spanOf(word string) (length time.Duration, months int, ok bool) {
	longest := 0
	for _, s := range spanWords {
		if strings.HasPrefix(word, s.begin) && len(s.begin) > longest && (len(s.begin) > 1 || len(word) == 1) {
			longest, length, months, ok = len(s.begin), s.length, s.months, true
		}
	}
	return length, months, ok
}

package extract

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// calendar reads the dates of one forum page: all of them have one language,
// one zone, and one order of day and month.
type calendar struct {
	language string
	zone     *time.Location
	now      time.Time
	dayFirst bool
	tries    int // how often the slow reader may still be asked
}

// monthNames are the beginnings of month names in English, French, German,
// Spanish and Italian, without accents.
var monthNames = []struct {
	begin string
	month time.Month
}{
	{"jan", 1}, {"janv", 1}, {"jän", 1}, {"ene", 1}, {"gen", 1},
	{"fev", 2}, {"feb", 2},
	{"mars", 3}, {"mar", 3}, {"mär", 3},
	{"avr", 4}, {"apr", 4}, {"abr", 4},
	{"mai", 5}, {"may", 5}, {"mag", 5},
	{"juin", 6}, {"jun", 6}, {"giu", 6},
	{"juil", 7}, {"jul", 7}, {"lug", 7},
	{"aou", 8}, {"aug", 8}, {"ago", 8},
	{"sep", 9}, {"set", 9},
	{"oct", 10}, {"okt", 10}, {"ott", 10},
	{"nov", 11},
	{"dec", 12}, {"dez", 12}, {"dic", 12},
}

const monthWord = `(jan|jän|ene|gen|fev|feb|mär|mar|avr|apr|abr|mai|may|mag|juin|jun|giu|juil|jul|lug|aou|aug|ago|sep|set|oct|okt|ott|nov|dec|dez|dic)\p{L}*\.?`

var (
	isoDate    = regexp.MustCompile(`\b((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b`)
	numberDate = regexp.MustCompile(`\b(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?((?:19|20)\d\d|\d\d)\b`)
	dayMonth   = regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de\s+|di\s+|of\s+)?` + monthWord + `,?(?:[\s-]+(?:de\s+|del\s+)?((?:19|20)\d\d|'?\d\d)\b)?`)
	monthDay   = regexp.MustCompile(`\b` + monthWord + `\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+((?:19|20)\d\d))?`)
	timeOfDay  = regexp.MustCompile(`\b(\d{1,2})\s?[:h]\s?(\d{2})(?::(\d{2}))?(?:\s?([ap])\.?\s?m\b)?`)
	hourOnly   = regexp.MustCompile(`\b(\d{1,2})\s?(?:([ap])\.?m|h)\b`)
	dottedTime = regexp.MustCompile(`(?:, |\bore |\balle |\bum )(\d{1,2})\.(\d{2})(?:$|[^.\d]| uhr)`)
	agoDate    = regexp.MustCompile(`\b(?:(?:il y a|vor|hace)\s+(?:environ\s+|etwa\s+|unos\s+)?(\d+|une?|una|einer|einem|eine|deux|trois|zwei|drei|dos|tres)\s+(\p{L}+)|(\d+|an?|un|una|uno|un'|two|three|due|tre)\s*(\p{L}+)\s+(?:ago|fa)\b|(just now|right now|a l'instant|gerade eben|a moment ago|moments ago|ahora mismo|proprio ora))`)
	dayBefore  = regexp.MustCompile(`\b(?:avant-hier|vorgestern|anteayer|antier|l'altro ieri|altroieri|the day before yesterday)\b`)
	yesterday  = regexp.MustCompile(`\b(?:hier|yesterday|gestern|ayer|ieri)\b`)
	today      = regexp.MustCompile(`\b(?:aujourd'hui|today|heute|hoy|oggi)\b`)
	weekdays   = regexp.MustCompile(`(?:^|[»«|·•,:–-])\s*(?:on\s+|le\s+|am\s+|el\s+)?(sun|dim|son|dom|mon|lun|mont|tue|mar|die|wed|mer|mit|mie|thu|jeu|don|jue|gio|fri|ven|fre|vie|sat|sam|sab)\p{L}*\s+(?:at|a|à|um|alle|a las)\s+\d`)
)

// weekdayNumber is the day of a weekday's beginning; "mar" is Tuesday in
// French, Spanish and Italian, "don" and "dom" differ too.
var weekdayNumber = map[string]time.Weekday{
	"sun": 0, "dim": 0, "son": 0, "dom": 0, "mon": 1, "lun": 1, "mont": 1, "tue": 2, "mar": 2, "die": 2,
	"wed": 3, "mer": 3, "mit": 3, "mie": 3, "thu": 4, "jeu": 4, "don": 4, "jue": 4, "gio": 4,
	"fri": 5, "ven": 5, "fre": 5, "vie": 5, "sat": 6, "sam": 6, "sab": 6,
}

// units are the beginnings of the words that "ago" counts.
var units = []struct {
	begin string
	step  time.Duration
}{
	{"sec", time.Second}, {"sek", time.Second}, {"seg", time.Second}, {"min", time.Minute},
	{"hour", time.Hour}, {"heure", time.Hour}, {"hr", time.Hour}, {"stund", time.Hour}, {"hora", time.Hour}, {"ora", time.Hour}, {"ore", time.Hour},
	{"day", 24 * time.Hour}, {"jour", 24 * time.Hour}, {"tag", 24 * time.Hour}, {"dia", 24 * time.Hour}, {"giorn", 24 * time.Hour},
	{"week", 7 * 24 * time.Hour}, {"sem", 7 * 24 * time.Hour}, {"woche", 7 * 24 * time.Hour}, {"sett", 7 * 24 * time.Hour},
	{"month", -1}, {"mois", -1}, {"monat", -1}, {"mes", -1},
	{"year", -12}, {"an", -12}, {"jahr", -12}, {"yr", -12},
}

var unaccent = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "û", "u", "ù", "u", "í", "i", "ì", "i", "á", "a", "à", "a", "ó", "o", "ú", "u", "’", "'", "\u00a0", " ", "\u202f", " ", "ç", "c", "ñ", "n")

// read returns the moment that text says, and whether it says one.
func (c *calendar) read(text string) (time.Time, bool) {
	if len(text) > 300 {
		return time.Time{}, false
	}
	if at, _, ok := machine(text, c.zone); ok {
		return at, true
	}
	s := unaccent.Replace(strings.ToLower(strings.Join(strings.Fields(text), " ")))
	clock, rest := takeClock(s)
	if year, month, day, ok := c.day(rest); ok {
		at := time.Date(year, month, day, 0, 0, 0, 0, c.zone)
		if at.Day() != day {
			return time.Time{}, false
		}
		return at.Add(clock), at.Year() >= 1990 && at.Year() < 2100
	}
	if c.now.IsZero() {
		return time.Time{}, false
	}
	if at, ok := c.relative(s, clock, clock >= 0 && rest != s); ok {
		return at, true
	}
	if c.tries <= 0 || len(s) > 60 || !strings.ContainsAny(s, "0123456789") || !dateLike.MatchString(s) {
		return time.Time{}, false
	}
	c.tries--
	return Date(text, c.language, c.zone, c.now)
}

// takeClock finds the hour and minute, and what is left without them.
func takeClock(s string) (time.Duration, string) {
	m := timeOfDay.FindStringSubmatchIndex(s)
	pair := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return s[m[2*i]:m[2*i+1]]
	}
	var hour, minute, second int
	var half string
	if m != nil {
		hour, _ = strconv.Atoi(pair(1))
		minute, _ = strconv.Atoi(pair(2))
		second, _ = strconv.Atoi(pair(3))
		half = pair(4)
	} else if m = dottedTime.FindStringSubmatchIndex(s); m != nil {
		hour, _ = strconv.Atoi(pair(1))
		minute, _ = strconv.Atoi(pair(2))
	} else if m = hourOnly.FindStringSubmatchIndex(s); m != nil {
		hour, _ = strconv.Atoi(pair(1))
		half = pair(2)
	} else {
		return 0, s
	}
	if hour > 24 || minute > 59 || second > 59 {
		return 0, s
	}
	if half == "p" && hour < 12 {
		hour += 12
	} else if half == "a" && hour == 12 {
		hour = 0
	}
	at := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
	return at, s[:m[0]] + " " + s[m[1]:]
}

// day finds the day that s names.
func (c *calendar) day(s string) (year int, month time.Month, day int, ok bool) {
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return whole(m[1]), time.Month(whole(m[2])), whole(m[3]), whole(m[2]) <= 12
	}
	if m := dayMonth.FindStringSubmatch(s); m != nil {
		return c.named(m[3], m[2], m[1])
	}
	if m := monthDay.FindStringSubmatch(s); m != nil {
		return c.named(m[3], m[1], m[2])
	}
	if m := numberDate.FindStringSubmatch(s); m != nil {
		first, second := whole(m[1]), whole(m[2])
		if c.dayFirst && second <= 12 || first > 12 {
			first, second = second, first
		}
		return century(m[3]), time.Month(first), second, first >= 1 && first <= 12
	}
	return 0, 0, 0, false
}

func (c *calendar) named(year, month, day string) (int, time.Month, int, bool) {
	y, m, d := century(year), monthOf(month), whole(day)
	if year == "" {
		if c.now.IsZero() {
			return 0, 0, 0, false
		}
		// A date without its year is the last one of that name.
		y = c.now.In(c.zone).Year()
		if time.Date(y, m, d, 0, 0, 0, 0, c.zone).After(c.now.Add(36 * time.Hour)) {
			y--
		}
	}
	return y, m, d, m > 0
}

// relative reads "hier à 21:40", "il y a 2 heures", "Monday at 3:40 PM".
func (c *calendar) relative(s string, clock time.Duration, timed bool) (time.Time, bool) {
	now := c.now.In(c.zone)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, c.zone)
	if m := agoDate.FindStringSubmatch(s); m != nil {
		return ago(now, m)
	}
	switch {
	case dayBefore.MatchString(s):
		return midnight.AddDate(0, 0, -2).Add(clock), true
	case yesterday.MatchString(s):
		return midnight.AddDate(0, 0, -1).Add(clock), true
	case today.MatchString(s):
		return midnight.Add(clock), true
	case !timed:
		return time.Time{}, false
	}
	if m := weekdays.FindStringSubmatch(s); m != nil {
		back := (int(now.Weekday()) - int(weekdayNumber[m[1]]) + 7) % 7
		if back == 0 && clock > now.Sub(midnight) {
			back = 7
		}
		return midnight.AddDate(0, 0, -back).Add(clock), true
	}
	if strings.Trim(timeOfDay.ReplaceAllString(s, ""), " ,.") == "" {
		at := midnight.Add(clock) // an hour alone is today's
		if at.After(now.Add(time.Hour)) {
			at = at.AddDate(0, 0, -1)
		}
		return at, true
	}
	return time.Time{}, false
}

func ago(now time.Time, m []string) (time.Time, bool) {
	count, unit := m[1], m[2]
	if m[5] != "" {
		return now, true
	}
	if unit == "" {
		count, unit = m[3], m[4]
	}
	n := 1
	switch count {
	case "two", "deux", "zwei", "dos", "due":
		n = 2
	case "three", "trois", "drei", "tres", "tre":
		n = 3
	default:
		if count[0] >= '0' && count[0] <= '9' {
			n = whole(count)
		}
	}
	for _, u := range units {
		if !strings.HasPrefix(unit, u.begin) {
			continue
		}
		if u.step < 0 {
			return now.AddDate(0, n*int(u.step), 0), n < 1200
		}
		return now.Add(-time.Duration(n) * u.step), n < 100_000
	}
	return time.Time{}, false
}

func monthOf(word string) time.Month {
	best, month := 0, time.Month(0)
	for _, m := range monthNames {
		if strings.HasPrefix(word, m.begin) && len(m.begin) > best {
			best, month = len(m.begin), m.month
		}
	}
	return month
}

func whole(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func century(s string) int {
	n := whole(strings.TrimPrefix(s, "'"))
	switch {
	case s == "" || n >= 100:
		return n
	case n < 70:
		return 2000 + n
	}
	return 1900 + n
}

// settle finds the order of day and month from all the dates of a page; where
// they leave it open its language decides.
func (c *calendar) settle(texts []string, tag string) {
	tag = strings.ToLower(tag)
	c.dayFirst = !(tag == "" || strings.HasPrefix(tag, "en")) || strings.HasPrefix(tag, "en-gb") || strings.HasPrefix(tag, "en_gb") || strings.HasPrefix(tag, "en-au")
	dots := 0
	for _, text := range texts {
		m := numberDate.FindStringSubmatch(text)
		if m == nil || isoDate.MatchString(text) {
			continue
		}
		if whole(m[1]) > 12 {
			c.dayFirst = true
			return
		}
		if whole(m[2]) > 12 {
			c.dayFirst = false
			return
		}
		if strings.Contains(m[0], ".") {
			dots++
		}
	}
	if dots > 0 {
		c.dayFirst = true
	}
}

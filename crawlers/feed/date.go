package feed

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// when reads a time in any of the ways that feeds write one: RFC 822 and its
// corruptions, W3CDTF and ISO 8601, asctime, and what servers of several
// languages print. A time without a zone is UTC; one past the end of its unit,
// such as 24:00, a leap second or 31 June, runs over into the next. Where day
// and month can be mistaken, dayFirst decides. The zero time says that it is
// none.
func when(text string, dayFirst bool) time.Time {
	if text == "" || len(text) > 120 {
		return time.Time{}
	}
	if t, ok := usually(text); ok {
		return t
	}
	c := clock{dayFirst: dayFirst, korean: strings.Contains(text, "년")}
	for _, token := range strings.FieldsFunc(eastern.Replace(text), between) {
		c.read(token, 0)
	}
	return c.time()
}

func between(r rune) bool { return strings.ContainsRune(",;()[]|", r) || unicode.IsSpace(r) }

// usually reads the two ways that nearly all feeds use.
func usually(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if plain, ok := strings.CutSuffix(text, " GMT"); ok {
		text = plain + " +0000"
	}
	for _, layout := range [...]string{time.RFC3339, "Mon, 2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// eastern dates name their units.
var eastern = strings.NewReplacer("년 ", "-", "년", "-", "월 ", "-", "월", "-", "일", " ", "年", "-", "月", "-", "日", " ", "시 ", ":", "시", ":", "분 ", ":", "분", ":", "초", "", "時", ":", "时", ":", "分", ":", "秒", "")

// clock gathers the parts of a time.
type clock struct {
	year, month, day     int
	hour, min, sec, nano int
	offset               int // seconds east of Greenwich
	loc                  *time.Location
	zoned, timed         bool
	half                 byte  // 'a' or 'p': of the day
	loose                []int // numbers whose sense depends on what else there is
	digits               []int // of each of them
	dayFirst, bad        bool
	korean               bool
}

// read takes one token in, and what is left of it again.
func (c *clock) read(token string, depth int) {
	if token == "" || depth > 8 {
		return
	}
	rest := ""
	first, _ := utf8.DecodeRuneInString(token)
	switch {
	case first >= '0' && first <= '9':
		rest = c.number(token)
	case (first == '+' || first == '-' || first == '\u2212') && (c.timed || c.year != 0 || c.zoned):
		rest = c.shift(token)
	case first == '-' && c.year == 0 && len(c.loose) == 0 && c.month == 0:
		rest = c.short(token)
	case unicode.IsLetter(first):
		rest = c.word(token)
	default:
		_, size := utf8.DecodeRuneInString(token)
		rest = token[size:]
	}
	c.read(rest, depth+1)
}

var (
	isoDate  = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})(?:([-/.])(\d{1,2}))?([^\d].*)?$`)
	ordinal  = regexp.MustCompile(`^(\d{4})-?(\d{3})([^\d].*)?$`)
	named    = regexp.MustCompile(`^(\d{4})-(\p{L}[\p{L}\p{M}.]*)-(\d{1,2})(\D.*)?$`)
	triple   = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2}|\p{L}[\p{L}\p{M}]*\.?)[-/.](\d{2,4})(\D.*)?$`)
	hours    = regexp.MustCompile(`^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?:?(?:[.,](\d{1,12}))?(.*)$`)
	dotted   = regexp.MustCompile(`^(\d{1,2})\.(\d{2})$`)
	hourOnly = regexp.MustCompile(`^(?i)(\d{1,2})(?:h(\d{2})?(?:m(?:in)?)?|([ap])\.?m\.?)$`)
	run      = regexp.MustCompile(`^(\d+)(.*)$`)
)

// number reads a token that begins with a digit.
func (c *clock) number(token string) string {
	if m := hours.FindStringSubmatch(token); m != nil && !c.timed {
		c.timed, c.hour, c.min, c.sec = true, atoi(m[1]), atoi(m[2]), atoi(m[3])
		c.nano = atoi((m[4] + "000000000")[:9])
		return m[5]
	}
	if c.year == 0 {
		if m := isoDate.FindStringSubmatch(token); m != nil && !(m[5] == "" && strings.HasPrefix(m[6], ":")) {
			c.date(atoi(m[1]), atoi(m[3]), atoi(cmp.Or(m[5], "1")))
			return c.after(m[6])
		}
		if m := named.FindStringSubmatch(token); m != nil && monthOf(m[2]) != 0 {
			c.date(atoi(m[1]), monthOf(m[2]), atoi(m[3]))
			return c.after(m[4])
		}
		if m := triple.FindStringSubmatch(token); m != nil {
			c.parts(m[1], m[2], m[3], token)
			return c.after(m[4])
		}
		if m := ordinal.FindStringSubmatch(token); m != nil && atoi(m[2]) > 0 && atoi(m[2]) <= 366 {
			c.date(atoi(m[1]), 1, 1)
			c.day = atoi(m[2])
			return c.after(m[3])
		}
	}
	if m := dotted.FindStringSubmatch(token); m != nil && !c.timed && (c.year != 0 || len(c.loose) > 1) {
		c.timed, c.hour, c.min = true, atoi(m[1]), atoi(m[2])
		return ""
	}
	if m := hourOnly.FindStringSubmatch(token); m != nil && !c.timed {
		c.timed, c.hour, c.min = true, atoi(m[1]), atoi(m[2])
		if m[3] != "" {
			c.half = m[3][0] | 0x20
		}
		return ""
	}
	m := run.FindStringSubmatch(token)
	if c.year == 0 && c.compact(m[1]) {
		return c.after(m[2])
	}
	if len(m[1]) <= 4 {
		c.loose, c.digits = append(c.loose, atoi(m[1])), append(c.digits, len(m[1]))
	}
	return strings.TrimLeftFunc(strings.TrimPrefix(m[2], "-"), func(r rune) bool { return r == '.' || r == 'º' || r == '°' })
}

// compact reads a date that is only digits, by how many they are: seconds or
// milliseconds since 1970 among them.
func (c *clock) compact(run string) bool {
	switch len(run) {
	case 14, 12:
		c.timed, c.hour, c.min, c.sec = true, atoi(run[8:10]), atoi(run[10:12]), atoi(run[12:])
		c.date(atoi(run[:4]), atoi(run[4:6]), atoi(run[6:8]))
	case 8:
		c.date(atoi(run[:4]), atoi(run[4:6]), atoi(run[6:8]))
	case 6:
		c.date(century(atoi(run[:2]), 2), atoi(run[2:4]), atoi(run[4:6]))
	case 5:
		c.date(century(atoi(run[:2]), 2), 1, 1)
		c.day = atoi(run[2:])
	case 10, 13:
		n, _ := strconv.ParseInt(run, 10, 64)
		if len(run) == 10 {
			n *= 1000
		}
		t := time.UnixMilli(n).UTC()
		c.date(t.Year(), int(t.Month()), t.Day())
		c.timed, c.hour, c.min, c.sec, c.nano = true, t.Hour(), t.Minute(), t.Second(), t.Nanosecond()
	default:
		return false
	}
	return true
}

var compactTime = regexp.MustCompile(`^(\d{2})(\d{2})?(\d{2})?(?:[.,]\d+)?(\D.*)?$`)

// after reads on behind a date, up to what may be a zone.
func (c *clock) after(rest string) string {
	if rest == "" {
		return ""
	}
	joined := strings.HasPrefix(rest, "T") || strings.HasPrefix(rest, "t")
	if joined || strings.HasPrefix(rest, "_") || strings.HasPrefix(rest, "-") && strings.Count(rest, ":") > 1 {
		rest = rest[1:]
	}
	if m := compactTime.FindStringSubmatch(rest); joined && m != nil && !c.timed && !strings.HasPrefix(m[4], ":") {
		c.timed, c.hour, c.min, c.sec = true, atoi(m[1]), atoi(m[2]), atoi(m[3])
		return m[4]
	}
	return rest
}

// parts are a day, a month and a year in an order that has to be found out.
func (c *clock) parts(a, b, y, token string) {
	first, second, year := atoi(a), atoi(b), century(atoi(y), len(y))
	switch {
	case b[0] > '9':
		c.date(year, monthOf(b), first)
	case first > 31 || len(y) == 2 && token[len(a)] == '-' && second <= 12 && atoi(y) <= 31:
		c.date(century(first, len(a)), second, atoi(y)) // ISO 8601 with a short year
	case second > 12:
		c.date(year, first, second)
	case first > 12 || c.dayFirst || token[len(a)] != '/':
		c.date(year, second, first)
	default:
		c.date(year, first, second)
	}
}

var shortDate = regexp.MustCompile(`^-(\d{2})-?(\d{2})$`)

// short reads ISO 8601's "-03-12" and "-0312": year and month of this century.
func (c *clock) short(token string) string {
	m := shortDate.FindStringSubmatch(token)
	if m == nil {
		return token[1:]
	}
	c.date(century(atoi(m[1]), 2), atoi(m[2]), 1)
	return ""
}

var shifted = regexp.MustCompile(`^([+\-\x{2212}])(\d{1,2})(?::?(\d{2}))?(\D.*)?$`)

// shift reads a zone's distance from Greenwich; what cannot be one says nothing.
func (c *clock) shift(token string) string {
	m := shifted.FindStringSubmatch(token)
	if m == nil {
		_, size := utf8.DecodeRuneInString(token)
		return token[size:]
	}
	if seconds := atoi(m[2])*3600 + atoi(m[3])*60; seconds <= 24*3600 {
		if m[1] != "+" {
			seconds = -seconds
		}
		if c.loc == nil {
			c.offset += seconds // "EST-0500" is rare, "GMT+2" is not
		}
		c.zoned = true
	}
	return m[4]
}

// word reads letters: half of the day, month, zone, or a word that is none.
func (c *clock) word(token string) string {
	if strings.Contains(token, "/") && c.loc == nil {
		if loc, err := time.LoadLocation(token); err == nil {
			c.loc, c.zoned = loc, true
			return ""
		}
	}
	end := strings.IndexFunc(token, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '.' && r != '\'' })
	if end < 0 {
		end = len(token)
	}
	word, rest := token[:end], token[end:]
	plain := strings.ToLower(strings.ReplaceAll(word, ".", ""))
	if half, ok := halves[plain]; ok {
		c.half, c.korean = half, c.korean || strings.HasPrefix(plain, "오")
		return rest
	}
	if offset, ok := zones[plain]; ok && (c.timed || c.year != 0 && len(plain) > 2) && !c.zoned {
		c.zoned, c.offset = true, offset
		if strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") {
			c.offset = 0 // "GMT+2", and "CET+0100", which says it twice
		}
		return rest
	}
	if month := monthOf(word); month != 0 {
		c.month = month // the last one: French Tuesdays are called "mar."
		return strings.TrimLeft(rest, "-/.")
	}
	return rest
}

func (c *clock) date(year, month, day int) {
	c.year, c.month, c.day = year, month, day
	c.bad = month < 1 || month > 12 || day < 1 || day > 31
}

// century completes a year of few digits.
func century(year, digits int) int {
	switch {
	case digits <= 2 && year < 69:
		return 2000 + year
	case digits <= 3 && year < 200:
		return 1900 + year // of two digits, or counted since 1900
	}
	return year
}

// place gives the loose numbers their sense.
func (c *clock) place() {
	n := len(c.loose)
	if c.year != 0 || n == 0 {
		return
	}
	switch {
	case c.month == 0 && n >= 3 && c.digits[0] == 4:
		c.date(c.loose[0], c.loose[1], c.loose[2])
	case c.month == 0 && n >= 3 && c.digits[2] == 4:
		c.date(c.loose[2], c.loose[1], c.loose[0])
	case c.month == 0 && n == 1 && c.digits[0] == 4:
		c.date(c.loose[0], 1, 1)
	case c.month == 0:
	case n == 1 && c.digits[0] == 4:
		c.date(c.loose[0], c.month, 1)
	case n == 1:
	case c.digits[0] > 2 || c.loose[0] > 31:
		c.date(century(c.loose[0], c.digits[0]), c.month, c.loose[1])
	default:
		c.date(century(c.loose[1], c.digits[1]), c.month, c.loose[0])
	}
}

func (c *clock) time() time.Time {
	c.place()
	if c.year == 0 || c.bad || c.hour > 24 || c.min > 59 || c.sec > 60 || c.hour == 24 && c.min+c.sec > 0 {
		return time.Time{}
	}
	switch {
	case c.half == 'p' && c.hour < 12:
		c.hour += 12
	case c.half == 'a' && c.hour == 12:
		c.hour = 0
	}
	loc := c.loc
	if loc == nil {
		loc = time.UTC
	}
	if c.korean && !c.zoned {
		c.offset = zones["kst"]
	}
	t := time.Date(c.year, time.Month(c.month), c.day, c.hour, c.min, c.sec, c.nano, loc)
	return t.Add(-time.Duration(c.offset) * time.Second).UTC()
}

// atoi reads digits, as many as fit.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits[:min(len(digits), 15)])
	return n
}

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

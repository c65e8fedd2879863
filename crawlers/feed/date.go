package feed

import (
	"strconv"
	"strings"
	"time"
	"unicode"
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

package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/crawlers/extract"
)

// dateWords are the words dates are written with, to tell the language of a
// case, which its list does not say; those of "*" are of every language.
//
//go:embed dates.tsv
var dateWords string

// dateCase is one of dateparser's: text, and the moment or how long ago.
type dateCase struct {
	text, lang string
	want       time.Time
	hour       bool // the hour counts, too
}

// errNoCase says that a line is not to be judged by.
var errNoCase = errors.New("not judged")

var (
	saidMoment = regexp.MustCompile(`^datetime\(([\d,]+)\)$`)
	saidPart   = regexp.MustCompile(`'(\w+)': ([\d.]+)`)
	offset     = regexp.MustCompile(`[+-]\d{4}\b`)
	letters    = regexp.MustCompile(`\p{L}+`)
)

// dates reads date strings in the languages that are asked for. What cannot be
// judged fairly is left out: strings without a word, for they are of no
// language; strings that mean different moments under different settings, such
// as those with an offset, which the list drops here and obeys there; and those
// without a year or with other moments than the list's first "now". A moment
// before 1990 is no page's: there the right answer is none.
func dates(_ context.Context, t *table) error {
	order, expected, err := t.dateCases()
	if err != nil {
		return err
	}
	vocabulary := readWords(dateWords)
	right, total, old := make(map[string]int), make(map[string]int), 0
	for _, text := range order {
		c, now, err := readCase(text, expected[text], vocabulary)
		if errors.Is(err, errNoCase) {
			continue
		}
		if err != nil {
			return err
		}
		kind := "absolute "
		if strings.HasPrefix(expected[text][0], "ago") {
			kind = "relative "
		}
		if c.want.Year() < 1990 {
			old++
		}
		total[kind+c.lang]++
		total["all"]++
		if c.readBy(now) {
			right[kind+c.lang]++
			right["all"]++
		} else {
			t.miss("%q in %s: want %s", c.text, c.lang, c.want)
		}
	}
	r := t.add("", "share", ratio(right["all"], total["all"]), standard{none, none, none, none}, fmt.Sprintf("%d of dateparser's strings in fr, en, de, es, it; %d of them before 1990, to be refused", total["all"], old))
	for name := range total {
		if name != "all" {
			r.beside(name+fmt.Sprintf(" (%d)", total[name]), ratio(right[name], total[name]))
		}
	}
	return nil
}

// dateCases are the strings of the list, in its order, and what is expected of
// each.
func (t *table) dateCases() (order []string, expected map[string][]string, err error) {
	expected = make(map[string][]string)
	err = eachLine(t.path("dates", "cases.tsv"), func(line string) error {
		f := strings.Split(line, "\t")
		if len(f) != 3 || f[0] != "test_date_parser.py" && f[0] != "test_freshness_date_parser.py" {
			return nil // the header, and cases of an unknown now
		}
		if !slices.Contains(order, f[1]) {
			order = append(order, f[1])
		}
		if !slices.Contains(expected[f[1]], f[2]) {
			expected[f[1]] = append(expected[f[1]], f[2])
		}
		return nil
	})
	return order, expected, err
}

func readWords(table string) map[string]map[string]bool {
	vocabulary := make(map[string]map[string]bool)
	for line := range strings.Lines(table) {
		lang, list, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if vocabulary[lang] == nil {
			vocabulary[lang] = make(map[string]bool)
		}
		for w := range strings.FieldsSeq(list) {
			vocabulary[lang][w] = true
		}
	}
	return vocabulary
}

// readCase makes a case of a text with what is expected of it under one
// setting or another, and the moment it is read at.
func readCase(text string, expected []string, vocabulary map[string]map[string]bool) (c dateCase, now time.Time, err error) {
	c = dateCase{text: text, lang: wordsOf(text, vocabulary)}
	if c.lang == "" || len(expected) != 1 || offset.MatchString(text) {
		return c, now, errNoCase
	}
	if m := saidMoment.FindStringSubmatch(expected[0]); m != nil {
		now = time.Date(2012, 11, 13, 23, 15, 0, 0, time.UTC) // of the list's first part
		n := []int{0, 1, 1, 0, 0, 0}
		parts := strings.Split(m[1], ",")
		for i := range min(len(n), len(parts)) {
			if n[i], err = strconv.Atoi(parts[i]); err != nil {
				return c, now, fmt.Errorf("%q: %w", expected[0], err)
			}
		}
		c.want = time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC)
		c.hour = c.want.Hour()+c.want.Minute() > 0
		if !datedIn(text, n[0]) && n[0] != now.Year() {
			return c, now, errNoCase
		}
		return c, now, nil
	}
	now = time.Date(2014, 9, 1, 10, 30, 0, 0, time.UTC)
	c.want = now
	for _, m := range saidPart.FindAllStringSubmatch(expected[0], -1) {
		n, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return c, now, fmt.Errorf("%q: %w", expected[0], err)
		}
		switch m[1] {
		case "years":
			c.want = c.want.AddDate(-int(n), 0, 0)
		case "months":
			c.want = c.want.AddDate(0, -int(n), 0)
		case "weeks":
			c.want = c.want.AddDate(0, 0, -7*int(n))
		case "days":
			c.want = c.want.Add(-time.Duration(n * 24 * float64(time.Hour)))
		default:
			unit := map[string]time.Duration{"hours": time.Hour, "minutes": time.Minute, "seconds": time.Second}[m[1]]
			c.want, c.hour = c.want.Add(-time.Duration(n*float64(unit))), true
		}
	}
	return c, now, nil
}

// datedIn tells whether a text names a year, in four digits or two, and a day.
func datedIn(text string, year int) bool {
	long, short := strconv.Itoa(year), fmt.Sprintf("%02d", year%100)
	return regexp.MustCompile(`\b\d{1,2}\D.*\b(` + long + `\b|` + short + `($|[^:\d]))|\b` + long + `\b.*\b\d{1,2}\b`).MatchString(text)
}

// wordsOf is the first language that has all words of a text.
func wordsOf(text string, vocabulary map[string]map[string]bool) string {
	found := letters.FindAllString(strings.ToLower(text), -1)
	for _, lang := range []string{"en", "fr", "de", "es", "it"} {
		own := false
		strange := slices.ContainsFunc(found, func(w string) bool {
			own = own || vocabulary[lang][w]
			return !vocabulary[lang][w] && !vocabulary["*"][w]
		})
		if own && !strange {
			return lang
		}
	}
	return ""
}

// readBy tells whether a case is read as it should be: to the minute where the
// hour counts, else to the day; in the zone that is written, or in UTC.
func (c dateCase) readBy(now time.Time) bool {
	got, ok := extract.Date(c.text, c.lang, time.UTC, now)
	if tooOld := c.want.Year() < 1990; !ok || tooOld {
		return !ok && tooOld
	}
	layout := time.DateOnly
	if c.hour {
		layout = "2006-01-02 15:04"
	}
	want := c.want.Format(layout)
	return got.Format(layout) == want || got.UTC().Format(layout) == want
}

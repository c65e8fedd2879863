package feed

import (
	"regexp"
	"strings"
	"time"
)

// layouts are the ways in which feeds write a time, after tidyDate. A time
// without a zone is UTC.
var layouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700",
	"2006-01-02T15:04:05.999999999", "2006-01-02T15:04",
	"2006-01-02 15:04:05.999999999 Z0700", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05 Z07:00",
	"2006-01-02 15:04:05.999999999", "2006-01-02 15:04",
	"2006-01-02Z07:00", "2006-01-02", "2006-1-2", "2006-01", "2006",
	"20060102T15:04:05", "20060102T150405Z0700", "20060102",
	"2006/01/02 15:04:05", "2006/01/02",
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 Z07:00", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04 -0700", "2 Jan 2006 15:04", "2 Jan 2006 15:04:05.000 -0700",
	"2 Jan 06 15:04:05 -0700", "2 Jan 06 15:04:05", "2 Jan 06 15:04 -0700", "2 Jan 06 15:04",
	"2 January 2006 15:04:05 -0700", "2 January 2006 15:04:05", "2 January 2006 15:04 -0700", "2 January 2006 15:04",
	"2-Jan-2006 15:04:05 -0700", "2-Jan-2006 15:04:05", "2-Jan-06 15:04:05 -0700",
	"2 Jan 2006 -0700", "2 Jan 2006", "2 January 2006", "2 Jan 06", "2-Jan-2006",
	"Jan 2 15:04:05 2006", "Jan 2 15:04:05 -0700 2006", "Jan 2 2006 15:04:05 -0700", "Jan 2 2006 15:04:05", "Jan 2 2006 15:04",
	"Jan 2 2006 3:04 PM", "January 2 2006 3:04 PM", "January 2 2006 15:04:05", "Jan 2 2006", "January 2 2006",
	"1/2/2006 3:04:05 PM", "1/2/2006 15:04:05", "02.01.2006 15:04:05", "02.01.2006 15:04", "02.01.2006",
}

// zones are the names that are common enough to be meant; the standard library
// gives names it does not know an offset of nought.
var zones = strings.NewReplacer(
	" GMT+", " +", " GMT-", " -", " UTC+", " +", " UTC-", " -",
	" UTC", " +0000", " GMT", " +0000", " UT", " +0000", " WET", " +0000", " Z", " +0000",
	" CEST", " +0200", " MESZ", " +0200", " CET", " +0100", " MEZ", " +0100", " MET", " +0100", " WEST", " +0100", " BST", " +0100",
	" EEST", " +0300", " EET", " +0200", " MSK", " +0300", " IST", " +0530", " JST", " +0900", " KST", " +0900",
	" EST", " -0500", " EDT", " -0400", " CST", " -0600", " CDT", " -0500", " MST", " -0700", " MDT", " -0600",
	" PST", " -0800", " PDT", " -0700", " AEST", " +1000", " AEDT", " +1100", " NZST", " +1200", " NZDT", " +1300",
)

// months in the languages of the feeds that write them, as English has them.
var months = strings.NewReplacer(
	"janvier", "Jan", "janv.", "Jan", "février", "Feb", "févr.", "Feb", "fév.", "Feb", "fév", "Feb", "mars", "Mar", "avril", "Apr", "avr.", "Apr", "avr", "Apr",
	"mai", "May", "juin", "Jun", "juillet", "Jul", "juil.", "Jul", "août", "Aug", "aoû", "Aug", "septembre", "Sep", "sept.", "Sep", "octobre", "Oct", "oct.", "Oct",
	"novembre", "Nov", "nov.", "Nov", "décembre", "Dec", "déc.", "Dec", "déc", "Dec",
	"januar", "Jan", "februar", "Feb", "märz", "Mar", "mär", "Mar", "mrz", "Mar", "okt", "Oct", "dez", "Dec", "oktober", "Oct", "dezember", "Dec",
	"enero", "Jan", "ene", "Jan", "febrero", "Feb", "marzo", "Mar", "abril", "Apr", "abr", "Apr", "mayo", "May", "junio", "Jun", "julio", "Jul", "agosto", "Aug", "ago", "Aug",
	"septiembre", "Sep", "octubre", "Oct", "noviembre", "Nov", "diciembre", "Dec", "dic", "Dec",
	"gennaio", "Jan", "gen", "Jan", "febbraio", "Feb", "aprile", "Apr", "maggio", "May", "mag", "May", "giugno", "Jun", "giu", "Jun", "luglio", "Jul", "lug", "Jul",
	"settembre", "Sep", "set", "Sep", "ottobre", "Oct", "ott", "Oct", "dicembre", "Dec",
)

var (
	weekday = regexp.MustCompile(`^\p{L}{2,12}\.?,\s*|^(?i:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)\p{L}*\.?\s+`)
	spaces  = regexp.MustCompile(`\s+`)
	colon   = regexp.MustCompile(`([+-]\d{2}):(\d{2})$`)
	hour24  = regexp.MustCompile(`([T ])24:00(:00)?`)
	comment = regexp.MustCompile(`\s*\([^)]*\)\s*$`)
)

// when reads a time; the zero time says that it is none.
func when(text string) time.Time {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 80 {
		return time.Time{}
	}
	next := time.Duration(0)
	if hour24.MatchString(text) {
		text, next = hour24.ReplaceAllString(text, "${1}00:00${2}"), 24*time.Hour
	}
	if t, ok := parseAny(text); ok {
		return t.Add(next).UTC()
	}
	text = spaces.ReplaceAllString(comment.ReplaceAllString(text, ""), " ")
	text = strings.TrimSpace(weekday.ReplaceAllString(text, ""))
	text = zones.Replace(strings.ReplaceAll(text, ",", ""))
	if t, ok := parseAny(text); ok {
		return t.Add(next).UTC()
	}
	plain := colon.ReplaceAllString(text, "$1$2")
	if t, ok := parseAny(plain); ok {
		return t.Add(next).UTC()
	}
	if t, ok := parseAny(zones.Replace(months.Replace(strings.ToLower(plain)))); ok {
		return t.Add(next).UTC()
	}
	return time.Time{}
}

func parseAny(text string) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

package phrase

import (
	"fmt"
	"strconv"
	"time"
)

// Clock writes the time of day: "21 h 40", "9 h", "21:40".
func Clock(lang string, t time.Time) string {
	if !French(lang) {
		return t.Format("15:04")
	}
	if t.Minute() == 0 {
		return strconv.Itoa(t.Hour()) + Hard + "h"
	}
	return fmt.Sprintf("%d%sh%s%02d", t.Hour(), Hard, Hard, t.Minute())
}

// Date writes the day: "1er novembre 2026", "1 November 2026".
func Date(lang string, t time.Time) string {
	return DayMonth(lang, t) + " " + strconv.Itoa(t.Year())
}

// DayMonth writes the day without its year: "1er novembre", "1 November".
func DayMonth(lang string, t time.Time) string {
	if !French(lang) {
		return t.Format("2 January")
	}
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return day + Hard + frenchMonths[t.Month()-1]
}

// Weekday writes the day of the week: "samedi", "Saturday".
func Weekday(lang string, t time.Time) string {
	if !French(lang) {
		return t.Weekday().String()
	}
	return frenchDays[t.Weekday()]
}

// Long writes the moment in full: "samedi 21 novembre 2026, 14 h 05",
// "Saturday 21 November 2026, 14:05".
func Long(lang string, t time.Time) string {
	return Weekday(lang, t) + " " + Date(lang, t) + ", " + Clock(lang, t)
}

// When writes a moment as short as it can be said at now: "14 h 05" today,
// "hier à 18 h 12", "vendredi 18 h 12" within six days, else the date.
func When(lang string, t, now time.Time) string {
	t = t.In(now.Location())
	switch days := dayNumber(now) - dayNumber(t); {
	case days == 0:
		return Clock(lang, t)
	case days == 1:
		return pick(lang, "hier à ", "yesterday at ") + Clock(lang, t)
	case days > 1 && days < 7:
		return Weekday(lang, t) + " " + Clock(lang, t)
	case t.Year() == now.Year():
		return DayMonth(lang, t) + ", " + Clock(lang, t)
	}
	return Date(lang, t)
}

// Duration writes how long, in the two units that matter: "4 heures",
// "1 h 40", "3 jours", "20 minutes"; "1 h 40 min".
func Duration(lang string, d time.Duration) string {
	if d < 0 {
		d = -d
	}
	switch {
	case d < time.Minute:
		return Count(lang, float64(d/time.Second), pick(lang, "seconde", "second"), pick(lang, "secondes", "seconds"))
	case d < time.Hour:
		return Count(lang, float64(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
		if m == 0 || h >= 10 {
			return Count(lang, float64(h), pick(lang, "heure", "hour"), pick(lang, "heures", "hours"))
		}
		if French(lang) {
			return fmt.Sprintf("%d%sh%s%02d", h, Hard, Hard, m)
		}
		return fmt.Sprintf("%d%sh%s%d%smin", h, Hard, Hard, m, Hard)
	}
	return Count(lang, float64(d/(24*time.Hour)), pick(lang, "jour", "day"), pick(lang, "jours", "days"))
}

// dayNumber counts days in the time's own zone, so that midnight there parts them.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

var (
	frenchMonths = [...]string{
		"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
		"août", "septembre", "octobre", "novembre", "décembre",
	}
	frenchDays = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
)

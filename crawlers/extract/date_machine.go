package extract

import (
	"strconv"
	"strings"
	"time"
)

var machineLayouts = []struct {
	layout string
	hour   bool
}{
	{time.RFC3339Nano, true}, {"2006-01-02T15:04:05.999999999Z0700", true}, {"2006-01-02T15:04Z07:00", true}, {"2006-01-02T15:04Z0700", true},
	{"2006-01-02T15:04:05.999999999", true}, {"2006-01-02T15:04", true},
	{"2006-01-02 15:04:05.999999999 Z0700", true}, {"2006-01-02 15:04:05.999999999Z07:00", true}, {"2006-01-02 15:04:05 Z07:00", true},
	{"2006-01-02 15:04:05.999999999", true}, {"2006-01-02 15:04", true},
	{"20060102T150405Z0700", true}, {"20060102T150405", true},
	{time.RFC1123Z, true}, {time.RFC1123, true}, {"Mon, 2 Jan 2006 15:04:05 -0700", true}, {"Mon, 2 Jan 2006 15:04:05 MST", true},
	{"2006-01-02", false}, {"2006/01/02", false}, {"20060102", false}, {"2006-1-2", false},
}

// machine reads a date as machines write it. A date that has only midnight, and
// no zone, is taken to have no hour.
func machine(text string, zone *time.Location) (at time.Time, hour, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) < 8 || len(text) > 60 {
		return time.Time{}, false, false
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) != 8 {
		if len(text) == 13 {
			seconds /= 1000
		}
		at = time.Unix(seconds, 0)
		return at, true, at.Year() >= 1990 && at.Year() < 2100
	}
	for _, l := range machineLayouts {
		if at, err := time.ParseInLocation(l.layout, text, zone); err == nil {
			at = abbreviated(at)
			midnight := at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0
			return at, l.hour && !midnight, at.Year() >= 1990 && at.Year() < 2100
		}
	}
	return time.Time{}, false, false
}

// abbreviated puts right a time whose zone's abbreviation time.Parse does not
// know, and takes for UTC.
func abbreviated(at time.Time) time.Time {
	name, offset := at.Zone()
	if hours, ok := zoneHours[name]; ok && offset == 0 && hours != 0 {
		return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.FixedZone(name, hours*3600))
	}
	return at
}

var zoneHours = map[string]int{
	"CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "WEST": 1, "BST": 1, "EET": 2, "EEST": 3, "MSK": 3,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9,
}

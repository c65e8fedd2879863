package extract

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const zoneWords = `(?:UTC|GMT|WEZ)`

var (
	saidZone = regexp.MustCompile(`(?i)(?:\b` + zoneWords + `|fuseaux? horaires?|all times are)[^<>]{0,12}?(?:\b` + zoneWords + `)?\s*([+−-]\s?\d{1,2})(?:[:.]?([034][05]))?\b`)
	bareZone = regexp.MustCompile(`(?i)(?:all times are|(?:times|hours) in|heures? au format|fuseau horaire|zeitzone|alle zeit(?:en|angaben)|horarios|horas|gli orari|fuso orario)[^<>]{0,16}(?:<[^<>]{0,80}>)?\s*` + zoneWords + `\b`)
	zoneName = regexp.MustCompile(`title="((?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Za-z_ /-]{2,40})">\s*UTC`)
	summer   = regexp.MustCompile(`(?i)^[^<>\[]{0,20}\[\s*(?:<[^<>]{0,80}>)?\s*(?:DST|heure d.été|sommerzeit|horario de verano|ora legale)`)
)

// zoneNeedles are what a foot that names a zone has in it.
var zoneNeedles = [][]byte{[]byte("UTC"), []byte("GMT"), []byte("WEZ"), []byte("imes are"), []byte("useau horaire")}

// zoneSaid is the zone that a forum's foot names: "All times are UTC+02:00". A
// place that it names besides knows the summers.
func zoneSaid(page []byte) *time.Location {
	tail := page[max(0, len(page)-30_000):]
	for _, needle := range zoneNeedles {
		from := 0
		for range 20 {
			at := bytes.Index(tail[from:], needle)
			if at < 0 {
				break
			}
			from += at + len(needle)
			if zone := zoneNear(tail[max(0, from-150):min(len(tail), from+150)]); zone != nil {
				return zone
			}
		}
	}
	return nil
}

func zoneNear(text []byte) *time.Location {
	if m := zoneName.FindSubmatch(text); m != nil {
		if zone, err := time.LoadLocation(strings.ReplaceAll(string(m[1]), " ", "_")); err == nil {
			return zone
		}
	}
	m := saidZone.FindSubmatchIndex(text)
	if m == nil {
		if at := bareZone.FindIndex(text); at != nil {
			return time.FixedZone("", summertime(text[at[1]:]))
		}
		return nil
	}
	hours, err := strconv.Atoi(strings.ReplaceAll(strings.ReplaceAll(string(text[m[2]:m[3]]), "−", "-"), " ", ""))
	if err != nil || hours < -12 || hours > 14 {
		return nil
	}
	seconds := hours * 3600
	if m[4] >= 0 {
		part := whole(string(text[m[4]:m[5]])) * 60
		if hours < 0 {
			part = -part
		}
		seconds += part
	}
	return time.FixedZone("", seconds+summertime(text[m[1]:]))
}

// summertime is the hour that phpBB 3.0 adds to all its dates.
func summertime(after []byte) int {
	if summer.Match(after) {
		return 3600
	}
	return 0
}

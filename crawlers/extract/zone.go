package extract

import (
	"strings"
	"time"
)

// homes are the zones of the domains and languages that mostly live in one.
var homes = map[string]string{
	".fr": "Europe/Paris", ".be": "Europe/Brussels", ".ch": "Europe/Zurich", ".de": "Europe/Berlin", ".at": "Europe/Vienna",
	".es": "Europe/Madrid", ".it": "Europe/Rome", ".nl": "Europe/Amsterdam", ".lu": "Europe/Luxembourg", ".pt": "Europe/Lisbon",
	".uk": "Europe/London", ".ie": "Europe/Dublin", ".pl": "Europe/Warsaw", ".cz": "Europe/Prague", ".se": "Europe/Stockholm",
	"fr": "Europe/Paris", "de": "Europe/Berlin", "it": "Europe/Rome",
	"fr_be": "Europe/Brussels", "fr_ch": "Europe/Zurich", "fr_ca": "America/Toronto", "en_gb": "Europe/London", "es_es": "Europe/Madrid",
}

// zoneOf guesses the zone that a page means when it names none.
func zoneOf(host, language, locale string) *time.Location {
	end := ""
	if i := strings.LastIndexByte(host, '.'); i >= 0 {
		end = strings.ToLower(host[i:])
	}
	for _, key := range []string{end, strings.ToLower(strings.ReplaceAll(locale, "-", "_")), language} {
		if name := homes[key]; name != "" {
			if zone, err := time.LoadLocation(name); err == nil {
				return zone
			}
		}
	}
	return time.UTC
}

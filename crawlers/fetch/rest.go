package fetch

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	shortWait    = 10 * time.Second   // a count that begins anew so soon is waited for as a pause is
	shortestRest = time.Minute        // after a 429 that names no time
	longestRest  = 7 * 24 * time.Hour // a longer one is taken for this: a source must not die of one header
)

// restAfter tells until when an answer asks to leave its host alone, and
// whether it is itself a refusal. The zero time means that it does not ask.
func restAfter(resp *http.Response, now time.Time) (until time.Time, refused bool) {
	until, ok := UsedUp(resp.Header, 0, now)
	busy := resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable
	if at, told := retryAfter(resp.Header.Get("Retry-After"), now); told && busy {
		until, ok = at, true
	}
	if !ok && resp.StatusCode == http.StatusTooManyRequests {
		until, ok = now.Add(shortestRest), true
	}
	if !ok {
		return time.Time{}, false
	}
	return bounded(until, now), busy
}

// retryAfter reads the header's two forms: seconds, or a date.
func retryAfter(value string, now time.Time) (time.Time, bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return time.Time{}, false
	}
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		if seconds < 0 {
			return time.Time{}, false
		}
		return now.Add(time.Duration(min(seconds, int64(longestRest/time.Second)+1)) * time.Second), true
	}
	at, err := http.ParseTime(value)
	return at, err == nil && at.After(now)
}

func bounded(until, now time.Time) time.Time {
	if latest := now.Add(longestRest); until.After(latest) {
		return latest
	}
	return until
}

// UsedUp reads the headers that count requests, and tells until when no more
// than spare are left: RateLimit as draft-ietf-httpapi-ratelimit-headers has it now
// (`"name";r=0;t=30`) and had it before (`limit=9, remaining=0, reset=30`, and
// RateLimit-Remaining beside RateLimit-Reset), and X-RateLimit-*, whose reset
// is seconds, a Unix time or, with Mastodon, a date of RFC 3339.
func UsedUp(h http.Header, spare int, now time.Time) (until time.Time, ok bool) {
	later := func(remaining, reset string) {
		left, err := strconv.ParseFloat(strings.TrimSpace(remaining), 64)
		if err != nil || !(left < float64(spare+1)) { // NaN is no number of requests
			return
		}
		if at, good := resetTime(strings.TrimSpace(reset), now); good && at.After(until) {
			until, ok = at, true
		}
	}
	for _, prefix := range []string{"Ratelimit-", "X-Ratelimit-", "X-Rate-Limit-"} {
		later(h.Get(prefix+"Remaining"), h.Get(prefix+"Reset"))
	}
	for _, value := range h.Values("Ratelimit") {
		later(parameter(value, "remaining", ","), parameter(value, "reset", ","))
		for policy := range strings.SplitSeq(value, ",") {
			later(parameter(policy, "r", ";"), parameter(policy, "t", ";"))
		}
	}
	return bounded(until, now), ok
}

// parameter is what a name is set to in a list of name=value.
func parameter(list, name, separator string) string {
	for part := range strings.SplitSeq(list, separator) {
		if key, value, ok := strings.Cut(part, "="); ok && strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// resetTime reads when a count begins anew. A number this large is no number of
// seconds to wait but a Unix time, in seconds or milliseconds.
func resetTime(value string, now time.Time) (time.Time, bool) {
	number, err := strconv.ParseFloat(value, 64)
	if err != nil {
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			at, err = http.ParseTime(value)
		}
		return at, err == nil && at.After(now)
	}
	var at time.Time
	switch {
	case math.IsNaN(number) || number <= 0 || number > 1e14:
		return time.Time{}, false
	case number > 1e11:
		at = time.UnixMilli(int64(number))
	case number > 1e9:
		at = time.Unix(int64(math.Ceil(number)), 0)
	default:
		at = now.Add(time.Duration(min(number, 2*longestRest.Seconds()) * float64(time.Second)))
	}
	return at, at.After(now)
}

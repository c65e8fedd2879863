package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	shortestRest = time.Minute        // after a 429 that names no time
	longestRest  = 7 * 24 * time.Hour // a longer one is taken for this: a source must not die of one header
)

// asksForRest reports whether an answer asks to be left alone, and until when.
func (f *Fetcher) asksForRest(resp *http.Response) (time.Time, bool) {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return time.Time{}, false
	}
	now := f.now()
	until, ok := retryAfter(resp.Header.Get("Retry-After"), now)
	switch {
	case !ok && resp.StatusCode == http.StatusTooManyRequests:
		return now.Add(shortestRest), true
	case !ok:
		return time.Time{}, false
	case until.After(now.Add(longestRest)):
		return now.Add(longestRest), true
	}
	return until, true
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

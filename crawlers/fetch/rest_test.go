package fetch

import (
	"net/http"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func TestRestAfter(t *testing.T) {
	type headers map[string]string
	tests := []struct {
		name    string
		status  int
		headers headers
		want    time.Duration // 0: no rest
		refused bool
	}{
		{"nothing", 200, nil, 0, false},
		{"Retry-After on a good answer", 200, headers{"Retry-After": "60"}, 0, false},
		{"503 without", 503, nil, 0, false},
		{"draft, now", 200, headers{"RateLimit": `"default";r=0;t=30`}, 30 * time.Second, false},
		{"draft, some left", 200, headers{"RateLimit": `"default";r=5;t=30`}, 0, false},
		{"draft, two policies", 200, headers{"RateLimit": `"burst";r=5;t=30, "day"; r=0 ;t=600`}, 10 * time.Minute, false},
		{"draft, before", 200, headers{"RateLimit": "limit=100, remaining=0, reset=20"}, 20 * time.Second, false},
		{"draft, first", 200, headers{"RateLimit-Remaining": "0", "RateLimit-Reset": "50"}, 50 * time.Second, false},
		{"Mastodon", 200, headers{"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-20T12:05:00.000000Z"}, 5 * time.Minute, false},
		{"Mastodon, one left", 200, headers{"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "2026-11-20T12:05:00.000000Z"}, 0, false},
		{"Unix time", 200, headers{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795176060"}, time.Minute, false},
		{"Unix time in ms", 200, headers{"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "1795176060000"}, time.Minute, false},
		{"Reddit", 200, headers{"X-Ratelimit-Remaining": "0.0", "X-Ratelimit-Reset": "90"}, 90 * time.Second, false},
		{"past", 200, headers{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-20T11:00:00Z"}, 0, false},
		{"no reset", 200, headers{"X-RateLimit-Remaining": "0"}, 0, false},
		{"for ever", 200, headers{"RateLimit": `"a";r=0;t=99999999`}, longestRest, false},
		{"not numbers", 200, headers{"RateLimit-Remaining": "NaN", "RateLimit-Reset": "NaN"}, 0, false},
		{"304", 304, headers{"RateLimit-Remaining": "0", "RateLimit-Reset": "50"}, 50 * time.Second, false},
		{"429 by count", 429, headers{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-20T12:05:00Z"}, 5 * time.Minute, true},
		{"429, Retry-After first", 429, headers{"Retry-After": "10", "RateLimit-Remaining": "0", "RateLimit-Reset": "50"}, 10 * time.Second, true},
		{"429, nonsense", 429, headers{"Retry-After": "-5"}, shortestRest, true},
		{"429, a date that is past", 429, headers{"Retry-After": "Fri, 20 Nov 2026 11:00:00 GMT"}, shortestRest, true},
		{"503 by count", 503, headers{"RateLimit-Remaining": "0", "RateLimit-Reset": "50"}, 50 * time.Second, true},
	}
	for _, tt := range tests {
		resp := &http.Response{StatusCode: tt.status, Header: http.Header{}}
		for name, value := range tt.headers {
			resp.Header.Set(name, value)
		}
		until, refused := restAfter(resp, noon)
		got := until.Sub(noon)
		if until.IsZero() {
			got = 0
		}
		if got != tt.want || refused != tt.refused {
			t.Errorf("%s: %d %v asks for %s, refused %t, want %s, %t", tt.name, tt.status, tt.headers, got, refused, tt.want, tt.refused)
		}
	}
}

func TestUsedUpButForOne(t *testing.T) {
	for left, want := range map[string]bool{"0": true, "0.0": true, "1": true, "1.0": true, "1.5": true, "2": false, "2.0": false, "300": false, "NaN": false, "": false, "-1": true} {
		h := http.Header{"X-Ratelimit-Remaining": {left}, "X-Ratelimit-Reset": {"60"}}
		if until, got := UsedUp(h, 1, noon); got != want || got && !until.Equal(noon.Add(time.Minute)) {
			t.Errorf("%q left: used up %t until %s, want %t", left, got, until, want)
		}
	}
}

func FuzzRestAfter(f *testing.F) {
	f.Add(200, "60", `"a";r=0;t=30`, "0", "2026-11-20T12:05:00Z")
	f.Add(429, "Fri, 20 Nov 2026 12:05:00 GMT", "limit=1, remaining=0, reset=1e400", "-0", "1e13")
	f.Fuzz(func(t *testing.T, status int, retry, limit, remaining, reset string) {
		resp := &http.Response{StatusCode: status, Header: http.Header{
			"Retry-After": {retry}, "Ratelimit": {limit}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset},
		}}
		until, refused := restAfter(resp, noon)
		if !until.IsZero() && (until.Before(noon) || until.After(noon.Add(longestRest))) {
			t.Errorf("%d %v: rest until %s", status, resp.Header, until)
		}
		if refused && until.IsZero() || refused && status != 429 && status != 503 {
			t.Errorf("%d %v: refused %t until %s", status, resp.Header, refused, until)
		}
	})
}

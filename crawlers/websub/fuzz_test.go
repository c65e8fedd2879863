package websub_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/websub"
)

// FuzzServeHTTP sends requests that strangers could make up. The key and the
// secret are ours, so that the target reaches what stands behind them: nothing
// but the challenge is given back, and nothing unsigned is taken.
func FuzzServeHTTP(f *testing.F) {
	const key, secret = "k", "s"
	confirm := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.challenge": {"abc"}, "hub.lease_seconds": {"60"}}
	f.Add("GET", "/websub/k", confirm.Encode(), "", []byte(nil))
	f.Add("GET", "/websub/k", "hub.mode=denied&hub.reason=%00%ff&hub.topic="+url.QueryEscape(topic), "", []byte(nil))
	f.Add("POST", "/websub/k", "", sign("sha256", secret, []byte(feed)), []byte(feed))
	f.Add("POST", "/websub/k", "hub.mode=subscribe", "sha1=zz", []byte(feed))
	f.Add("POST", "k", ";=%", "sha512=", []byte("<"))
	statuses := []int{200, 202, 404, 405, 410, 413}
	f.Fuzz(func(t *testing.T, method, path, query, signature string, body []byte) {
		now := newClock().now()
		table := &table{rows: map[string]websub.Subscription{"press": {Source: "press", Hub: "https://hub.example.org/", Topic: topic,
			Key: key, Secret: secret, State: websub.Active, Asked: now, Lease: now.Add(time.Hour)}}}
		s := websub.New(websub.Options{Callback: "https://vigie.example.org/websub", Log: table, MaxBody: 1000, Now: func() time.Time { return now }})
		if err := s.Load(context.Background()); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(string(body)))
		r.Method, r.URL = method, &url.URL{Path: path, RawQuery: query}
		r.Header.Set("X-Hub-Signature", signature)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if !slices.Contains(statuses, w.Code) {
			t.Errorf("answered %d", w.Code)
		}
		got := w.Body.String()
		if q := r.URL.Query(); got != "" && (got != q.Get("hub.challenge") || q.Get("hub.topic") != topic || q.Get("hub.mode") != "subscribe") {
			t.Errorf("%s %q gave back %q", method, query, got)
		}
		name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(signature)), "=")
		if s.Counts().Taken > 0 && (!slices.Contains([]string{"sha1", "sha256", "sha384", "sha512"}, strings.TrimSpace(name)) ||
			!strings.Contains(strings.ToLower(signature), sign(strings.TrimSpace(name), secret, body)[len(strings.TrimSpace(name))+1:])) {
			t.Errorf("took %q signed %q", body, signature)
		}
	})
}

package social_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// places has one source of each network.
var places = map[string]string{
	"Mastodon tag": "SITE/tags/bus", "Mastodon account": "SITE/@ligne3", "Bluesky account": blueskyAccount, "Bluesky search": blueskySearch,
	"Reddit": transports, "Hacker News": hackerSearch, "YouTube": "https://www.youtube.com/channel/UCx",
}

func TestBrokenAnswers(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"no JSON":      func(w http.ResponseWriter, _ *http.Request) { refuse(w, 200, "<!DOCTYPE html><p>Just a moment...") },
		"cut JSON":     func(w http.ResponseWriter, _ *http.Request) { refuse(w, 200, `[{"id":"1","content":"<p>`) },
		"number":       func(w http.ResponseWriter, _ *http.Request) { refuse(w, 200, `12`) },
		"nothing":      func(w http.ResponseWriter, _ *http.Request) { refuse(w, 200, "") },
		"deep nesting": func(w http.ResponseWriter, _ *http.Request) { refuse(w, 200, strings.Repeat(`[{"a":`, 100_000)) },
		"too large": func(w http.ResponseWriter, _ *http.Request) {
			refuse(w, 200, `[{"content":"`+strings.Repeat("a", 2<<20)+`"}]`)
		},
		"500": func(w http.ResponseWriter, _ *http.Request) { refuse(w, 500, "oops") },
		"502": func(w http.ResponseWriter, _ *http.Request) { refuse(w, 502, `{"error":{"odd":[]}}`) },
		"403": func(w http.ResponseWriter, _ *http.Request) { refuse(w, 403, `{"error":"Forbidden"}`) },
	}
	for answer, serve := range answers {
		for place, source := range places {
			r := newRig(t, serve)
			run, err := r.run(source)
			if err == nil || len(run.Posts) != 0 || len(run.Gone) != 0 {
				t.Errorf("%s from %s: %v, posts %q, want an error", answer, place, err, bodies(run.Posts))
			}
		}
	}
}

func TestRetryAfter(t *testing.T) {
	for _, status := range []int{429, 503} {
		for place, source := range places {
			r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "600")
				refuse(w, status, `{"error":"Too many requests"}`)
			})
			run, err := r.run(source)
			if err == nil || !run.Rest.Equal(start.Add(10*time.Minute)) || run.Status != status {
				t.Errorf("%d from %s: %v, rest until %v, want ten minutes", status, place, err, run.Rest)
			}
			if len(r.asked) != 1 {
				t.Errorf("%d from %s: asked %q, want once", status, place, r.asked)
			}
		}
	}
}

// One entry that is not as documented must not cost the others.
func TestOddEntries(t *testing.T) {
	at := start.Add(-time.Hour)
	odd := `null,1,"x",[],{},{"id":{},"kind":[],"data":7,"post":"x","record":[]}`
	answers := map[string]string{
		"Mastodon tag":    fmt.Sprintf(`[%s,{"id":%s,"created_at":5,"content":"<p>Bon</p>","language":7,"account":{"acct":null,"noindex":"yes"},"url":null,"uri":null,"media_attachments":[],"edited_at":{}}]`, odd, id(at)),
		"Bluesky account": fmt.Sprintf(`{"cursor":null,"feed":[%s,{"post":{"uri":%q,"author":{"did":"x"},"record":{"text":"Bon","createdAt":"hier"}}}]}`, odd, "at://did:plc:x/app.bsky.feed.post/1"),
		"Reddit":          fmt.Sprintf(`{"kind":"Listing","data":{"after":null,"children":[%s,{"kind":"t3","data":{"name":"t3_x","title":"Bon","created_utc":"NaN","edited":[],"over_18":1}}]}}`, odd),
		"Hacker News":     fmt.Sprintf(`{"hits":[%s,{"objectID":1,"title":"Bon","created_at_i":"soon"}]}`, odd),
	}
	for place, body := range answers {
		r := newRig(t, func(w http.ResponseWriter, _ *http.Request) { refuse(w, 200, body) })
		r.blind = true
		run, err := r.run(places[place])
		if err != nil || len(run.Posts) != 1 || run.Posts[0].Text != "Bon" || run.Posts[0].ID == "" || run.Posts[0].Published.IsZero() || run.Posts[0].Dated {
			t.Errorf("%s: %v, posts %+v, want the good one", place, err, run.Posts)
		}
	}
}

// A listing that never ends, or leads in circles, ends with the pages of a run.
func TestEndlessListing(t *testing.T) {
	n := 0
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		n++
		send(w, object{"cursor": fmt.Sprint(n), "feed": []object{{"post": skeet(fmt.Sprint("x", n), "Encore", start.Add(-time.Minute))}}})
	})
	r.blind = true
	for range 3 {
		r.must(blueskyAccount)
		if len(r.asked) > 10 {
			t.Errorf("%d requests in one run", len(r.asked))
		}
	}
}

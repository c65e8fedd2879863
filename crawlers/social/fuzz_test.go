package social

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/post"
)

var moments = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// held is what every post must hold, whatever a network answers.
func held(t *testing.T, items []item) {
	t.Helper()
	thread(items)
	s := state{}
	for _, i := range items {
		p := i.post
		if i.key == "" {
			continue
		}
		if p.ID == "" || p.Published.IsZero() || p.Published.After(moments) {
			t.Fatalf("post without identifier or with a time to come: %+v", p)
		}
		for _, address := range append([]string{p.URL, p.AuthorURL}, p.Links...) {
			if address != "" && !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
				t.Fatalf("address %q", address)
			}
		}
		s.remember(i)
	}
	s.trim()
	if again := decodeState(s.encode()); len(s.Watch) > mostWatched || len(again.Watch) != len(s.Watch) {
		t.Fatalf("%d posts watched, %d after writing and reading", len(s.Watch), len(again.Watch))
	}
}

func FuzzMastodon(f *testing.F) {
	f.Add([]byte(`[{"id":"103270115826048975","created_at":"2019-12-08T03:48:33.901Z","in_reply_to_id":"1","in_reply_to_account_id":"1","url":"https://mastodon.example/@a/1","content":"<p>&quot;x&quot;</p>","reblog":null,"account":{"id":"1","acct":"a","url":"https://mastodon.example/@a"}}]`))
	f.Add([]byte(`[{"id":1,"reblog":{"id":2,"content":"<a href=javascript:x>","account":{}},"mentions":[{"id":null}]}]`))
	m := &mastodon{base: "https://mastodon.example", place: Place{Kind: "tag"}}
	f.Fuzz(func(t *testing.T, body []byte) {
		var list []json.RawMessage
		if json.Unmarshal(body, &list) != nil {
			return
		}
		var items []item
		for _, s := range each[mastodonStatus](list) {
			items = append(items, m.item(s, moments))
		}
		held(t, items)
	})
}

func FuzzBluesky(f *testing.F) {
	f.Add([]byte(`[{"post":{"uri":"at://did:plc:x/app.bsky.feed.post/1","author":{"did":"did:plc:x","handle":"a.example"},"record":{"text":"a\n\nb","createdAt":"2026-01-01T00:00:00Z","langs":["fr"],"reply":{"root":{"uri":"at://did:plc:x/app.bsky.feed.post/0"}}},"indexedAt":"2026-01-01T00:00:01Z"},"reason":{"by":{"did":"x"},"indexedAt":"2026-01-02T00:00:00Z"}}]`))
	f.Add([]byte(`[{"post":{"uri":"at://%/app.bsky.feed.post/?#","record":{"facets":[{"features":[{"uri":"x:y"}]}]}}}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var list []json.RawMessage
		if json.Unmarshal(body, &list) != nil {
			return
		}
		var items []item
		for _, p := range each[blueskyFeedPost](list) {
			items = append(items, (&bluesky{}).item(p, moments))
		}
		held(t, items)
	})
}

func FuzzStream(f *testing.F) {
	const did, tid = "did:plc:z72i7hdynmk6r22z27h6tvur", "3l3qo2vutsw2b"
	f.Add([]byte(`{"did":"`+did+`","time_us":1795165200000000,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"`+tid+`","record":{"text":"la panne","createdAt":"2026-11-20T08:00:00Z","langs":["fr"],"embed":{"images":[{"alt":"x"}]},"labels":{"values":[{"val":"x"}]}}}}`), "panne lang:fr", []byte("0123456789ab"))
	f.Add([]byte(`{"did":"`+did+`","time_us":1795165200000000,"kind":"commit","commit":{"operation":"delete","collection":"app.bsky.feed.post","rkey":"`+tid+`"}}`), `"la panne" -#x`, []byte{})
	f.Add([]byte(`{"did":"`+did+`","time_us":1795165200000000,"kind":"account","account":{"active":false,"status":"deleted"}}`), "#panne", []byte("0"))
	f.Fuzz(func(t *testing.T, body []byte, search string, sent []byte) {
		q, ok := readQuery(search)
		if !ok {
			q = query{all: []string{" panne "}}
		}
		saved := (&state{Sent: sent}).encode()
		w := &walk{state: decodeState(saved), known: map[string]bool{}, job: Job{Start: moments}}
		taken := "at://" + did + postPath + tid
		w.state.send(taken)
		s := &stream{bluesky: &bluesky{place: Place{Kind: "search"}}, w: w, query: q}
		for range 2 {
			s.event(body)
		}
		held(t, s.found)
		if s.cursor > moments.Add(overlap).UnixMicro() || s.events != 0 && s.cursor <= 0 || len(s.found) > 1 || len(w.state.Sent) > mostSent*sentSize {
			t.Fatalf("cursor %d, %d events, %d posts, %d bytes remembered", s.cursor, s.events, len(s.found), len(w.state.Sent))
		}
		if w.state.sent(taken) != (len(w.run.Gone) == 0) && len(sent) < sentSize {
			t.Fatalf("gone %q, and remembered: %v", w.run.Gone, w.state.sent(taken))
		}
	})
}

func FuzzReddit(f *testing.F) {
	f.Add([]byte(`{"kind":"Listing","data":{"after":"t3_a","children":[{"kind":"t3","data":{"name":"t3_a","title":"x","permalink":"/r/a/comments/a/x/","created_utc":1795269900.0}}]}}`))
	f.Add([]byte(`[{"kind":"Listing","data":{"children":[]}},{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"name":"t1_b","body":"x","permalink":"//evil","replies":{"kind":"Listing","data":{"children":[]}}}}]}}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var a redditAnswer
		if json.Unmarshal(body, &a) != nil {
			return
		}
		var items []item
		for _, thing := range a.things {
			items = append(items, (&reddit{}).item(thing, moments))
		}
		held(t, items)
	})
}

func FuzzHackerNews(f *testing.F) {
	f.Add([]byte(`[{"objectID":"1","created_at_i":1160418111,"title":"Y","url":"http://ycombinator.com","author":"pg","story_text":null,"comment_text":"a<p>b","parent_id":7,"story_id":9}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var list []json.RawMessage
		if json.Unmarshal(body, &list) != nil {
			return
		}
		var items []item
		for _, hit := range each[hackerHit](list) {
			items = append(items, (&hackerNews{}).item(hit, moments))
		}
		held(t, items)
	})
}

func FuzzLocate(f *testing.F) {
	f.Add("https://www.reddit.com/r/a/comments/b/c", "n", `<https://a/?min_id=1>; rel="prev", <x>; rel=next`, "0")
	f.Add("https://bsky.app/search?q=a&q=b", `{"w":[{"k":"1"}],"t":"2026-01-01T00:00:00Z"}`, "<", "99999999999999999999")
	f.Fuzz(func(t *testing.T, address, saved, header, id string) {
		if p, err := Locate(address); err == nil {
			if p.Name == "" || p.Network == "" || p.network(Networks{}.filled()) == nil {
				t.Fatalf("Locate(%q) = %+v", address, p)
			}
		}
		s := decodeState(saved)
		s.trim()
		s.remember(item{key: "x", post: post.Post{ID: "y"}})
		links(http.Header{"Link": {header}})
		if earlier(id, moments) == "" && id != "" {
			t.Fatal("an identifier was lost")
		}
	})
}

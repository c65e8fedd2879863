package social_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"vigie/crawlers/post"
)

// The identifier of a post is made of its address, and by that the post is
// erased: an answer must not pass a page of others off as its own.
func TestMastodonAddresses(t *testing.T) {
	const page, here = "https://journal.example/ligne-3", "SITE/@voyageur@ailleurs.example/"
	tests := []struct {
		name              string
		url, uri, account any
		want              string // with a number: the server's own page
	}{
		{"as usual", "https://ailleurs.example/@voyageur/5", "https://ailleurs.example/users/voyageur/statuses/5", "https://ailleurs.example/@voyageur", "https://ailleurs.example/@voyageur/5"},
		{"pages beside the interface", "https://www.ailleurs.example/@voyageur/5", "https://ap.ailleurs.example/5", "https://www.ailleurs.example/@voyageur", "https://www.ailleurs.example/@voyageur/5"},
		{"no account", "https://ailleurs.example/@voyageur/5", "https://ailleurs.example/5", nil, "https://ailleurs.example/@voyageur/5"},
		{"no page", nil, "https://ailleurs.example/5", "https://ailleurs.example/@voyageur", "https://ailleurs.example/5"},
		{"a page of others", page, "https://ailleurs.example/5", "https://ailleurs.example/@voyageur", "https://ailleurs.example/5"},
		{"a page of others, on another port", "https://ailleurs.example:8443/5", "https://ailleurs.example/5", nil, here},
		{"a page of others, all apart", page, "https://un.example/5", "https://deux.example/@voyageur", here},
		{"a page of others alone", page, nil, nil, here},
		{"a name of others alone", nil, page, nil, here},
		{"no address", "javascript:alert(1)", "tag:ailleurs.example,2026:5", "mailto:x@ailleurs.example", here},
		{"none", nil, nil, nil, here},
	}
	for _, tt := range tests {
		r, s := newMastodon(t, 0)
		status := s.add("Bonjour", start.Add(-time.Hour))
		status["url"], status["uri"] = tt.url, tt.uri
		status["account"] = object{"id": "8", "acct": "voyageur@ailleurs.example", "url": tt.account}
		want := tt.want
		if want == here {
			want = r.url + "/@voyageur@ailleurs.example/" + status["id"].(string)
		}
		if p := r.must("SITE/tags/bus").Posts[0]; p.URL != want || p.ID != post.NewID(want) {
			t.Errorf("%s: %q, want %q and its identifier", tt.name, p.URL, want)
		}
	}
}

func TestFeedsHoldOnlyTheNetworksPages(t *testing.T) {
	entry := func(id, link string) string {
		return `<entry><id>` + id + `</id><link href="` + link + `"/><updated>2026-11-20T08:00:00+00:00</updated><title>Titre ` + id + `</title></entry>`
	}
	for source, tt := range map[string]struct{ good, bad string }{
		"https://www.youtube.com/channel/UCx": {entry("a", "https://youtu.be/a"), entry("b", "https://youtube.com.troll.example/b") + entry("c", "https://journal.example/c")},
		transports:                            {entry("t3_a", "https://old.reddit.com/r/transports/comments/a/"), entry("t3_b", "https://notreddit.com/b") + entry("c", "https://journal.example/c")},
	} {
		r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
			if req.URL.Query().Get("raw_json") != "" {
				refuse(w, 403, `{"message":"Forbidden","error":403}`)
				return
			}
			w.Header().Set("Content-Type", "application/atom+xml; charset=UTF-8")
			fmt.Fprint(w, `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>`+tt.good+tt.bad+`</feed>`)
		})
		if run := r.must(source); len(run.Posts) != 1 {
			t.Errorf("%s: posts %+v, want the first", source, run.Posts)
		}
	}
}

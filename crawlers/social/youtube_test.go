package social_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/post"
)

func video(id, title string, at time.Time) string {
	return fmt.Sprintf(`<entry><id>yt:video:%s</id><yt:videoId>%s</yt:videoId><yt:channelId>UCx</yt:channelId><title>%s</title>
<link rel="alternate" href="https://www.youtube.com/watch?v=%s"/><author><name>La Régie</name><uri>https://www.youtube.com/channel/UCx</uri></author>
<published>%s</published><updated>%s</updated>
<media:group><media:title>%s</media:title><media:description>Description de %s</media:description></media:group></entry>`,
		id, id, title, id, at.Format(time.RFC3339), at.Format(time.RFC3339), title, title)
}

func channelFeed(videos ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
<title>La Régie</title><author><name>La Régie</name></author>` + strings.Join(videos, "") + "</feed>"
}

func TestYouTube(t *testing.T) {
	videos := []string{video("v3", "Trois", start.Add(-time.Hour)), video("v2", "Deux", start.Add(-2*time.Hour)), video("v1", "Un", start.Add(-3*time.Hour))}
	r := newRig(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.RequestURI() == "/@la-regie" {
			fmt.Fprint(w, `<!DOCTYPE html><link rel="alternate" type="application/rss+xml" title="RSS" href="https://www.youtube.com/feeds/videos.xml?channel_id=UCx"><body>`)
			return
		}
		if req.URL.RequestURI() != "/feeds/videos.xml?channel_id=UCx" {
			http.NotFound(w, req)
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=UTF-8")
		fmt.Fprint(w, channelFeed(videos...))
	})
	run := r.must("https://www.youtube.com/@la-regie")
	if len(run.Posts) != 3 {
		t.Fatalf("posts %q, want three", bodies(run.Posts))
	}
	two := byText(t, run.Posts, "Deux")
	if two.Text != "Description de Deux" || two.Title != "Deux" || two.Author != "La Régie" || two.URL != "https://www.youtube.com/watch?v=v2" || two.Kind != post.Status || two.Source != "src" {
		t.Errorf("video = %+v", two)
	}
	if run = r.must("https://www.youtube.com/@la-regie"); !run.Same || len(r.asked) != 1 {
		t.Errorf("second run: same %v, asked %q, want the feed alone", run.Same, r.asked)
	}
	videos = slices.Delete(videos, 1, 2)
	r.must("https://www.youtube.com/@la-regie")
	if run = r.must("https://www.youtube.com/@la-regie"); !slices.Equal(run.Gone, []string{two.ID}) {
		t.Errorf("gone %q, want %q", run.Gone, two.ID)
	}
	videos = videos[:1] // the oldest has only left the window of the feed
	for range 3 {
		if run = r.must("https://www.youtube.com/@la-regie"); len(run.Gone) != 0 {
			t.Errorf("gone %q, want nothing", run.Gone)
		}
	}
}

func TestYouTubeAddresses(t *testing.T) {
	tests := []struct{ source, asked string }{
		{"https://www.youtube.com/channel/UCx", "channel_id=UCx"},
		{"https://www.youtube.com/playlist?list=PLx", "playlist_id=PLx"},
		{"https://www.youtube.com/user/regie", "user=regie"},
		{"https://www.youtube.com/feeds/videos.xml?playlist_id=PLx", "playlist_id=PLx"},
	}
	for _, tt := range tests {
		r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml; charset=UTF-8")
			fmt.Fprint(w, channelFeed(video("v1", "Un", start.Add(-time.Hour))))
		})
		if run := r.must(tt.source); len(run.Posts) != 1 || !slices.Equal(r.asked, []string{"/feeds/videos.xml?" + tt.asked}) {
			t.Errorf("%s: posts %q, asked %q, want %s", tt.source, bodies(run.Posts), r.asked, tt.asked)
		}
	}
}

// The feeds answer 404 now and then for channels that are there.
func TestYouTubeFaultErasesNothing(t *testing.T) {
	status := 0
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		if status != 0 {
			refuse(w, status, "<!DOCTYPE html><title>Error</title>")
			return
		}
		fmt.Fprint(w, channelFeed(video("v1", "Un", start.Add(-time.Hour)), video("v0", "Zéro", start.Add(-2*time.Hour))))
	})
	r.must("https://www.youtube.com/channel/UCx")
	for _, status = range []int{404, 404, 500, 404, 410} {
		if run, err := r.run("https://www.youtube.com/channel/UCx"); err == nil || len(run.Gone) != 0 {
			t.Errorf("%d: %v, gone %q, want an error and nothing gone", status, err, run.Gone)
		}
	}
}

// Who asks from some countries is sent to a page about cookies.
func TestYouTubeHandleBehindConsent(t *testing.T) {
	r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!DOCTYPE html><title>Before you continue</title><form action="https://consent.youtube.com/save"></form>`)
	})
	if _, err := r.run("https://www.youtube.com/@la-regie"); err == nil || !strings.Contains(err.Error(), "/channel/UC") {
		t.Errorf("run: %v, want a remedy", err)
	}
}

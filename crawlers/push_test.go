package crawlers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// hubs remembers what was offered.
type hubs struct {
	offered []string
	live    bool
}

func (h *hubs) Offer(source, hub, topic string) {
	h.offered = append(h.offered, source+" "+hub+" "+topic)
}

func (h *hubs) Live(string) bool { return h.live }

// withHubs gives a bench's crawler hubs.
func (b *bench) withHubs() *hubs {
	h := &hubs{}
	f := fetch.New(fetch.Options{AllowPrivate: true, Now: func() time.Time { return b.now }})
	b.crawler = crawlers.New(crawlers.Options{Fetcher: f, Sink: b, Visits: b, Hubs: h, Now: func() time.Time { return b.now }})
	return h
}

const hubLinks = "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='https://hub.example.org/'/><atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='SITE/feed'/>"

func TestHubsAreOfferedWhatAFeedAnnounces(t *testing.T) {
	s := newSite(t, map[string]string{"/feed": feedOf(hubLinks, item(1, long("Un"))), "/plain": feedOf(item(2, long("Deux")))})
	b := newBench(t, fetch.Options{})
	h := b.withHubs()
	source := post.Source{ID: "lignes", URL: s.url + "/feed", Kind: post.Feed, Every: time.Hour, Fastest: time.Minute, Slowest: 8 * time.Hour}
	b.run(t, source)
	h.live = true
	v := b.run(t, source)
	if want := []string{"lignes https://hub.example.org/ " + s.url + "/feed"}; !slices.Equal(h.offered, want) {
		t.Errorf("offered %q, want %q: an answer without a feed in it says nothing", h.offered, want)
	}
	if v.Outcome != crawlers.Unchanged || v.Wait != source.Slowest {
		t.Errorf("run of a feed whose hub is live = %+v, want the slowest interval", v)
	}
	b.run(t, post.Source{ID: "plain", URL: s.url + "/plain", Kind: post.Feed})
	if last := h.offered[len(h.offered)-1]; last != "plain  "+s.url+"/plain" {
		t.Errorf("offered %q of a feed without a hub", last)
	}
}

// What is delivered need not repeat which hub delivers it, nor hold any item.
func TestTakeKeepsTheHub(t *testing.T) {
	s := newSite(t, map[string]string{"/feed": feedOf(hubLinks, item(1, long("Un")))})
	b := newBench(t, fetch.Options{})
	h := b.withHubs()
	source := post.Source{ID: "lignes", URL: s.url + "/feed", Kind: post.Feed, Every: time.Hour}
	b.run(t, source)
	if v, err := b.crawler.Take(t.Context(), source, "application/rss+xml", []byte(feedOf(item(2, long("Deux"))))); err != nil || v.New != 1 || len(h.offered) != 1 {
		t.Errorf("take = %+v, %v; offered %q, want the hub left as it was", v, err, h.offered)
	}
	if v, err := b.crawler.Take(t.Context(), source, "application/rss+xml", []byte(feedOf())); err != nil || v.Next.After(b.now) {
		t.Errorf("take of a thin ping = %+v, %v, want the feed due now", v, err)
	}
}

func TestTakeOfADelivery(t *testing.T) {
	s := newSite(t, map[string]string{
		"/feed":     feedOf(item(1, long("Un"))),
		"/billet-3": article("Billet 3", long("Le texte entier")),
	})
	b := newBench(t, fetch.Options{})
	source := post.Source{ID: "lignes", URL: s.url + "/feed", Kind: post.Feed}
	before := b.run(t, source)
	body := strings.ReplaceAll(feedOf(item(2, long("Deux")), item(3, "Un début…")), "SITE", s.url)
	v, err := b.crawler.Take(t.Context(), source, "application/rss+xml", []byte(body))
	if err != nil || v.Outcome != crawlers.Good || v.New != 2 || v.ETag != before.ETag || v.Entry != before.Entry {
		t.Fatalf("take = %+v, %v, want 2 new posts and the feed's own state as it was, %+v", v, err, before)
	}
	if p := b.posts[post.NewID(s.url+"/billet-3")]; !strings.Contains(p.Text, "Le texte entier") {
		t.Errorf("a delivered teaser says %q, want its page's text", p.Text)
	}
	if s.count("/feed") != 1 {
		t.Errorf("the feed was asked for %d times, want once: what is new was delivered", s.count("/feed"))
	}
	b.now = b.now.Add(time.Hour)
	if v := b.run(t, source); v.Outcome != crawlers.Unchanged || v.Status != 304 {
		t.Errorf("the next poll = %+v, want it to go on from the feed's own state", v)
	}
	saved := len(b.visits)
	if _, err := b.crawler.Take(t.Context(), source, "text/html", []byte("<html><p>Erreur 500")); err == nil || len(b.visits) != saved {
		t.Errorf("take of a page: %v, %d visits saved; want an error and none", err, len(b.visits)-saved)
	}
}

package feed_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/feed"
)

const spaces = `xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"`

// parsed reads a feed that can be read.
func parsed(t *testing.T, body string) feed.Feed {
	t.Helper()
	f, err := feed.Parse([]byte(body), "", "https://a.example/feed")
	if err != nil {
		t.Fatalf("Parse(%q): %v", body, err)
	}
	return f
}

// inChannel is an RSS feed whose channel says something.
func inChannel(said string) string {
	return "<rss version='2.0' " + spaces + "><channel><title>A</title>" + said + "<item><title>Tram</title></item></channel></rss>"
}

func TestTTL(t *testing.T) {
	tests := []struct {
		said string
		want time.Duration
	}{
		{"", 0},
		{"<ttl>30</ttl>", 30 * time.Minute},
		{"<ttl> 30 minutes </ttl>", 30 * time.Minute},
		{"<ttl>0</ttl>", 0},
		{"<ttl>-5</ttl>", 0},
		{"<ttl>soon</ttl>", 0},
		{"<ttl>99999999999999999999</ttl>", 0},
		{"<sy:updatePeriod>hourly</sy:updatePeriod>", time.Hour},
		{"<sy:updatePeriod>\n daily </sy:updatePeriod><sy:updateFrequency> 4 </sy:updateFrequency>", 6 * time.Hour},
		{"<sy:updateFrequency>2</sy:updateFrequency><sy:updateBase>2000-01-01T12:00+00:00</sy:updateBase>", 12 * time.Hour},
		{"<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 7 * 24 * time.Hour},
		{"<ttl>60</ttl><sy:updatePeriod>weekly</sy:updatePeriod>", time.Hour},
	}
	for _, tt := range tests {
		if got := parsed(t, inChannel(tt.said)).TTL; got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.said, got, tt.want)
		}
	}
}

func TestSkip(t *testing.T) {
	tests := []struct {
		said  string
		hours uint32
		days  uint8
	}{
		{"", 0, 0},
		{"<skipHours><hour>0</hour><hour> 3 </hour><hour>23</hour></skipHours>", 1 | 1<<3 | 1<<23, 0},
		{"<skipHours><hour>24</hour><hour>25</hour><hour>-1</hour><hour>night</hour></skipHours>", 1, 0},
		{"<skipDays><day>Saturday</day><day> sunday </day><day>Caturday</day></skipDays>", 0, 1<<time.Saturday | 1<<time.Sunday},
		{"<skipDays><day>Mon</day></skipDays>", 0, 1 << time.Monday},
		{"<skipHours>" + everyHour() + "</skipHours>", 0, 0},
		{"<skipDays><day>Mon</day><day>Tue</day><day>Wed</day><day>Thu</day><day>Fri</day><day>Sat</day><day>Sun</day></skipDays>", 0, 0},
	}
	for _, tt := range tests {
		if f := parsed(t, inChannel(tt.said)); f.SkipHours != tt.hours || f.SkipDays != tt.days {
			t.Errorf("%s: got hours %b, days %b, want %b, %b", tt.said, f.SkipHours, f.SkipDays, tt.hours, tt.days)
		}
	}
}

func everyHour() string {
	var b strings.Builder
	for h := range 24 {
		b.WriteString("<hour>" + strconv.Itoa(h) + "</hour>")
	}
	return b.String()
}

func TestHubAndSelf(t *testing.T) {
	const hub, self = "https://hub.example/", "https://a.example/topic"
	links := `<atom:link rel="self" href="/topic"/><atom:link rel="hub" href="https://hub.example/"/>`
	tests := []struct{ name, body, hub, self string }{
		{"RSS", inChannel(links), hub, self},
		{"RSS, other prefix", strings.NewReplacer("atom:", "x:", ":atom", ":x").Replace(inChannel(links)), hub, self},
		{"RSS, undeclared prefix", "<rss><channel>" + strings.ReplaceAll(links, "atom:", "atom10:") + "</channel></rss>", hub, self},
		{"RDF, beside the channel", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" ` + spaces + `><channel><title>A</title></channel>` + links + `</rdf:RDF>`, hub, self},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="alternate" href="/"/><link rel="HUB self" href="https://hub.example/"/></feed>`, hub, hub},
		{"Atom, registered names", `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="http://www.iana.org/assignments/relation/hub" href="https://hub.example/"/></feed>`, hub, ""},
		{"an item's are its own", inChannel("") + "<item>" + links + "</item>", "", ""},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"A","feed_url":"/topic","hubs":[{"type":"rssCloud","url":"https://cloud.example/"},{"type":"WebSub","url":"https://hub.example/"}],"items":[]}`, hub, self},
		{"JSON Feed, hubs of another shape", `{"version":"https://jsonfeed.org/version/1.1","title":"A","hubs":{"url":7},"items":[]}`, "", ""},
	}
	for _, tt := range tests {
		if f := parsed(t, tt.body); f.Hub != tt.hub || f.Self != tt.self {
			t.Errorf("%s: got hub %q, self %q, want %q, %q", tt.name, f.Hub, f.Self, tt.hub, tt.self)
		}
	}
}

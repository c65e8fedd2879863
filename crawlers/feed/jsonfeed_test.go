package feed_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/crawlers/feed"
)

func TestJSONFeed(t *testing.T) {
	const head = `{"version":"https://jsonfeed.org/version/1.1","title":"Lignes & Rails","home_page_url":"/","language":"fr","author":{"name":"Rédaction"},"items":[`
	item := func(i feed.Item) feed.Item {
		i.Teaser = true
		return i
	}
	tests := []struct {
		name, body string
		want       feed.Item
	}{
		{"all fields", head + `{"id":"1","url":"/1","external_url":"https://b.example/2","title":"Trams <vides> & bus","content_html":"<p>Un <a href=\"x\">bus</a></p>","summary":"Un\nbus","authors":[{"name":"Ada Exemple","url":"https://ada.example/"}],"language":"de","date_published":"2026-11-20T08:15:00+01:00","date_modified":"2026-11-20T09:15:00+01:00"}]}`,
			item(feed.Item{GUID: "1", Link: "https://a.example/1", Title: "Trams <vides> & bus", Text: "Un bus", Summary: "Un\nbus", Author: "Ada Exemple", AuthorURL: "https://ada.example/", Language: "de", Published: at(7, 15), Updated: at(8, 15), Links: []string{"https://a.example/x", "https://b.example/2"}})},
		{"wrong types", head + `{"id":42,"url":"https://a.example/1","title":null,"content_text":"a < b\nc","authors":"Ada Exemple","date_published":7}]}`,
			item(feed.Item{GUID: "42", Link: "https://a.example/1", Text: "a < b\nc", Author: "Ada Exemple"})},
		{"only a summary", head + `{"id":"https://a.example/1","summary":"Un bus"}]}`,
			item(feed.Item{GUID: "https://a.example/1", Link: "https://a.example/1", Text: "Un bus"})},
		{"cut short", head + `{"id":"https://a.example/1","content_text":"Un bus"},{"id":"2","ti`,
			item(feed.Item{GUID: "https://a.example/1", Link: "https://a.example/1", Text: "Un bus"})},
		{"an item that is none", head + `7,{"id":"https://a.example/1","content_text":"Un bus"},null]}`,
			item(feed.Item{GUID: "https://a.example/1", Link: "https://a.example/1", Text: "Un bus"})},
	}
	for _, tt := range tests {
		f := parsed(t, tt.body)
		if len(f.Items) == 0 || f.Kind != "json" || f.Title != "Lignes & Rails" || f.Link != "https://a.example/" || f.Author != "Rédaction" || f.Language != "fr" {
			t.Errorf("%s: got %+v", tt.name, f)
			continue
		}
		if diff := cmp.Diff(tt.want, f.Items[0]); diff != "" {
			t.Errorf("%s (want -, got +):\n%s", tt.name, diff)
		}
		if cut := strings.HasPrefix(tt.name, "cut"); f.Recovered != cut {
			t.Errorf("%s: got Recovered %t, want %t", tt.name, f.Recovered, cut)
		}
	}
	for _, body := range []string{`{"items":[{"id":"1"}]}`, `{"version":"2","title":"package"}`, `{"version":"1.0.0","name":"package"}`, `{"version":1}`, `{`} {
		if f, err := feed.Parse([]byte(body), "", ""); !errors.Is(err, feed.ErrNotFeed) {
			t.Errorf("Parse(%s): got %+v, %v, want ErrNotFeed", body, f, err)
		}
	}
}

func at(hour, minute int) time.Time { return time.Date(2026, 11, 20, hour, minute, 0, 0, time.UTC) }

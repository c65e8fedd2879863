package feed_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/feed"
	"vigie/crawlers/post"
)

// What a feed says was deleted has the identifier of the post that it was.
func TestGoneIDsAreThosePostsHad(t *testing.T) {
	entry := `<entry><id>%id</id><title>Tram</title>%link<updated>2026-11-20T08:00:00Z</updated><content>bondé</content></entry>`
	tests := []struct{ name, id, link, tombstone string }{
		{"a link", "tag:a.example,2026:1", `<link href="https://a.example/1?utm_source=feed"/>`, `<at:deleted-entry ref="tag:a.example,2026:1" when="2026-11-21T08:00:00Z"><link href="https://a.example/1"/></at:deleted-entry>`},
		{"an address for an identifier", "https://a.example/1", "", `<at:deleted-entry ref="https://a.example/1" when="2026-11-21T08:00:00Z"/>`},
		{"only an identifier", "tag:a.example,2026:1", "", `<at:deleted-entry ref="tag:a.example,2026:1" when="2026-11-21T08:00:00Z"/>`},
		{"a relative link", "tag:a.example,2026:1", `<link href="https://a.example/1"/>`, `<at:deleted-entry ref="tag:a.example,2026:1"><at:by><name>Modération</name></at:by><link href="/1"/></at:deleted-entry>`},
	}
	source := post.Source{ID: "a"}
	for _, tt := range tests {
		within := func(inner string) feed.Feed {
			return parsed(t, `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>A</title>`+inner+`</feed>`)
		}
		posts := within(strings.NewReplacer("%id", tt.id, "%link", tt.link).Replace(entry)).Posts(source, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
		got := within(tt.tombstone).GoneIDs(source, "https://www.a.example/feed")
		if len(posts) != 1 || len(got) != 1 || got[0] != posts[0].ID {
			t.Errorf("%s: got %q, want the identifier of %+v", tt.name, got, posts)
		}
	}
}

// An entry beside its tombstone lives when it was updated later.
func TestTombstoneAndEntry(t *testing.T) {
	const entry = `<entry><id>tag:1</id><link href="https://a.example/1"/><title>Tram</title><updated>2026-11-20T08:00:00Z</updated></entry>`
	tests := []struct {
		name, tombstone string
		gone            []string
		items           int
	}{
		{"deleted later", `<x:deleted-entry ref="tag:1" when="2026-11-21T08:00:00Z"/>`, []string{"https://a.example/1"}, 0},
		{"restored", `<x:deleted-entry ref="tag:1" when="2026-11-19T08:00:00Z"/>`, nil, 1},
		{"another", `<x:deleted-entry ref="tag:2" when="2026-11-21T08:00:00Z"/>`, []string{"tag:2"}, 1},
		{"of nothing", `<x:deleted-entry/>`, nil, 1},
	}
	for _, tt := range tests {
		f := parsed(t, `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://purl.org/atompub/tombstones/1.0"><title>A</title>`+tt.tombstone+entry+`</feed>`)
		if !slices.Equal(f.Gone, tt.gone) || len(f.Items) != tt.items {
			t.Errorf("%s: got gone %q and %d items, want %q and %d", tt.name, f.Gone, len(f.Items), tt.gone, tt.items)
		}
	}
}

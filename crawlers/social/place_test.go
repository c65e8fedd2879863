package social_test

import (
	"errors"
	"testing"

	"vigie/crawlers/social"
)

func TestLocate(t *testing.T) {
	tests := []struct {
		address             string
		network, kind, name string
		sure                bool
	}{
		{"https://mastodon.social/tags/bus", "Mastodon", "tag", "bus", false},
		{"https://mastodon.social/tags/Qualit%C3%A4t", "Mastodon", "tag", "Qualität", false},
		{"https://mastodon.social/@ligne3", "Mastodon", "account", "ligne3", false},
		{"https://mastodon.social/@ligne3@ailleurs.example/", "Mastodon", "account", "ligne3@ailleurs.example", false},
		{"https://akkoma.example/users/ligne3", "Mastodon", "account", "ligne3", false},
		{"https://bsky.app/profile/ligne3.example", "Bluesky", "account", "ligne3.example", true},
		{"https://bsky.app/profile/did:plc:abc", "Bluesky", "account", "did:plc:abc", true},
		{"https://bsky.app/search?q=ligne+3", "Bluesky", "search", "ligne 3", true},
		{"https://bsky.app/hashtag/bus", "Bluesky", "search", "#bus", true},
		{"https://www.reddit.com/r/paris", "Reddit", "community", "paris", true},
		{"https://old.reddit.com/r/paris/new/", "Reddit", "community", "paris", true},
		{"https://www.reddit.com/r/paris/.rss", "Reddit", "community", "paris", true},
		{"https://www.reddit.com/r/paris.json", "Reddit", "community", "paris", true},
		{"https://www.reddit.com/r/paris/comments/", "Reddit", "comments", "paris", true},
		{"https://www.reddit.com/r/paris/comments/abc/un_titre/", "Reddit", "thread", "abc", true},
		{"https://www.reddit.com/r/paris/search?q=bus", "Reddit", "search", "bus", true},
		{"https://www.reddit.com/user/voyageur", "Reddit", "account", "voyageur", true},
		{"https://www.reddit.com/search/?q=r%C3%A9gie", "Reddit", "search", "régie", true},
		{"https://news.ycombinator.com/", "Hacker News", "front", "story", true},
		{"https://news.ycombinator.com/newest", "Hacker News", "front", "story", true},
		{"https://news.ycombinator.com/item?id=8863", "Hacker News", "thread", "8863", true},
		{"https://news.ycombinator.com/user?id=voyageur", "Hacker News", "account", "voyageur", true},
		{"https://hn.algolia.com/?q=metro&sort=byDate", "Hacker News", "search", "metro", true},
		{"https://hn.algolia.com/api/v1/search_by_date?query=metro", "Hacker News", "search", "metro", true},
		{"https://www.youtube.com/channel/UC123", "YouTube", "channel", "UC123", true},
		{"https://www.youtube.com/feeds/videos.xml?channel_id=UC123", "YouTube", "channel", "UC123", true},
		{"https://www.youtube.com/playlist?list=PL1", "YouTube", "playlist", "PL1", true},
		{"https://www.youtube.com/@la-regie/videos", "YouTube", "page", "/@la-regie", true},
	}
	for _, tt := range tests {
		p, err := social.Locate(tt.address)
		if err != nil || p.Network != tt.network || p.Kind != tt.kind || p.Name != tt.name || p.Sure != tt.sure {
			t.Errorf("Locate(%q) = %s %s %q %v, %v, want %s %s %q %v", tt.address, p.Network, p.Kind, p.Name, p.Sure, err, tt.network, tt.kind, tt.name, tt.sure)
		}
	}
}

func TestLocateRefuses(t *testing.T) {
	for _, address := range []string{
		"", "mastodon.social/@x", "ftp://mastodon.social/@x", "https://journal.example/", "https://journal.example/@a/b", "https://bsky.app/", "https://bsky.app/search",
		"https://www.reddit.com/", "https://www.reddit.com/r/../../etc", "https://www.reddit.com/r/a%20b", "https://news.ycombinator.com/item?id=1,2", "https://news.ycombinator.com/user?id=a,story",
		"https://www.youtube.com/", "https://www.youtube.com/watch?v=abc", "https://notreddit.com/r/paris",
	} {
		if p, err := social.Locate(address); !errors.Is(err, social.ErrPlace) {
			t.Errorf("Locate(%q) = %+v, %v, want ErrPlace", address, p, err)
		}
	}
}

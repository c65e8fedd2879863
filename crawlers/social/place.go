package social

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Place is what the address of a source names in a social network.
type Place struct {
	Network string // "Mastodon", "Bluesky", "Reddit", "Hacker News", "YouTube"
	Kind    string // "account", "tag", "search", "community", "thread", "channel", "playlist", "front"
	Name    string // of the account, tag, ... ; the words of a search
	Server  string // scheme and host of the address
	Query   url.Values
	path    string
	// Sure tells that no other site has such an address. Of Mastodon, which runs
	// on servers of any name, only the look of the path is known.
	Sure bool
}

var (
	fediverseAccount = regexp.MustCompile(`^/(?:@|users/)([A-Za-z0-9_][A-Za-z0-9_.-]*(?:@[A-Za-z0-9.-]+)?)(?:/with_replies)?/?$`)
	fediverseTag     = regexp.MustCompile(`^/tags/([^/]+)/?$`)
	blueskyAccount   = regexp.MustCompile(`^/profile/([A-Za-z0-9.:_%-]+)/?$`)
	blueskyTag       = regexp.MustCompile(`^/hashtag/([^/]+)/?$`)
	redditName       = regexp.MustCompile(`^[A-Za-z0-9_+-]{2,100}$`)
	youtubeNumber    = regexp.MustCompile(`^[A-Za-z0-9_-]{2,64}$`)
)

// Locate reads an address as people copy it from their browser. The error is
// ErrPlace where it names nothing that can be read.
func Locate(address string) (Place, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return Place{}, fmt.Errorf("%q: %w", address, ErrPlace)
	}
	host := strings.ToLower(u.Hostname())
	p := Place{Server: u.Scheme + "://" + u.Host, Query: u.Query(), path: u.Path}
	var known bool
	switch {
	case host == "bsky.app":
		p, known = p.bluesky()
	case within(host, "reddit.com"):
		p, known = p.reddit()
	case host == "news.ycombinator.com", host == "hn.algolia.com":
		p, known = p.hackerNews()
	case within(host, "youtube.com"):
		p, known = p.youtube()
	default:
		p, known = p.mastodon()
	}
	if !known {
		return Place{}, fmt.Errorf("%s: %w; give an account, a hashtag, a search, a community or a channel", address, ErrPlace)
	}
	return p, nil
}

func within(host, domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }

func (p Place) as(network, kind, name string) (Place, bool) {
	p.Network, p.Kind, p.Name = network, kind, strings.TrimSpace(name)
	p.Sure = network != "Mastodon"
	return p, p.Name != ""
}

func (p Place) mastodon() (Place, bool) {
	if m := fediverseTag.FindStringSubmatch(p.path); m != nil {
		return p.as("Mastodon", "tag", strings.TrimPrefix(m[1], "#"))
	}
	if m := fediverseAccount.FindStringSubmatch(p.path); m != nil {
		return p.as("Mastodon", "account", m[1])
	}
	return p, false
}

func (p Place) bluesky() (Place, bool) {
	if m := blueskyAccount.FindStringSubmatch(p.path); m != nil {
		return p.as("Bluesky", "account", m[1])
	}
	if m := blueskyTag.FindStringSubmatch(p.path); m != nil {
		return p.as("Bluesky", "search", "#"+strings.TrimPrefix(m[1], "#"))
	}
	if strings.Trim(p.path, "/") == "search" {
		return p.as("Bluesky", "search", p.Query.Get("q"))
	}
	return p, false
}

// reddit knows /r/NAME, /r/NAME/comments, /r/NAME/comments/ID/..., /user/NAME
// and searches; an ending such as .rss or /new names the same listing.
func (p Place) reddit() (Place, bool) {
	path := strings.Trim(p.path, "/")
	for _, end := range []string{".json", ".rss"} {
		path = strings.TrimSuffix(path, end)
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case parts[0] == "search":
		return p.as("Reddit", "search", p.Query.Get("q"))
	case len(parts) < 2 || !redditName.MatchString(parts[1]):
		return p, false
	case parts[0] == "user" || parts[0] == "u":
		return p.as("Reddit", "account", parts[1])
	case parts[0] != "r":
		return p, false
	case len(parts) > 3 && parts[2] == "comments":
		if !redditName.MatchString(parts[3]) {
			return p, false
		}
		p.path = "/r/" + parts[1] + "/comments/" + parts[3]
		return p.as("Reddit", "thread", parts[3])
	case len(parts) > 2 && parts[2] == "comments":
		return p.as("Reddit", "comments", parts[1])
	case len(parts) > 2 && parts[2] == "search":
		p.path = "/r/" + parts[1]
		return p.as("Reddit", "search", p.Query.Get("q"))
	}
	return p.as("Reddit", "community", parts[1])
}

func (p Place) hackerNews() (Place, bool) {
	for _, name := range []string{"q", "query"} {
		if q := p.Query.Get(name); q != "" {
			return p.as("Hacker News", "search", q)
		}
	}
	id := p.Query.Get("id")
	switch strings.Trim(p.path, "/") {
	case "", "news", "newest", "front":
		return p.as("Hacker News", "front", "story")
	case "ask":
		return p.as("Hacker News", "front", "ask_hn")
	case "show", "shownew":
		return p.as("Hacker News", "front", "show_hn")
	case "newcomments":
		return p.as("Hacker News", "front", "comment")
	case "user", "threads", "submitted":
		return p.as("Hacker News", "account", hackerName(id))
	case "item":
		return p.as("Hacker News", "thread", digits(id))
	}
	return p, false
}

func (p Place) youtube() (Place, bool) {
	parts := strings.Split(strings.Trim(p.path, "/"), "/")
	switch {
	case parts[0] == "feeds":
		for _, by := range []struct{ parameter, kind string }{{"channel_id", "channel"}, {"playlist_id", "playlist"}, {"user", "user"}} {
			if id := p.Query.Get(by.parameter); youtubeNumber.MatchString(id) {
				return p.as("YouTube", by.kind, id)
			}
		}
	case parts[0] == "playlist" && youtubeNumber.MatchString(p.Query.Get("list")):
		return p.as("YouTube", "playlist", p.Query.Get("list"))
	case len(parts) > 1 && parts[0] == "channel" && youtubeNumber.MatchString(parts[1]):
		return p.as("YouTube", "channel", parts[1])
	case len(parts) > 1 && parts[0] == "user" && youtubeNumber.MatchString(parts[1]):
		return p.as("YouTube", "user", parts[1])
	case strings.HasPrefix(parts[0], "@"):
		return p.as("YouTube", "page", "/"+parts[0])
	case len(parts) > 1 && parts[0] == "c":
		return p.as("YouTube", "page", "/c/"+parts[1])
	}
	return p, false
}

// network is the way to read the place.
func (p Place) network(n Networks) network {
	switch p.Network {
	case "Bluesky":
		return &bluesky{base: n.Bluesky, stream: n.Jetstream, place: p}
	case "Reddit":
		return &reddit{base: n.Reddit, place: p}
	case "Hacker News":
		return &hackerNews{search: n.HackerNews, items: n.Firebase, place: p}
	case "YouTube":
		return &youtube{base: n.YouTube, place: p}
	}
	return &mastodon{base: p.Server, place: p}
}

func digits(s string) string {
	if s == "" || len(s) > 20 || strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}

// hackerName keeps a user's name out of the language of filters.
func hackerName(s string) string {
	if strings.ContainsAny(s, ",()& ") || len(s) > 40 {
		return ""
	}
	return s
}

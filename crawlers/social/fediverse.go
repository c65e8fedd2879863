package social

import (
	"context"
	"slices"
	"strings"

	"vigie/crawlers/fetch"
)

// fediverse are the programs whose servers answer as Mastodon does without a
// sign-in.
var fediverse = []string{"mastodon", "hometown", "pleroma", "akkoma", "fedibird", "friendica"}

// Fediverse asks a server for its NodeInfo (https://nodeinfo.diaspora.software)
// and tells whether it is one that is read as Mastodon.
func (r *Reader) Fediverse(ctx context.Context, server string) bool {
	w := &walk{Reader: r}
	var found struct {
		Links []struct {
			Rel  word `json:"rel"`
			Href word `json:"href"`
		} `json:"links"`
	}
	if _, err := w.get(ctx, fetch.Request{URL: server + "/.well-known/nodeinfo"}, &found); err != nil {
		return false
	}
	for _, l := range found.Links {
		if !strings.HasPrefix(string(l.Rel), "http://nodeinfo.diaspora.software/ns/schema/") || !strings.HasPrefix(string(l.Href), server+"/") {
			continue
		}
		var info struct {
			Software struct {
				Name word `json:"name"`
			} `json:"software"`
		}
		_, err := w.get(ctx, fetch.Request{URL: string(l.Href)}, &info)
		return err == nil && slices.Contains(fediverse, strings.ToLower(string(info.Software.Name)))
	}
	return false
}

package feed

import (
	"slices"
	"strings"

	"vigie/crawlers/post"
)

// mostGone entries are reported of one feed.
const mostGone = 5000

// bury takes in what the feed says was deleted (RFC 6721). An entry that was
// updated after its deletion lives; one that the feed still lists though it was
// deleted is taken out, and known by the address that its post has.
func (r reader) bury(f *Feed, root *node) {
	for _, n := range root.find("at:deleted-entry") {
		if len(f.Gone) >= mostGone {
			return
		}
		ref := strings.TrimSpace(n.attrs["ref"])
		if strings.Contains(ref, "/") {
			ref = absolute(ref, n.base(r.base))
		}
		address := first(r.link(n), ref)
		at := when(n.attrs["when"], false)
		alive := false
		f.Items = slices.DeleteFunc(f.Items, func(i Item) bool {
			if ref == "" || i.GUID != ref {
				return false
			}
			if !at.IsZero() && firstTime(i.Updated, i.Published).After(at) {
				alive = true
				return false
			}
			address = first(i.Link, address)
			return true
		})
		if address != "" && !alive {
			f.Gone = append(f.Gone, address)
		}
	}
}

// GoneIDs are the identifiers that Post gave what the feed now says was
// deleted: by its address where the feed gives one, else by its own identifier.
// Of addresses only those on the host of one of its own count: whoever writes a
// feed may take back what is his, and no more. A post with an address that is
// deleted only by an identifier is not found like that.
func (f Feed) GoneIDs(source post.Source, own ...string) []string {
	ids := make([]string, 0, len(f.Gone))
	for _, gone := range f.Gone {
		id := post.NewID(source.ID, gone)
		if address, err := post.Permalink(gone); err == nil {
			if !slices.ContainsFunc(own, func(at string) bool { return post.SameHost(address, at) }) {
				continue
			}
			id = post.NewID(address)
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

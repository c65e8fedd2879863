package store

import "vigie/crawlers/post"

// owns tells whether a source speaks for an address: both are of one domain. A
// feed may claim any address for what it says; only its owner's word counts. A
// source that is not watched owns nothing.
func (s *Store) owns(source, address string) bool {
	its := post.Domain(host(s.Source(source).URL))
	return its != "" && its == post.Domain(host(address))
}

// replaces tells whether p takes the place of what is held. Its owner's word
// takes that of anybody else; two sources of one owner often carry one post, one
// of them in short: the longer stays, else the two would take turns for ever.
// Where no owner has carried it, whoever came first may change it.
func (s *Store) replaces(p post.Post, hash uint64, h held) bool {
	first := s.owns(h.source, p.URL)
	switch {
	case !s.owns(p.Source, p.URL):
		return !first && p.Source == h.source && hash != h.hash
	case !first:
		return true
	}
	return hash != h.hash && (p.Source == h.toldBy || size(p) > h.size || !s.owns(h.toldBy, p.URL))
}

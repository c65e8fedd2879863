// Package opml reads and writes lists of sources as OPML 1.0 and 2.0, the form
// in which feed readers hand them to each other. It fetches nothing.
package opml

import "time"

// Space is the namespace of what only Vigie knows of a source.
const Space = "https://vigie.example/ns"

// Source is one outline that names something to watch.
type Source struct {
	Line     int    // of the file it was read from
	Name     string // title, else text
	Feed     string // xmlUrl, as it stands
	Site     string // htmlUrl, or url
	Language string
	Tags     []string // the folders it stands in, then its categories; each once

	// Of Vigie's own files.
	ID, Kind, Owner, Schedule string
	Audience                  int
	Every                     time.Duration
}

// URL is the address to watch: of the feed where there is one.
func (s Source) URL() string {
	if s.Feed != "" {
		return s.Feed
	}
	return s.Site
}

// Fault is something of a file that was left out, or mended.
type Fault struct {
	Line  int
	Cause string
}

// List is a file's sources, in its order.
type List struct {
	Title   string
	Sources []Source
	Faults  []Fault // in the order of their lines
}

package extract

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"vigie/crawlers/charset"
)

// ErrNotSitemap says that the bytes are not a sitemap.
var ErrNotSitemap = errors.New("not a sitemap")

const (
	sitemapBytes   = 50 << 20 // sitemaps.org's own limit
	sitemapEntries = 50_000   // likewise
)

// Place is one entry of a sitemap.
type Place struct {
	URL      string
	Modified time.Time // zero: not said
	Title    string    // of a news sitemap
}

// Sitemap is a list of pages, or of other sitemaps.
type Sitemap struct {
	Pages []Place // latest first, those without a date last
	Maps  []Place // of an index, latest first
}

// ReadSitemap reads a sitemap or an index of sitemaps, gzipped or not, or a
// plain list of addresses.
func ReadSitemap(body []byte) (Sitemap, error) {
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return Sitemap{}, fmt.Errorf("%w: %w", ErrNotSitemap, err)
		}
		plain, err := io.ReadAll(io.LimitReader(z, sitemapBytes+1))
		if err != nil && len(plain) == 0 || len(plain) > sitemapBytes {
			return Sitemap{}, fmt.Errorf("%w: it does not unpack to less than %d bytes", ErrNotSitemap, sitemapBytes)
		}
		body = plain
	}
	text, _ := charset.UTF8(body, "")
	text = bytes.TrimSpace(text)
	if bytes.HasPrefix(text, []byte("http://")) || bytes.HasPrefix(text, []byte("https://")) {
		return plainList(string(text)), nil
	}
	return xmlSitemap(text)
}

func plainList(text string) Sitemap {
	var m Sitemap
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "http") && !strings.ContainsAny(line, " <>\"") && len(m.Pages) < sitemapEntries {
			m.Pages = append(m.Pages, Place{URL: line})
		}
	}
	return m
}

// xmlSitemap reads as far as the document goes: a cut one still has pages.
func xmlSitemap(text []byte) (Sitemap, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	var m Sitemap
	kind := ""
	for len(m.Pages)+len(m.Maps) < sitemapEntries {
		token, err := d.Token()
		if err != nil {
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch name := start.Name.Local; name {
		case "urlset", "sitemapindex":
			kind = name
		case "url", "sitemap":
			if kind == "" {
				continue
			}
			place, ok := readPlace(d, &start)
			if !ok {
				continue
			}
			if name == "sitemap" {
				m.Maps = append(m.Maps, place)
			} else {
				m.Pages = append(m.Pages, place)
			}
		}
	}
	if kind == "" {
		return Sitemap{}, fmt.Errorf("%w: it has no urlset and no sitemapindex", ErrNotSitemap)
	}
	latestFirst(m.Pages)
	latestFirst(m.Maps)
	return m, nil
}

// readPlace reads one entry; it is false for one without an address.
func readPlace(d *xml.Decoder, start *xml.StartElement) (Place, bool) {
	var e struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod"`
		News    struct {
			Date  string `xml:"publication_date"`
			Title string `xml:"title"`
		} `xml:"news"`
	}
	if d.DecodeElement(&e, start) != nil && e.Loc == "" {
		return Place{}, false
	}
	place := Place{URL: strings.TrimSpace(e.Loc), Title: Line(e.News.Title)}
	if at, _, ok := machine(first(e.News.Date, e.LastMod), time.UTC); ok {
		place.Modified = at.UTC()
	}
	return place, strings.HasPrefix(place.URL, "http")
}

func latestFirst(all []Place) {
	sort.SliceStable(all, func(i, j int) bool { return all[i].Modified.After(all[j].Modified) })
}

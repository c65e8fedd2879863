package extract

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"vigie/crawlers/post"
)

// Links are the pages that a page links to, absolute and canonical, each once,
// in the page's order. Addresses with a fragment lose it.
func Links(body []byte, pageURL string) []string {
	doc, at := parsed(body, pageURL)
	if doc == nil {
		return nil
	}
	var found []string
	seen := make(map[string]bool)
	doc.Find("a[href], area[href]").Each(func(_ int, a *goquery.Selection) {
		if len(found) >= 5000 || strings.Contains(strings.ToLower(a.AttrOr("rel", "")), "nofollow") {
			return
		}
		ref, err := at.Parse(strings.TrimSpace(a.AttrOr("href", "")))
		if err != nil {
			return
		}
		if to, err := post.Canonical(ref.String()); err == nil && !seen[to] {
			seen[to] = true
			found = append(found, to)
		}
	})
	return found
}

// feedTypes are the media types that announce a feed.
var feedTypes = map[string]bool{
	"application/rss+xml": true, "application/atom+xml": true, "application/rdf+xml": true, "application/feed+json": true,
	"application/x.atom+xml": true, "application/x-atom+xml": true, "application/json": true, "text/xml": true, "application/xml": true,
}

var feedName = regexp.MustCompile(`(?i)(?:^|/)(?:feed|rss|atom|rdf|index\.(?:rss|xml|rdf|atom))(?:/|\.xml|\.php|\.rss|\.json|\?|$)|\.(?:rss|atom|rdf)\?|[?&](?:feed|format)=(?:rss|atom|rss2)`)

// FeedLinks are the feeds that a page announces (link rel=alternate), those of
// comments last, then those it links to by a usual name.
func FeedLinks(body []byte, pageURL string) []string {
	doc, at := parsed(body, pageURL)
	if doc == nil {
		return nil
	}
	var main, side []string
	seen := make(map[string]bool)
	add := func(href, title string) {
		ref, err := at.Parse(strings.TrimSpace(strings.TrimPrefix(href, "feed:")))
		if err != nil || href == "" || ref.Host == "" || ref.Scheme != "http" && ref.Scheme != "https" {
			return
		}
		ref.Fragment = ""
		to := ref.String()
		if seen[to] {
			return
		}
		seen[to] = true
		if about := strings.ToLower(to + " " + title); strings.Contains(about, "comment") || strings.Contains(about, "kommentar") {
			side = append(side, to)
		} else {
			main = append(main, to)
		}
	}
	doc.Find("link[href]").Each(func(_ int, l *goquery.Selection) {
		rel := " " + strings.ToLower(strings.Join(strings.Fields(l.AttrOr("rel", "")), " ")) + " "
		kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(l.AttrOr("type", ""))), ";")
		if (strings.Contains(rel, " alternate ") || strings.Contains(rel, " feed ")) && !strings.Contains(rel, " stylesheet ") && (feedTypes[kind] || strings.Contains(rel, " feed ")) {
			add(l.AttrOr("href", ""), l.AttrOr("title", ""))
		}
	})
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href := a.AttrOr("href", "")
		if ref, err := at.Parse(strings.TrimSpace(href)); err == nil && len(main) < 10 && sameSite(ref.Hostname(), at.Hostname()) && feedName.MatchString(ref.Path+"?"+ref.RawQuery) {
			add(href, a.Text())
		}
	})
	return append(main, side...)
}

// feedPaths and sitemapPaths are where the usual engines put them.
var (
	feedPaths    = []string{"feed", "feed/", "rss", "rss.xml", "atom.xml", "feed.xml", "index.xml", "feeds/posts/default", "?feed=rss2", "spip.php?page=backend"}
	sitemapPaths = []string{"/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/sitemap.xml.gz", "/wp-sitemap.xml"}
)

// FeedPaths are the addresses to try for a site that announces no feed.
func FeedPaths(site string) []string { return beside(site, feedPaths) }

// SitemapPaths are the addresses to try for a site's sitemap.
func SitemapPaths(site string) []string { return beside(site, sitemapPaths) }

func beside(site string, paths []string) []string {
	at, err := url.Parse(site)
	if err != nil {
		return nil
	}
	if !strings.HasSuffix(at.Path, "/") && path.Ext(at.Path) == "" {
		at.Path += "/" // a blog in a folder has its feed in the folder
	}
	at.RawQuery, at.Fragment = "", ""
	var found []string
	for _, p := range paths {
		if ref, err := at.Parse(p); err == nil {
			found = append(found, ref.String())
		}
	}
	return found
}

var (
	notPage   = regexp.MustCompile(`(?i)\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|pdf|zip|gz|mp[34]|m4a|ogg|webm|avi|docx?|xlsx?|pptx?|odt|rss|atom|exe|dmg|apk)$`)
	notStory  = regexp.MustCompile(`(?i)/(?:tags?|categor(?:y|ies|ie)|rubriques?|auteurs?|authors?|page|search|recherche|login|connexion|inscription|register|wp-admin|wp-login|wp-json|cart|panier|contact|a-propos|about|mentions-legales|legal|privacy|feed|rss|archives?|plan-du-site|sitemap|abonnement|newsletter|cgu|cgv|account|compte|user|profile|share)(?:/|\.|$)`)
	hasDate   = regexp.MustCompile(`/(?:19|20)\d\d[/-]?(?:0[1-9]|1[0-2])(?:[/-]|\d|$)`)
	hasNumber = regexp.MustCompile(`\d{3,}`)
)

// Story reports whether an address looks like that of an article on site, and
// not like a list, a form or a file.
func Story(address, site string) bool {
	u, err := url.Parse(address)
	at, err2 := url.Parse(site)
	if err != nil || err2 != nil || !sameSite(u.Hostname(), at.Hostname()) || u.Port() != at.Port() {
		return false
	}
	if notPage.MatchString(u.Path) || notStory.MatchString(u.Path) || strings.Trim(u.Path, "/") == strings.Trim(at.Path, "/") && u.RawQuery == at.RawQuery {
		return false
	}
	if strings.Trim(u.Path, "/") == "" {
		return hasNumber.MatchString(u.RawQuery) || strings.Contains(u.RawQuery, "p=")
	}
	last := path.Base(strings.Trim(u.Path, "/"))
	words := strings.Count(last, "-") + strings.Count(last, "_")
	return hasDate.MatchString(u.Path) || words >= 2 || hasNumber.MatchString(u.Path+u.RawQuery) || words >= 1 && strings.Count(strings.Trim(u.Path, "/"), "/") >= 1 ||
		strings.Contains(last, ".htm")
}

// parsed is a page and the address that its links start from.
func parsed(body []byte, pageURL string) (*goquery.Document, *url.URL) {
	at, err := url.Parse(pageURL)
	if err != nil {
		return nil, nil
	}
	root, err := html.Parse(bytes.NewReader(body[:min(len(body), mostBytes)]))
	if err != nil {
		return nil, nil
	}
	doc := goquery.NewDocumentFromNode(root)
	if base, err := at.Parse(strings.TrimSpace(doc.Find("base[href]").First().AttrOr("href", ""))); err == nil && base.Host != "" {
		at = base
	}
	return doc, at
}

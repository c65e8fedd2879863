package feed

import "strings"

// usual gives each namespace the prefix that its fields are known by here; they
// stand as usualPrefix writes them.
var usual = map[string]string{
	"http://www.w3.org/2005/atom":                     "atom",
	"http://purl.org/atom/ns":                         "atom",
	"http://purl.org/atom-blog/ns":                    "atom",
	"http://example.com/newformat":                    "atom",
	"http://example.com/necho":                        "atom",
	"http://purl.org/echo":                            "atom",
	"uri/of/echo/namespace":                           "atom",
	"http://purl.org/pie":                             "atom",
	"http://purl.org/rss/1.0":                         "rss",
	"http://purl.org/rss/1.0/modules/rss091":          "rss",
	"http://purl.org/net/rss1.1":                      "rss",
	"http://my.netscape.com/rdf/simple/0.9":           "rss",
	"http://channel.netscape.com/rdf/simple/0.9":      "rss",
	"http://backend.userland.com/rss":                 "rss",
	"http://backend.userland.com/rss2":                "rss",
	"http://blogs.law.harvard.edu/tech/rss":           "rss",
	"http://purl.org/dc/elements/1.1":                 "dc",
	"http://purl.org/dc/elements/1.0":                 "dc",
	"http://purl.org/dc/terms":                        "dcterms",
	"http://purl.org/rss/1.0/modules/content":         "content",
	"http://www.itunes.com/dtds/podcast-1.0.dtd":      "itunes",
	"http://example.com/dtds/podcast-1.0.dtd":         "itunes",
	"http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
	"http://search.yahoo.com/mrss":                    "media",
	"http://video.search.yahoo.com/mrss":              "media",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns":      "rdf",
	"http://www.w3.org/1999/xhtml":                    "xhtml",
	"http://www.w3.org/xml/1998/namespace":            "xml",
	"http://wellformedweb.org/commentapi":             "wfw",
	"http://purl.org/rss/1.0/modules/syndication":     "sy",
	"http://purl.org/rss/1.0/modules/slash":           "slash",
	"http://rssnamespace.org/feedburner/ext/1.0":      "feedburner",
	"http://purl.org/atompub/tombstones/1.0":          "at",
	"http://xmlns.com/foaf/0.1":                       "foaf",
}

// usualPrefix is the prefix of a namespace, however its address is written; the
// empty one of those not known.
func usualPrefix(namespace string) string {
	namespace = strings.ToLower(strings.TrimSpace(namespace))
	if plain, ok := strings.CutPrefix(namespace, "https:"); ok {
		namespace = "http:" + plain
	}
	return usual[strings.TrimRight(namespace, "/#")]
}

// resolve gives a name the usual prefix of its namespace; undeclared prefixes
// mean what they mostly mean.
func (n *node) resolve(name string) string {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		prefix, local = "", name
	}
	for up := n; up != nil; up = up.parent {
		if known, declared := up.spaces[prefix]; declared {
			if known != "" {
				prefix = known
			}
			break
		}
	}
	switch prefix {
	case "", "rss", "xhtml":
		return local
	case "atom10", "atom03", "a10":
		prefix = "atom"
	}
	return prefix + ":" + local
}

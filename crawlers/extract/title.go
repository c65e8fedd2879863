package extract

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// titleNames are the names that pages give their headline, the surest first.
var titleNames = []string{"dc:title", "dc.title", "dcterms.title", "dcterm:title", "og:title", "citation_title", "weibo:article:title", "sailthru.title", "twitter:title", "parsely-title", "title"}

// mostTitle is the longest that is taken for a title, in bytes.
const mostTitle = 1000

// headline is the article's own title: what the page says of itself, or the
// part of its <title> that also stands as a heading. What names the whole site
// is no headline, wherever it stands.
func (m meta) headline(doc *goquery.Document, at *url.URL) string {
	shown := Line(html.EscapeString(doc.Find("head title").First().Text()))
	if len(shown) > mostTitle {
		shown = ""
	}
	sites := m.siteNames(doc, at)
	heads := headings(doc, at, sites)
	said := []string{m.thingTitle(shown)}
	for _, name := range titleNames {
		said = append(said, m.named[name])
	}
	for _, title := range said {
		if title = Line(title); title == "" || len(title) > mostTitle {
			continue
		}
		if own := ownPart(title, heads, sites); !sites[plainWords(own)] {
			return own
		}
	}
	if run := headedPart(shown, bars, heads); run != "" {
		return run
	}
	if run := headedPart(shown, joins, heads); run != "" {
		return run
	}
	if own := withoutSites(shown, sites); own != "" && !sites[plainWords(own)] {
		return withoutTail(own)
	}
	return heads.best
}

// thingTitle is the headline of the JSON-LD; its name, where only that has to
// do with the title which the page shows: some say a description there.
func (m meta) thingTitle(shown string) string {
	headline, name := m.fromArticles("headline"), m.fromArticles("name")
	if headline == "" || name != "" && alike(name, shown) > 0.5 && alike(headline, shown) < 0.4 {
		return name
	}
	return headline
}

// alike is the share of a's words that b has too.
func alike(a, b string) float64 {
	words, other := strings.Fields(plainWords(a)), " "+plainWords(b)+" "
	if len(words) == 0 {
		return 0
	}
	both := 0
	for _, w := range words {
		if strings.Contains(other, " "+w+" ") {
			both++
		}
	}
	return float64(both) / float64(len(words))
}

var (
	// bars part a headline from names; joins may also stand within it.
	bars  = regexp.MustCompile(`\s*[|·•»]\s*|\s+[–—\-_/\\]\s*|\s*::\s*`)
	joins = regexp.MustCompile(`\s*[|·•»–—_/\\:]\s*|\s+-\s+`)
)

// ownPart takes names of the site and of its parts off a title.
func ownPart(title string, heads headingSet, sites map[string]bool) string {
	if heads.shown[plainWords(title)] {
		return title
	}
	if run := headedPart(title, bars, heads); run != "" {
		return run
	}
	return withoutSites(title, sites)
}

// mostParts of a title are looked at.
const mostParts = 8

// headedPart is the part of a title that is one of the page's headings: the one it
// begins with, else the longest.
func headedPart(title string, between *regexp.Regexp, heads headingSet) string {
	cuts := between.FindAllStringIndex(title, -1)
	if len(cuts) >= mostParts {
		return ""
	}
	starts, ends := []int{0}, []int{}
	for _, c := range cuts {
		starts, ends = append(starts, c[1]), append(ends, c[0])
	}
	ends = append(ends, len(title))
	best := ""
	for i, start := range starts {
		for _, end := range ends[i:] {
			if run := strings.TrimSpace(title[start:max(start, end)]); len(run) > len(best) && heads.shown[plainWords(run)] {
				best = run
			}
		}
		if i == 0 && best != "" {
			break
		}
	}
	return best
}

// withoutSites takes the site's name off either end of a title.
func withoutSites(title string, sites map[string]bool) string {
	for range mostParts {
		cuts := bars.FindAllStringIndex(title, -1)
		if len(cuts) == 0 {
			break
		}
		head, tail := cuts[0], cuts[len(cuts)-1]
		switch {
		case tail[0] > 0 && sites[plainWords(title[tail[1]:])]:
			title = title[:tail[0]]
		case head[1] < len(title) && sites[plainWords(title[:head[0]])]:
			title = title[head[1]:]
		default:
			return title
		}
	}
	return title
}

var lastBar = regexp.MustCompile(`^(.*\S)(?:\s+[|·•»–—\-]\s+|\s*\|\s*)[^|·•»–—]{1,40}$`)

// withoutTail takes off what stands after a title's last bar, as long as a
// headline is left: there, most sites give their name.
func withoutTail(title string) string {
	if m := lastBar.FindStringSubmatch(title); m != nil && len(strings.Fields(m[1])) >= 4 {
		return m[1]
	}
	return title
}

// plainWords are a text's letters and digits in lower case, words apart by a
// space, for comparison.
func plainWords(text string) string {
	return strings.ToLower(strings.Join(words.FindAllString(text, -1), " "))
}

var words = regexp.MustCompile(`[\p{L}\p{M}\p{N}]+`)

// siteNames are what a page calls its site: by its meta elements, its JSON-LD
// and the links to its home page.
func (m meta) siteNames(doc *goquery.Document, at *url.URL) map[string]bool {
	sites := make(map[string]bool)
	add := func(names ...string) {
		for _, name := range names {
			if w := plainWords(name); w != "" && len(w) < 80 {
				sites[w] = true
			}
		}
	}
	add(m.site, m.named["application-name"], m.named["apple-mobile-web-app-title"], at.Hostname(), strings.TrimPrefix(at.Hostname(), "www."))
	for _, thing := range m.things {
		if who, ok := thing["publisher"].(map[string]any); ok {
			name, _ := who["name"].(string)
			add(name)
		}
		if kind, _ := thing["@type"].(string); kind == "WebSite" || strings.HasSuffix(kind, "Organization") {
			name, _ := thing["name"].(string)
			add(name)
		}
	}
	if home(at) {
		return sites
	}
	looked := 0
	doc.Find("a[href]").EachWithBreak(func(_ int, a *goquery.Selection) bool {
		if ref, err := at.Parse(strings.TrimSpace(a.AttrOr("href", ""))); err == nil && ref.Host == at.Host && home(ref) {
			add(firstText(a.Get(0), longest), a.AttrOr("title", ""), a.Find("img[alt]").AttrOr("alt", ""))
		}
		looked++
		return looked < 2000
	})
	return sites
}

// home reports whether an address is that of a site's first page.
func home(u *url.URL) bool {
	path := strings.TrimSuffix(u.Path, "/")
	return u.RawQuery == "" && (u.Fragment == "" || path != "") && (path == "" || strings.HasPrefix(path, "/index.") && !strings.Contains(path[1:], "/"))
}

// headingSet are a page's headings that may be its headline.
type headingSet struct {
	shown map[string]bool // by their words
	best  string          // the likeliest
}

// ofSite is where a page has the headings that are the site's own.
const ofSite = "nav, aside, footer, #top, #header, #masthead, #branding, #logo, #site-title, .site-title, .site-header, .site-branding, [class*='masthead'], [class*='logo'], .brand, .navbar"

const mostHeadings = 200

func headings(doc *goquery.Document, at *url.URL, sites map[string]bool) headingSet {
	set := headingSet{shown: make(map[string]bool)}
	most := 0
	doc.Find("h1, h2, h3, [itemprop~='headline']").EachWithBreak(func(i int, s *goquery.Selection) bool {
		text := strings.Join(strings.Fields(firstText(s.Get(0), mostTitle)), " ")
		folded := plainWords(text)
		if folded == "" || sites[folded] || s.Closest(ofSite).Length() > 0 || leadsHome(s, at) {
			return i < mostHeadings
		}
		set.shown[folded] = true
		if n := standing(s); n > most {
			most, set.best = n, text
		}
		return i < mostHeadings
	})
	return set
}

func leadsHome(s *goquery.Selection, at *url.URL) bool {
	if home(at) {
		return false
	}
	for _, a := range []*goquery.Selection{s.Find("a[href]").First(), s.Closest("a[href]")} {
		if ref, err := at.Parse(strings.TrimSpace(a.AttrOr("href", "-"))); a.Length() > 0 && err == nil && ref.Host == at.Host && home(ref) {
			return true
		}
	}
	return false
}

// standing is how much a heading looks like an article's.
func standing(s *goquery.Selection) int {
	n := 0
	if goquery.NodeName(s) == "h1" {
		n += 3
	}
	if s.Is("[itemprop~='headline'], [class*='title'], [class*='headline'], [id*='title']") {
		n += 2
	}
	if s.Closest("article, main, [role='main'], .post, .entry, .hentry").Length() > 0 {
		n += 2
	}
	return n
}

package extract

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones of pages that give none, on machines that have no table

	"github.com/PuerkitoBio/goquery"
)

// published and updated are the names that pages give their dates, the surest
// first.
var (
	publishedNames = []string{"article:published_time", "og:published_time", "datepublished", "date.published", "publish-date", "publish_date", "published_time", "parsely-pub-date", "sailthru.date", "article.published", "pubdate", "publishdate", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dc.created", "citation_publication_date", "citation_date", "article_date_original", "originalpublicationdate", "cxenseparse:recs:publishtime", "shareaholic:article_published_time", "pdate", "date", "og:article:published_time", "rnews:datepublished", "bt:pubdate"}
	updatedNames   = []string{"article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified", "revision_date", "shareaholic:article_modified_time", "bt:moddate"}
)

// dates finds when a page was published and last changed: in its JSON-LD, its
// meta elements, its time elements, what it shows, its address, in that order.
// A date without an hour gives way to one of the same day with it.
func (m meta) dates(doc *goquery.Document, at *url.URL, now time.Time) (published, updated time.Time) {
	zone := zoneOf(at.Hostname(), m.language, m.named["og:locale"])
	said := moments{zone: zone, language: m.language, now: now}
	said.add(m.fromArticles("datePublished"))
	for _, name := range publishedNames {
		said.add(m.named[name])
	}
	said.add(m.fromThings("datePublished"), m.fromArticles("dateCreated"), m.fromArticles("uploadDate"))
	if !said.exact() {
		said.times(doc)
	}
	if !said.exact() {
		said.visible(doc)
	}
	published = said.best()
	if published.IsZero() {
		if day := fromAddress(at.Path); said.sane(day) {
			published = day
		}
	}
	changed := moments{zone: zone, language: m.language, now: now}
	changed.add(m.fromArticles("dateModified"))
	for _, name := range updatedNames {
		changed.add(m.named[name])
	}
	changed.add(doc.Find("time[itemprop~='dateModified'], time.updated").First().AttrOr("datetime", ""))
	if !changed.exact() {
		said.visible(doc)
		changed.found = append(changed.found, said.changed...)
	}
	if updated = changed.best(); !updated.After(published) {
		updated = time.Time{}
	}
	return published, updated
}

// moments gathers candidates for one date.
type moments struct {
	zone     *time.Location
	language string
	now      time.Time // zero: not known
	found    []moment
	changed  []moment // of when it was updated, as it is shown
	seen     bool     // what is shown was read
}

type moment struct {
	at   time.Time
	hour bool
}

func (m *moments) add(texts ...string) {
	for _, text := range texts {
		at, hour, ok := machine(text, m.zone)
		if !ok && len(text) > 7 && len(text) < 60 {
			at, hour, ok = readDate(text, m.language, m.zone, time.Time{})
		}
		if ok && m.sane(at) {
			m.found = append(m.found, moment{at, hour})
		}
	}
}

// sane tells a moment that a page may have from those of bad clocks.
func (m *moments) sane(at time.Time) bool {
	return at.Year() >= 1990 && (m.now.IsZero() || at.Before(m.now.Add(24*time.Hour)))
}

func (m *moments) exact() bool { return len(m.found) > 0 && m.pick().hour }

// pick is the first candidate, or another of its day that knows the hour.
func (m *moments) pick() moment {
	if len(m.found) == 0 {
		return moment{}
	}
	head := m.found[0]
	if head.hour {
		return head
	}
	for _, other := range m.found[1:] {
		if other.hour && other.at.In(m.zone).Format(time.DateOnly) == head.at.In(m.zone).Format(time.DateOnly) {
			return other
		}
	}
	return head
}

func (m *moments) best() time.Time {
	if at := m.pick().at; !at.IsZero() {
		return at.UTC()
	}
	return time.Time{}
}

// times reads time elements, those of the article before those of its
// surroundings.
func (m *moments) times(doc *goquery.Document) {
	seen, start := 0, len(m.found)
	for _, selector := range []string{"[itemprop~='datePublished']", "time[pubdate]", "time.published, time.entry-date, abbr.published", "article header time", "main header time", "article time", "main time", "header time", "time"} {
		doc.Find(selector).Each(func(_ int, s *goquery.Selection) {
			if seen > 5 || s.Closest("aside, nav, footer, #comments, .comments, .comment, .related, .sidebar").Length() > 0 {
				return
			}
			seen++
			said := first(s.AttrOr("datetime", ""), s.AttrOr("content", ""), s.AttrOr("title", ""))
			if ofUpdate(s) {
				if at, hour, ok := machine(said, m.zone); ok && m.sane(at) {
					m.changed = append(m.changed, moment{at, hour})
				}
				return
			}
			before := len(m.found)
			m.add(said)
			if len(m.found) == before || !m.found[len(m.found)-1].hour {
				m.show(s.Text())
			}
		})
		if len(m.found) > start {
			return
		}
	}
}

var dateLike = regexp.MustCompile(`(?i)\b(?:19|20)\d\d\b|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}`)

// ofUpdate tells whether a time element is that of a change: by its class, or
// the words before it.
func ofUpdate(s *goquery.Selection) bool {
	named := s.AttrOr("class", "") + " " + s.AttrOr("itemprop", "")
	if strings.Contains(named, "ublish") || strings.Contains(named, "pubdate") {
		return false
	}
	if strings.Contains(named, "odified") || strings.Contains(named, "updated") && !strings.Contains(named, "entry-date") {
		return true
	}
	for prev := s.Get(0).PrevSibling; prev != nil; prev = prev.PrevSibling {
		if said := strings.TrimSpace(NodeText(prev)); said != "" {
			last := updating.FindAllStringIndex(said, -1)
			return len(last) > 0 && len(said)-last[len(last)-1][1] < 8
		}
	}
	return false
}

// visible reads what elements show that are named for a date.
func (m *moments) visible(doc *goquery.Document) {
	if m.seen {
		return
	}
	m.seen = true
	tries, looked := 0, 0
	doc.Find("[class*='date'], [class*='publi'], [class*='posted'], [class*='byline'], [class*='meta'], [class*='time'], [id*='date'], [id*='publi']").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		if looked++; looked > 300 {
			return false
		}
		text := strings.Join(strings.Fields(s.Text()), " ")
		if len(text) < 6 || len(text) > 160 || !dateLike.MatchString(text) && (m.now.IsZero() || !relative.MatchString(text)) || s.Closest("aside, nav, footer, #comments, .comments, .comment, .related, .sidebar").Length() > 0 {
			return true
		}
		tries++
		before := len(m.found)
		m.show(text)
		return len(m.found) == before && tries < 8
	})
}

// updating is what stands before the date of a change.
var updating = regexp.MustCompile(`(?i)(?:\b(?:dernière )?(?:mises? à jour|mis(?:e)? à jour|màj|modifi(?:é|ée|cation)|actualis(?:é|ée|ation))(?:\s|:|$)|\b(?:last )?(?:updated|modified|revised|update)\b|\b(?:zuletzt )?(?:aktualisiert|geändert|bearbeitet)\b|\bstand\s*:|\b(?:última )?(?:actualizad[oa]|actualización|modificad[oa])\b|\b(?:ultimo )?(?:aggiornat[oa]|aggiornamento|modificat[oa])\b)`)

// show reads a line that people are shown: what stands before the word that it
// was changed, as when it was published, and what stands after it.
func (m *moments) show(text string) {
	said := text
	if cut := updating.FindStringIndex(text); cut != nil {
		said = strings.TrimSpace(text[:cut[0]])
		if at, hour, ok := readDate(text[cut[1]:], m.language, m.zone, m.now); ok && m.sane(at) {
			m.changed = append(m.changed, moment{at, hour})
		}
		if !dateLike.MatchString(said) && !relative.MatchString(said) {
			return
		}
	}
	if at, hour, ok := readDate(said, m.language, m.zone, m.now); ok && m.sane(at) {
		m.found = append(m.found, moment{at, hour})
	}
}

var inAddress = regexp.MustCompile(`/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)`)

func fromAddress(path string) time.Time {
	m := inAddress.FindStringSubmatch(path)
	if m == nil {
		return time.Time{}
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

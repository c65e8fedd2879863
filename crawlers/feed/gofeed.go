package feed

import (
	"html"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"vigie/crawlers/extract"
)

// fromGofeed takes over what gofeed read.
func fromGofeed(g *gofeed.Feed, base string) Feed {
	f := Feed{
		Kind: g.FeedType, Title: extract.Line(g.Title), Link: absolute(g.Link, base),
		Description: extract.Text(g.Description), Language: g.Language,
		Author: people(g.Authors), Published: moment(g.PublishedParsed), Updated: moment(g.UpdatedParsed),
	}
	for _, i := range g.Items {
		long, short := i.Content, i.Description
		if long == "" {
			long, short = short, ""
		}
		item := Item{
			GUID: i.GUID, Link: absolute(i.Link, base), Title: extract.Line(i.Title),
			Text: extract.Text(long), Summary: extract.Text(short), Author: people(i.Authors),
			Published: moment(i.PublishedParsed), Updated: moment(i.UpdatedParsed), Links: textLinks(long, base),
		}
		if g.FeedType == "json" {
			item.jsonText(i)
		}
		f.Items = append(f.Items, item)
	}
	return f
}

// jsonText mends what JSON Feed has apart: a plain text is no HTML.
func (i *Item) jsonText(g *gofeed.Item) {
	if g.Content != "" && !strings.Contains(g.Content, "</") && !strings.Contains(g.Content, "/>") {
		i.Text = extract.Text(strings.ReplaceAll(html.EscapeString(html.UnescapeString(g.Content)), "\n", "<br>"))
	}
	if i.Link == "" && web(g.GUID) {
		i.Link = g.GUID
	}
}

func people(all []*gofeed.Person) string {
	for _, p := range all {
		if p == nil {
			continue
		}
		if who := first(p.Name, p.Email); who != "" {
			return name(extract.Line(who))
		}
	}
	return ""
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// fill takes from other what f lacks. Items are matched by their place, which
// both readers keep.
func (f *Feed) fill(other Feed) {
	f.Title = first(f.Title, other.Title)
	f.Link = first(f.Link, other.Link)
	f.Description = first(f.Description, other.Description)
	f.Author = first(f.Author, other.Author)
	f.Language = first(f.Language, other.Language)
	f.Published = firstTime(f.Published, other.Published)
	f.Updated = firstTime(f.Updated, other.Updated)
	if len(f.Items) == 0 {
		f.Items = other.Items
		return
	}
	if len(other.Items) != len(f.Items) {
		return
	}
	for n := range f.Items {
		f.Items[n].fill(other.Items[n])
	}
}

func (i *Item) fill(other Item) {
	i.GUID = first(i.GUID, other.GUID)
	i.Link = first(i.Link, other.Link)
	i.Title = first(i.Title, other.Title)
	i.Text = first(i.Text, other.Text)
	i.Summary = first(i.Summary, other.Summary)
	i.Author = first(i.Author, other.Author)
	i.Published = firstTime(i.Published, other.Published)
	i.Updated = firstTime(i.Updated, other.Updated)
}

func firstTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// finish says of each item whether its text is only a beginning, and takes the
// furniture off it.
func (f *Feed) finish() {
	for n := range f.Items {
		i := &f.Items[n]
		if i.Published.IsZero() {
			i.Published = i.Updated
		}
		i.Teaser = web(i.Link) && teaser(i.Text)
		i.Text = extract.Bare(i.Text, first(i.Author, f.Author))
	}
}

// full is the length from which a text is taken to be a whole one.
const full = 900

// endings mark a text that goes on elsewhere.
var endings = []string{"…", "...", "[…]", "[...]", "read more", "continue reading", "lire la suite", "lire plus", "en savoir plus", "weiterlesen", "leer más", "continua a leggere", "»", "→"}

func teaser(text string) bool {
	if len(text) >= 4*full {
		return false
	}
	tail := strings.ToLower(text[max(0, len(text)-60):])
	tail = strings.TrimRight(tail, " .\n\u00a0")
	for _, end := range endings {
		if strings.HasSuffix(tail, strings.TrimRight(end, ".")) && strings.TrimRight(end, ".") != "" {
			return true
		}
	}
	return len(text) < full || strings.HasSuffix(strings.TrimSpace(text), "...")
}

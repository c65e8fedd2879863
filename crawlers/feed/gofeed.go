package feed

import (
	"bytes"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
)

// second is gofeed's reading of a feed in whose tree no item was found: what it
// calls an item may be none here.
func second(text []byte, base string) (Feed, error) {
	g, err := gofeed.NewParser().Parse(bytes.NewReader(strict(text)))
	if err != nil {
		return Feed{}, err
	}
	f := Feed{
		Kind: g.FeedType, Title: line(g.Title), Link: absolute(g.Link, base),
		Language: g.Language, Author: people(g.Authors), Published: moment(g.PublishedParsed), Updated: moment(g.UpdatedParsed),
	}
	f.Description, _ = prose(g.Description, base)
	for _, i := range g.Items[:min(len(g.Items), mostItems)] {
		item := Item{
			GUID: strings.TrimSpace(i.GUID), Link: absolute(i.Link, base), Title: line(i.Title), Author: people(i.Authors),
			Published: moment(i.PublishedParsed), Updated: moment(i.UpdatedParsed),
		}
		item.Text, item.Links = prose(first(i.Content, i.Description), base)
		f.Items = append(f.Items, item)
	}
	return f, nil
}

func people(all []*gofeed.Person) string {
	for _, p := range all {
		if p == nil {
			continue
		}
		if who := first(p.Name, p.Email); who != "" {
			return name(line(who))
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

package feed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"strings"
)

// jsonFeed and jsonItem are what JSON Feed 1 and 1.1 say. Fields of the wrong
// type are read as empty: a number for an identifier is common.
type jsonFeed struct {
	Version, Title, Description, Language loose
	HomePage                              loose `json:"home_page_url"`
	Self                                  loose `json:"feed_url"`
	Author                                persons
	Authors                               persons
	Hubs                                  any
	Items                                 []jsonItem `json:"-"`
}

type jsonItem struct {
	ID, URL, Title, Summary, Language loose
	External                          loose `json:"external_url"`
	HTML                              loose `json:"content_html"`
	Text                              loose `json:"content_text"`
	Published                         loose `json:"date_published"`
	Modified                          loose `json:"date_modified"`
	Author                            persons
	Authors                           persons
}

// loose is a text, or a number as its digits.
type loose string

// UnmarshalJSON takes any value, and of those that are no text only numbers.
func (l *loose) UnmarshalJSON(raw []byte) error {
	var s string
	switch {
	case raw[0] == '"' && json.Unmarshal(raw, &s) == nil:
		*l = loose(strings.TrimSpace(s))
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		*l = loose(raw)
	}
	return nil
}

// persons are one author or several, each an object or only a name.
type persons []struct{ Name, URL string }

// UnmarshalJSON takes any value.
func (p *persons) UnmarshalJSON(raw []byte) error {
	var all []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		all = []json.RawMessage{raw}
	}
	for _, one := range all[:min(len(all), 20)] {
		var who struct{ Name, URL loose }
		if json.Unmarshal(one, &who) != nil {
			json.Unmarshal(one, &who.Name) // takes any value
		}
		if who.Name != "" || who.URL != "" {
			*p = append(*p, struct{ Name, URL string }{line(html.EscapeString(string(who.Name))), string(who.URL)})
		}
	}
	return nil
}

func (p persons) first() (name, url string) {
	if len(p) == 0 {
		return "", ""
	}
	return p[0].Name, p[0].URL
}

func parseJSON(text []byte, base string) (Feed, error) {
	j, whole, err := decodeJSON(text)
	if err != nil {
		return Feed{}, fmt.Errorf("%w: %w", ErrNotFeed, err)
	}
	if !strings.Contains(string(j.Version), "jsonfeed.org") && !(j.Items != nil && strings.HasPrefix(string(j.Version), "1")) {
		return Feed{}, fmt.Errorf("%w: JSON of another kind", ErrNotFeed)
	}
	f := Feed{
		Kind: "json", Title: plainLine(j.Title), Link: absolute(string(j.HomePage), base), Description: plain(j.Description),
		Language: string(j.Language), Self: absolute(string(j.Self), base), Hub: absolute(webSub(j.Hubs), base), Recovered: !whole,
	}
	f.ID = f.Self
	f.Author, _ = append(j.Authors, j.Author...).first()
	for _, i := range j.Items {
		f.Items = append(f.Items, i.item(base))
	}
	f.finish()
	return f, nil
}

// decodeJSON reads a feed item by item, so that one cut short gives what it
// has.
func decodeJSON(text []byte) (j jsonFeed, whole bool, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return j, false, err
	}
	rest := make(map[string]json.RawMessage)
	whole = true
	for whole && d.More() {
		key, err := d.Token()
		if name, ok := key.(string); err != nil || !ok {
			whole = false
		} else if name == "items" {
			whole = j.decodeItems(d)
		} else {
			var value json.RawMessage
			whole = d.Decode(&value) == nil
			if whole {
				rest[strings.ToLower(name)] = value
			}
		}
	}
	if len(rest) == 0 && len(j.Items) == 0 {
		return j, whole, errors.New("JSON that says nothing")
	}
	again, err := json.Marshal(rest)
	if err == nil {
		err = json.Unmarshal(again, &j)
	}
	return j, whole, err
}

func (j *jsonFeed) decodeItems(d *json.Decoder) bool {
	var raw json.RawMessage
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return err == nil && open == nil // null; of another type, nothing more can be read
	}
	j.Items = []jsonItem{}
	for d.More() {
		if d.Decode(&raw) != nil {
			return false
		}
		var i jsonItem
		if json.Unmarshal(raw, &i) == nil && len(j.Items) < mostItems {
			j.Items = append(j.Items, i)
		}
	}
	_, err := d.Token()
	return err == nil
}

func (j jsonItem) item(base string) Item {
	i := Item{
		GUID: string(j.ID), Link: absolute(string(j.URL), base), Title: plainLine(j.Title), Summary: plain(j.Summary),
		Language: string(j.Language), Published: when(string(j.Published), false), Updated: when(string(j.Modified), false),
	}
	i.Text, i.Links = prose(string(j.HTML), first(i.Link, base))
	if i.Text == "" {
		i.Text = plain(j.Text)
	}
	if i.Text == "" {
		i.Text, i.Summary = i.Summary, ""
	}
	if i.Link == "" && web(i.GUID) {
		i.Link = i.GUID
	}
	if to := absolute(string(j.External), base); web(to) {
		i.Links = append(i.Links, to)
	}
	i.Author, i.AuthorURL = append(j.Authors, j.Author...).first()
	return i
}

// plain is a text that is no HTML: its line breaks count.
func plain(text loose) string {
	said, _ := prose(strings.ReplaceAll(html.EscapeString(html.UnescapeString(string(text))), "\n", "<br>"), "")
	return said
}

func plainLine(text loose) string {
	if looksHTML(string(text)) {
		return line(string(text))
	}
	return line(html.EscapeString(html.UnescapeString(string(text))))
}

// webSub is the address of the first hub that speaks WebSub.
func webSub(hubs any) string {
	list, _ := hubs.([]any)
	for _, hub := range list {
		h, _ := hub.(map[string]any)
		kind, _ := h["type"].(string)
		if to, _ := h["url"].(string); strings.EqualFold(kind, "WebSub") || strings.EqualFold(kind, "PubSubHubbub") {
			return to
		}
	}
	return ""
}

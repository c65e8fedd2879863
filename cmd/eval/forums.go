package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"vigie/crawlers/extract"
)

// forums reads threads: as they are read; as if no engine were known by its
// markup, which is what to expect of a forum that nobody has heard of; and as if
// its elements had names that say nothing, besides. Rules
// were made while looking at every other host, by the order of their names; the
// others are shown apart.
func forums(_ context.Context, t *table) error {
	files, err := glob(t.path("forum-threads", "*.json"))
	if err != nil {
		return err
	}
	for _, way := range []struct {
		name string
		read reader
		must standard // of messages; author and date follow
	}{
		{"", extract.ReadThread, standard{none, none, .85, .97}},
		{"without engines, ", extract.ReadThreadFree, standard{none, none, none, .85}},
		{"without engines and names, ", readNameless, standard{none, none, none, .85}},
	} {
		all, unseen, hosts, err := t.threads(files, way.read, way.name)
		if err != nil {
			return err
		}
		author, date := standard{none, none, .85, none}, standard{none, none, .80, none}
		if way.name != "" {
			author, date = standard{none, none, none, .85}, standard{none, none, none, .80}
		}
		judged := fmt.Sprintf("%d pages of %d hosts, %d gold messages; one not read or not wanted is wrong", len(files), hosts, all.gold)
		t.add(way.name+"messages", "F1", all.f1(), way.must, judged).
			beside("precision", ratio(all.hits, all.got)).beside("recall", ratio(all.hits, all.gold)).beside("hosts not looked at", unseen.f1())
		t.add(way.name+"author", "F1", all.author(), author, judged+fmt.Sprintf("; %d gold authors are the address to answer at, so wrong too", all.nobody)).
			beside("of the messages read", ratio(all.authors, all.hits)).beside("hosts not looked at", unseen.author())
		t.add(way.name+"date", "F1", all.date(), date, judged+fmt.Sprintf("; the same minute on the clock or up to 14 whole hours apart, the same day where the gold has no hour; %d gold dates that say no moment left out", all.undated)).
			beside("of the messages read", ratio(all.dates, all.hits-all.aside)).beside("hosts not looked at", unseen.date())
	}
	return nil
}

// pagesSaved is about when the pages were saved: in the middle of 2020.
var pagesSaved = time.Date(2020, 6, 30, 12, 0, 0, 0, time.UTC)

// reader reads a page of a thread.
type reader func(body []byte, pageURL string, now time.Time) (extract.Thread, error)

// named are the attributes by which a page says what its elements are.
var named = regexp.MustCompile(`(?i)\b(class|id|item[a-z]+|data-[a-z-]+)=("[^"]*"|'[^']*')`)

// readNameless reads a page without engines after its classes and IDs have been
// replaced by words that say nothing, one for one, and other names taken away.
func readNameless(body []byte, pageURL string, now time.Time) (extract.Thread, error) {
	return extract.ReadThreadFree(named.ReplaceAllFunc(body, func(m []byte) []byte {
		name, value, _ := strings.Cut(string(m), "=")
		if name = strings.ToLower(name); name != "class" && name != "id" {
			return nil
		}
		words := strings.Fields(strings.Trim(value, `"'`))
		for i, word := range words {
			kind := strings.TrimRight(word, "0123456789")
			h := fnv.New32a()
			_, _ = h.Write([]byte(kind))
			code := make([]byte, 0, 8)
			for sum := h.Sum32(); sum > 0; sum /= 26 {
				code = append(code, 'a'+byte(sum%26))
			}
			words[i] = "z" + string(code) + word[len(kind):]
		}
		return []byte(name + `="` + strings.Join(words, " ") + `"`)
	}), pageURL, now)
}

func (t *table) threads(files []string, read reader, way string) (all, unseen tally, hosts int, err error) {
	byHost := make(map[string]tally)
	for _, file := range files {
		host, one, err := t.thread(file, read, way)
		if err != nil {
			return all, unseen, 0, fmt.Errorf("%s: %w", file, err)
		}
		s := byHost[host]
		s.add(one)
		byHost[host] = s
	}
	for i, host := range slices.Sorted(maps.Keys(byHost)) {
		all.add(byHost[host])
		if i%2 == 1 {
			unseen.add(byHost[host])
		}
	}
	return all, unseen, len(byHost), nil
}

func (t *table) thread(file string, read reader, way string) (host string, s tally, err error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", s, err
	}
	var page struct {
		URL, HTML string
		Gold      []marked `json:"gold_standard_annotation"`
	}
	if err := json.Unmarshal(raw, &page); err != nil {
		return "", s, err
	}
	at, err := url.Parse(page.URL)
	if err != nil {
		return "", s, err
	}
	got, err := read([]byte(page.HTML), page.URL, pagesSaved)
	if err != nil && !errors.Is(err, extract.ErrNoThread) {
		return "", s, err
	}
	s = tally{gold: len(page.Gold), got: len(got.Messages)}
	t.judge(&s, page.Gold, got.Messages, way+at.Host)
	return at.Host, s, nil
}

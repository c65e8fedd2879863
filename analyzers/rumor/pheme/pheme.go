// Package pheme reads whole threads of which is known whether they carry a
// rumour (PHEME, annotations CC BY 4.0), for training and for measuring. The
// service itself does not use it.
package pheme

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/rumor"
	"vigie/crawlers/post"
)

// Events are the events given, by the names of their files.
var Events = []string{"ferguson", "germanwings-crash"}

type line struct {
	Thread string `json:"thread"`
	Src    int    `json:"src"`
	Rumour int    `json:"rumour"`
	TS     int64  `json:"ts"`
	User   string `json:"user"`
	Text   string `json:"text"`
}

// Load returns the threads of a file of JSON Lines, by their first post, each
// with its posts in time order.
func Load(path string) ([]rumor.Example, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	threads := make(map[string][]line)
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var l line
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		threads[l.Thread] = append(threads[l.Thread], l)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	out := make([]rumor.Example, 0, len(threads))
	for id, lines := range threads {
		out = append(out, example(id, lines))
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i].Posts[0], out[j].Posts[0]
		if !a.Published.Equal(b.Published) {
			return a.Published.Before(b.Published)
		}
		return a.Thread < b.Thread
	})
	return out, nil
}

func example(id string, lines []line) rumor.Example {
	sort.SliceStable(lines, func(i, j int) bool {
		if a, b := lines[i].Src, lines[j].Src; a != b {
			return a > b
		}
		return lines[i].TS < lines[j].TS
	})
	e := rumor.Example{Rumour: lines[0].Rumour == 1}
	for i, l := range lines {
		e.Posts = append(e.Posts, annotation.Post{Post: post.Post{ID: fmt.Sprintf("%s-%d", id, i), Thread: id, Kind: post.Status,
			Author: l.User, Published: time.Unix(l.TS, 0).UTC(), Text: l.Text}})
	}
	return e
}

// Package cascade reads, for fitting and for measuring, when the posts of real
// threads and stories came. The service itself does not use it.
package cascade

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/forecast"
	"vigie/analyzers/story"
)

// Load returns the cascades of a folder of data by the event that they belong
// to: the threads of rumours (a post and its answers), the stories of a stream of
// six disasters as our own index tells them, each disaster as a whole, and the
// stories of the French press.
func Load(data string) (map[string][]forecast.Cascade, error) {
	out := make(map[string][]forecast.Cascade)
	for _, f := range []func(string, map[string][]forecast.Cascade) error{threads, stance, stream, press} {
		if err := f(data, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// eachObject calls f with every object of a file of JSON Lines.
func eachObject[T any](f func(T), name ...string) error {
	path := filepath.Join(name...)
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	in := bufio.NewScanner(file)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var v T
		if err := json.Unmarshal(in.Bytes(), &v); err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
		f(v)
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// gathered are times by what they belong to.
type gathered map[string][]time.Time

func (g gathered) add(key string, at time.Time) { g[key] = append(g[key], at.UTC()) }

// cascades gives them in an order that does not change; what came after end, if
// it is not zero, was not seen.
func (g gathered) cascades(end time.Time) []forecast.Cascade {
	var out []forecast.Cascade
	for _, times := range g {
		slices.SortFunc(times, time.Time.Compare)
		out = append(out, forecast.Cascade{Times: times, End: end})
	}
	slices.SortFunc(out, func(a, b forecast.Cascade) int {
		if c := a.Times[0].Compare(b.Times[0]); c != 0 {
			return c
		}
		return len(a.Times) - len(b.Times)
	})
	return out
}

func threads(data string, out map[string][]forecast.Cascade) error {
	for _, event := range []string{"ferguson", "germanwings-crash"} {
		g := make(gathered)
		err := eachObject(func(l struct {
			Thread string
			TS     int64
		},
		) {
			g.add(l.Thread, time.Unix(l.TS, 0))
		}, data, "rumours", event+".jsonl")
		if err != nil {
			return err
		}
		out[event] = g.cascades(time.Time{})
	}
	return nil
}

// stance takes the threads of other events than the two above, by their month.
func stance(data string, out map[string][]forecast.Cascade) error {
	all := make(gathered)
	err := eachObject(func(l struct {
		Thread string
		TS     int64
	},
	) {
		all.add(l.Thread, time.Unix(l.TS, 0))
	}, data, "rumours", "stance.jsonl")
	if err != nil {
		return err
	}
	events := make(map[string]gathered)
	for thread, times := range all {
		first := slices.MinFunc(times, time.Time.Compare)
		event := "rumours of " + first.Format("2006-01")
		switch {
		case first.Before(time.Date(2014, 9, 1, 0, 0, 0, 0, time.UTC)), first.After(time.Date(2015, 3, 23, 0, 0, 0, 0, time.UTC)):
			continue // Ferguson and the Germanwings crash again
		case first.Year() == 2014:
			event = "rumours of autumn 2014"
		}
		if events[event] == nil {
			events[event] = make(gathered)
		}
		events[event][thread] = times
	}
	for event, g := range events {
		out[event] = g.cascades(time.Time{})
	}
	return nil
}

func stream(data string, out map[string][]forecast.Cascade) error {
	stories, whole, ends := make(map[string]gathered), make(gathered), make(map[string]time.Time)
	index := make(map[string]*story.Index)
	err := eachObject(func(l struct {
		ID, Event, Text string
		TS              int64
	},
	) {
		if l.Event == "" {
			return
		}
		if index[l.Event] == nil {
			index[l.Event], stories[l.Event] = story.New(story.Options{}), make(gathered)
		}
		at := time.Unix(l.TS, 0)
		told, _, _ := index[l.Event].Add(l.ID, at, "en", "", l.Text)
		stories[l.Event].add(told, at)
		whole.add(l.Event, at)
		ends[l.Event] = at
	}, data, "emerging-topics", "stream.jsonl")
	if err != nil {
		return err
	}
	for event, g := range stories {
		name := strings.TrimPrefix(event, "T6:")
		out[name] = append(g.cascades(ends[event]), gathered{event: whole[event]}.cascades(ends[event])...)
	}
	return nil
}

// press takes the articles on each subject by the story that they tell, as of
// the first that our index saw.
func press(data string, out map[string][]forecast.Cascade) error {
	type article struct {
		Title, Text, Timestamp string
		at                     time.Time
	}
	for _, name := range []string{"sobriete", "reindustrialisation"} {
		var all []article
		err := eachObject(func(a article) {
			if at, err := time.Parse(time.DateTime, a.Timestamp); err == nil {
				a.at = at
				all = append(all, a)
			}
		}, data, "french-press", name+".jsonl")
		if err != nil {
			return err
		}
		if len(all) == 0 {
			continue
		}
		slices.SortStableFunc(all, func(a, b article) int { return a.at.Compare(b.at) })
		index, g := story.New(story.Options{}), make(gathered)
		whole := make(gathered)
		for i, a := range all {
			told, _, _ := index.Add(strconv.Itoa(i), a.at, "fr", a.Title, a.Text)
			g.add(told, a.at)
			whole.add(name, a.at)
		}
		end := all[len(all)-1].at
		out[name] = append(g.cascades(end), whole.cascades(end)...)
	}
	return nil
}

package stance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
)

func readExamples(file string) ([]example, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	type row struct {
		ID, Thread, Parent, Text, Stance string
		TS                               int64
	}
	var rows []row
	byID := map[string]string{}
	start := map[string]int64{}
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		var r row
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		rows = append(rows, r)
		byID[r.ID] = r.Text
		if at, ok := start[r.Thread]; !ok || r.TS < at {
			start[r.Thread] = r.TS
		}
	}
	c, err := readCues(cueFile)
	if err != nil {
		return nil, err
	}
	event := events(start)
	var examples []example
	for _, r := range rows {
		class := slices.Index(labels[:], r.Stance)
		if class < 0 {
			return nil, fmt.Errorf("%s: no such stance %q", file, r.Stance)
		}
		form := c.look(Post{Text: r.Text, Reply: r.Parent != "", Opens: r.Parent == "", Deep: r.Parent != "" && r.Parent != r.Thread, Parent: byID[r.Parent]})
		examples = append(examples, example{form.vector(), class, event[r.Thread]})
	}
	return examples, sc.Err()
}

// events names each thread's event by the day on which that began.
func events(start map[string]int64) map[string]string {
	threads := make([]string, 0, len(start))
	for t := range start {
		threads = append(threads, t)
	}
	slices.SortFunc(threads, func(a, b string) int { return int(start[a] - start[b]) })
	const pause = 5 * 24 * 3600
	event := map[string]string{}
	var last, first int64 = math.MinInt64 / 2, 0
	for _, t := range threads {
		if start[t]-last > pause {
			first = start[t]
		}
		last = start[t]
		event[t] = strconv.FormatInt(first, 10)
	}
	return event
}

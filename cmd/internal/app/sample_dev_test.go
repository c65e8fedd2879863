package app

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
)

type devWorld struct {
	Config config.Config
	Posts  []post.Post
}

func TestDevDump(t *testing.T) {
	if os.Getenv("VIGIE_DEV") != "dump" {
		t.Skip()
	}
	for seed := int64(1); seed < 4; seed++ {
		posts, c := crawledWorld(t, seed, 25*time.Minute)
		b, _ := json.Marshal(devWorld{c, posts})
		os.WriteFile(fmt.Sprintf("/tmp/q/world%d.json", seed), b, 0o600)
		t.Log(len(posts))
	}
}

func TestDevReplay(t *testing.T) {
	path := os.Getenv("VIGIE_WORLD")
	if path == "" {
		t.Skip()
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var w devWorld
	json.Unmarshal(b, &w)
	f, err := os.Open("../demo/corpus/facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	facts, err := claim.ReadFacts(f, "facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	reader, err := NewReader(w.Config, facts)
	if err != nil {
		t.Fatal(err)
	}
	detectors := Detectors(w.Config, facts)
	sources := map[string]post.Source{}
	for _, s := range w.Config.Watched() {
		sources[s.ID] = s
	}
	var read []annotation.Post
	for _, p := range w.Posts {
		read = append(read, reader.Read(p, sources[p.Source]))
	}
	out, _ := os.Create("/tmp/q/read.jsonl")
	bw := bufio.NewWriter(out)
	e := json.NewEncoder(bw)
	for _, p := range read {
		e.Encode(map[string]any{"post": p.Post, "a": p.Annotation})
	}
	bw.Flush()
	window := replay.NewWindow(0, 0, w.Config.Watched()...)
	last := map[string]signal.Signal{}
	raised := map[string]time.Time{}
	var order []string
	spent := map[string]time.Duration{}
	n := 0
	tick := func(at time.Time) {
		n++
		for _, d := range detectors {
			begin := time.Now()
			found, err := d.Detect(t.Context(), at, window)
			if err != nil {
				t.Fatal(err)
			}
			spent[fmt.Sprintf("%T", d)] += time.Since(begin)
			for _, s := range found {
				if _, ok := last[s.ID]; !ok {
					order = append(order, s.ID)
					raised[s.ID] = at
				}
				last[s.ID] = s
			}
		}
	}
	next := read[0].Published.Truncate(time.Hour)
	live := worldStart.Add(-24 * time.Hour)
	end := worldStart.Add(25 * time.Minute)
	for i := 0; i < len(read) || !next.After(end); {
		if i < len(read) && read[i].Published.Before(next) {
			window.Add(read[i])
			i++
			continue
		}
		tick(next)
		switch {
		case next.Before(live):
			next = next.Add(30 * time.Minute)
		case next.Before(worldStart):
			next = next.Add(time.Minute)
		default:
			next = next.Add(10 * time.Second)
		}
	}
	kinds := map[signal.Kind]int{}
	for _, id := range order {
		s := last[id]
		kinds[s.Kind]++
		fmt.Printf("%s  %-11s %-6s %.2f  first %s  posts %d sources %d story %s\n      FR %s\n      EN %s\n", raised[id].Format("01-02 15:04:05"), s.Kind, s.Level, s.Score,
			s.FirstAt.Format("01-02 15:04"), len(s.Posts), len(s.Sources), s.Story, s.Title.FR, s.Title.EN)
		if os.Getenv("WHY") != "" {
			for _, x := range s.Why {
				fmt.Println("         -", x.FR)
			}
			fmt.Println("         terms:", strings.Join(s.Terms, ", "))
			if s.Rumour != nil {
				for _, r := range s.Rumour.Relays {
					fmt.Println("         relay", r.At.Sub(worldStart), r.Source, r.Author, r.Role)
				}
			}
			if s.Argument != nil {
				fmt.Println("         quote:", s.Argument.Quote, len(s.Argument.Answers))
			}
		}
	}
	fmt.Println(kinds, n, "ticks", len(read), "posts")
	var names []string
	for d := range spent {
		names = append(names, d)
	}
	sort.Strings(names)
	for _, d := range names {
		fmt.Println(d, spent[d]/time.Duration(n))
	}
}

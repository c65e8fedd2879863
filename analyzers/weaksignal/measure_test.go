package weaksignal_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/analyzers/weaksignal"
	"vigie/crawlers/post"
)

const stream = "../../../shared/data/emerging-topics/stream.jsonl"

// TestEmergingTopics replays 60,082 posts about six events among other talk. An
// alert is right if at least half of its posts are about one event.
func TestEmergingTopics(t *testing.T) {
	f, err := os.Open(stream)
	if err != nil {
		t.Skip("no data: ", err)
	}
	if testing.Short() {
		t.Skip("replays a long stream")
	}
	defer f.Close()
	events, first := make(map[string]string), make(map[string]time.Time)
	alerts, right := 0, 0
	found := make(map[string]time.Duration)
	r := replay.New(replay.NewWindow(20*24*time.Hour, 0), time.Hour, func(s signal.Signal) error {
		alerts++
		event := majority(s.Posts, events)
		if os.Getenv("VIGIE_SHOW") != "" {
			fmt.Println(s.RaisedAt.Format("01-02 15h"), s.Level, event, s.Title.EN, s.Observed, s.Expected, s.Score)
		}
		if event == "" {
			return nil
		}
		right++
		if _, ok := found[event]; !ok {
			found[event] = s.RaisedAt.Sub(first[event])
		}
		return nil
	}, weaksignal.New(weaksignal.Default()))
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	ctx, begun := context.Background(), time.Now()
	for in.Scan() {
		var l struct {
			ID    string `json:"id"`
			TS    int64  `json:"ts"`
			Event string `json:"event"`
			Text  string `json:"text"`
		}
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		p := annotation.Post{Post: post.Post{ID: l.ID, Published: time.Unix(l.TS, 0).UTC(), Text: l.Text}}
		p.Annotation.Language = "en"
		events[l.ID] = l.Event
		if _, ok := first[l.Event]; !ok {
			first[l.Event] = p.Published
		}
		if err := r.Add(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(ctx); err != nil {
		t.Fatal(err)
	}
	var delays []time.Duration
	for e, d := range found {
		t.Logf("%s found after %s", e, d)
		delays = append(delays, d)
	}
	sort.Slice(delays, func(i, j int) bool { return delays[i] < delays[j] })
	if len(delays) == 0 {
		t.Fatal("no event found")
	}
	median := (delays[(len(delays)-1)/2] + delays[len(delays)/2]) / 2
	precision := float64(right) / float64(alerts)
	t.Logf("%d alerts, precision %.3f (asked .85), %d of 6 events (5), median delay %s (6 h), in %s",
		alerts, precision, len(delays), median, time.Since(begun).Round(time.Second))
	if precision < 0.85 || len(delays) < 5 {
		t.Errorf("precision %.3f on %d events: want at least .85 on 5", precision, len(delays))
	}
}

// majority is the event that at least half of the posts are about.
func majority(ids []string, events map[string]string) string {
	n := make(map[string]int)
	for _, id := range ids {
		n[events[id]]++
	}
	for e, c := range n {
		if e != "" && 2*c >= len(ids) {
			return e
		}
	}
	return ""
}

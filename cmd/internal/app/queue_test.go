package app

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"vigie/cmd/internal/config"
	"vigie/crawlers"
	"vigie/crawlers/post"
	"vigie/crawlers/websub"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// idle is a queue that watches sources and starts nothing.
func idle(sources ...post.Source) *queue {
	q := &queue{
		service: &Service{o: Options{Now: func() time.Time { return noon }}, log: slog.New(slog.DiscardHandler)}, cron: cron.New(),
		own: map[string]schedule{}, due: map[string]time.Time{}, seen: map[string]time.Time{}, failed: map[string]int{}, running: map[string]time.Time{}, pushed: map[string]websub.Delivery{},
	}
	q.take(sources, nil)
	return q
}

func TestDueAfterAVisit(t *testing.T) {
	src := post.Source{ID: "lignes", URL: "https://lignes.example/feed", Every: time.Hour}
	seen := crawlers.Visit{Next: noon.Add(time.Hour)}
	away := errors.New("the database is away")
	checkDue(t, src, []dueCase{
		{"as the visit says", func(q *queue) { q.settle(src, seen, nil) }, time.Hour},
		{"our own fault: soon again", func(q *queue) { q.settle(src, crawlers.Visit{}, away) }, 30 * time.Second},
		{"our own fault for long: less and less", func(q *queue) {
			for range 5 {
				q.settle(src, crawlers.Visit{}, away)
			}
		}, 8 * time.Minute},
		{"our own fault for very long: as usual", func(q *queue) {
			for range 100 {
				q.settle(src, crawlers.Visit{}, away)
			}
		}, time.Hour},
		{"our own fault is over", func(q *queue) {
			for range 9 {
				q.settle(src, crawlers.Visit{}, away)
			}
			q.settle(src, seen, nil)
			q.settle(src, crawlers.Visit{}, away)
		}, 30 * time.Second},
		{"a hub sent news meanwhile: as the visit says, after they are taken in", func(q *queue) {
			push(t, q, src)
			if d, more := q.settle(src, seen, nil); !more || d.Source != src.ID || !q.running[src.ID].Equal(noon) {
				t.Errorf("settled with %+v, %v", d, more)
			}
			if _, more := q.settle(src, seen, nil); more {
				t.Error("what was sent once is taken in twice")
			}
		}, time.Hour},
		{"a hub sent news twice meanwhile: at once", func(q *queue) {
			push(t, q, src)
			push(t, q, src)
			if d, more := q.settle(src, seen, nil); more {
				t.Errorf("settled with %+v", d)
			}
		}, 0},
		{"a hub sent news, and the visit failed: soon again", func(q *queue) {
			push(t, q, src)
			if d, more := q.settle(src, crawlers.Visit{}, away); more {
				t.Errorf("settled with %+v", d)
			}
		}, 30 * time.Second},
		{"a hub sent news, and the source has moved: at once, there", func(q *queue) {
			push(t, q, src)
			moved := src
			moved.URL = "https://lignes.example/neuf"
			q.take([]post.Source{moved}, nil)
			if d, more := q.settle(src, seen, nil); more {
				t.Errorf("settled with %+v", d)
			}
		}, 0},
	})
}

// push has a hub send news of a source that is being visited.
func push(t *testing.T, q *queue, src post.Source) {
	t.Helper()
	q.running[src.ID] = noon
	if got, err := q.receive(websub.Delivery{Source: src.ID, Body: []byte("news")}); err != nil || got.ID != "" {
		t.Errorf("receive of a source that is being visited: %+v, %v", got, err)
	}
}

func TestDueWhenTheListChanges(t *testing.T) {
	src := post.Source{ID: "lignes", URL: "https://lignes.example/feed", Every: time.Hour}
	seen := crawlers.Visit{Next: noon.Add(time.Hour)}
	checkDue(t, src, []dueCase{
		{"it has moved meanwhile: at once, there", func(q *queue) {
			moved := src
			moved.URL = "https://lignes.example/neuf"
			q.take([]post.Source{moved}, nil)
			q.settle(src, seen, nil)
		}, 0},
		{"it is to be read more often", func(q *queue) {
			q.settle(src, seen, nil)
			often := src
			often.Every = time.Minute
			q.take([]post.Source{often}, nil)
		}, 0},
		{"its owner gave leave", func(q *queue) {
			q.settle(src, seen, nil)
			free := src
			free.Leave = true
			q.take([]post.Source{free}, nil)
		}, 0},
		{"it is called otherwise", func(q *queue) {
			q.settle(src, seen, nil)
			named := src
			named.Name = "Lignes"
			q.take([]post.Source{named}, nil)
		}, time.Hour},
	})
}

// dueCase is what happens to a source, and when it is due then.
type dueCase struct {
	name string
	do   func(q *queue)
	want time.Duration // from noon
}

func checkDue(t *testing.T, src post.Source, tests []dueCase) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := idle(src)
			tt.do(q)
			got := time.Duration(0)
			if at, known := q.due[src.ID]; known {
				got = at.Sub(noon)
			}
			if got != tt.want {
				t.Errorf("due in %s, want %s", got, tt.want)
			}
		})
	}
}

func TestDueAfterAStart(t *testing.T) {
	often := post.Source{Every: time.Minute}
	adapting := post.Source{Every: 15 * time.Minute, Fastest: time.Minute, Slowest: time.Hour}
	tests := []struct {
		name string
		src  post.Source
		v    crawlers.Visit
		want time.Duration // from the visit
	}{
		{"as the visit says", adapting, crawlers.Visit{Next: noon.Add(30 * time.Minute)}, 30 * time.Minute},
		{"broken for long, and tried again after a start", adapting, crawlers.Visit{Outcome: crawlers.Broken, Next: noon.Add(6 * time.Hour)}, time.Hour},
		{"its interval is shorter now", often, crawlers.Visit{Next: noon.Add(time.Hour)}, time.Minute},
		{"its host asked to be left alone", often, crawlers.Visit{Fault: crawlers.FaultBusy, Next: noon.Add(24 * time.Hour)}, 24 * time.Hour},
		{"it may not be read", often, crawlers.Visit{Outcome: crawlers.Refused, Next: noon.Add(24 * time.Hour)}, 24 * time.Hour},
	}
	for _, tt := range tests {
		tt.v.At = noon
		if got := resumed(tt.src, tt.v).Sub(noon); got != tt.want {
			t.Errorf("%s: due in %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestOwnSchedulesSurviveAChangeOfTheList(t *testing.T) {
	q := idle(post.Source{ID: "a"}, post.Source{ID: "b"})
	schedules := func(a, b string) config.Config {
		return config.Config{Sources: []config.Source{{ID: "a", Schedule: a}, {ID: "b", Schedule: b}}}
	}
	if err := q.schedule(schedules("@every 1h", "")); err != nil {
		t.Fatal(err)
	}
	job := q.own["a"].job
	q.due["a"] = noon // its time has come, and no worker was free yet
	if err := q.schedule(schedules("@every 1h", "@every 2h")); err != nil {
		t.Fatal(err)
	}
	if q.own["a"].job != job || !q.due["a"].Equal(noon) || !q.due["b"].Equal(never) {
		t.Errorf("after a change elsewhere: job %v, due %v, want it left as it was (%v)", q.own["a"], q.due["a"], job)
	}
	if err := q.schedule(schedules("", "@every 3h")); err != nil {
		t.Fatal(err)
	}
	if _, waits := q.due["a"]; waits || len(q.own) != 1 || len(q.cron.Entries()) != 1 {
		t.Errorf("without a schedule: due %v, %d jobs; want it due now, and one job", q.due, len(q.cron.Entries()))
	}
}

// What is internal, or behind a token, is not for hubs to know of, nor to write.
func TestHubsMayNotDeliverTheInternal(t *testing.T) {
	q := idle(post.Source{ID: "public"}, post.Source{ID: "intranet", Kind: post.Intranet}, post.Source{ID: "secured", Token: "Bearer x"})
	for id, want := range map[string]bool{"public": true, "intranet": false, "secured": false, "unknown": false} {
		if _, err := q.receive(websub.Delivery{Source: id}); (err == nil) != want || q.delivers(id) != want {
			t.Errorf("delivery for %s: %v, delivers %t, want %t", id, err, q.delivers(id), want)
		}
	}
}

package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/analyzers/signal"
	"vigie/cmd/internal/demo"
	"vigie/dashboards/report"
)

// valley is the sample web, served, with a service that watches it and a clock
// that is set by hand.
type valley struct {
	*testing.T
	*Service
	web   *demo.Web
	story []demo.Told
	start time.Time
	mu    sync.Mutex
	clock time.Time
}

// inValley serves the sample web before its live part begins.
func inValley(t *testing.T) *valley {
	t.Helper()
	needEngine(t)
	v := &valley{T: t, start: worldStart, clock: worldStart}
	d, err := NewDemo(DemoOptions{Listener: listen(t), Folder: t.TempDir(), Web: demo.Options{Seed: 1, Start: worldStart, Now: v.now, Slow: 50 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- d.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("sample web: %v", err)
		}
	})
	o := d.Options
	o.Config.Crawl.Delay, o.Config.Crawl.Pages = 0, 1000
	if v.Service, err = Open(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if err := v.TakeInFacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Service.Close() })
	v.web, v.story = d.Web, d.Web.Story("rumour")
	return v
}

func (v *valley) now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.clock
}

// poll sets the clock, visits all sources, or those named, until none has
// anything new, reads and looks.
func (v *valley) poll(after time.Duration, only ...string) {
	v.Helper()
	v.mu.Lock()
	v.clock = v.start.Add(after)
	v.mu.Unlock()
	var group sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, src := range v.o.Config.Watched() {
		if len(only) > 0 && !slices.Contains(only, src.ID) {
			continue
		}
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			for fresh := 1; fresh > 0; {
				visit, err := v.Crawl(v.Context(), src)
				if err != nil {
					v.Errorf("crawl %s: %v", src.ID, err)
					return
				}
				fresh = visit.New
			}
		})
	}
	group.Wait()
	if _, err := v.Read(v.Context(), nil); err != nil {
		v.Fatal(err)
	}
	if _, err := v.Detect(v.Context()); err != nil {
		v.Fatal(err)
	}
}

// rumours are those that stand.
func (v *valley) rumours() []report.Finding {
	v.Helper()
	found, err := v.Store().Findings(v.Context(), string(signal.Rumor), v.now().Add(-followed))
	if err != nil {
		v.Fatal(err)
	}
	return found
}

// told is the post of the corpus that was crawled as p.
func (v *valley) told(p report.Item) demo.Told {
	i := slices.IndexFunc(v.story, func(t demo.Told) bool {
		return t.Site == p.Source.ID && t.At.Equal(p.Published) && t.Author == p.Author
	})
	if i < 0 {
		return demo.Told{Key: "none of the story: " + p.Source.ID + " " + p.Title}
	}
	return v.story[i]
}

// TestSampleCase crawls the sample web as the rumour spreads through it, and
// holds the file of the case against what the corpus says is so.
func TestSampleCase(t *testing.T) {
	v := inValley(t)
	v.poll(0)
	if found := v.rumours(); len(found) != 0 {
		t.Fatalf("%d rumours before the second relay: %q", len(found), found[0].Title.FR)
	}
	second := v.story[slices.IndexFunc(v.story, func(p demo.Told) bool { return p.Key == "r-ticket" })]
	source := v.Store().Source(second.Site)
	v.poll(second.At.Sub(v.start)+source.Every, source.ID)
	found := v.rumours()
	if len(found) != 1 || found[0].Rumour.Fact != "fleet-2026" {
		t.Fatalf("%d rumours one poll after the second relay, want the fleet figure alone", len(found))
	}
	v.poll(100 * time.Minute)
	if found = v.rumours(); len(found) != 1 {
		t.Fatalf("%d rumours at the end, want one", len(found))
	}
	c, err := v.Store().Case(t.Context(), found[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("path", func(t *testing.T) { v.path(t, c) })
	t.Run("beside", func(t *testing.T) { v.beside(t, c) })
	t.Run("effect", func(t *testing.T) { v.effect(t, c) })
	t.Run("contacts", func(t *testing.T) { v.contacts(t, c) })
}

// path wants every relay of the corpus, in the order of publication, and none
// else; those that say whom they have it from, from that one.
func (v *valley) path(t *testing.T, c report.Case) {
	var got, want []string
	for i, p := range c.Path {
		told := v.told(p.Item)
		if told.Does() == "t" { // believes it, and may be counted
			continue
		}
		got = append(got, told.Key)
		takes := slices.DeleteFunc(slices.Clone(told.Takes), func(k string) bool { return !strings.HasPrefix(k, "r-") })
		switch {
		case i == 0 && (told.Key != "r-origin" || p.Role != "origin" || p.From != nil):
			t.Errorf("it begins with %s, as %s", told.Key, p.Role)
		case len(takes) == 0:
		case p.From == nil:
			t.Errorf("%s has it from nobody, want from %v", told.Key, takes)
		default:
			if from := v.told(*p.From).Key; !slices.Contains(takes, from) || p.By != "link" && p.By != "quote" {
				t.Errorf("%s has it from %s by %s, want from %v", told.Key, from, p.By, takes)
			}
		}
	}
	for _, p := range v.story {
		if p.Does() == "r" {
			want = append(want, p.Key)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the rumour went\n%v, want\n%v", got, want)
	}
}

// beside wants those who deny, ask, joke and answer apart, each as what it is.
func (v *valley) beside(t *testing.T, c report.Case) {
	role := map[string]string{}
	for _, p := range c.Beside {
		role[v.told(p.Item).Key] = p.Role
	}
	want := map[string]string{"d": "denial", "s": "satire", "o": "official", "a": "denial", "q": "question"}
	for _, p := range v.story {
		if as, ok := want[p.Does()]; ok && role[p.Key] != as {
			t.Errorf("%s by %s stands beside as %q, want as %s", p.Key, p.Author, role[p.Key], as)
		}
		delete(role, p.Key)
	}
	for key, as := range role {
		t.Errorf("%s stands beside as %s, and is none of the story", key, as)
	}
}

// effect wants the official denial to be seen as the reply, with the relays
// around it counted.
func (v *valley) effect(t *testing.T, c report.Case) {
	denial := v.story[slices.IndexFunc(v.story, func(p demo.Told) bool { return p.Key == "o-denial" })]
	if len(c.Handling.Replies) != 1 {
		t.Fatalf("%d replies, want the official denial", len(c.Handling.Replies))
	}
	a := c.Handling.Replies[0]
	if !a.At.Equal(denial.At) || a.Effect == nil {
		t.Fatalf("the reply is of %v, with effect %v; want of %v, with one", a.At, a.Effect, denial.At)
	}
	before, after := 0, 0
	for _, p := range c.Path {
		switch d := p.Published.Sub(denial.At); {
		case d < 0 && d >= -time.Hour:
			before++
		case d >= 0 && d < time.Hour:
			after++
		}
	}
	if a.Effect.Hours != 1 || a.Effect.Before != before || a.Effect.After != after || before < 10 || after > 1 {
		t.Errorf("%d relays before and %d after in %v h, want %d and %d in 1", a.Effect.Before, a.Effect.After, a.Effect.Hours, before, after)
	}
	posts := 0
	for _, h := range c.Curve {
		posts += int(h.Value)
	}
	if posts != len(c.Path) {
		t.Errorf("the curve has %d relays, the path %d", posts, len(c.Path))
	}
}

// contacts wants only those who carry the figure, and not those who have denied
// it since, to be answered.
func (v *valley) contacts(t *testing.T, c report.Case) {
	var who []string
	for _, p := range c.Contacts {
		if d := v.told(p.Item).Does(); d != "r" && d != "t" {
			t.Errorf("%s of %s is to be answered", p.Author, p.Source.Name)
		}
		who = append(who, p.Source.ID)
	}
	for _, corrected := range []string{"lignes-et-rails", "le-ticket-dechire", "gazette-de-valmont", "the-slow-tram"} {
		if slices.Contains(who, corrected) {
			t.Errorf("%s has corrected itself, and is still to be answered", corrected)
		}
	}
	if len(who) < 5 || len(c.Staff) < 3 {
		t.Errorf("%d to be answered, %d of the staff who could; want 5 and 3", len(who), len(c.Staff))
	}
}

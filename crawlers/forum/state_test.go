package forum_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
)

// visit makes a run and keeps what it says.
func visit(t *testing.T, r *forum.Reader, n notes, job forum.Job) (forum.Run, error) {
	t.Helper()
	job.Memory = n.memory
	run, err := r.Read(t.Context(), job)
	n.keep(job.URL, run)
	return run, err
}

func TestBoardThatIsAsItWas(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.tagged = true
	b.say(1, "a1")
	job := forum.Job{URL: b.url + "/viewforum.php?f=4"}
	if _, err := visit(t, r, n, job); err != nil {
		t.Fatal(err)
	}
	b.requests()
	for range 2 {
		run, err := visit(t, r, n, job)
		if err != nil || !run.Same || len(run.Threads) > 0 {
			t.Errorf("got same %v, %d threads, %v; want the same and none", run.Same, len(run.Threads), err)
		}
		if got := strings.Join(b.requests(), " "); got != "/viewforum.php?f=4 304" {
			t.Errorf("asked %q, want the board, answered 304", got)
		}
	}
	b.say(1, "a2")
	if run, err := visit(t, r, n, job); err != nil || texts(run) != "a2" || run.Same {
		t.Errorf("got %q, %v; want a2", texts(run), err)
	}
}

// A board is not asked whether it changed while something it lists is unread.
func TestUnreadThreadKeepsTheBoardOpen(t *testing.T) {
	for name, spoil := range map[string]func(*board, *forum.Job){
		"no page left":     func(_ *board, j *forum.Job) { j.Pages = 1 },
		"a server's fault": func(b *board, _ *forum.Job) { b.status[1] = http.StatusBadGateway },
	} {
		t.Run(name, func(t *testing.T) {
			b, r, n := newBoard(t), reader(t), notes{}
			b.tagged = true
			b.say(1, "a1")
			b.say(2, "b1")
			job := forum.Job{URL: b.url + "/viewforum.php?f=4"}
			spoil(b, &job)
			first, err := visit(t, r, n, job)
			if err != nil || texts(first) != "b1" {
				t.Fatalf("got %q, %v; want b1", texts(first), err)
			}
			clear(b.status)
			second, err := visit(t, r, n, job)
			if err != nil || texts(second) != "a1" {
				t.Errorf("got %q, %v; want a1", texts(second), err)
			}
			if third, _ := visit(t, r, n, job); !third.Same {
				t.Error("all is read, and the board is not asked whether it changed")
			}
		})
	}
}

func TestFailedThreadOfAnUnchangedBoardIsTriedAgain(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.say(1, "a1")
	b.say(2, "b1")
	b.status[1] = http.StatusBadGateway
	job := forum.Job{URL: b.url + "/index.php"}
	if run, err := visit(t, r, n, job); err != nil || texts(run) != "b1" {
		t.Fatalf("got %q, %v; want b1", texts(run), err)
	}
	thread := b.url + "/viewtopic.php?t=1"
	for _, step := range []struct {
		until time.Time
		want  string
	}{{now.Add(time.Hour), ""}, {time.Time{}, "a1"}} {
		clear(b.status)
		k := n[thread]
		k.Until = step.until
		n[thread] = k
		if run, err := visit(t, r, n, job); err != nil || texts(run) != step.want {
			t.Errorf("until %s: got %q, %v; want %q", step.until, texts(run), err, step.want)
		}
	}
}

func TestThreadWithoutMarkIsAskedWhetherItChanged(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.tagged = true
	b.say(1, "a1", "a2")
	job := forum.Job{URL: b.url + "/viewtopic.php?f=4&t=1"}
	for i, want := range []string{"a1 a2", "", ""} {
		run, err := visit(t, r, n, job)
		if err != nil || texts(run) != want || run.Same != (i > 0) {
			t.Errorf("visit %d: got %q, same %v, %v; want %q", i, texts(run), run.Same, err, want)
		}
	}
	b.say(1, "a3", "a4", "a5") // a second page
	for i, want := range []string{"a3 a4 a5", ""} {
		run, err := visit(t, r, n, job)
		if err != nil || texts(run) != want || run.Same {
			t.Errorf("two pages, visit %d: got %q, same %v, %v; want %q", i, texts(run), run.Same, err, want)
		}
	}
	b.say(1, "a6") // on the second page alone
	if run, err := visit(t, r, n, job); err != nil || texts(run) != "a6" {
		t.Errorf("got %q, %v; want a6", texts(run), err)
	}
}

func TestEditedMessageIsGivenAgain(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.say(1, "a1", "a2")
	job := forum.Job{URL: b.url + "/viewtopic.php?f=4&t=1"}
	for i, step := range []struct {
		change func()
		want   string
	}{
		{func() {}, "a1 a2"},
		{func() {}, ""},
		{func() { b.threads[1][0] = "a1 corrigé" }, "a1 corrigé"},
		{func() {}, ""},
		{func() { b.threads[1] = []string{"a1 corrigé", "a2 bis", "a3"} }, "a2 bis a3"},
	} {
		step.change()
		if run, err := visit(t, r, n, job); err != nil || texts(run) != step.want {
			t.Errorf("visit %d: got %q, %v; want %q", i, texts(run), err, step.want)
		}
	}
}

func TestAllThreadsFail(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.say(1, "a1")
	b.say(2, "b1")
	b.status[1], b.status[2] = http.StatusBadGateway, http.StatusNotFound
	job := forum.Job{URL: b.url + "/viewforum.php?f=4"}
	run, err := visit(t, r, n, job)
	var status *fetch.StatusError
	if !errors.Is(err, forum.ErrThreads) || !errors.As(err, &status) || status.Status != http.StatusBadGateway || len(run.Threads) != 2 {
		t.Errorf("got %d threads, %v; want ErrThreads for the status 502", len(run.Threads), err)
	}
	clear(b.status)
	if run, err := visit(t, r, n, job); err != nil || len(run.Threads) != 2 {
		t.Errorf("they answer again: got %d threads, %v; want 2", len(run.Threads), err)
	}
}

func TestLayoutOfOneThreadAndOfTheBoard(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.say(1, "a1")
	b.say(2, "b1")
	job := forum.Job{URL: b.url + "/viewforum.php?f=4"}
	if _, err := visit(t, r, n, job); err != nil {
		t.Fatal(err)
	}
	b.say(1, "a2")
	b.say(2, "b2")
	b.broken[1] = true
	run, err := visit(t, r, n, job)
	if err != nil || texts(run) != "b2" {
		t.Errorf("one thread: got %q, %v; want b2", texts(run), err)
	}
	told := 0
	for _, p := range run.Threads {
		if errors.Is(p.Err, forum.ErrLayout) && errors.Is(p.Err, extract.ErrNoThread) {
			told++
		}
	}
	if told != 1 {
		t.Errorf("%d threads are told to have another layout, want 1: %+v", told, run.Threads)
	}
	b.broken[2] = true
	b.say(2, "b3")
	if _, err := visit(t, r, n, job); !errors.Is(err, forum.ErrLayout) || !errors.Is(err, forum.ErrSilent) {
		t.Errorf("all threads: got %v, want ErrLayout and ErrSilent", err)
	}
	clear(b.threads) // the board lists nothing
	for range 2 {
		if _, err := visit(t, r, n, job); !errors.Is(err, forum.ErrLayout) || !errors.Is(err, forum.ErrSilent) {
			t.Errorf("the board: got %v, want ErrLayout and ErrSilent", err)
		}
	}
	if _, err := visit(t, r, notes{}, job); errors.Is(err, forum.ErrLayout) || !errors.Is(err, forum.ErrSilent) {
		t.Errorf("never read: got %v, want ErrSilent alone", err)
	}
}

// A long thread and a busy board leave pages to the others.
func TestPagesAreShared(t *testing.T) {
	b, r, n := newBoard(t), reader(t), notes{}
	b.boards = 2
	b.say(1, "kurz") // the oldest, on the second board
	for t := 2; t <= 20; t += 2 {
		b.say(t, "other") // on the first
	}
	for range 60 {
		b.say(20, "long") // the latest
	}
	run, err := visit(t, r, n, forum.Job{URL: b.url + "/index.php", Pages: 12})
	if err != nil || !strings.Contains(texts(run), "kurz") {
		t.Errorf("got %q, %v; want the small board's message too", texts(run), err)
	}
	var long forum.Progress
	for _, p := range run.Threads {
		if strings.HasSuffix(p.URL, "t=20") {
			long = p
		}
	}
	if len(run.Threads) < 3 || !long.More || len(long.Messages) < 6 || run.Left == 0 {
		t.Errorf("%d threads opened, the long one gave %d messages, %d left", len(run.Threads), len(long.Messages), run.Left)
	}
}

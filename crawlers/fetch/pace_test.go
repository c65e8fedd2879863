package fetch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestPauseBetweenTwoRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		start := time.Now()
		for i := range 4 {
			leave, err := p.enter(t.Context(), "journal.example", 0)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := time.Since(start), time.Duration(i)*3*time.Second; got != want {
				t.Errorf("request %d began after %s, want %s", i, got, want)
			}
			time.Sleep(time.Second) // the request itself; the pause counts from its end
			leave(2 * time.Second)
		}
	})
}

// The pause may grow after the last request is over: what it brought says so.
func TestPauseLearntLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		leave, _ := p.enter(t.Context(), "journal.example", 0)
		time.Sleep(time.Second)
		leave(2 * time.Second)
		start := time.Now()
		leave, err := p.enter(t.Context(), "journal.example", 5*time.Second)
		if got := time.Since(start); err != nil || got != 5*time.Second {
			t.Fatalf("enter: %v after %s, want after 5 s", err, got)
		}
		leave(0)
		var rest *RetryAfterError
		if _, err = p.enter(t.Context(), "journal.example", patience+time.Second); !errors.As(err, &rest) || !rest.Until.Equal(time.Now().Add(patience+time.Second)) {
			t.Errorf("enter: %v, want to be told to come back after %s", err, patience+time.Second)
		}
	})
}

func TestAnotherHostDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		leave, _ := p.enter(t.Context(), "a.example", 0)
		defer leave(0)
		start := time.Now()
		other, err := p.enter(t.Context(), "b.example", 0)
		if err != nil || time.Since(start) != 0 {
			t.Fatalf("enter: %v after %s, want at once", err, time.Since(start))
		}
		other(0)
	})
}

func TestLongPauseIsToldNotWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		leave, _ := p.enter(t.Context(), "a.example", 0)
		leave(5 * time.Minute)
		start := time.Now()
		_, err := p.enter(t.Context(), "a.example", 0)
		var rest *RetryAfterError
		if !errors.As(err, &rest) || !rest.Until.Equal(start.Add(5*time.Minute)) || time.Since(start) != 0 {
			t.Errorf("enter: %v after %s, want to be told at once", err, time.Since(start))
		}
	})
}

func TestSlowLineIsToldNotWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 1, 0)
		leave, _ := p.enter(t.Context(), "a.journal.example", 0) // and it takes for ever
		for _, host := range []string{"a.journal.example", "b.journal.example"} {
			start := time.Now()
			_, err := p.enter(t.Context(), host, 0)
			var rest *RetryAfterError
			if !errors.As(err, &rest) || time.Since(start) != patience {
				t.Errorf("enter %s: %v after %s, want to be told after %s", host, err, time.Since(start), patience)
			}
		}
		leave(0)
		again, err := p.enter(t.Context(), "b.journal.example", 0)
		if err != nil {
			t.Fatal(err)
		}
		again(0)
	})
}

func TestIdleHostsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		leave, _ := p.enter(t.Context(), "busy.example", 0)
		idle, _ := p.enter(t.Context(), "idle.example", 0)
		idle(time.Second)
		time.Sleep(2 * time.Second)
		p.mu.Lock()
		p.sweep()
		_, busy := p.hosts["busy.example"]
		got := len(p.hosts)
		p.mu.Unlock()
		if got != 1 || !busy {
			t.Errorf("%d hosts kept, busy one %t, want only the busy one", got, busy)
		}
		leave(0)
	})
}

func TestDomain(t *testing.T) {
	tests := []struct{ host, want string }{
		{"www.journal.example", "journal.example"}, {"a.b.journal.example:8080", "journal.example"}, {"journal.example", "journal.example"},
		{"news.bbc.co.uk", "bbc.co.uk"}, {"a.github.io", "a.github.io"}, {"www.a.github.io", "a.github.io"}, {"github.io", "github.io"},
		{"un.blogspot.com", "un.blogspot.com"}, {"xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"127.0.0.1:8080", "127.0.0.1:8080"}, {"[::1]:80", "[::1]:80"}, {"[2001:db8::1]", "[2001:db8::1]"},
		{"localhost:80", "localhost:80"}, {"forum.localhost:80", "forum.localhost:80"}, {"com", "com"}, {"intranet", "intranet"},
	}
	for _, tt := range tests {
		if got := domain(tt.host); got != tt.want {
			t.Errorf("domain(%q) = %q, want %q", tt.host, got, tt.want)
		}
	}
}

// TestDomainIsSpared has twelve hosts of one domain asked at once.
func TestDomainIsSpared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, time.Second)
		var mu sync.Mutex
		var starts []time.Time
		under, most := 0, 0
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				leave, err := p.enter(t.Context(), fmt.Sprintf("h%d.journal.example", i), 0)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				under++
				most = max(most, under)
				starts = append(starts, time.Now())
				mu.Unlock()
				time.Sleep(5 * time.Second)
				mu.Lock()
				under--
				mu.Unlock()
				leave(2 * time.Second)
			})
		}
		wg.Wait()
		if most != 2 || len(starts) != 12 {
			t.Errorf("%d requests, at most %d at once, want 12, 2", len(starts), most)
		}
		for i := 1; i < len(starts); i++ {
			if gap := starts[i].Sub(starts[i-1]); gap < time.Second {
				t.Errorf("request %d began %s after the one before, want a second at least", i, gap)
			}
		}
		// Two at a time of 5 s each: the last pair begins after 25 s.
		if got := starts[11].Sub(starts[0]); got != 26*time.Second {
			t.Errorf("the last began after %s, want 26s", got)
		}
	})
}

func TestBlogsOfABlogHostDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 1, time.Minute)
		start := time.Now()
		for i := range 5 {
			leave, err := p.enter(t.Context(), fmt.Sprintf("blog%d.github.io", i), 0)
			if err != nil {
				t.Fatal(err)
			}
			defer leave(0)
		}
		if got := time.Since(start); got != 0 {
			t.Errorf("five blogs waited %s for each other", got)
		}
	})
}

// TestLineOfADomainCanBeLeft checks that who gives up gives back what it holds.
func TestLineOfADomainCanBeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 1, 10*time.Second)
		leave, err := p.enter(t.Context(), "a.journal.example", 0)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i+1)*time.Second)
				defer cancel()
				if _, err := p.enter(ctx, fmt.Sprintf("h%d.journal.example", i%3), 0); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("enter: %v, want the caller's deadline", err)
				}
			})
		}
		time.Sleep(3500 * time.Millisecond)
		leave(0) // those left now wait for the gap
		wg.Wait()
		start := time.Now()
		next, err := p.enter(t.Context(), "h0.journal.example", 0)
		if err != nil || time.Since(start) != 4*time.Second {
			t.Errorf("enter: %v after %s, want the rest of the gap, 4s", err, time.Since(start))
		}
		next(0)
		time.Sleep(time.Minute)
		p.mu.Lock()
		p.sweep()
		if len(p.hosts) != 0 || len(p.domains) != 0 {
			t.Errorf("%d hosts and %d domains are still held", len(p.hosts), len(p.domains))
		}
		p.mu.Unlock()
	})
}

// TestLongLineOfADomainIsToldNotWaited checks that a domain of very many hosts
// does not hold every worker.
func TestLongLineOfADomainIsToldNotWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 10*time.Second)
		var served, told int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				leave, err := p.enter(t.Context(), fmt.Sprintf("h%d.journal.example", i), 0)
				mu.Lock()
				defer mu.Unlock()
				var rest *RetryAfterError
				switch {
				case err == nil:
					served++
					leave(0)
				case errors.As(err, &rest) && rest.Until.After(time.Now()):
					told++
				default:
					t.Error(err)
				}
			})
		}
		start := time.Now()
		wg.Wait()
		if served+told != 100 || served > 14 || time.Since(start) > patience+10*time.Second {
			t.Errorf("%d served, %d told to come back, in %s", served, told, time.Since(start))
		}
	})
}

func TestLinesAreServedInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 1, time.Second)
		var got []int
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				leave, err := p.enter(t.Context(), fmt.Sprintf("h%d.journal.example", i), 0)
				if err != nil {
					t.Error(err)
					return
				}
				got = append(got, i)
				leave(0)
			})
			synctest.Wait()
		}
		wg.Wait()
		for i := range got {
			if got[i] != i {
				t.Fatalf("served %v, want the order of arrival", got)
			}
		}
	})
}

func TestPacerStaysBounded(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	p := newPacer(func() time.Time { return now }, 2, time.Second)
	for i := range 3 * manyHosts {
		leave, err := p.enter(t.Context(), fmt.Sprintf("h%d.example", i), 0)
		if err != nil {
			t.Fatal(err)
		}
		leave(2 * time.Second)
		now = now.Add(time.Millisecond)
	}
	if len(p.hosts) > manyHosts || len(p.domains) > manyHosts {
		t.Errorf("%d hosts, %d domains kept, want %d at most", len(p.hosts), len(p.domains), manyHosts)
	}
}

package fetch

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestPauseBetweenTwoRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		start := time.Now()
		for i := range 4 {
			leave, err := p.enter(t.Context(), "journal.example")
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

func TestAnotherHostDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		leave, _ := p.enter(t.Context(), "a.example")
		defer leave(0)
		start := time.Now()
		other, err := p.enter(t.Context(), "b.example")
		if err != nil || time.Since(start) != 0 {
			t.Fatalf("enter: %v after %s, want at once", err, time.Since(start))
		}
		other(0)
	})
}

func TestLongPauseIsToldNotWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		leave, _ := p.enter(t.Context(), "a.example")
		leave(5 * time.Minute)
		start := time.Now()
		_, err := p.enter(t.Context(), "a.example")
		var rest *RetryAfterError
		if !errors.As(err, &rest) || !rest.Until.Equal(start.Add(5*time.Minute)) || time.Since(start) != 0 {
			t.Errorf("enter: %v after %s, want to be told at once", err, time.Since(start))
		}
	})
}

func TestIdleHostsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPacer(time.Now, 2, 0)
		leave, _ := p.enter(t.Context(), "busy.example")
		idle, _ := p.enter(t.Context(), "idle.example")
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

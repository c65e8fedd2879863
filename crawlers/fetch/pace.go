package fetch

import (
	"context"
	"sync"
	"time"
)

// patience is how long a request waits for its turn; a longer wait is told to
// the caller, who comes back later instead of holding a worker.
const patience = 2 * time.Minute

// manyHosts is how many hosts are remembered before the idle ones are dropped.
const manyHosts = 20_000

// pacer gives each host one request at a time, with a pause between two.
type pacer struct {
	now func() time.Time

	mu    sync.Mutex
	hosts map[string]*turn
}

// turn is a host's place in line. Its channel holds a token while no request
// is under way; the fields are only touched by who holds the token, but for
// users and quiet, which the pacer's lock guards.
type turn struct {
	free   chan struct{}
	next   time.Time // before this moment no request begins
	users  int       // requests under way or waiting
	quiet  time.Time // the host asked to be left alone until then
	status int       // with this status
}

func newPacer(now func() time.Time) *pacer {
	return &pacer{now: now, hosts: make(map[string]*turn)}
}

// enter waits for the host's turn, and returns what must be called when the
// request is over, with the pause that must follow it.
func (p *pacer) enter(ctx context.Context, host string) (leave func(pause time.Duration), err error) {
	t, err := p.join(host)
	if err != nil {
		return nil, err
	}
	select {
	case <-t.free:
	case <-ctx.Done():
		p.part(t)
		return nil, ctx.Err()
	}
	if err := p.rest(ctx, host, t); err != nil {
		t.free <- struct{}{}
		p.part(t)
		return nil, err
	}
	return func(pause time.Duration) {
		t.next = p.now().Add(pause)
		t.free <- struct{}{}
		p.part(t)
	}, nil
}

// rest waits until the host's pause is over.
func (p *pacer) rest(ctx context.Context, host string, t *turn) error {
	// While this request waited in line, the one before may have been told off.
	if err := p.asked(host, t); err != nil {
		return err
	}
	wait := t.next.Sub(p.now())
	if wait <= 0 {
		return ctx.Err()
	}
	if wait > patience {
		return &RetryAfterError{Host: host, Until: t.next}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *pacer) join(host string) (*turn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.hosts[host]
	if t == nil {
		if len(p.hosts) >= manyHosts {
			p.sweep()
		}
		t = &turn{free: make(chan struct{}, 1)}
		t.free <- struct{}{}
		p.hosts[host] = t
	}
	if p.now().Before(t.quiet) {
		return nil, &RetryAfterError{Host: host, Status: t.status, Until: t.quiet}
	}
	t.users++
	return t, nil
}

func (p *pacer) asked(host string, t *turn) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now().Before(t.quiet) {
		return &RetryAfterError{Host: host, Status: t.status, Until: t.quiet}
	}
	return nil
}

func (p *pacer) part(t *turn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t.users--
}

// hush leaves a host alone until a moment.
func (p *pacer) hush(host string, status int, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := p.hosts[host]; t != nil && until.After(t.quiet) {
		t.quiet, t.status = until, status
	}
}

// sweep forgets the hosts that nobody waits for and that owe no pause.
func (p *pacer) sweep() {
	now := p.now()
	for host, t := range p.hosts {
		// With no user nobody holds the token, so next may be read.
		if t.users == 0 && now.After(t.quiet) && now.After(t.next) {
			delete(p.hosts, host)
		}
	}
}

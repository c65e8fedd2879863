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

// pacer gives each host one request at a time, with a pause between two, and
// each registrable domain a few at a time, with a gap between two that begin.
// A request takes its host's turn first and its domain's place second, and who
// has a place waits for nothing but time, so no two wait for each other. Both
// lines are served in the order of arrival.
type pacer struct {
	now    func() time.Time
	places int           // requests at once to one domain
	gap    time.Duration // between two that begin

	mu      sync.Mutex
	hosts   map[string]*turn
	domains map[string]*family
	full    int // so many hosts or domains call for a sweep
}

// turn is a host's place in line. Its channel holds the request under way,
// which alone may touch last and next; the pacer's lock guards the rest.
type turn struct {
	held   chan struct{}
	last   time.Time // the end of the last request
	next   time.Time // before this moment no request begins
	users  int       // requests under way or waiting
	quiet  time.Time // the host asked to be left alone until then
	status int       // with this status
}

// family is a registrable domain's place in line. Who is in begins may touch
// next; the pacer's lock guards users.
type family struct {
	places chan struct{} // holds one for each request under way
	begins chan struct{} // holds the one that waits for its moment
	next   time.Time     // before this moment no request begins
	users  int           // requests under way or waiting
}

func newPacer(now func() time.Time, places int, gap time.Duration) *pacer {
	return &pacer{
		now: now, places: places, gap: gap, full: manyHosts,
		hosts: make(map[string]*turn), domains: make(map[string]*family),
	}
}

// enter waits for the turn of a host and of its domain, and for the pause that
// must part the request from the last one: what that one brought may have made
// it longer, as robots.txt does. It returns what must be called when the request
// is over, with the pause that must follow it.
func (p *pacer) enter(ctx context.Context, host string, pause time.Duration) (leave func(pause time.Duration), err error) {
	t, err := p.join(host)
	if err != nil {
		return nil, err
	}
	if err := p.take(ctx, host, t.held); err != nil {
		p.part(&t.users)
		return nil, err
	}
	done := func() {
		<-t.held
		p.part(&t.users)
	}
	if err := p.rest(ctx, host, t, pause); err != nil {
		done()
		return nil, err
	}
	out, err := p.enterDomain(ctx, domain(host))
	if err != nil {
		done()
		return nil, err
	}
	return func(pause time.Duration) {
		out()
		t.last = p.now()
		t.next = t.last.Add(pause)
		done()
	}, nil
}

// rest waits until the host's pause is over.
func (p *pacer) rest(ctx context.Context, host string, t *turn, pause time.Duration) error {
	// While this request waited in line, the one before may have been told off.
	if err := p.asked(host, t); err != nil {
		return err
	}
	next := t.next
	if after := t.last.Add(pause); after.After(next) {
		next = after
	}
	if next.Sub(p.now()) > patience {
		return &RetryAfterError{Host: host, Until: next}
	}
	return sleep(ctx, next.Sub(p.now()))
}

// enterDomain waits for a place among the requests to a domain.
func (p *pacer) enterDomain(ctx context.Context, name string) (out func(), err error) {
	d, err := p.joinDomain(name)
	if err != nil {
		return nil, err
	}
	if err := p.take(ctx, name, d.places); err != nil {
		p.part(&d.users)
		return nil, err
	}
	out = func() {
		<-d.places
		p.part(&d.users)
	}
	if err := p.begin(ctx, name, d); err != nil {
		out()
		return nil, err
	}
	return out, nil
}

// begin waits until the gap since the domain's last beginning is over.
func (p *pacer) begin(ctx context.Context, name string, d *family) error {
	if err := p.take(ctx, name, d.begins); err != nil {
		return err
	}
	defer func() { <-d.begins }()
	if err := sleep(ctx, d.next.Sub(p.now())); err != nil {
		return err
	}
	d.next = p.now().Add(p.gap)
	return nil
}

func (p *pacer) joinDomain(name string) (*family, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.domains[name]
	if d == nil {
		p.makeRoom()
		d = &family{places: make(chan struct{}, p.places), begins: make(chan struct{}, 1)}
		p.domains[name] = d
	}
	if wait := time.Duration(d.users) * p.gap; wait > patience {
		return nil, &RetryAfterError{Host: name, Until: p.now().Add(wait)}
	}
	d.users++
	return d, nil
}

// take waits for room in a line. Channels serve who waits in order.
func (p *pacer) take(ctx context.Context, name string, line chan<- struct{}) error {
	select {
	case line <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case line <- struct{}{}:
		return nil
	case <-timer.C:
		return &RetryAfterError{Host: name, Until: p.now().Add(patience)}
	case <-ctx.Done():
		return ctx.Err()
	}
}

func sleep(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return ctx.Err()
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
		p.makeRoom()
		t = &turn{held: make(chan struct{}, 1)}
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

func (p *pacer) part(users *int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*users--
}

// hush leaves a host alone until a moment.
func (p *pacer) hush(host string, status int, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := p.hosts[host]; t != nil && until.After(t.quiet) {
		t.quiet, t.status = until, status
	}
}

// makeRoom sweeps when there are many hosts. What cannot be dropped now sets
// when it is tried again, so that not every new host costs a sweep.
func (p *pacer) makeRoom() {
	if max(len(p.hosts), len(p.domains)) >= p.full {
		p.sweep()
		p.full = max(manyHosts, 2*max(len(p.hosts), len(p.domains)))
	}
}

// sweep forgets the hosts and domains that nobody waits for and that owe no
// pause.
func (p *pacer) sweep() {
	now := p.now()
	for host, t := range p.hosts {
		// With no user nobody is in its line, so next may be read.
		if t.users == 0 && now.After(t.quiet) && now.After(t.next) {
			delete(p.hosts, host)
		}
	}
	for name, d := range p.domains {
		if d.users == 0 && now.After(d.next) {
			delete(p.domains, name)
		}
	}
}

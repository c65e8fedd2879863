package websub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"vigie/crawlers/fetch"
)

// askFor is how long one request may take, the wait for the host's turn
// included.
const askFor = 2 * time.Minute

// refusal is a hub's no to one request. Other failures are the hub's own, and
// will meet every other subscription there too.
type refusal struct {
	host   string
	status int
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%s answered %d to the request; it is asked again later", r.host, r.status)
}

// ask sends the request that is due for e. It reports whether the hub is worth
// another request now.
func (s *Subscriber) ask(ctx context.Context, e *entry) bool {
	s.mu.Lock()
	asked := s.o.Now()
	hub, form := e.sub.Hub, s.request(e)
	e.waiting, e.sub.Asked = true, asked
	if !e.leaving && !e.holds(asked) {
		e.sub.State = Asked
	}
	s.note(e, asked)
	s.mu.Unlock()

	// The hub may ask back before it answers, so nothing is locked here.
	err := s.send(ctx, hub, form)

	s.mu.Lock()
	defer s.mu.Unlock()
	now, at := s.o.Now(), host(hub)
	var no *refusal
	if err == nil || errors.As(err, &no) {
		delete(s.hubs, at)
	}
	switch {
	case !e.waiting: // it has asked back meanwhile: that counts, whatever it answered
		return err == nil
	case err == nil:
		e.next = asked.Add(unproven)
		return true
	case ctx.Err() != nil: // stopped by us
		e.waiting = false
		return false
	}
	e.waiting = false
	s.failed(e, now, err.Error())
	if no != nil {
		return true
	}
	p := s.hubs[at]
	p.fails++
	p.until = now.Add(backoff(p.fails, at))
	var later *fetch.RetryAfterError
	if errors.As(err, &later) && later.Until.After(p.until) {
		p.until = later.Until
		if latest := now.Add(lastTry); p.until.After(latest) {
			p.until = latest
		}
	}
	s.hubs[at] = p
	return false
}

// request is the form that subscribes to e, or unsubscribes.
func (s *Subscriber) request(e *entry) url.Values {
	form := url.Values{
		"hub.callback": {s.o.Callback + e.sub.Key},
		"hub.mode":     {"subscribe"},
		"hub.topic":    {e.sub.Topic},
	}
	if e.leaving {
		form.Set("hub.mode", "unsubscribe")
		return form
	}
	form.Set("hub.lease_seconds", strconv.Itoa(int(s.o.Lease/time.Second)))
	form.Set("hub.secret", e.sub.Secret)
	return form
}

// send posts a form to a hub. A hub that hands on to another one (5.1.2) is
// followed by the Poster.
func (s *Subscriber) send(ctx context.Context, hub string, form url.Values) error {
	limited, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	resp, err := s.o.Poster.PostForm(limited, hub, form)
	status := 0
	if resp != nil {
		status = resp.Status
	}
	var advice *fetch.StatusError
	switch {
	case status >= 200 && status < 300: // taken, whatever became of the rest of the answer
		return nil
	case status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests:
		return &refusal{host(hub), status}
	case errors.As(err, &advice): // what it advises is meant for pages
		return fmt.Errorf("%s answered %d to the request; it is asked again later", host(hub), status)
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return fmt.Errorf("%s gave no answer within %s; it is asked again later", host(hub), askFor)
	}
	return err
}

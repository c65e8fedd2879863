package websub

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	bodies     = 16              // of the largest size, that are read or wait at a time
	perSource  = 4               // deliveries of one source that wait: a hub cannot fill the queue alone
	deliverFor = time.Minute     // for one call of Deliver
	lastCalls  = 5 * time.Second // for what waits when Run is told to end
	maxType    = 200             // bytes of a Content-Type
)

// job is a delivery that waits.
type job struct {
	e *entry
	d Delivery
}

// distribute takes content in and answers at once; Run hands it on. A delivery
// whose signature is missing or wrong is answered like a good one and dropped:
// who tries secrets learns nothing (Recommendation 7.1.2).
func (s *Subscriber) distribute(w http.ResponseWriter, r *http.Request, key string) {
	e, d, secret := s.known(key)
	sign, signed := strongest(r.Header.Values("X-Hub-Signature"))
	size := s.o.MaxBody
	if r.ContentLength >= 0 {
		size = r.ContentLength
	}
	switch {
	case e == nil: // the hub may stop
		w.WriteHeader(http.StatusGone)
		return
	case size > s.o.MaxBody:
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	case !signed:
		s.drop(w, e)
		return
	case !s.reserve(e, size):
		s.busy(w)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, size))
	s.room.Release(size - int64(len(body)))
	d.Body, d.ContentType = body, r.Header.Get("Content-Type")
	d.ContentType = d.ContentType[:min(len(d.ContentType), maxType)]
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	case !sign.of(body, secret):
		s.drop(w, e)
	case !s.enqueue(job{e, d}):
		s.busy(w)
	default:
		w.WriteHeader(http.StatusAccepted)
		return
	}
	s.release(e, len(body))
}

// known is the subscription a hub may deliver for; nil: there is none.
func (s *Subscriber) known(key string) (e *entry, d Delivery, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e = s.keys[key]
	if e == nil || e.leaving || e.sub.State == Denied {
		return nil, Delivery{}, ""
	}
	return e, Delivery{Source: e.sub.Source, Topic: e.sub.Topic}, e.sub.Secret
}

// reserve sets room aside before a body is read, so that neither many hubs nor
// one that sends slowly can fill the memory.
func (s *Subscriber) reserve(e *entry, size int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || e.queued >= perSource || !s.room.TryAcquire(size) {
		return false
	}
	e.queued++
	return true
}

func (s *Subscriber) release(e *entry, size int) {
	s.room.Release(int64(size))
	s.mu.Lock()
	defer s.mu.Unlock()
	e.queued--
}

func (s *Subscriber) enqueue(j job) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	select {
	case s.queue <- j:
	default:
		return false
	}
	now := s.o.Now()
	s.counts.Taken++
	j.e.sub.Told = now
	if now.Sub(j.e.told) >= tellLog {
		s.note(j.e, now)
	}
	return true
}

func (s *Subscriber) drop(w http.ResponseWriter, e *entry) {
	s.mu.Lock()
	s.counts.Forged++
	e.forged++
	s.mu.Unlock()
	w.WriteHeader(http.StatusAccepted)
}

func (s *Subscriber) busy(w http.ResponseWriter) {
	s.mu.Lock()
	s.counts.Busy++
	s.mu.Unlock()
	putOff(w)
}

// Run hands deliveries on to Options.Deliver until ctx ends, and then what
// still waits, as far as it can be done within a few seconds. What fails is
// logged and not tried again: the next visit of the source finds it.
func (s *Subscriber) Run(ctx context.Context) {
	grace, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(lastCalls, cancel) })()
	for ctx.Err() == nil {
		select {
		case j := <-s.queue:
			s.hand(grace, j)
		case <-ctx.Done():
		}
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	for {
		select {
		case j := <-s.queue:
			s.hand(grace, j)
		default:
			return
		}
	}
}

func (s *Subscriber) hand(ctx context.Context, j job) {
	err := s.deliver(ctx, j.d)
	s.release(j.e, len(j.d.Body))
	if err == nil {
		return
	}
	s.mu.Lock()
	s.counts.Failed++
	s.mu.Unlock()
	s.o.Logger.Error("delivery of a hub not taken in; the next visit finds it", "source", j.d.Source, "err", err)
}

func (s *Subscriber) deliver(ctx context.Context, d Delivery) (err error) {
	defer func() { // a feed that breaks a parser must not end the service
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, deliverFor)
	defer cancel()
	return s.o.Deliver(ctx, d)
}

package social

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"vigie/crawlers/fetch"
)

// errSame says that the listing has not changed.
var errSame = errors.New("unchanged")

// page is one page of a listing.
type page struct {
	items []item
	next  string // cursor of the page with older entries; empty: this is the last
}

// back reads a listing from its newest entry down to those that were read. What
// is left when the pages of this run are used up is read by the next one.
func (w *walk) back(ctx context.Context, read func(ctx context.Context, cursor string) (page, error)) ([]item, error) {
	s := &w.state
	floor, top := s.Time, s.Time
	if floor.IsZero() {
		w.left = min(w.left, firstPages)
	}
	w.since = floor
	if settled := s.Read.Add(-overlap); s.Resume == "" && settled.Before(floor) {
		w.since = settled // else the pages of this run are for what is left
	}
	items, cursor, err := w.down(ctx, "", &top, read)
	same := errors.Is(err, errSame)
	if err != nil && !same {
		return items, err
	}
	s.Time = top
	switch {
	case cursor != "" && !floor.IsZero():
		// An older hole that is still open is given up: two cannot be remembered.
		s.Resume, s.Floor = cursor, w.since
	case s.Resume != "" && w.left > 0 && w.run.Rest.IsZero():
		var late []item
		w.since = s.Floor
		late, cursor, err = w.down(ctx, s.Resume, &top, read)
		items = append(items, late...)
		var status *fetch.StatusError
		if errors.As(err, &status) && status.Status < 500 {
			cursor, err = "", nil // the network has forgotten where that was
		}
		if err != nil {
			return items, err
		}
		if s.Resume = cursor; cursor == "" {
			s.Floor = time.Time{}
		}
	}
	w.run.More = s.Resume != ""
	return items, nil
}

// down reads pages until entries are older than w.since. cursor tells where it
// stopped before that.
func (w *walk) down(ctx context.Context, from string, top *time.Time, read func(ctx context.Context, cursor string) (page, error)) (items []item, cursor string, err error) {
	asked := map[string]bool{}
	for cursor = from; w.left > 0 && w.run.Rest.IsZero(); {
		asked[cursor] = true
		w.left--
		p, err := read(ctx, cursor)
		if w.rests(err) && len(asked) > 1 {
			return items, cursor, nil // what was read counts; the rest is read later
		}
		if err != nil {
			return items, cursor, err
		}
		old := false
		for _, i := range p.items {
			if i.at.After(*top) && !i.at.After(w.job.Start.Add(overlap)) {
				*top = i.at
			}
			if old = i.at.Before(w.since); !old || i.gone {
				items = w.add(items, i)
			}
		}
		if old || p.next == "" || asked[p.next] {
			return items, "", nil
		}
		cursor = p.next
	}
	return items, cursor, nil
}

// add keeps an entry that is new.
func (w *walk) add(items []item, i item) []item {
	w.run.Shown++
	if i.key == "" || w.known[i.name()] && !i.gone {
		return items
	}
	w.known[i.name()] = true
	return append(items, i)
}

// rests reports whether the network asked to be left alone.
func (w *walk) rests(err error) bool {
	var rest *fetch.RetryAfterError
	if !errors.As(err, &rest) {
		return false
	}
	if rest.Until.After(w.run.Rest) {
		w.run.Rest = rest.Until
	}
	return true
}

// list reads JSON of the listing's own address: only there a validator of the
// last run means something.
func (w *walk) list(ctx context.Context, address string, into any) (*fetch.Response, error) {
	r := fetch.Request{URL: address}
	if w.run.Entry == "" {
		w.run.Entry = address
		if address == w.job.Entry {
			r.ETag = w.job.ETag
		}
	}
	answer, err := w.get(ctx, r, into)
	if answer != nil && address == w.run.Entry && (err == nil || errors.Is(err, errSame)) {
		w.run.ETag = answer.ETag
		if answer.ETag == "" && errors.Is(err, errSame) {
			w.run.ETag = w.job.ETag
		}
	}
	return answer, err
}

// get asks for JSON.
func (w *walk) get(ctx context.Context, r fetch.Request, into any) (*fetch.Response, error) {
	r.Accept = "application/json"
	answer, err := w.fetcher.Get(ctx, r)
	w.note(answer)
	if err != nil {
		w.rests(err)
		return answer, said(answer, err)
	}
	if answer.Status == http.StatusNotModified {
		return answer, errSame
	}
	if err := json.Unmarshal(answer.Body, into); err != nil {
		return answer, fmt.Errorf("%s answers with something else than the JSON that is documented; its interface may have changed: %w", r.URL, err)
	}
	return answer, nil
}

// note keeps count of an answer and obeys what it says of limits.
func (w *walk) note(answer *fetch.Response) {
	if answer == nil {
		return
	}
	w.run.Status = answer.Status
	w.run.Bytes += int64(len(answer.Body))
	// The last one is left: others may ask from the same address, and who asks
	// for more is told off.
	if until, ok := fetch.UsedUp(answer.Header, 1, w.job.Start); ok && until.After(w.run.Rest) {
		w.run.Rest = until
	}
}

// said puts what a network says of a failure before the failure.
func said(answer *fetch.Response, err error) error {
	var status *fetch.StatusError
	if answer == nil || !errors.As(err, &status) {
		return err
	}
	var body struct {
		Error   word `json:"error"`
		Message word `json:"message"`
		Reason  word `json:"reason"`
	}
	_ = json.Unmarshal(answer.Body, &body) // an answer without words has none to add
	for _, w := range []word{body.Reason, body.Message, body.Error} {
		if text := name(w); text != "" {
			return &saidError{text: text, err: err}
		}
	}
	return err
}

// saidError is a failure in the words of the network.
type saidError struct {
	text string
	err  error
}

func (e *saidError) Error() string { return fmt.Sprintf("it says %q: %v", e.text, e.err) }
func (e *saidError) Unwrap() error { return e.err }

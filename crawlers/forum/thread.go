package forum

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
)

// threads reads the threads of the queue as far as the budget goes.
func (w *walk) threads(ctx context.Context, queue []extract.ThreadLink) error {
	addresses := make([]string, len(queue))
	for i, l := range queue {
		addresses[i] = l.URL
	}
	known, err := w.job.Memory(ctx, addresses)
	if err != nil {
		return err
	}
	for i, link := range queue {
		if w.left <= 0 {
			w.leave(queue[i:])
			break
		}
		p, err := w.open(ctx, link, known[link.URL], len(queue)-i-1)
		w.run.Threads = append(w.run.Threads, p)
		switch {
		case p.More:
			w.leave(queue[i : i+1])
		case p.Err != nil && !p.Gone():
			w.rest(link)
		}
		if err := stop(ctx, err); err != nil {
			w.leave(queue[i+1:])
			return err
		}
	}
	return nil
}

// open reads what is new in one thread. waiting is how many others come after
// it: while there are any it may take half of the pages that are left.
func (w *walk) open(ctx context.Context, link extract.ThreadLink, known Known, waiting int) (Progress, error) {
	start, before := link.URL, stateOf(known.Mark)
	if page, _ := cut(known.Place); page != "" {
		start = page
	}
	p := Progress{URL: link.URL, Title: link.Title, At: w.now()}
	request := fetch.Request{URL: start}
	if known.Done {
		request = before.request(start)
	}
	answer, err := w.get(ctx, request)
	if gone(err) && start != link.URL && w.left > 0 {
		// Its pages have moved: messages were removed, or there are more on one.
		start = link.URL
		answer, err = w.get(ctx, fetch.Request{URL: start})
	}
	p.Err = err
	p.answered(answer)
	w.share = w.left
	if waiting > 0 {
		w.share = (w.left + 1) / 2
	}
	now := state{listed: link.Mark}
	switch {
	case err != nil:
	case answer.Status == http.StatusNotModified:
		now.etag, now.lastModified, now.prints, p.Place = before.etag, before.lastModified, before.prints, known.Place
	default:
		now.validate(answer)
		err = w.take(ctx, &p, known, start, answer, &now)
	}
	w.finish(&p, now)
	return p, err
}

// take reads a thread from the page that answered on.
func (w *walk) take(ctx context.Context, p *Progress, known Known, start string, answer *fetch.Response, now *state) error {
	t, err := extract.ReadThread(answer.Text(), answer.URL, w.now())
	if p.Err = w.reserved(answer.URL, t.Reserved); p.Err != nil {
		return nil
	}
	if err != nil {
		if p.Err = err; known.Place != "" && errors.Is(err, extract.ErrNoThread) {
			p.Err = fmt.Errorf("%w: %w", ErrLayout, err)
		}
		return nil
	}
	return w.follow(ctx, p, known, start, answer, t, now)
}

func gone(err error) bool {
	var status *fetch.StatusError
	return errors.As(err, &status) && (status.Status == 404 || status.Status == 410)
}

// single reads the thread that is the source itself; its first page is here.
func (w *walk) single(ctx context.Context, name string, answer *fetch.Response, t extract.Thread) error {
	before := w.before
	if name != w.job.URL {
		known, err := w.job.Memory(ctx, []string{name})
		if err != nil {
			return err
		}
		before = known[name]
	}
	p := Progress{URL: name, At: w.now()}
	p.answered(answer)
	now := state{listed: listedSource}
	w.share = w.left
	start, page := answer.URL, answer
	if last, _ := cut(before.Place); last != "" && last != answer.URL && w.left > 0 {
		again, err := w.get(ctx, fetch.Request{URL: last})
		if stop(ctx, err) != nil {
			return err
		}
		if err == nil {
			if later, bad := extract.ReadThread(again.Text(), again.URL, w.now()); bad == nil && w.reserved(last, later.Reserved) == nil {
				p.answered(again)
				start, page, t = last, again, later
			}
		}
	}
	if t.Next == "" && start == answer.URL {
		now.validate(answer)
	}
	err := w.follow(ctx, &p, before, start, page, t, &now)
	w.finish(&p, now)
	w.own = stateOf(p.Mark)
	w.own.listed = listedSource
	if page, _ := cut(p.Place); page != answer.URL { // the validators are another page's
		w.own.etag, w.own.lastModified = "", ""
	}
	w.run.Threads = append(w.run.Threads, p)
	return stop(ctx, err)
}

// follow takes the new messages of a page, which answered, and of those after
// it.
func (w *walk) follow(ctx context.Context, p *Progress, before Known, at string, answer *fetch.Response, t extract.Thread, now *state) error {
	last, seen := "", map[string]bool{at: true}
	if page, message := cut(before.Place); page == at {
		last = message
	}
	taken := map[string]bool{}
	for {
		if p.Title == "" || t.Title != "" {
			p.Title = t.Title
		}
		p.Language = t.Language
		p.add(t.Messages, last, before, taken)
		if n := len(t.Messages); n > 0 {
			p.Place = at + "#" + key(t.Messages[n-1])
			now.keep(t.Messages)
		}
		last = ""
		if t.Next == "" || seen[t.Next] {
			return nil
		}
		if w.left <= 0 || w.share <= 0 {
			p.More = true
			return nil
		}
		at = t.Next
		seen[at] = true
		w.share--
		var err error
		if t, answer, err = w.next(ctx, p, at, answer); answer == nil {
			return err
		}
		now.validate(answer)
	}
}

// next reads the page of a thread that the one before it names. There is no
// answer after the last, and where it cannot be read.
func (w *walk) next(ctx context.Context, p *Progress, at string, before *fetch.Response) (extract.Thread, *fetch.Response, error) {
	answer, err := w.get(ctx, fetch.Request{URL: at})
	if gone(err) {
		return extract.Thread{}, nil, nil
	}
	p.answered(answer)
	if err != nil {
		p.More, p.Err = true, err
		return extract.Thread{}, nil, err
	}
	t, bad := extract.ReadThread(answer.Text(), answer.URL, w.now())
	if bad != nil {
		p.Err = unread(bad, answer, before)
	}
	p.Err = cmp.Or(w.reserved(at, t.Reserved), p.Err)
	if p.More = p.Err != nil; bad != nil || p.More {
		answer = nil
	}
	return t, answer, nil
}

// add takes of a page what is new after the message that was read last, and
// what has been edited of that before it.
func (p *Progress) add(messages []extract.Message, last string, before Known, taken map[string]bool) {
	p.Shown += len(messages)
	fresh := after(messages, last)
	if old := messages[:len(messages)-len(fresh)]; len(old) > 0 {
		fresh = append(stateOf(before.Mark).edited(old), fresh...)
	}
	for _, m := range fresh {
		if k := key(m); !taken[k] { // some engines show the opening post on every page
			taken[k] = true
			p.Messages = append(p.Messages, m)
		}
	}
}

// after are the messages that follow the one that was read last; all of them
// where that is no longer there.
func after(messages []extract.Message, last string) []extract.Message {
	for i, m := range messages {
		if last != "" && key(m) == last {
			return messages[i+1:]
		}
	}
	return messages
}

// key names a message in its thread.
func key(m extract.Message) string {
	if m.ID != "" {
		return m.ID
	}
	return identity(m)[:12]
}

// finish notes how a thread was left. Its mark is kept only when it was read to
// its end, so that the next run goes on where this one stopped.
func (w *walk) finish(p *Progress, now state) {
	p.Took = max(w.now().Sub(p.At), time.Duration(0))
	if !p.More && p.Err == nil {
		p.Mark = now.mark()
	}
}

package forum

import (
	"context"
	"errors"
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
		address := link.URL
		start := link.URL
		if page, _ := cut(known[address].Place); page != "" {
			start = page
		}
		p := Progress{URL: address, Title: link.Title, At: w.now()}
		answer, err := w.get(ctx, start)
		if gone(err) && start != link.URL && w.left > 0 {
			// Its pages have moved: messages were removed, or there are more on one.
			start = link.URL
			answer, err = w.get(ctx, start)
		}
		p.Err = err
		p.answered(answer)
		if err == nil {
			var t extract.Thread
			if t, p.Err = extract.ReadThread(answer.Text(), answer.URL, w.now()); p.Err == nil {
				err = w.follow(ctx, &p, known[address], start, t)
			}
		}
		w.finish(p, link.Mark)
		if p.More {
			w.leave(queue[i : i+1])
		}
		if err := stop(ctx, err); err != nil {
			w.leave(queue[i+1:])
			return err
		}
	}
	return nil
}

func gone(err error) bool {
	var status *fetch.StatusError
	return errors.As(err, &status) && (status.Status == 404 || status.Status == 410)
}

// single reads the thread that is the source itself; its first page is here.
func (w *walk) single(ctx context.Context, name string, answer *fetch.Response, t extract.Thread) error {
	known, err := w.job.Memory(ctx, []string{name})
	if err != nil {
		return err
	}
	p := Progress{URL: name, At: w.now()}
	p.answered(answer)
	before := known[name]
	page, _ := cut(before.Place)
	if page != "" && page != answer.URL && w.left > 0 {
		again, err := w.get(ctx, page)
		if stop(ctx, err) != nil {
			return err
		}
		if err == nil {
			if later, bad := extract.ReadThread(again.Text(), again.URL, w.now()); bad == nil {
				p.answered(again)
				err = w.follow(ctx, &p, before, page, later)
				w.finish(p, "")
				return stop(ctx, err)
			}
		}
	}
	err = w.follow(ctx, &p, before, answer.URL, t)
	w.finish(p, "")
	return stop(ctx, err)
}

// follow takes the new messages of a page and of those after it.
func (w *walk) follow(ctx context.Context, p *Progress, before Known, at string, t extract.Thread) error {
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
		p.Shown += len(t.Messages)
		fresh := after(t.Messages, last)
		for _, m := range fresh {
			if k := key(m); !taken[k] { // some engines show the opening post on every page
				taken[k] = true
				p.Messages = append(p.Messages, m)
			}
		}
		if n := len(t.Messages); n > 0 {
			p.Place = at + "#" + key(t.Messages[n-1])
		}
		last = ""
		if t.Next == "" || seen[t.Next] {
			return nil
		}
		if w.left <= 0 {
			p.More = true
			return nil
		}
		at = t.Next
		seen[at] = true
		answer, err := w.get(ctx, at)
		p.answered(answer)
		if err != nil {
			p.More, p.Err = true, err
			return err
		}
		next, err := extract.ReadThread(answer.Text(), answer.URL, w.now())
		if err != nil {
			return nil // an empty page after the last
		}
		t = next
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
func (w *walk) finish(p Progress, mark string) {
	p.Took = max(w.now().Sub(p.At), time.Duration(0))
	if !p.More && p.Err == nil {
		p.Mark = mark
	}
	w.run.Threads = append(w.run.Threads, p)
}

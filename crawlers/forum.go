package crawlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
)

// forumReader reads boards, whole forums and single threads.
type forumReader struct {
	forum *forum.Reader
	pages int
}

func (f *forumReader) read(ctx context.Context, j job) (reading, error) {
	return f.from(ctx, j, nil)
}

// from is read with the source's own page at hand, or nil.
func (f *forumReader) from(ctx context.Context, j job, answer *fetch.Response) (reading, error) {
	run, err := f.forum.Read(ctx, forum.Job{URL: j.source.URL, Answer: answer, Pages: f.pages, Leave: j.source.Leave, Memory: func(ctx context.Context, addresses []string) (map[string]forum.Known, error) {
		return remember(ctx, j, addresses)
	}})
	found := answered(run.Answer, err)
	found.closing.ETag, found.closing.LastModified = run.Mark, ""
	if run.Answer != nil {
		found.closing.Entry = j.source.URL
	}
	if run.Same {
		found.same, found.closing.Entry = true, cmp.Or(j.last.Entry, j.source.URL)
	}
	for _, b := range run.Boards {
		found.pages = append(found.pages, threadVisit(j, b))
	}
	for _, t := range run.Threads {
		found.items += t.Shown
		found.posts = append(found.posts, forum.Posts(j.source, t.URL, t.Title, t.Language, t.Messages, j.start)...)
		if t.URL == j.source.URL { // its state is the source's
			found.closing.Entry = cmp.Or(t.Place, j.last.Entry)
			found.trouble = t.Err
			continue
		}
		found.pages = append(found.pages, threadVisit(j, t))
	}
	found.left = run.Left
	if run.More {
		found.left++
		found.closing.LastModified = partly
	}
	if err == nil && len(run.Threads) == 0 && run.Listed > 0 {
		found.same = true
	}
	if errors.Is(err, forum.ErrLayout) && (j.last.Outcome == Good || j.last.Outcome == Unchanged) {
		err = fmt.Errorf("%w; last read %s", err, j.last.At.UTC().Format("2006-01-02 15:04 UTC"))
	}
	return found, err
}

// remember looks up how threads were left: what a list showed of one stands in
// its visit as the validator, where reading stopped as the entry.
func remember(ctx context.Context, j job, addresses []string) (map[string]forum.Known, error) {
	visits, err := lookup(ctx, j, addresses)
	if err != nil {
		return nil, err
	}
	known := make(map[string]forum.Known, len(visits))
	for address, v := range visits {
		k := forum.Known{At: v.At, Mark: v.ETag, Place: v.Entry, Done: v.LastModified != partly}
		if address != j.source.URL && (v.Outcome == Broken || v.Outcome == Refused || v.Outcome == Empty) {
			k.Until = v.Next
		}
		known[address] = k
	}
	return known, nil
}

// partly stands in a thread's visit for the time of its last change while pages
// of it are left.
const partly = "partly read"

func threadVisit(j job, t forum.Progress) Visit {
	v := Visit{Source: j.source.ID, URL: t.URL, At: t.At, Took: t.Took, Status: t.Status, Bytes: t.Bytes, Outcome: Good, Items: t.Shown, New: len(t.Messages), ETag: t.Mark, Entry: t.Place}
	if t.More {
		v.LastModified = partly
	}
	var rest *fetch.RetryAfterError
	switch {
	case t.Err == nil && len(t.Messages) == 0:
		v.Outcome = Unchanged
	case t.Err == nil:
	case errors.As(t.Err, &rest):
		v.Outcome, v.Next = Broken, rest.Until
	case refused(t.Err):
		v.Outcome, v.Next = Refused, t.At.Add(24*time.Hour)
	case errors.Is(t.Err, forum.ErrLayout):
		v.Outcome, v.Next = Broken, t.At.Add(pageRetry)
	case errors.Is(t.Err, extract.ErrNoThread), errors.Is(t.Err, extract.ErrNoThreads):
		v.Outcome, v.Next = Empty, t.At.Add(pageRetry)
	case t.Gone():
		v.Outcome, v.Next = Broken, t.At.Add(7*24*time.Hour)
	default:
		v.Outcome, v.Next = Broken, t.At.Add(pageRetry)
	}
	if t.Err != nil {
		v.Error, v.Fault = t.Err.Error(), faultOf(t.Err)
	}
	return v
}

// autoReader finds out whether an address is a forum's, and reads it as that,
// or as a site.
type autoReader struct {
	site    *siteReader
	forum   *forumReader
	fetcher *fetch.Fetcher
}

func (a *autoReader) read(ctx context.Context, j job) (reading, error) {
	if j.last.Entry != "" && (j.last.Entry != j.source.URL && !extract.IsThread(j.last.Entry) || readMark(j.last.ETag).digest != "") {
		return a.site.read(ctx, j) // it has been found to be a feed, or to have one or a sitemap
	}
	if j.last.ETag != "" { // and what has no digest, to be a forum
		return a.forum.read(ctx, j)
	}
	answer, err := a.fetcher.Get(ctx, fetch.Request{URL: j.source.URL})
	if err != nil {
		return answered(answer, err), err
	}
	if extract.ForumEngine(answer.Text(), answer.URL) != "" {
		return a.forum.from(ctx, j, answer)
	}
	return a.site.from(ctx, j, answer)
}

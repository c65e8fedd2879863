package crawlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"vigie/crawlers/blog"
	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// siteReader reads feeds and sites that have one, a sitemap, or only links.
type siteReader struct {
	blog  *blog.Reader
	pages int
}

func (s *siteReader) read(ctx context.Context, j job) (reading, error) {
	return s.from(ctx, j, nil)
}

// from is read with the source's own page at hand, or nil.
func (s *siteReader) from(ctx context.Context, j job, answer *fetch.Response) (reading, error) {
	last := readMark(j.last.ETag)
	whole := !last.retry.IsZero() && !j.start.Before(last.retry) // a page that failed is due again
	entry, err := s.open(ctx, j, last, whole, answer)
	found := answered(entry.Answer, err)
	if err != nil {
		return found, err
	}
	now := mark{etag: entry.Answer.ETag}
	if entry.Answer.Status == http.StatusNotModified {
		now = mark{etag: cmp.Or(now.etag, last.etag), digest: last.digest, retry: last.retry}
		found.same, found.closing.ETag = true, now.String()
		found.closing.LastModified = cmp.Or(found.closing.LastModified, j.last.LastModified)
		return found, nil
	}
	found.closing.Entry = entry.URL
	if !entry.Index { // whose own body says nothing of its parts'
		now.digest = digest(entry.Answer.Body)
	}
	if now.digest != "" && now.digest == last.digest && entry.URL == j.last.Entry && j.last.Outcome != Empty && !whole {
		now.retry = last.retry
		found.same, found.closing.ETag = true, now.String()
		return found, nil
	}
	if entry.Kind == blog.Feed {
		found, err = s.fromFeed(ctx, j, entry, found)
	} else {
		found, err = s.fromPages(ctx, j, entry, found)
	}
	now.retry = found.retry
	found.closing.ETag = now.String()
	if found.left > 0 || entry.Index {
		// The next run reads the entry even when it has not changed.
		found.closing.ETag, found.closing.LastModified = "", ""
	}
	return found, err
}

// answered begins a reading with what a source's entry answered.
func answered(a *fetch.Response, err error) (found reading) {
	if a != nil {
		found.closing = Visit{Status: a.Status, Bytes: int64(len(a.Body)), ETag: a.ETag, LastModified: a.LastModified}
	}
	var rest *fetch.RetryAfterError
	if errors.As(err, &rest) {
		found.rest = rest.Until
		found.closing.Status = cmp.Or(found.closing.Status, rest.Status)
	}
	return found
}

// open fetches the entry that the last run used, and looks for one where there
// was none or it is gone.
func (s *siteReader) open(ctx context.Context, j job, last mark, whole bool, answer *fetch.Response) (blog.Entry, error) {
	if answer != nil && j.last.Entry == j.source.URL {
		return s.blog.Identify(ctx, j.source.URL, answer)
	}
	if j.last.Entry != "" {
		ask := fetch.Request{URL: j.last.Entry, ETag: last.etag, LastModified: j.last.LastModified}
		if whole {
			ask.ETag, ask.LastModified = "", ""
		}
		entry, err := s.blog.Open(ctx, ask)
		changed := err == nil && j.source.Kind == post.Feed && entry.Kind != blog.Feed && entry.Answer.Status != http.StatusNotModified
		if !changed && (!gone(err) || j.last.Entry == j.source.URL) {
			return entry, err
		}
	}
	if j.source.Kind == post.Feed {
		return s.blog.FindFeed(ctx, j.source.URL)
	}
	return s.blog.Find(ctx, j.source.URL, answer)
}

// gone reports whether an entry is no longer there, so that another one may be.
func gone(err error) bool {
	var status *fetch.StatusError
	return errors.As(err, &status) && (status.Status == 404 || status.Status == 410) || errors.Is(err, blog.ErrNothingToRead)
}

// state is what is to be done about a page.
type state int

const (
	fresh  state = iota // to be fetched
	done                // read before
	again               // read before, and to be looked at for new comments
	failed              // failed before; not to be fetched now
)

// stateOf tells what the log says of a page.
func stateOf(known map[string]Visit, address string, now time.Time) state {
	v, ok := known[address]
	switch {
	case !ok:
		return fresh
	case v.Outcome == Good || v.Outcome == Unchanged:
		if !v.Next.IsZero() && !now.Before(v.Next) {
			return again
		}
		return done
	case v.Next.IsZero() || now.Before(v.Next):
		return failed
	}
	return fresh
}

// lookup asks the log about pages. A failure is one of ours.
func lookup(ctx context.Context, j job, addresses []string) (map[string]Visit, error) {
	if len(addresses) == 0 {
		return nil, nil
	}
	known, err := j.visits.Last(ctx, j.source.ID, addresses...)
	if err != nil {
		return nil, &storageError{fmt.Errorf("look up visits of %d pages: %w", len(addresses), err)}
	}
	return known, nil
}

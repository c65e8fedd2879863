package crawlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"vigie/crawlers/blog"
	"vigie/crawlers/fetch"
	"vigie/crawlers/forum"
	"vigie/crawlers/post"
	"vigie/crawlers/social"
)

// Options are a Crawler's parts and bounds.
type Options struct {
	Fetcher  *fetch.Fetcher
	Sink     Sink // told of deletions where it is an Eraser
	Visits   Visits
	Hubs     Hubs            // told of the hubs that feeds announce; nil: nobody
	Networks social.Networks // where social networks are asked; empty: at their own addresses
	Pages    int             // most article pages fetched in one run of a source; 0: 20
	Now      func() time.Time
	Log      *slog.Logger
}

// Hubs have news of feeds delivered, so that these need not be asked often.
type Hubs interface {
	// Offer says which hub a feed announces, and the address that the hub knows
	// it by; both empty: none.
	Offer(source, hub, topic string)
	Live(source string) bool // its news are delivered now
}

// Crawler makes runs of sources. It is safe for concurrent use, but for two
// runs of one source at a time.
type Crawler struct {
	opt     Options
	readers map[post.SourceKind]reader
}

// reader reads one kind of source: it fetches what is new, and stores nothing.
// What it read before an error counts.
type reader interface {
	read(ctx context.Context, j job) (reading, error)
}

// job is what a reader is given.
type job struct {
	source post.Source
	last   Visit // the source's latest; zero: none
	visits Visits
	start  time.Time
}

// reading is what a reader found.
type reading struct {
	posts   []post.Post
	gone    []string      // identifiers of posts of earlier runs that were taken down
	pages   []Visit       // of pages other than the source's own
	closing Visit         // Status, Bytes, ETag, LastModified, Entry: the source's state
	items   int           // posts that the source shows, new or not
	same    bool          // 304, or the body of the last time
	left    int           // pages for which this run had no room
	behind  bool          // it reads a stream, and has not come to its end
	retry   time.Time     // when a page that failed is due again
	rest    time.Time     // not to be asked again before
	ttl     time.Duration // how long it asks not to be asked again
	skip    skip          // when it asks not to be asked
	trouble error         // what kept part of it from being read
	hub     *hub          // what its feed says of hubs; nil: it was not read
}

// hub is where a feed's news can be had from, under which address.
type hub struct{ hub, topic string }

// New returns a Crawler. It starts nothing.
func New(opt Options) *Crawler {
	if opt.Pages <= 0 {
		opt.Pages = 20
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	site := &siteReader{blog: blog.New(opt.Fetcher, opt.Now), pages: opt.Pages}
	forums := &forumReader{forum: forum.New(opt.Fetcher, opt.Now), pages: opt.Pages}
	networks := newSocialReader(opt, forums)
	auto := &orSocial{social: networks, other: &autoReader{site: site, forum: forums, fetcher: opt.Fetcher}}
	return &Crawler{opt: opt, readers: map[post.SourceKind]reader{
		"":            auto,
		post.Auto:     auto,
		post.Feed:     site,
		post.BlogSite: site,
		post.Forum:    forums,
		post.Social:   networks,
		post.Intranet: auto,
	}}
}

// Run makes one run of a source: it fetches, hands the posts to the Sink, and
// then saves the visits. A source that is broken or refuses is a recorded visit
// and no error; an error means that something of ours failed or the run was
// stopped, that nothing was recorded, and that the run can be made again.
func (c *Crawler) Run(ctx context.Context, source post.Source) (Visit, error) {
	start := c.opt.Now()
	known, err := c.opt.Visits.Last(ctx, source.ID, source.URL)
	if err != nil {
		return Visit{}, fmt.Errorf("look up last visit of source %s: %w", source.ID, err)
	}
	j := job{source: source, last: known[source.URL], visits: c.opt.Visits, start: start}
	found, fault := c.read(fetch.Under(ctx, terms(source)), j)
	return c.keep(ctx, j, found, fault)
}

// keep stores what was found, and logs the visit.
func (c *Crawler) keep(ctx context.Context, j job, found reading, fault error) (Visit, error) {
	source := j.source
	if ctx.Err() != nil {
		return Visit{}, fmt.Errorf("crawl source %s: %w", source.ID, ctx.Err())
	}
	var broken *storageError
	if errors.As(fault, &broken) {
		return Visit{}, fmt.Errorf("crawl source %s: %w", source.ID, fault)
	}
	var added int
	var err error
	if len(found.posts) > 0 {
		// The posts first: what is lost between the two steps is fetched again.
		if added, err = c.opt.Sink.AddPosts(ctx, found.posts); err != nil {
			return Visit{}, fmt.Errorf("store %d posts of source %s: %w", len(found.posts), source.ID, err)
		}
	}
	if err := c.erase(ctx, source, found.gone); err != nil {
		return Visit{}, err
	}
	visit := c.close(j, found, fault, added)
	if err := c.opt.Visits.Save(ctx, append(found.pages, visit)...); err != nil {
		return visit, fmt.Errorf("save visit of source %s: %w", source.ID, err)
	}
	c.opt.Log.Info("crawled", "source", source.ID, "outcome", visit.Outcome, "items", visit.Items, "new", visit.New, "took", visit.Took, "error", visit.Error)
	return visit, nil
}

// read hands the job to the reader of its kind.
func (c *Crawler) read(ctx context.Context, j job) (reading, error) {
	r, ok := c.readers[j.source.Kind]
	if !ok {
		return reading{}, fmt.Errorf("sources of kind %q cannot be read; use feed, blog, forum, social or intranet", j.source.Kind)
	}
	return guarded(j, func() (reading, error) { return r.read(ctx, j) })
}

// guarded reads a source. One that panics over what a stranger sent has a broken
// source, not a broken service.
func guarded(j job, read func() (reading, error)) (found reading, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			found, err = reading{}, fmt.Errorf("read %s: what it sent breaks the reader: %v", j.source.URL, fault)
		}
	}()
	return read()
}

// terms are what holds for the fetches of a source.
func terms(source post.Source) fetch.Terms {
	t := fetch.Terms{Leave: source.Leave}
	if u, err := url.Parse(source.URL); err == nil && source.Token != "" {
		t.Origin, t.Authorization = u.Scheme+"://"+u.Host, string(source.Token)
	}
	return t
}

// close makes the visit that is the source's state after a run.
func (c *Crawler) close(j job, found reading, fault error, added int) Visit {
	v, last := found.closing, j.last
	v.Source, v.URL, v.At, v.Took = j.source.ID, j.source.URL, j.start, c.opt.Now().Sub(j.start)
	v.Items, v.New = found.items, added
	v.Outcome = outcome(found, fault)
	if v.Entry == "" {
		v.Entry = last.Entry
	}
	if v.Outcome == Empty && fault == nil && last.Outcome == Good {
		v.Error = "it answers and shows no post; until " + last.At.UTC().Format("2006-01-02 15:04 UTC") + " it did"
	}
	if fault == nil && found.trouble != nil {
		v.Error, v.Fault = found.trouble.Error(), faultOf(found.trouble)
	}
	if fault != nil {
		v.Error, v.Fault = fault.Error(), faultOf(fault)
		// The state to go on from is the one before: what a failed run was
		// told must not make the next one skip anything.
		v.ETag, v.LastModified = last.ETag, last.LastModified
	}
	pushed := false
	if c.opt.Hubs != nil {
		if found.hub != nil && j.source.Token == "" { // nobody else is told where secrets open
			c.opt.Hubs.Offer(j.source.ID, found.hub.hub, found.hub.topic)
		}
		pushed = c.opt.Hubs.Live(j.source.ID)
	}
	v.Wait = pace(j.source, last, v, found, pushed)
	v.Next = next(j.source, last, v, found)
	return v
}

func outcome(found reading, fault error) Outcome {
	switch {
	case refused(fault):
		return Refused
	case errors.Is(fault, blog.ErrNothingToRead):
		return Empty
	case fault != nil:
		return Broken
	case found.same:
		return Unchanged
	case found.items == 0:
		return Empty
	}
	return Good
}

// refused tells the failures that are somebody's will.
func refused(err error) bool {
	switch faultOf(err) {
	case FaultRobots, FaultReserved, FaultPrivate:
		return true
	}
	return false
}

// storageError marks a failure of our own storage among those of sources.
type storageError struct{ err error }

func (e *storageError) Error() string { return e.err.Error() }
func (e *storageError) Unwrap() error { return e.err }

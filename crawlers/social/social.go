// Package social reads accounts, hashtags, searches and communities of social
// networks by the interfaces that these offer to everyone: Mastodon, Bluesky,
// Reddit, Hacker News and YouTube. It signs in nowhere and stores nothing; what
// an earlier run left it is told, and what to remember it tells.
package social

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"vigie/crawlers/fetch"
	"vigie/crawlers/post"
)

// ErrPlace says that an address is none that a network is read at.
var ErrPlace = errors.New("not an address of a social network that can be read")

// Networks are the addresses of the public interfaces, without a slash at their
// end. What is empty is the network's own. A Mastodon server is asked at the
// address of the source.
type Networks struct {
	Bluesky    string // https://public.api.bsky.app
	Reddit     string // https://www.reddit.com
	HackerNews string // https://hn.algolia.com
	Firebase   string // https://hacker-news.firebaseio.com, for single items of Hacker News
	YouTube    string // https://www.youtube.com
	// Jetstream is a stream that searches and hashtags of Bluesky are read from,
	// as wss://jetstream2.us-east.bsky.network; empty: they are asked of the
	// search, which may be closed.
	Jetstream string
}

func (n Networks) filled() Networks {
	for _, f := range []struct {
		at    *string
		usual string
	}{
		{&n.Bluesky, "https://public.api.bsky.app"},
		{&n.Reddit, "https://www.reddit.com"},
		{&n.HackerNews, "https://hn.algolia.com"},
		{&n.Firebase, "https://hacker-news.firebaseio.com"},
		{&n.YouTube, "https://www.youtube.com"},
	} {
		if *f.at == "" {
			*f.at = f.usual
		}
	}
	return n
}

// Reader reads social networks. It is safe for concurrent use.
type Reader struct {
	fetcher  *fetch.Fetcher
	networks Networks
	client   *http.Client // for streams
	bounds   bounds       // of a stream
}

// New returns a Reader that fetches through fetcher.
func New(fetcher *fetch.Fetcher, networks Networks) *Reader {
	return &Reader{fetcher: fetcher, networks: networks.filled(), client: fetcher.Client(), bounds: usualBounds}
}

// Job is one run of one source.
type Job struct {
	Source post.Source
	State  string    // of the last run; empty: there was none
	ETag   string    // of the last run
	Entry  string    // of the last run
	Start  time.Time // of this one
	Pages  int       // most pages of the listing; 0: 10
	Verify bool      // look whether posts of earlier runs are still there
}

// Run is what a run found.
type Run struct {
	Posts  []post.Post // new ones, and those that were edited
	Gone   []string    // identifiers of posts of earlier runs that were taken down
	Shown  int         // entries on the pages that were read
	Same   bool        // nothing is new
	Status int         // of the last answer; 0: none
	Bytes  int64       // of all answers
	State  string      // to remember; opaque
	ETag   string      // to remember
	Entry  string      // the address that the listing was read at
	Rest   time.Time   // the network asks not to be asked before; zero: it does not
	More   bool        // older entries are left for the next run
}

// Bounds of a run.
const (
	usualPages = 10
	firstPages = 3                // of a first run: what is older is no news
	overlap    = 15 * time.Minute // entries reach a listing late, below those that are there
)

// network is one way to read a source.
type network interface {
	// read returns what the listing shows and the state does not know.
	read(ctx context.Context, w *walk) ([]item, error)
	// check asks for some posts by their keys. It returns those that are there,
	// with what is known of them, and those that the network says are gone; what
	// is in neither could not be seen, which may have other reasons.
	check(ctx context.Context, w *walk, keys []string) (there []item, gone []string, err error)
	// batch is how many posts are checked in a run.
	batch() int
}

// item is one entry of a listing.
type item struct {
	key   string    // the network's own name for the post
	mark  string    // names the entry, where that is not the post: a boost; empty: key
	at    time.Time // its place in the order of the listing
	post  post.Post
	above string // key of the post that it answers, where only that is told
	skip  bool   // not to be taken: private, or its author opted out
	gone  bool   // it stands there without its text
	blind bool   // nothing could be learnt of it
}

func (i item) name() string {
	if i.mark != "" {
		return i.mark
	}
	return i.key
}

// walk is a run on its way.
type walk struct {
	*Reader
	job   Job
	run   Run
	state state
	left  int // pages
	known map[string]bool

	streamed bool            // read from a stream, which tells of deletions itself
	since    time.Time       // where the part of the listing ends that is being read; zero: nowhere
	closed   bool            // the account, tag or community is no longer there
	shown    map[string]bool // keys that a feed showed in this run
	oldest   time.Time       // of them
}

// Read makes one run. What it found before an error counts.
func (r *Reader) Read(ctx context.Context, job Job) (Run, error) {
	if job.Pages <= 0 {
		job.Pages = usualPages
	}
	w := &walk{Reader: r, job: job, state: decodeState(job.State), left: job.Pages, known: map[string]bool{}}
	for _, seen := range w.state.Watch {
		w.known[seen.name()] = true
	}
	place, err := Locate(job.Source.URL)
	if err != nil {
		return w.run, err
	}
	n := place.network(r.networks)
	first := job.State == ""
	items, err := n.read(ctx, w)
	w.take(items)
	if w.closed = closed(err); err != nil && !w.closed {
		return w.run, fmt.Errorf("read %s: %w", place.Network, err)
	}
	if job.Verify && w.run.Rest.IsZero() {
		if fault := w.verify(ctx, n); fault != nil && err == nil {
			err = fault
		}
	}
	w.run.Same = err == nil && !first && len(w.state.Watch)+len(w.state.Sent) > 0 && len(w.run.Posts) == 0 && len(w.run.Gone) == 0
	w.state.Read = job.Start.UTC()
	w.run.State = w.state.encode()
	if err != nil {
		return w.run, fmt.Errorf("read %s: %w", place.Network, err)
	}
	return w.run, nil
}

// errClosed says what a status of 404 or 410 says.
var errClosed = errors.New("the account is no longer there")

// closed reports whether the account, tag or community is no longer there: its
// posts are looked for once more, to learn whether they went with it.
func closed(err error) bool {
	var status *fetch.StatusError
	return errors.Is(err, errClosed) || errors.As(err, &status) && (status.Status == http.StatusNotFound || status.Status == http.StatusGone)
}

// take makes posts of what is new and remembers it.
func (w *walk) take(items []item) {
	w.answers(items)
	thread(items)
	for _, i := range items {
		switch {
		case i.gone:
			// Of what was never taken nothing is to be erased.
			if w.state.watches(i.key) || len(w.state.Watch) >= mostWatched {
				w.run.Gone = append(w.run.Gone, i.post.ID)
				w.state.forget(i.key)
			}
		case !i.skip && i.post.Text != "":
			w.run.Posts = append(w.run.Posts, w.sourced(i.post))
			if w.streamed {
				w.state.send(i.key)
			} else {
				w.state.remember(i)
			}
		}
	}
	w.state.trim()
}

// sourced is a post of the job's source.
func (w *walk) sourced(p post.Post) post.Post {
	p.Source = w.job.Source.ID
	if p.Language == "" {
		p.Language = tongue(w.job.Source.Language)
	}
	return p
}

// answers finds the posts that are answered by what the network calls them.
func (w *walk) answers(items []item) {
	byKey := make(map[string]string, len(items)+len(w.state.Watch))
	for _, s := range w.state.Watch {
		byKey[s.Key] = s.Post
	}
	for _, i := range items {
		byKey[i.key] = i.post.ID
	}
	for n := range items {
		if id := byKey[items[n].above]; id != "" && items[n].above != "" {
			items[n].post.Parent = id
		}
	}
}

// thread completes threads with what stands in the same listing: a reply whose
// parent is there belongs to the parent's thread.
func thread(items []item) {
	byID := make(map[string]*post.Post, len(items))
	for i := range items {
		byID[items[i].post.ID] = &items[i].post
	}
	for i := range items {
		p := &items[i].post
		if p.Thread != "" {
			continue
		}
		root := p
		for range len(items) {
			above, ok := byID[root.Parent]
			if !ok || root.Parent == "" || above == p {
				break
			}
			root = above
		}
		switch {
		case root.Thread != "":
			p.Thread = root.Thread
		case root.Parent != "":
			p.Thread = root.Parent
		default:
			p.Thread = root.ID
		}
	}
}

// Package forum reads forums: which threads of a board have new messages, and
// those messages, across the pages of a thread. It stores nothing; what was
// read before it is told, and what to remember it tells.
package forum

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
)

// ErrSilent says that a forum answers and no message can be read in it.
var ErrSilent = errors.New("no message can be read: its layout may have changed, or it wants a sign-in")

// Reader reads forums. It is safe for concurrent use.
type Reader struct {
	fetcher *fetch.Fetcher
	now     func() time.Time
}

// New returns a Reader that fetches through fetcher.
func New(fetcher *fetch.Fetcher, now func() time.Time) *Reader {
	return &Reader{fetcher: fetcher, now: now}
}

// Known is what was remembered of a thread, or of a board of a forum.
type Known struct {
	At    time.Time // of the visit; zero: never
	Mark  string    // what the list showed of it then
	Place string    // where reading stopped; see Progress
	Done  bool      // it was read to its end
	Until time.Time // not to be tried again before; zero: at any time
}

// Memory returns what is known of addresses; those without are left out.
type Memory func(ctx context.Context, addresses []string) (map[string]Known, error)

// Job is one run of one forum.
type Job struct {
	URL    string          // of a board, of a whole forum, or of one thread
	Answer *fetch.Response // of URL, where it has just been fetched
	Pages  int             // most pages fetched, besides the first
	Memory Memory
}

// Run is what a run found.
type Run struct {
	Answer  *fetch.Response // of the source's own address
	Threads []Progress      // that were read
	Boards  []Progress      // lists that were read, but the first; they have no messages
	Listed  int             // threads that the lists show
	Left    int             // threads with news, or boards, for which no page was left
	More    bool            // pages of the source's own list are left
}

// Progress is how far the reading of one thread came.
type Progress struct {
	URL      string // the thread's name; see extract.ThreadURL
	Title    string
	Language string
	Messages []extract.Message // new ones
	Shown    int               // messages on the pages that were read
	Mark     string            // to remember; empty while pages are left
	Place    string            // last page, then "#" and the last message of it
	More     bool              // pages are left
	At       time.Time
	Took     time.Duration
	Status   int
	Bytes    int64
	Err      error
}

// Bounds of a run.
const (
	usualPages   = 20
	mostLists    = 5                    // pages of one board
	mostUnmarked = 5                    // threads looked at again though nothing tells that they changed
	oldest       = 120 * 24 * time.Hour // of a thread's last message, at its first reading
)

// Read makes one run. What it found before an error counts.
func (r *Reader) Read(ctx context.Context, job Job) (Run, error) {
	if job.Pages <= 0 {
		job.Pages = usualPages
	}
	w := &walk{Reader: r, job: job, left: job.Pages, noted: map[string]int{}, boardOf: map[string]string{}}
	if w.run.Answer = job.Answer; job.Answer == nil {
		answer, err := r.fetcher.Get(ctx, fetch.Request{URL: job.URL})
		if w.run.Answer = answer; err != nil {
			return w.run, err
		}
	}
	if err := w.begin(ctx, w.run.Answer); err != nil {
		return w.run, err
	}
	return w.run, w.verdict()
}

// begin tells a thread from a list by what the page holds and how its address
// is written.
func (w *walk) begin(ctx context.Context, answer *fetch.Response) error {
	at := answer.URL
	thread, noThread := extract.ReadThread(answer.Text(), at, w.now())
	board, noBoard := extract.ReadBoard(answer.Text(), at, w.now())
	isThread := noThread == nil && (extract.IsThread(at) || noBoard != nil || thread.Engine != "repeated" && !extract.IsBoard(at) && len(board.Threads) < 3)
	switch {
	case isThread:
		w.run.Listed = 1
		return w.single(ctx, thread.URL, answer, thread)
	case noBoard == nil:
		return w.forum(ctx, at, board)
	}
	return fmt.Errorf("%s: %w", at, ErrSilent)
}

// verdict is the error of a run that read pages and no message.
func (w *walk) verdict() error {
	silent, shown := 0, 0
	for _, t := range w.run.Threads {
		shown += t.Shown
		if errors.Is(t.Err, extract.ErrNoThread) {
			silent++
		}
	}
	if shown == 0 && silent > 0 {
		return fmt.Errorf("%s: %w (%d threads with news were opened)", w.job.URL, ErrSilent, silent)
	}
	return nil
}

// walk is a run on its way.
type walk struct {
	*Reader
	job  Job
	run  Run
	left int // pages that may still be fetched

	links   []extract.ThreadLink
	noted   map[string]int // their places in links, by address
	boardOf map[string]string
	wanted  int // of them, those with news
}

// get fetches a page of the budget.
func (w *walk) get(ctx context.Context, address string) (*fetch.Response, error) {
	w.left--
	return w.fetcher.Get(ctx, fetch.Request{URL: address})
}

// stop tells the errors that speak for the whole host, and end the run.
func stop(ctx context.Context, err error) error {
	var rest *fetch.RetryAfterError
	if err != nil && (ctx.Err() != nil || errors.As(err, &rest) || errors.Is(err, fetch.ErrPrivateAddress)) {
		return err
	}
	return nil
}

func (p *Progress) answered(a *fetch.Response) {
	if a != nil {
		p.Status = a.Status
		p.Bytes += int64(len(a.Body))
	}
	var status *fetch.StatusError
	if errors.As(p.Err, &status) {
		p.Status = status.Status
	}
}

// Gone reports whether the thread is no longer there.
func (p Progress) Gone() bool {
	return p.Status == http.StatusNotFound || p.Status == http.StatusGone || p.Status == http.StatusForbidden
}

// cut parts a Place into the page and the last message read on it.
func cut(place string) (page, last string) {
	if i := strings.LastIndexByte(place, '#'); i >= 0 {
		return place[:i], place[i+1:]
	}
	return place, ""
}

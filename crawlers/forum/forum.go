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

var (
	// ErrSilent says that a forum answers and no message can be read in it.
	ErrSilent = errors.New("no message can be read")
	// ErrLayout says that a page answers and holds nothing that can be read,
	// where something could be read before.
	ErrLayout = errors.New("it could be read before: its layout has changed, or it wants a sign-in now")
	// ErrThreads says that the list of a forum can be read and none of the
	// threads that were opened.
	ErrThreads = errors.New("its list can be read, and none of its threads")
)

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
	Mark  string    // as it was to remember, unread
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
	Leave  bool            // its owner has given leave: a page's reservation is not obeyed
	Memory Memory
}

// Run is what a run found.
type Run struct {
	Answer  *fetch.Response // of the source's own address
	Mark    string          // to remember with the source's own address
	Same    bool            // the source's own page is as it was: 304
	Threads []Progress      // that were read
	Boards  []Progress      // lists that were read, but the first, and its pages that could not be; they have no messages
	Listed  int             // threads that the lists show
	Left    int             // threads with news, or boards, for which no page was left
	More    bool            // pages of the source's own list are left
}

// Progress is how far the reading of one thread came.
type Progress struct {
	URL      string // the thread's name; see extract.ThreadURL
	Title    string
	Language string
	Messages []extract.Message // new ones, and those of the last page known that have been edited
	Shown    int               // messages on the pages that were read
	Mark     string            // to remember, unread; empty while pages are left
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
	soon         = 24 * time.Hour       // a thread that rests no longer than this keeps its list open
	allGone      = 3                    // threads of a list that are all gone are no chance
)

// Read makes one run. What it found before an error counts.
func (r *Reader) Read(ctx context.Context, job Job) (Run, error) {
	if job.Pages <= 0 {
		job.Pages = usualPages
	}
	w := &walk{Reader: r, job: job, left: job.Pages, noted: map[string]int{}, boardOf: map[string]string{}}
	err := w.source(ctx)
	w.run.Mark = w.own.mark()
	return w.run, err
}

// source reads the source's own page, and what it leads to.
func (w *walk) source(ctx context.Context) error {
	known, err := w.job.Memory(ctx, []string{w.job.URL})
	if err != nil {
		w.run.Answer = w.job.Answer
		return err
	}
	w.before = known[w.job.URL]
	before := stateOf(w.before.Mark)
	w.own.listed = before.listed // while nothing better is known
	if w.run.Answer = w.job.Answer; w.job.Answer == nil {
		request := fetch.Request{URL: w.job.URL}
		if w.before.Done {
			request = before.request(w.job.URL)
		}
		answer, err := w.fetcher.Get(ctx, request)
		if w.run.Answer = answer; err != nil {
			return err
		}
		if answer.Status == http.StatusNotModified {
			w.run.Same, w.own = true, before
			return nil
		}
	}
	if err := w.begin(ctx, w.run.Answer); err != nil {
		return err
	}
	return w.verdict()
}

// begin tells a thread from a list by what the page holds and how its address
// is written.
func (w *walk) begin(ctx context.Context, answer *fetch.Response) error {
	at := answer.URL
	thread, noThread := extract.ReadThread(answer.Text(), at, w.now())
	board, noBoard := extract.ReadBoard(answer.Text(), at, w.now())
	if err := w.reserved(at, thread.Reserved || board.Reserved); err != nil {
		return err
	}
	isThread := noThread == nil && (extract.IsThread(at) || noBoard != nil || thread.Engine != "repeated" && !extract.IsBoard(at) && len(board.Threads) < 3)
	switch {
	case isThread:
		w.run.Listed = 1
		return w.single(ctx, thread.URL, answer, thread)
	case noBoard == nil:
		return w.forum(ctx, at, board)
	case w.own.listed != "" || w.before.Place != "" && w.before.Place != w.job.URL:
		return fmt.Errorf("%s: %w: %w", at, ErrSilent, ErrLayout)
	}
	return fmt.Errorf("%s: %w", at, ErrSilent)
}

// verdict is the error of a run that opened threads and could read none.
func (w *walk) verdict() error {
	silent, failed, gone := 0, 0, 0
	var last, layout error
	for _, t := range w.run.Threads {
		switch {
		case t.Shown > 0, t.Err == nil: // 304
			return nil
		case errors.Is(t.Err, extract.ErrNoThread):
			silent++
			if errors.Is(t.Err, ErrLayout) {
				layout = ErrLayout
			}
		case t.Gone():
			gone++
		case t.Err != nil:
			failed, last = failed+1, t.Err
		}
		if t.Gone() && last == nil {
			last = t.Err
		}
	}
	switch {
	case silent > 0 && layout != nil:
		return fmt.Errorf("%s: %w: %w (%d threads with news were opened)", w.job.URL, ErrSilent, layout, silent)
	case silent > 0:
		return fmt.Errorf("%s: %w (%d threads with news were opened)", w.job.URL, ErrSilent, silent)
	case failed > 0, gone >= allGone:
		return fmt.Errorf("%s: %w (%d were opened): %w", w.job.URL, ErrThreads, failed+gone, last)
	}
	return nil
}

// walk is a run on its way.
type walk struct {
	*Reader
	job  Job
	run  Run
	left int // pages that may still be fetched

	before Known // of the source's own address
	own    state // of it, to remember

	links   []extract.ThreadLink
	noted   map[string]int // their places in links, by address
	boardOf map[string]string
	wanted  int // of them, those with news

	share  int  // pages that the thread being read may still take
	unsure bool // there are threads of which no list tells that they changed
}

// get fetches a page of the budget.
func (w *walk) get(ctx context.Context, request fetch.Request) (*fetch.Response, error) {
	w.left--
	return w.fetcher.Get(ctx, request)
}

// reserved is the error of a page that reserves its mining, unless there is leave.
func (w *walk) reserved(address string, said bool) error {
	if said && !w.job.Leave {
		return &fetch.ReservedError{URL: address, By: "the page"}
	}
	return nil
}

// unread is the error of a page that is named as the next one and cannot be
// read; none where it is the end: empty, after the last. What stands in the way
// may go: such a page is tried again.
func unread(bad error, answer, before *fetch.Response) error {
	if extract.AfterLast(answer.Text(), before.Text(), answer.URL) {
		return nil
	}
	return fmt.Errorf("%s: %w: %w", answer.URL, ErrLayout, bad)
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

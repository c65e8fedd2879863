// Package forum reads forums: which threads of a board have new messages, and
// those messages, across the pages of a thread. It stores nothing; what was
// read before it is told, and what to remember it tells.
package forum

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
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

// forum reads a list, its further pages, and of a whole forum its boards; then
// the threads of all of them that have news.
func (w *walk) forum(ctx context.Context, at string, first extract.Board) error {
	known, err := w.job.Memory(ctx, []string{w.job.URL})
	if err != nil {
		return err
	}
	before, ok := known[w.job.URL]
	if w.run.More, err = w.list(ctx, "", at, first, ok && !before.Done); err != nil {
		return err
	}
	if !extract.IsBoard(at) && len(first.Boards) > 0 {
		if err := w.boards(ctx, first.Boards); err != nil {
			return err
		}
	}
	news, err := w.news(ctx, w.links)
	// The latest first: what is old can wait for a later run.
	slices.SortStableFunc(news, func(a, b extract.ThreadLink) int {
		if a.Last.IsZero() != b.Last.IsZero() {
			return map[bool]int{true: -1, false: 1}[a.Last.IsZero()]
		}
		return b.Last.Compare(a.Last)
	})
	if err == nil {
		err = w.threads(ctx, news)
	}
	return err
}

// list notes the threads of a board. The next page of the list is read only as
// long as there are news on this one, or earlier runs did not come to its end.
// more tells that pages are left for a later run.
func (w *walk) list(ctx context.Context, board, at string, b extract.Board, unfinished bool) (more bool, err error) {
	seen := map[string]bool{at: true}
	for page := 1; ; page++ {
		news, err := w.news(ctx, b.Threads)
		if err != nil {
			return false, err
		}
		for _, l := range b.Threads {
			w.note(l, board)
		}
		w.wanted += len(news)
		if b.Next == "" || seen[b.Next] || page >= mostLists || len(news) == 0 && !unfinished {
			return false, nil
		}
		if w.left <= w.job.Pages/2 || w.left <= w.wanted {
			return true, nil
		}
		seen[b.Next] = true
		answer, err := w.get(ctx, b.Next)
		if err != nil {
			return true, stop(ctx, err)
		}
		if b, err = extract.ReadBoard(answer.Text(), answer.URL, w.now()); err != nil {
			return false, nil // the end of the list
		}
	}
}

// note keeps a thread once, from the list that tells most about it. board is
// empty for the list that is the source itself.
func (w *walk) note(l extract.ThreadLink, board string) {
	w.boardOf[l.URL] = board
	if i, ok := w.noted[l.URL]; ok {
		if w.links[i].Mark == "" {
			w.links[i].Mark, w.links[i].Last = l.Mark, l.Last
		}
		return
	}
	w.noted[l.URL] = len(w.links)
	w.links = append(w.links, l)
	w.run.Listed++
}

// boards opens the boards of a front page that have changed.
func (w *walk) boards(ctx context.Context, links []extract.BoardLink) error {
	addresses := make([]string, len(links))
	for i, l := range links {
		addresses[i] = l.URL
	}
	known, err := w.job.Memory(ctx, addresses)
	if err != nil {
		return err
	}
	// Those that waited longest come first, or the last would never be opened.
	links = slices.Clone(links)
	slices.SortStableFunc(links, func(a, b extract.BoardLink) int { return known[a.URL].At.Compare(known[b.URL].At) })
	for _, l := range links {
		before, ok := known[l.URL]
		if l.Mark != "" && l.Mark == before.Mark && before.Done || w.now().Before(before.Until) {
			continue
		}
		if w.left <= w.job.Pages/2 { // the other half is for threads
			w.run.Left++
			continue
		}
		p := Progress{URL: l.URL, Title: l.Title, At: w.now()}
		answer, err := w.get(ctx, l.URL)
		p.Err = err
		p.answered(answer)
		if err == nil {
			var b extract.Board
			if b, p.Err = extract.ReadBoard(answer.Text(), answer.URL, w.now()); p.Err == nil {
				p.Shown, p.Mark = len(b.Threads), l.Mark
				p.More, err = w.list(ctx, l.URL, answer.URL, b, ok && !before.Done)
			}
		}
		p.Took = w.now().Sub(p.At)
		w.run.Boards = append(w.run.Boards, p)
		if err := stop(ctx, err); err != nil {
			return err
		}
	}
	return nil
}

// leave notes threads for which no page was left: their lists are to be read
// again to their end.
func (w *walk) leave(links []extract.ThreadLink) {
	w.run.Left += len(links)
	for _, l := range links {
		board := w.boardOf[l.URL]
		w.run.More = w.run.More || board == ""
		for i := range w.run.Boards {
			if w.run.Boards[i].URL == board {
				w.run.Boards[i].Mark, w.run.Boards[i].More = "", true
			}
		}
	}
}

// news are the threads that show another mark than they did. Of threads whose
// list tells nothing the first few are looked at again: lists put first what
// moved last.
func (w *walk) news(ctx context.Context, links []extract.ThreadLink) ([]extract.ThreadLink, error) {
	addresses := make([]string, len(links))
	for i, l := range links {
		addresses[i] = l.URL
	}
	known, err := w.job.Memory(ctx, addresses)
	if err != nil {
		return nil, err
	}
	var news []extract.ThreadLink
	unmarked := 0
	for _, l := range links {
		before, ok := known[l.URL]
		switch {
		case !ok && !l.Last.IsZero() && w.now().Sub(l.Last) > oldest:
		case w.now().Before(before.Until):
		case ok && before.Mark != "" && before.Mark == l.Mark:
		case ok && l.Mark == "" && before.Mark != "" && before.Done && w.now().Sub(before.At) < 24*time.Hour:
			// Its board told of it, and has no news or was opened as well.
		case ok && l.Mark == "" && before.Done && unmarked >= mostUnmarked:
		default:
			if ok && l.Mark == "" {
				unmarked++
			}
			news = append(news, l)
		}
	}
	return news, nil
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

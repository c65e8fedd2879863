package forum

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
)

// forum reads a list, its further pages, and of a whole forum its boards; then
// the threads of all of them that have news.
func (w *walk) forum(ctx context.Context, at string, first extract.Board) error {
	var err error
	if w.run.More, err = w.list(ctx, "", first, w.run.Answer, !w.before.At.IsZero() && !w.before.Done); err != nil {
		return err
	}
	if !extract.IsBoard(at) && len(first.Boards) > 0 {
		if err := w.boards(ctx, first.Boards); err != nil {
			return err
		}
	}
	news, resting, err := w.news(ctx, w.links)
	if err == nil {
		for _, l := range resting {
			w.rest(l)
		}
		err = w.threads(ctx, w.turns(news))
	}
	w.own.listed = listedSource
	if err == nil && !w.run.More && !w.unsure && len(w.run.Boards) == 0 {
		w.own.validate(w.run.Answer)
	}
	return err
}

// turns puts threads in the order in which they are read: the latest of each
// board in turn, so that a busy board does not keep the others waiting. What is
// old can wait for a later run.
func (w *walk) turns(news []extract.ThreadLink) []extract.ThreadLink {
	slices.SortStableFunc(news, func(a, b extract.ThreadLink) int {
		if a.Last.IsZero() != b.Last.IsZero() {
			return map[bool]int{true: -1, false: 1}[a.Last.IsZero()]
		}
		return b.Last.Compare(a.Last)
	})
	turn, next := make(map[string]int, len(news)), make(map[string]int)
	for _, l := range news {
		board := w.boardOf[l.URL]
		turn[l.URL] = next[board]
		next[board]++
	}
	slices.SortStableFunc(news, func(a, b extract.ThreadLink) int { return turn[a.URL] - turn[b.URL] })
	return news
}

// list notes the threads of a board, whose first page answered. The next page of
// the list is read only as long as there are news on this one, or earlier runs
// did not come to its end. more tells that pages are left for a later run.
func (w *walk) list(ctx context.Context, board string, b extract.Board, answer *fetch.Response, unfinished bool) (more bool, err error) {
	seen := map[string]bool{answer.URL: true}
	for page := 1; ; page++ {
		news, _, err := w.news(ctx, b.Threads)
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
		if b, answer, more, err = w.further(ctx, b.Next, answer); answer == nil {
			return more, err
		}
	}
}

// further reads the page of a list that the one before it names. There is no
// answer after the last, and where it cannot be read: that is noted, and more
// is true.
func (w *walk) further(ctx context.Context, address string, before *fetch.Response) (b extract.Board, answer *fetch.Response, more bool, err error) {
	known, err := w.job.Memory(ctx, []string{address})
	if err != nil || w.now().Before(known[address].Until) {
		return b, nil, true, err
	}
	p := Progress{URL: address, At: w.now()}
	answer, err = w.get(ctx, fetch.Request{URL: address})
	if err != nil {
		return b, nil, !gone(err), stop(ctx, err)
	}
	b, bad := extract.ReadBoard(answer.Text(), answer.URL, w.now())
	if bad == nil && len(b.Threads) == 0 {
		bad = extract.ErrNoThreads // what there is leads elsewhere
	}
	if bad != nil {
		p.Err = unread(bad, answer, before)
	}
	if p.Err = cmp.Or(w.reserved(address, b.Reserved), p.Err); p.Err != nil {
		p.answered(answer)
		p.Took, p.More = w.now().Sub(p.At), true
		w.run.Boards = append(w.run.Boards, p)
	}
	if bad != nil || p.Err != nil {
		answer = nil
	}
	return b, answer, p.More, nil
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
		if l.Mark != "" && l.Mark == before.listed() && before.Done || w.now().Before(before.Until) {
			continue
		}
		if w.left <= w.job.Pages/2 { // the other half is for threads
			w.run.Left++
			continue
		}
		p := Progress{URL: l.URL, Title: l.Title, At: w.now()}
		answer, err := w.get(ctx, fetch.Request{URL: l.URL})
		p.Err = err
		p.answered(answer)
		err = stop(ctx, err)
		if p.Err == nil {
			var b extract.Board
			b, p.Err = extract.ReadBoard(answer.Text(), answer.URL, w.now())
			if p.Err = cmp.Or(w.reserved(answer.URL, b.Reserved), p.Err); p.Err == nil {
				p.Shown, p.Mark = len(b.Threads), l.Mark
				p.More, err = w.list(ctx, l.URL, b, answer, ok && !before.Done)
			}
		}
		if err != nil { // what the list held is not known: it is to be read again
			p.Err, p.Mark, p.More = err, "", true
		}
		p.Took = w.now().Sub(p.At)
		w.run.Boards = append(w.run.Boards, p)
		if err != nil {
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
		w.rest(l)
		for i := range w.run.Boards {
			if w.run.Boards[i].URL == board {
				w.run.Boards[i].More = true
			}
		}
	}
}

// rest notes a thread that is to be tried again: its list is to be opened again
// though it may not have changed.
func (w *walk) rest(l extract.ThreadLink) {
	w.unsure = true
	board := w.boardOf[l.URL]
	for i := range w.run.Boards {
		if w.run.Boards[i].URL == board {
			w.run.Boards[i].Mark = ""
		}
	}
}

// news are the threads that show another mark than they did; resting are those
// of them that failed and are to be tried again soon. Of threads whose list
// tells nothing the first few are looked at again: lists put first what moved
// last.
func (w *walk) news(ctx context.Context, links []extract.ThreadLink) (news, resting []extract.ThreadLink, err error) {
	addresses := make([]string, len(links))
	for i, l := range links {
		addresses[i] = l.URL
	}
	known, err := w.job.Memory(ctx, addresses)
	if err != nil {
		return nil, nil, err
	}
	unmarked := 0
	for _, l := range links {
		before, ok := known[l.URL]
		listed := before.listed()
		w.unsure = w.unsure || l.Mark == ""
		switch {
		case !ok && !l.Last.IsZero() && w.now().Sub(l.Last) > oldest:
		case w.now().Before(before.Until):
			if before.Until.Sub(w.now()) <= soon {
				resting = append(resting, l)
			}
		case ok && listed != "" && listed == l.Mark:
		case ok && l.Mark == "" && listed != "" && before.Done && w.now().Sub(before.At) < 24*time.Hour:
			// Its board told of it, and has no news or was opened as well.
		case ok && l.Mark == "" && before.Done && unmarked >= mostUnmarked:
		default:
			if ok && l.Mark == "" {
				unmarked++
			}
			news = append(news, l)
		}
	}
	return news, resting, nil
}

package social

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coder/websocket"

	"vigie/crawlers/post"
)

// bounds are those of one run of a stream.
type bounds struct {
	time  time.Duration // of the whole
	idle  time.Duration // for the connection, and between two events
	bytes int64
	posts int // that are looked for
}

// usualBounds let a run catch up with two hours of the network, which writes
// about 100 MB of posts an hour; streams send no faster than about 5 MB/s. The
// public interface is asked about the posts that are found, 25 at a time.
var usualBounds = bounds{time: time.Minute, idle: 10 * time.Second, bytes: 256 << 20, posts: 500}

const (
	streamFirst   = 10 * time.Minute // how far back the first run goes
	streamOverlap = 5 * time.Second  // between two runs: servers' clocks differ
	streamNow     = 5 * time.Second  // so close to the run's start there is no more to catch up with
	streamHole    = 2 * time.Minute  // the network is never silent for so long: what was there is lost
	streamMessage = 1 << 20          // of one event; no post is so long
	streamText    = 30_000           // of one post; the network allows a tenth
)

// stream is a run on its way through Jetstream, Bluesky's stream of all that is
// written (https://github.com/bluesky-social/jetstream): its cursor is the
// moment of the event that was read last.
type stream struct {
	*bluesky
	w      *walk
	query  query
	conn   *websocket.Conn
	body   bytes.Buffer
	found  []item
	cursor int64 // Unix microseconds
	bytes  int64
	events int
	caught bool // up with the network
	silent bool // as far as it goes
	hole   bool // events between the cursor and the first that came are lost
}

// streamed reads the posts that match from the stream: from the last run's
// cursor until it has caught up or a bound is reached. What was read before a
// cut counts. The error is that nothing new came: a stream that stands still is
// one that is broken.
func (b *bluesky) streamed(ctx context.Context, w *walk, q query) ([]item, error) {
	s := &stream{bluesky: b, w: w, query: q, cursor: w.state.Cursor}
	if time.UnixMicro(s.cursor).After(w.job.Start.Add(overlap)) {
		s.cursor, w.state.Cursor = 0, 0 // a clock went wrong
	}
	first := s.cursor == 0
	from := w.job.Start.Add(-streamFirst)
	if !first {
		from = time.UnixMicro(s.cursor).Add(-streamOverlap)
	}
	address := strings.TrimSuffix(b.stream, "/subscribe") + "/subscribe?wantedCollections=app.bsky.feed.post"
	if err := s.run(ctx, address+"&maxMessageSizeBytes="+strconv.Itoa(streamMessage)+"&cursor="+strconv.FormatInt(from.UnixMicro(), 10)); err != nil {
		return nil, err
	}
	w.streamed, w.state.Cursor = true, s.cursor
	w.run.Entry, w.run.Shown = address, w.run.Shown+len(s.found)
	for _, seen := range w.state.Watch { // read by the search, while the stream was away
		w.state.send(seen.Key)
	}
	w.state.Watch = nil
	for _, i := range s.found {
		w.known[i.key] = true
	}
	b.complete(ctx, w, s.found)
	if first || s.hole {
		s.found = append(s.found, b.past(ctx, w)...)
	}
	if read := time.UnixMicro(s.cursor).UTC(); read.After(w.state.Time) {
		w.state.Time = read // should the search have to step in
	}
	w.run.More = !s.caught && !s.silent
	return s.found, nil
}

// past asks the search for what the stream does not have any more. It is as
// well where the search is closed.
func (b *bluesky) past(ctx context.Context, w *walk) []item {
	before := w.run
	items, err := b.listing(ctx, w)
	if err != nil {
		w.run.Status, w.run.Rest = before.Status, before.Rest
	}
	return items
}

// run connects and reads, when it is this source's turn: one stream at a time.
func (s *stream) run(ctx context.Context, address string) error {
	leave, err := s.w.fetcher.Turn(ctx, address)
	if err != nil {
		return err
	}
	var answer *http.Response
	defer func() { leave(answer) }()
	limits := s.w.bounds
	all, cancel := context.WithTimeout(ctx, limits.time)
	defer cancel()
	dialing, dialed := context.WithTimeout(all, limits.idle)
	var conn *websocket.Conn
	conn, answer, err = websocket.Dial(dialing, address, &websocket.DialOptions{HTTPClient: s.w.client})
	dialed()
	if answer != nil {
		s.w.run.Status = answer.StatusCode
	}
	if err != nil {
		return fmt.Errorf("connect to %s: %w", s.bluesky.stream, err)
	}
	defer func() { _ = conn.CloseNow() }() // nothing was written that could be lost
	conn.SetReadLimit(-1)                  // next has its own: an event that is too long costs itself only
	s.conn = conn
	for err == nil && !s.caught && s.bytes < limits.bytes && len(s.found) < limits.posts {
		err = s.next(all)
	}
	s.w.run.Bytes += s.bytes
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.cursor > s.w.state.Cursor, s.caught:
		return nil
	case err == nil:
		err = fmt.Errorf("only %d bytes of other things", s.bytes)
	}
	return fmt.Errorf("read %s: no new event came: %w", s.bluesky.stream, err)
}

// next reads one event. A stream that falls silent has told all.
func (s *stream) next(ctx context.Context) error {
	one, cancel := context.WithTimeout(ctx, s.w.bounds.idle)
	defer cancel()
	kind, r, err := s.conn.Reader(one)
	if err == nil {
		s.body.Reset()
		_, err = s.body.ReadFrom(io.LimitReader(r, streamMessage+1))
		s.bytes += int64(s.body.Len())
	}
	if err == nil && s.body.Len() > streamMessage {
		var more int64
		more, err = io.Copy(io.Discard, io.LimitReader(r, s.w.bounds.bytes-s.bytes))
		s.bytes += more
		return err
	}
	if err != nil {
		s.silent = ctx.Err() == nil && errors.Is(one.Err(), context.DeadlineExceeded)
		return err
	}
	if kind == websocket.MessageText {
		s.event(s.body.Bytes())
	}
	return nil
}

// streamEvent is one message of the stream.
type streamEvent struct {
	DID    word `json:"did"`
	Time   word `json:"time_us"`
	Kind   word `json:"kind"`
	Commit struct {
		Operation  word            `json:"operation"`
		Collection word            `json:"collection"`
		Key        word            `json:"rkey"`
		Record     json.RawMessage `json:"record"`
	} `json:"commit"`
	Account struct {
		Active *flag `json:"active"`
		Status word  `json:"status"`
	} `json:"account"`
}

// event takes one event in. One that has no moment, or one to come, is none.
func (s *stream) event(body []byte) {
	var e streamEvent
	var odd *json.UnmarshalTypeError // the other fields are there
	if err := json.Unmarshal(body, &e); err != nil && !errors.As(err, &odd) {
		return
	}
	micros, err := strconv.ParseInt(string(e.Time), 10, 64)
	at := time.UnixMicro(micros).UTC()
	if err != nil || micros <= 0 || at.After(s.w.job.Start.Add(overlap)) {
		return
	}
	if s.events++; s.events == 1 && s.cursor > 0 {
		s.hole = at.After(time.UnixMicro(s.cursor).Add(streamHole))
	}
	s.cursor = max(s.cursor, micros)
	s.caught = !at.Before(s.w.job.Start.Add(-streamNow))
	uri := "at://" + string(e.DID) + postPath + string(e.Commit.Key)
	switch {
	case e.Kind == "commit" && (e.Commit.Collection != "app.bsky.feed.post" || permalink(word(uri)) == ""):
	case e.Kind == "commit" && e.Commit.Operation == "delete":
		s.gone(uri)
	case e.Kind == "commit" && (e.Commit.Operation == "create" || e.Commit.Operation == "update"):
		s.written(uri, e, at)
	case e.Kind == "account" && e.Account.Active != nil && !bool(*e.Account.Active) && slices.Contains(closedAccounts, string(e.Account.Status)):
		s.closed(string(e.DID))
	}
}

// closedAccounts are the states of accounts that are not shown any more, by
// https://atproto.com/specs/account. Others are troubles of a server.
var closedAccounts = []string{"deleted", "takendown", "suspended", "deactivated"}

// written takes a post that is looked for, and a new version of one that was
// taken, whatever that says.
func (s *stream) written(uri string, e streamEvent, at time.Time) {
	var r blueskyRecord
	if json.Unmarshal(e.Commit.Record, &r) != nil || len(r.Text) > streamText {
		return
	}
	if _, ok := sign(uri); !ok {
		return // the network shows no post of such a name
	}
	edited := e.Commit.Operation == "update"
	same := func(i item) bool { return i.key == uri }
	wanted := s.query.matches(r)
	if !wanted && !edited {
		return // as nearly all
	}
	known := s.w.known[uri] || s.w.state.sent(uri) || slices.ContainsFunc(s.found, same)
	if known && !edited || !known && !wanted {
		return
	}
	v := blueskyPost{URI: word(uri), Record: r, Embed: r.Embed, Indexed: word(at.Format(time.RFC3339Nano)), Labels: r.Labels.Values}
	v.Author.DID, v.Author.Handle = e.DID, e.DID
	i := s.item(blueskyFeedPost{Post: v}, s.w.job.Start)
	if edited && at.After(i.post.Published) {
		i.post.Updated = at
	}
	s.found = append(slices.DeleteFunc(s.found, same), i)
}

// gone takes a post back: one of this run is dropped, one of an earlier run is
// reported. All others are none of ours.
func (s *stream) gone(uri string) {
	s.found = slices.DeleteFunc(s.found, func(i item) bool { return i.key == uri })
	if s.w.state.sent(uri) || s.w.state.watches(uri) {
		s.w.run.Gone = append(s.w.run.Gone, post.NewID(permalink(word(uri))))
		s.w.state.unsend(uri)
		s.w.state.forget(uri)
	}
}

// closed takes all posts of an account back.
func (s *stream) closed(did string) {
	uris := s.w.state.sentBy(did)
	mine := "at://" + did + "/"
	for _, seen := range s.w.state.Watch {
		if strings.HasPrefix(seen.Key, mine) {
			uris = append(uris, seen.Key)
		}
	}
	for _, uri := range uris {
		s.gone(uri)
	}
	s.found = slices.DeleteFunc(s.found, func(i item) bool { return strings.HasPrefix(i.key, mine) })
}

// complete adds what only the public interface tells of posts from the stream:
// the author's name, warnings, and whether the author wants to be read by
// strangers. Where it does not answer a post stays as it came.
func (b *bluesky) complete(ctx context.Context, w *walk, items []item) {
	for part := range slices.Chunk(items, b.batch()) {
		if !w.run.Rest.IsZero() {
			return
		}
		keys := make([]string, len(part))
		for n, i := range part {
			keys[n] = i.key
		}
		there, _, err := b.check(ctx, w, keys)
		if err != nil {
			return
		}
		for n := range part {
			at := slices.IndexFunc(there, func(i item) bool { return i.key == part[n].key })
			if at < 0 {
				continue // not there yet
			}
			part[n].skip = there[at].skip
			part[n].post.Author, part[n].post.Title = there[at].post.Author, there[at].post.Title
		}
	}
}

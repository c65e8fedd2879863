package social_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"vigie/crawlers/fetch"
	"vigie/crawlers/social"
)

// jetstream is a server of the stream, in the shapes of
// https://github.com/bluesky-social/jetstream: it plays back from the cursor
// on, and then stays open.
type jetstream struct {
	t      *testing.T
	mu     sync.Mutex
	events []event
	asked  []url.Values
	status int // refuses with
	play   func(ctx context.Context, conn *websocket.Conn, events []event)
}

// event is one message.
type event struct {
	at   time.Time
	body string
}

func (j *jetstream) add(at time.Time, e object) {
	e["time_us"] = at.UnixMicro()
	body, err := json.Marshal(e)
	if err != nil {
		j.t.Fatal(err)
	}
	j.raw(at, string(body))
}

func (j *jetstream) raw(at time.Time, body string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, event{at, body})
}

// commit is an event of one post. A record of nil has none: it was deleted.
func (j *jetstream) commit(operation, who, rkey string, at time.Time, record object) {
	c := object{"rev": rkey, "operation": operation, "collection": "app.bsky.feed.post", "rkey": rkey}
	if record != nil {
		c["record"], c["cid"] = record, "bafyrei"+rkey
	}
	j.add(at, object{"did": who, "kind": "commit", "commit": c})
}

func (j *jetstream) post(rkey, text string, at time.Time) {
	j.commit("create", did, rkey, at, record(text, at))
}

func (j *jetstream) account(who, status string, at time.Time) {
	j.add(at, object{"did": who, "kind": "account", "account": object{"active": false, "did": who, "seq": 7, "status": status, "time": at.Format(time.RFC3339)}})
}

func record(text string, at time.Time) object {
	return object{"$type": "app.bsky.feed.post", "text": text, "createdAt": at.Format(time.RFC3339), "langs": []string{"fr"}}
}

// tid is a name of a post as the network gives them.
func tid(n int) string {
	digits := strconv.FormatInt(int64(n), 6)
	return "3lbcdef" + strings.Map(func(c rune) rune { return c + 2 }, strings.Repeat("0", 6-len(digits))+digits)
}

func (j *jetstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	j.mu.Lock()
	q, status, play := r.URL.Query(), j.status, j.play
	cursor, _ := strconv.ParseInt(q.Get("cursor"), 10, 64)
	var events []event
	for _, e := range j.events {
		if e.at.UnixMicro() >= cursor {
			events = append(events, e)
		}
	}
	j.asked = append(j.asked, q)
	j.mu.Unlock()
	if status != 0 || r.URL.Path != "/subscribe" || q.Get("wantedCollections") != "app.bsky.feed.post" {
		http.Error(w, "no", max(status, http.StatusBadRequest))
		return
	}
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	ctx := conn.CloseRead(r.Context())
	if play == nil {
		play = playAll
	}
	play(ctx, conn, events)
}

func playAll(ctx context.Context, conn *websocket.Conn, events []event) {
	for _, e := range events {
		if conn.Write(ctx, websocket.MessageText, []byte(e.body)) != nil {
			return
		}
	}
	<-ctx.Done()
}

// last is the query of the latest connection.
func (j *jetstream) last() url.Values {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.asked) == 0 {
		return nil
	}
	return j.asked[len(j.asked)-1]
}

// cursor is where the latest connection began.
func (j *jetstream) cursor() time.Time {
	n, _ := strconv.ParseInt(j.last().Get("cursor"), 10, 64)
	return time.UnixMicro(n).UTC()
}

// upToNow ends what is played with an event of the moment, which a run takes
// for having caught up.
func (j *jetstream) upToNow(r *rig) {
	j.add(r.now, object{"did": did, "kind": "identity", "identity": object{"did": did, "handle": "ligne3.example", "seq": 1, "time": "x"}})
}

// newStream is a Bluesky with n posts that can be asked for, and a stream that
// is empty.
func newStream(t *testing.T, n int) (*rig, *appView, *jetstream) {
	r, a := newBluesky(t, n)
	j := &jetstream{t: t}
	server := httptest.NewServer(j)
	t.Cleanup(server.Close)
	f := fetch.New(fetch.Options{AllowPrivate: true, Now: func() time.Time { return r.now }, MaxBytes: 1 << 20})
	t.Cleanup(f.Close)
	r.reader = social.New(f, social.Networks{Bluesky: r.url, Jetstream: strings.Replace(server.URL, "http", "ws", 1)})
	return r, a, j
}

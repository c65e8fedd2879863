package websub_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"
)

// hub is a WebSub hub as the Recommendation describes one. What a hub does in
// its own time (asking back, distributing) it does when the test says so.
type hub struct {
	t   *testing.T
	now func() time.Time
	url string

	mu       sync.Mutex
	status   int           // 0: 202; otherwise what requests are answered with
	header   http.Header   // with it
	lease    time.Duration // granted; 0: as asked
	refuse   string        // the reason every subscription is denied for
	eager    bool          // asks back before it answers
	asked    int           // requests taken or refused
	pending  []request
	accepted map[string]lease // by callback
	echoes   []int            // statuses of the answers to what it asked back
}

type request struct {
	mode, callback, topic, secret string
	lease                         time.Duration
}

type lease struct {
	topic, secret string
	until         time.Time
}

func newHub(t *testing.T, now func() time.Time) *hub {
	h := &hub{t: t, now: now, accepted: map[string]lease{}}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	h.url = server.URL + "/hub"
	return h
}

func (h *hub) set(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
}

// ServeHTTP takes a request of a subscriber (5.1).
func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.asked++
	status, eager := h.status, h.eager
	for name, values := range h.header {
		w.Header()[name] = values
	}
	h.mu.Unlock()
	if status != 0 {
		w.WriteHeader(status)
		return
	}
	req := request{mode: r.PostFormValue("hub.mode"), callback: r.PostFormValue("hub.callback"),
		topic: r.PostFormValue("hub.topic"), secret: r.PostFormValue("hub.secret")}
	seconds, err := strconv.Atoi(r.PostFormValue("hub.lease_seconds"))
	req.lease = time.Duration(seconds) * time.Second
	at, wrong := url.Parse(req.callback)
	switch {
	case r.Method != http.MethodPost, r.Header.Get("Content-Type") != "application/x-www-form-urlencoded",
		wrong != nil || at.Host == "", req.topic == "",
		req.mode != "subscribe" && req.mode != "unsubscribe",
		req.mode == "subscribe" && (err != nil || seconds <= 0), len(req.secret) >= 200:
		http.Error(w, "not a request of WebSub", http.StatusBadRequest)
		return
	}
	h.set(func() { h.pending = append(h.pending, req) })
	if eager {
		h.verify()
	}
	w.WriteHeader(http.StatusAccepted)
}

// verify asks back for every request it took, or denies it (5.2, 5.3).
func (h *hub) verify() {
	h.mu.Lock()
	pending, refuse, granted := h.pending, h.refuse, h.lease
	h.pending = nil
	h.mu.Unlock()
	for i, req := range pending {
		if refuse != "" && req.mode == "subscribe" {
			h.get(req.callback, url.Values{"hub.mode": {"denied"}, "hub.topic": {req.topic}, "hub.reason": {refuse}})
			h.set(func() { delete(h.accepted, req.callback) })
			continue
		}
		query := url.Values{"hub.mode": {req.mode}, "hub.topic": {req.topic}, "hub.challenge": {fmt.Sprintf("challenge-%d", i)}}
		if granted > 0 {
			req.lease = granted
		}
		if req.mode == "subscribe" {
			query.Set("hub.lease_seconds", strconv.Itoa(int(req.lease.Seconds())))
		}
		status, body := h.get(req.callback, query)
		if status/100 != 2 || body != query.Get("hub.challenge") {
			continue // "the subscription state MUST be left unchanged"
		}
		h.set(func() {
			delete(h.accepted, req.callback)
			if req.mode == "subscribe" {
				h.accepted[req.callback] = lease{req.topic, req.secret, h.now().Add(req.lease)}
			}
		})
	}
}

func (h *hub) get(callback string, query url.Values) (status int, body string) {
	status, body, _ = fetchCallback(h.t, callback, query)
	h.set(func() { h.echoes = append(h.echoes, status) })
	return status, body
}

func fetchCallback(t *testing.T, callback string, query url.Values) (int, string, http.Header) {
	resp, err := http.Get(callback + "?" + query.Encode())
	if err != nil {
		t.Error(err)
		return 0, "", nil
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.StatusCode, string(text), resp.Header
}

// subscribers is how many leases hold.
func (h *hub) subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, l := range h.accepted {
		if l.until.After(h.now()) {
			n++
		}
	}
	return n
}

// callback is the address of the one lease that holds for topic.
func (h *hub) callback(topic string) (string, lease) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for at, l := range h.accepted {
		if l.topic == topic && l.until.After(h.now()) {
			return at, l
		}
	}
	h.t.Fatalf("the hub has no subscription to %s", topic)
	return "", lease{}
}

// publish distributes body to the subscriber of topic (7), and returns the
// answer's status. A 410 ends the subscription.
func (h *hub) publish(topic, body string, method string) int {
	at, l := h.callback(topic)
	status := distribute(h.t, at, []byte(body), sign(method, l.secret, []byte(body)))
	if status == http.StatusGone {
		h.set(func() { delete(h.accepted, at) })
	}
	return status
}

func distribute(t *testing.T, at string, body []byte, signature string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, at, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/atom+xml")
	req.Header.Set("Link", `<https://hub.example.org/>; rel="hub", <https://press.example.org/feed>; rel="self"`)
	if signature != "" {
		req.Header.Set("X-Hub-Signature", signature)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

func sign(method, secret string, body []byte) string {
	hashes := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}
	h := hmac.New(hashes[method], []byte(secret))
	h.Write(body)
	return method + "=" + hex.EncodeToString(h.Sum(nil))
}

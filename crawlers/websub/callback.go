package websub

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// maxChallenge is how many bytes of a hub's challenge are given back.
const maxChallenge = 4 << 10

// maxReason is how many letters of a hub's reason are kept.
const maxReason = 200

// ServeHTTP answers hubs: GET is the question whether we meant a request, POST
// brings content. It is mounted at the path of Options.Callback; what stands
// after the last slash is the key.
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	s.mu.Lock()
	loaded := s.loaded
	s.mu.Unlock()
	key := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		header.Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
	case !loaded: // a 410 for a key not read yet would end the subscription
		putOff(w)
	case r.Method == http.MethodPost:
		s.distribute(w, r, key)
	default:
		s.confirm(w, r.URL.Query(), key)
	}
}

func putOff(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "60")
	w.WriteHeader(http.StatusServiceUnavailable)
}

// confirm answers whether we meant a request. The only thing ever given back is
// the challenge of a hub that was told the key, for what was asked of it.
func (s *Subscriber) confirm(w http.ResponseWriter, query url.Values, key string) {
	challenge := query.Get("hub.challenge")
	mode := query.Get("hub.mode")
	if mode != "denied" && (challenge == "" || len(challenge) > maxChallenge) || !s.meant(key, mode, query) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if mode != "denied" {
		_, _ = io.WriteString(w, challenge)
	}
}

// meant reports whether what a hub asks is what we asked of it, and takes note.
func (s *Subscriber) meant(key, mode string, query url.Values) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.keys[key]
	if e == nil || e.sub.Topic != query.Get("hub.topic") || e.sub.Asked.IsZero() {
		return false
	}
	now := s.o.Now()
	switch {
	case mode == "subscribe" && !e.leaving && e.sub.State != Denied:
		// A hub may also ask again later whether we still want it (5.3).
		return s.granted(e, now, query["hub.lease_seconds"])
	case mode == "unsubscribe" && e.leaving:
		e.waiting = false
		s.finish(e, now)
		return true
	case mode == "denied":
		s.denied(e, now, query.Get("hub.reason"))
		return true
	}
	return false
}

// granted takes up a lease. Only a lease of a readable, positive number of
// seconds is one; a hub that names none is held to a short one.
func (s *Subscriber) granted(e *entry, now time.Time, said []string) bool {
	lease := noLease
	if len(said) > 0 && said[0] != "" {
		seconds, err := strconv.ParseInt(said[0], 10, 64)
		if err != nil || seconds <= 0 {
			return false
		}
		lease = time.Duration(min(seconds, int64(maxLease/time.Second))) * time.Second
	}
	e.waiting, e.fails = false, 0
	e.next = renewal(now, lease, e.sub.Key)
	e.sub.State, e.sub.Lease, e.sub.Error = Active, now.Add(lease), ""
	s.note(e, now)
	return true
}

// denied takes up a hub's no, which may come at any time.
func (s *Subscriber) denied(e *entry, now time.Time, reason string) {
	e.waiting, e.fails, e.next = false, 0, now.Add(denied)
	if e.leaving {
		s.finish(e, now)
		return
	}
	e.sub.State, e.sub.Lease = Denied, time.Time{}
	e.sub.Error = host(e.sub.Hub) + " denies the subscription"
	if reason = clean(reason); reason != "" {
		e.sub.Error += ": " + reason
	}
	s.note(e, now)
}

// clean makes one short line of a stranger's words.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) > maxReason {
		return string(letters[:maxReason-1]) + "…"
	}
	return string(letters)
}

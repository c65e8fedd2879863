package social

import (
	"encoding/json"
	"slices"
	"time"
)

// mostWatched is how many posts of a source are looked after: the state of a
// source is kept with every visit, so it stays small.
const mostWatched = 80

// state is what a run leaves to the next.
type state struct {
	Newest   string    `json:"n,omitempty"`  // entry that was last read
	Partly   bool      `json:"y,omitempty"`  // there is more after Newest
	Time     time.Time `json:"t,omitzero"`   // of the newest entry
	Read     time.Time `json:"d,omitzero"`   // when the listing was read
	Resume   string    `json:"r,omitempty"`  // where reading stopped above entries that were read
	Floor    time.Time `json:"f,omitzero"`   // of those
	Account  string    `json:"a,omitempty"`  // the network's number for the account
	Feed     string    `json:"x,omitempty"`  // the feed that the source is read at
	Modified string    `json:"lm,omitempty"` // the feed's Last-Modified
	Watch    []watched `json:"w,omitempty"`
	Cursor   int64     `json:"c,omitempty"` // of a stream: Unix microseconds
	Sent     []byte    `json:"s,omitempty"` // posts of a stream that were taken, see sent.go
}

// watched is a post that was taken.
type watched struct {
	Key    string `json:"k"`
	Mark   string `json:"m,omitempty"` // see item
	Post   string `json:"p"`           // its identifier
	At     int64  `json:"t"`           // Unix seconds
	Edited int64  `json:"e,omitempty"` // Unix seconds
	Missed int    `json:"x,omitempty"` // times it could not be seen, one after the other
}

func (s watched) name() string {
	if s.Mark != "" {
		return s.Mark
	}
	return s.Key
}

// decodeState reads what encode wrote. A state that cannot be read is none: the
// source is read as if for the first time.
func decodeState(text string) state {
	var s state
	if text == "" || json.Unmarshal([]byte(text), &s) != nil {
		return state{}
	}
	s.Cursor, s.Sent = max(s.Cursor, 0), s.Sent[:len(s.Sent)-len(s.Sent)%sentSize]
	return s
}

func (s *state) encode() string {
	text, err := json.Marshal(s)
	if err != nil {
		return "" // times out of range: begin anew
	}
	return string(text)
}

func (s *state) remember(i item) {
	w := watched{Key: i.key, Mark: i.mark, Post: i.post.ID, At: i.at.Unix()}
	if !i.post.Updated.IsZero() {
		w.Edited = i.post.Updated.Unix()
	}
	for n := range s.Watch {
		if s.Watch[n].name() == w.name() {
			s.Watch[n] = w
			return
		}
	}
	s.Watch = append(s.Watch, w)
}

func (s *state) watches(key string) bool {
	return slices.ContainsFunc(s.Watch, func(w watched) bool { return w.Key == key })
}

func (s *state) forget(key string) {
	s.Watch = slices.DeleteFunc(s.Watch, func(w watched) bool { return w.Key == key })
}

// trim keeps the youngest, in the order of their next check.
func (s *state) trim() {
	if len(s.Watch) <= mostWatched {
		return
	}
	ages := make([]int64, len(s.Watch))
	for i, w := range s.Watch {
		ages[i] = w.At
	}
	slices.Sort(ages)
	limit := ages[len(ages)-mostWatched]
	s.Watch = slices.DeleteFunc(s.Watch, func(w watched) bool { return w.At < limit })
	excess := len(s.Watch) - mostWatched
	s.Watch = s.Watch[max(excess, 0):] // of the same second
}

func timeOf(w watched) time.Time { return time.Unix(w.At, 0).UTC() }

package forum

import (
	"encoding/base64"
	"hash/fnv"
	"net/http"
	"strings"

	"vigie/crawlers/extract"
	"vigie/crawlers/fetch"
)

// state is what a Mark holds: what the list showed, the validators of the page
// that was read last, and prints of its messages, by which edited ones are told.
type state struct {
	listed       string
	etag         string
	lastModified string
	prints       string
}

const (
	stateGap     = "\x1f"
	printLength  = 4  // characters, of 24 bits
	mostPrints   = 64 // messages of a page
	listedSource = "read"
)

func stateOf(mark string) state {
	parts := strings.SplitN(mark, stateGap, 4)
	parts = append(parts, "", "", "")
	return state{parts[0], parts[1], parts[2], parts[3]}
}

func (s state) mark() string {
	return strings.TrimRight(strings.Join([]string{s.listed, s.etag, s.lastModified, s.prints}, stateGap), stateGap)
}

// listed is what the list showed at the visit.
func (k Known) listed() string { return stateOf(k.Mark).listed }

// validate takes the validators of an answer.
func (s *state) validate(a *fetch.Response) {
	if a == nil || a.Status == http.StatusNotModified {
		return
	}
	clean := strings.NewReplacer(stateGap, "", "\n", "", "\r", "")
	s.etag, s.lastModified = clean.Replace(a.ETag), clean.Replace(a.LastModified)
}

// request asks for an address, and to be told if it is as it was.
func (s state) request(address string) fetch.Request {
	return fetch.Request{URL: address, ETag: s.etag, LastModified: s.lastModified}
}

// keep notes how the last messages of a page read.
func (s *state) keep(messages []extract.Message) {
	var b strings.Builder
	for _, m := range messages[max(0, len(messages)-mostPrints):] {
		b.WriteString(printOf(m))
	}
	s.prints = b.String()
}

// edited are those of the messages read before that read otherwise now.
func (s state) edited(messages []extract.Message) []extract.Message {
	if s.prints == "" {
		return nil
	}
	seen := make(map[string]bool, mostPrints)
	for i := 0; i+printLength <= len(s.prints); i += printLength {
		seen[s.prints[i:i+printLength]] = true
	}
	var out []extract.Message
	for _, m := range messages[max(0, len(messages)-len(s.prints)/printLength):] {
		if m.ID != "" && !seen[printOf(m)] {
			out = append(out, m)
		}
	}
	return out
}

func printOf(m extract.Message) string {
	h := fnv.New32a()
	h.Write([]byte(m.ID + stateGap + m.Text))
	sum := h.Sum32()
	sum ^= sum >> 24
	return base64.RawURLEncoding.EncodeToString([]byte{byte(sum >> 16), byte(sum >> 8), byte(sum)})
}

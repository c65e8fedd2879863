package social

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// mostSent is how many posts of a stream are remembered, the latest ones: what
// is taken down of those is reported. They are 12 bytes each, 6,400 characters
// of state in all.
const mostSent = 400

// sentSize is four bytes of the account's digest and the eight of the post's
// name, which is a number (https://atproto.com/specs/tid). Of an account that
// is named the addresses of its posts follow from that.
const sentSize = 4 + 8

// tidDigits are those of a TID, in order.
const tidDigits = "234567abcdefghijklmnopqrstuvwxyz"

// postPath is between the account and the name in the address of a post.
const postPath = "/app.bsky.feed.post/"

// sign makes what is remembered of a post; it is false where its name is none
// that the network gives.
func sign(uri string) (found [sentSize]byte, ok bool) {
	rest, _ := strings.CutPrefix(uri, "at://")
	did, tid, _ := strings.Cut(rest, postPath)
	if len(tid) != 13 || tid[0] > 'j' {
		return found, false
	}
	var n uint64
	for _, c := range []byte(tid) {
		digit := strings.IndexByte(tidDigits, c)
		if digit < 0 {
			return found, false
		}
		n = n<<5 | uint64(digit)
	}
	copy(found[:], account(did))
	binary.BigEndian.PutUint64(found[4:], n)
	return found, true
}

func account(did string) []byte {
	sum := sha256.Sum256([]byte(did))
	return sum[:4]
}

// at is where a post stands in the memory, or -1.
func (s *state) at(uri string) int {
	wanted, ok := sign(uri)
	for at := 0; ok && at+sentSize <= len(s.Sent); at += sentSize {
		if bytes.Equal(s.Sent[at:at+sentSize], wanted[:]) {
			return at
		}
	}
	return -1
}

func (s *state) sent(uri string) bool { return s.at(uri) >= 0 }

// send remembers a post, and forgets the oldest.
func (s *state) send(uri string) {
	if found, ok := sign(uri); ok && !s.sent(uri) {
		s.Sent = append(s.Sent, found[:]...)
	}
	s.Sent = s.Sent[max(0, len(s.Sent)-mostSent*sentSize):]
}

func (s *state) unsend(uri string) {
	if at := s.at(uri); at >= 0 {
		s.Sent = append(s.Sent[:at:at], s.Sent[at+sentSize:]...)
	}
}

// sentBy are the addresses of an account's posts. Another account's that has
// the same digest gives an address that nothing is at.
func (s *state) sentBy(did string) []string {
	var found []string
	who := account(did)
	for at := 0; at+sentSize <= len(s.Sent); at += sentSize {
		if !bytes.Equal(s.Sent[at:at+4], who) {
			continue
		}
		n := binary.BigEndian.Uint64(s.Sent[at+4:])
		var tid [13]byte
		for i := range tid {
			tid[12-i] = tidDigits[n>>(5*i)&31]
		}
		found = append(found, "at://"+did+postPath+string(tid[:]))
	}
	return found
}

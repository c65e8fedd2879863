package websub

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
)

// signature is one value of X-Hub-Signature, read.
type signature struct {
	hash func() hash.Hash
	mac  []byte
}

// method is the hash a name stands for, and its rank among them. SHA-1 is the
// weakest and is taken all the same, where nothing better came with it: most
// hubs sign with nothing else, and what breaks SHA-1 (two texts of one hash)
// does not break its HMAC.
func method(name string) (newHash func() hash.Hash, rank int) {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "sha1":
		return sha1.New, 1
	case "sha256":
		return sha256.New, 2
	case "sha384":
		return sha512.New384, 3
	case "sha512":
		return sha512.New, 4
	}
	return nil, 0
}

// strongest is the signature that counts: the best of those that came. False
// says that none could be read.
func strongest(values []string) (best signature, ok bool) {
	highest := 0
	for _, v := range values {
		name, digits, _ := strings.Cut(v, "=")
		newHash, rank := method(name)
		mac, err := hex.DecodeString(strings.TrimSpace(digits))
		if rank > highest && err == nil && len(mac) == newHash().Size() {
			highest, best = rank, signature{newHash, mac}
		}
	}
	return best, highest > 0
}

// of reports whether s is body's, made with secret.
func (s signature) of(body []byte, secret string) bool {
	h := hmac.New(s.hash, []byte(secret))
	h.Write(body)
	return hmac.Equal(h.Sum(nil), s.mac)
}

package weaksignal

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"vigie/analyzers/annotation"
)

// keptAs is the form that encode writes, and the way terms are found: another
// reading of terms is another form. What annotators read is in annotation.Version.
const keptAs = 2

var errKept = errors.New("kept hour cannot be read")

// encode writes the counts of an hour, without anybody's words.
func (g *digest) encode() []byte {
	out := binary.AppendUvarint([]byte{keptAs}, annotation.Version)
	out = binary.AppendUvarint(out, uint64(g.count.Posts))
	out = binary.LittleEndian.AppendUint64(out, g.count.Mark)
	out = binary.AppendUvarint(out, uint64(len(g.own)))
	for _, lang := range slices.Sorted(maps.Keys(g.own)) {
		out = binary.AppendUvarint(out, uint64(len(lang)))
		out = append(out, lang...)
		out = binary.AppendUvarint(out, uint64(g.own[lang]))
	}
	out = appendRising(out, g.sources)
	out = appendRising(out, g.terms.keys)
	for _, n := range g.terms.posts {
		out = binary.AppendUvarint(out, uint64(n))
	}
	return binary.AppendUvarint(out, uint64(g.terms.floor))
}

func appendRising(out []byte, sorted []uint32) []byte {
	out = binary.AppendUvarint(out, uint64(len(sorted)))
	last := uint32(0)
	for _, k := range sorted {
		out = binary.AppendUvarint(out, uint64(k-last))
		last = k
	}
	return out
}

// decode reads what encode wrote of the posts counted; of others it is no digest.
func decode(body []byte, of annotation.Count) (*digest, error) {
	if len(body) == 0 || body[0] != keptAs {
		return nil, errKept
	}
	r := keptReader{rest: body[1:]}
	if r.next() != annotation.Version {
		return nil, errKept
	}
	if posts, mark := r.next(), r.mark(); posts != uint64(of.Posts) || mark != of.Mark {
		return nil, errKept
	}
	g := &digest{count: of, bare: true, own: make(map[string]int)}
	for range r.count() {
		lang := string(r.bytes(r.count()))
		g.own[lang] = int(r.next())
	}
	g.sources = r.rising()
	g.terms.keys = r.rising()
	g.terms.posts = make([]uint32, len(g.terms.keys))
	for i := range g.terms.posts {
		g.terms.posts[i] = uint32(r.next())
	}
	g.terms.floor = uint32(r.next())
	if r.bad || len(r.rest) > 0 {
		return nil, errKept
	}
	return g, nil
}

type keptReader struct {
	rest []byte
	bad  bool
}

func (r *keptReader) next() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > 1<<32 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *keptReader) mark() uint64 {
	if len(r.rest) < 8 {
		r.bad, r.rest = true, nil
		return 0
	}
	return binary.LittleEndian.Uint64(r.bytes(8))
}

// count is how many of something follow, each a byte at the least.
func (r *keptReader) count() int {
	n := r.next()
	if n > uint64(len(r.rest)) {
		r.bad, r.rest = true, nil
		return 0
	}
	return int(n)
}

func (r *keptReader) bytes(n int) []byte {
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

func (r *keptReader) rising() []uint32 {
	out := make([]uint32, r.count())
	last := uint32(0)
	for i := range out {
		last += uint32(r.next())
		out[i] = last
	}
	if !slices.IsSorted(out) {
		r.bad = true
	}
	return out
}

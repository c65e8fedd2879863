package language

import (
	"encoding/binary"
	"errors"
	"math"
)

// quantiser is a product quantiser: each row is cut into parts, each of which
// is one of 256 centroids.
type quantiser struct {
	dim, parts, sub, lastSub int
	centroids                []float32
}

func readQuantiser(r *reader) quantiser {
	q := quantiser{dim: int(r.int32()), parts: int(r.int32()), sub: int(r.int32()), lastSub: int(r.int32())}
	if q.dim < 0 || q.parts < 1 || q.sub < 1 || q.lastSub < 1 || (q.parts-1)*q.sub+q.lastSub != q.dim {
		r.fail("quantiser of no shape")
		return quantiser{}
	}
	q.centroids = r.floats(int64(q.dim) * centroid)
	return q
}

func (q quantiser) centroid(part int, code byte) []float32 {
	size := q.sub
	if part == q.parts-1 {
		size = q.lastSub
	}
	at := part*centroid*q.sub + int(code)*size
	return q.centroids[at : at+size]
}

// reader reads little-endian values and remembers the first fault.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = errors.New(what)
	}
}

func (r *reader) take(n int64) []byte {
	if r.err != nil || n < 0 || n > int64(len(r.b)) {
		r.fail("file is cut short")
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) int32() int32 {
	if b := r.take(4); b != nil {
		return int32(binary.LittleEndian.Uint32(b))
	}
	return 0
}

func (r *reader) int64() int64 {
	if b := r.take(8); b != nil {
		return int64(binary.LittleEndian.Uint64(b))
	}
	return 0
}

func (r *reader) string() string {
	for i, c := range r.b {
		if c == 0 {
			s := string(r.b[:i])
			r.b = r.b[i+1:]
			return s
		}
	}
	r.fail("file is cut short")
	return ""
}

func (r *reader) floats(n int64) []float32 {
	if n < 0 || n > int64(len(r.b))/4 {
		r.fail("file is cut short")
		return nil
	}
	b := r.take(4 * n)
	fs := make([]float32, n)
	for i := range fs {
		fs[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return fs
}

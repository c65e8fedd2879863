package sentiment

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// The classes, in the order of the weights.
const (
	negative = iota
	neutral
	positive
	classes
)

// linear is multinomial logistic regression over hashed features. Every feature
// counts twice: as it is in all languages, and as it is in this one.
type linear struct {
	bits    int
	weights []int8 // classes a bucket; see quantise
	value   [256]float32
}

// bucket mixes a hash and keeps its first bits.
func bucket(h uint32, bits int) int {
	h ^= h >> 15
	h *= 2246822519
	h ^= h >> 13
	h *= 3266489917
	return int(h>>(32-bits)) * classes
}

func (l *linear) scores(v *vector, salt uint32) [classes]float32 {
	s := v.said
	for _, part := range v.parts {
		for _, f := range part {
			l.add(&s, f.hash, f.value)
			if salt != 0 {
				l.add(&s, f.hash^salt, f.value)
			}
		}
	}
	return s
}

func (l *linear) add(s *[classes]float32, hash uint32, value float32) {
	l.addAt(s, bucket(hash, l.bits), value)
}

func (l *linear) addAt(s *[classes]float32, b int, value float32) {
	w := l.weights[b : b+classes]
	s[0] += l.value[uint8(w[0])] * value
	s[1] += l.value[uint8(w[1])] * value
	s[2] += l.value[uint8(w[2])] * value
}

func softmax(s [classes]float32) (p [classes]float32) {
	top := max(s[0], s[1], s[2])
	var sum float32
	for c := range s {
		p[c] = float32(math.Exp(float64(s[c] - top)))
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
	return p
}

// quantise keeps each weight in one byte, the small ones more finely: the byte
// is in proportion to the weight's square root.
func quantise(weights []float32, bits int) *linear {
	var top float32
	for _, w := range weights {
		top = max(top, w, -w)
	}
	l := &linear{bits: bits, weights: make([]int8, len(weights))}
	for i, w := range weights {
		q := math.Round(127 * math.Sqrt(math.Abs(float64(w/top))))
		if w < 0 {
			q = -q
		}
		l.weights[i] = int8(q)
	}
	l.setValues(top)
	return l
}

func (l *linear) setValues(top float32) {
	for i := range l.value {
		q := float32(int8(uint8(i))) / 127
		if q < 0 {
			l.value[i] = -q * q * top
		} else {
			l.value[i] = q * q * top
		}
	}
}

const fileMark = "vigie sentiment 2\n"

// write writes the model: mark, bits, largest weight, then the bytes deflated.
func (l *linear) write(w io.Writer) error {
	head := append([]byte(fileMark), byte(l.bits))
	head = binary.LittleEndian.AppendUint32(head, math.Float32bits(l.value[127]))
	if _, err := w.Write(head); err != nil {
		return err
	}
	z, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		return err
	}
	raw := make([]byte, len(l.weights))
	for i, q := range l.weights {
		raw[i] = byte(q)
	}
	if _, err := z.Write(raw); err != nil {
		return err
	}
	return z.Close()
}

// readLinear reads what write wrote.
func readLinear(from *bytes.Reader) (*linear, error) {
	var head [len(fileMark) + 5]byte
	_, err := io.ReadFull(from, head[:])
	b, ok := bytes.CutPrefix(head[:], []byte(fileMark))
	if err != nil || !ok || b[0] < 8 || b[0] > 24 {
		return nil, errors.New("read sentiment model: not one of this version")
	}
	l := &linear{bits: int(b[0])}
	l.setValues(math.Float32frombits(binary.LittleEndian.Uint32(b[1:])))
	raw := make([]byte, classes<<l.bits)
	z := flate.NewReader(from) // reads no byte too many
	if _, err := io.ReadFull(z, raw); err != nil {
		return nil, fmt.Errorf("read sentiment model: %w", err)
	}
	if _, err := io.Copy(io.Discard, z); err != nil { // its end
		return nil, fmt.Errorf("read sentiment model: %w", err)
	}
	l.weights = make([]int8, len(raw))
	for i, q := range raw {
		l.weights[i] = int8(q)
	}
	return l, nil
}

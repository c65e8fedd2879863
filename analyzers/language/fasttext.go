package language

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// network is a fastText model (supervised, hierarchical softmax), read as its
// authors' program reads it. Matrices are kept in full after reading: 3 MB for
// the 1 MB of lid.176.ftz.
type network struct {
	dim, minn, maxn int
	bucket          uint32
	nwords          int
	words           map[string]int32
	pruned          map[uint32]int32 // bucket -> row after the words; nil: no bucket was pruned
	input           []float32        // rows of dim
	output          []float32        // rows of dim
	labels          []string
	nodes           []node // of the tree of labels: leaves, then inner nodes, the root last
}

type node struct{ left, right int32 }

const (
	magic    = 793712314
	version  = 12
	centroid = 256
	eos      = "</s>"
	lossHS   = 1
)

// readNetwork reads the format of fastText's .bin and .ftz files.
func readNetwork(b []byte) (_ *network, err error) {
	r := &reader{b: b}
	defer func() {
		if err == nil && r.err != nil {
			err = r.err
		}
		if err != nil {
			err = fmt.Errorf("read fastText model: %w", err)
		}
	}()
	if m, v := r.int32(), r.int32(); m != magic || v != version {
		return nil, fmt.Errorf("not a fastText file of version %d", version)
	}
	n := &network{words: map[string]int32{}}
	args := make([]int, 12)
	for i := range args {
		args[i] = int(r.int32())
	}
	r.take(8) // sampling threshold
	if args[5] != 1 || args[6] != lossHS {
		return nil, errors.New("only word unigrams and hierarchical softmax are known")
	}
	n.dim, n.bucket, n.minn, n.maxn = args[0], uint32(args[8]), args[9], args[10]
	if n.dim < 1 || n.dim > 4096 || n.bucket == 0 {
		return nil, errors.New("sizes make no sense")
	}
	counts := n.readDictionary(r)
	quantised := r.byte() != 0
	n.input = n.readMatrix(r, quantised)
	n.output = n.readMatrix(r, r.byte() != 0 && quantised)
	if r.err != nil {
		return nil, r.err
	}
	if len(n.labels) == 0 || len(n.output) < (len(n.labels)-1)*n.dim {
		return nil, errors.New("fewer rows than labels")
	}
	n.nodes = tree(counts)
	return n, nil
}

// readDictionary reads words, labels and pruned buckets; it returns the counts
// of the labels.
func (n *network) readDictionary(r *reader) []int64 {
	size, nwords := int(r.int32()), int(r.int32())
	r.int32() // labels
	r.take(8) // tokens
	pruned := r.int64()
	n.nwords = nwords
	var counts []int64
	for i := 0; i < size && r.err == nil; i++ {
		word, count := r.string(), r.int64()
		if r.byte() == 0 {
			n.words[word] = int32(i)
			continue
		}
		n.labels = append(n.labels, strings.TrimPrefix(word, "__label__"))
		counts = append(counts, count)
	}
	if pruned >= 0 {
		n.pruned = map[uint32]int32{}
	}
	for i := int64(0); i < pruned && r.err == nil; i++ {
		from := uint32(r.int32())
		n.pruned[from] = r.int32()
	}
	return counts
}

// readMatrix reads a matrix with rows of n.dim, dense or product-quantised.
func (n *network) readMatrix(r *reader, quantised bool) []float32 {
	if !quantised {
		rows, cols := r.int64(), r.int64()
		if cols != int64(n.dim) {
			r.fail("matrix of another width")
			return nil
		}
		return r.floats(rows * cols)
	}
	withNorms := r.byte() != 0
	rows, cols := r.int64(), r.int64()
	codes := r.take(int64(r.int32()))
	q := readQuantiser(r)
	norms := make([]float32, 0)
	if withNorms {
		normCodes := r.take(rows)
		nq := readQuantiser(r)
		for _, c := range normCodes {
			if len(nq.centroids) < centroid {
				r.fail("norms without centroids")
				return nil
			}
			norms = append(norms, nq.centroids[c])
		}
	}
	if r.err != nil || cols != int64(n.dim) || int64(len(codes)) != rows*int64(q.parts) || q.dim != n.dim || q.parts < 1 {
		r.fail("quantised matrix of another shape")
		return nil
	}
	m := make([]float32, rows*cols)
	for i := range int(rows) {
		norm := float32(1)
		if withNorms {
			norm = norms[i]
		}
		for part := range q.parts {
			for k, c := range q.centroid(part, codes[i*q.parts+part]) {
				m[i*n.dim+part*q.sub+k] = norm * c
			}
		}
	}
	return m
}

// tree is the Huffman tree over the labels, whose counts fall.
func tree(counts []int64) []node {
	n := len(counts)
	nodes := make([]node, 2*n-1)
	weight := make([]int64, 2*n-1)
	for i := range weight {
		weight[i] = 1e15
		nodes[i] = node{-1, -1}
	}
	copy(weight, counts)
	leaf, inner := n-1, n
	least := func() int {
		if leaf >= 0 && weight[leaf] < weight[inner] {
			leaf--
			return leaf + 1
		}
		inner++
		return inner - 1
	}
	for i := n; i < 2*n-1; i++ {
		a, b := least(), least()
		nodes[i] = node{int32(a), int32(b)}
		weight[i] = weight[a] + weight[b]
	}
	return nodes
}

// rows appends the rows of the input that a word stands for: its own if it is
// known, and those of its character n-grams.
func (n *network) rows(dst []int32, word []byte) []int32 {
	if id, ok := n.words[string(word)]; ok {
		dst = append(dst, id)
	}
	if n.maxn <= 0 {
		return dst
	}
	var stack [256]byte
	w := append(append(append(stack[:0], '<'), word...), '>')
	for i := range w {
		if w[i]&0xC0 == 0x80 {
			continue
		}
		h := uint32(2166136261)
		for j, k := i, 1; j < len(w) && k <= n.maxn; k++ {
			for first := true; j < len(w) && (first || w[j]&0xC0 == 0x80); j++ {
				h = (h ^ uint32(int8(w[j]))) * 16777619
				first = false
			}
			if k >= n.minn && (k > 1 || i > 0 && j < len(w)) {
				dst = n.bucketRow(dst, h%n.bucket)
			}
		}
	}
	return dst
}

func (n *network) bucketRow(dst []int32, bucket uint32) []int32 {
	if n.pruned == nil {
		return append(dst, int32(n.nwords)+int32(bucket))
	}
	if id, ok := n.pruned[bucket]; ok {
		return append(dst, int32(n.nwords)+id)
	}
	return dst
}

// probabilities fills p, one for each label, for a text of the given rows.
func (n *network) probabilities(rows []int32, p []float32) {
	var room [64]float32
	hidden := room[:0]
	for range n.dim {
		hidden = append(hidden, 0)
	}
	used := 0
	for _, row := range rows {
		at := int(row) * n.dim
		if at < 0 || at+n.dim > len(n.input) {
			continue
		}
		used++
		for k, v := range n.input[at : at+n.dim] {
			hidden[k] += v
		}
	}
	if used > 0 {
		for k := range hidden {
			hidden[k] /= float32(used)
		}
	}
	n.descend(len(n.nodes)-1, 1, hidden, p)
}

func (n *network) descend(at int, prob float32, hidden, p []float32) {
	nd := n.nodes[at]
	if nd.left < 0 {
		p[at] = prob
		return
	}
	var dot float32
	from := (at - len(n.labels)) * n.dim
	for k, v := range n.output[from : from+n.dim] {
		dot += v * hidden[k]
	}
	right := float32(1 / (1 + math.Exp(-float64(dot))))
	n.descend(int(nd.left), prob*(1-right), hidden, p)
	n.descend(int(nd.right), prob*right, hidden, p)
}

package sentiment

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// example is a text as features with its class and how much it counts.
type example struct {
	features []feature
	said     [classes]float32 // by phrases
	salt     uint32
	class    int
	weight   float32
	lang     string
	share    float32 // of the model of posts
	fold     int     // of the cross-validation; -1: trained on always, never measured
}

// options of a training, set by five-fold cross-validation.
type options struct {
	bits   int
	epochs int
	rate   float64
	l2     float64
	seen   int // buckets that fewer examples have stay empty
}

func usual() options { return options{bits: 21, epochs: 4, rate: .05, l2: 2e-3, seen: 2} }

// runs is how many trainings in different order are averaged.
const runs = 3

// folds is how many parts the cross-validation cuts the data into.
const folds = 5

// Measure is how good a model is on examples it was not trained on.
type Measure struct {
	Language string
	Examples int
	MacroF1  float64
}

// Train trains on the data of dir (../shared/data/sentiment) and returns the
// model's file. The same data give the same bytes. It takes some twenty seconds
// of one core.
func Train(dir string) ([]byte, error) {
	examples, err := readExamples(dir)
	if err != nil {
		return nil, fmt.Errorf("train sentiment: %w", err)
	}
	r, err := newReader()
	if err != nil {
		return nil, fmt.Errorf("train sentiment: %w", err)
	}
	first := fit(examples, usual())
	posts, err := fitPosts(r, first, examples)
	if err != nil {
		return nil, fmt.Errorf("train sentiment: %w", err)
	}
	var b bytes.Buffer
	err = errors.Join(first.write(&b), posts.write(&b))
	return b.Bytes(), err
}

func argmax(s [classes]float32) int {
	best := 0
	for c := range s {
		if s[c] > s[best] {
			best = c
		}
	}
	return best
}

// fit is the mean of two models: one of all languages together, in which each
// feature counts as shared and as the language's own, and one of each language
// alone. Both stand in one table, for what is linear can be added up.
func fit(examples []example, o options) *linear {
	total := make([]float32, classes<<o.bits)
	run := func(part []example, shared bool) {
		for seed := range uint64(runs) {
			weights := make([]float32, len(total)) // its own, or languages would share what collides
			descend(weights, part, o, shared, seed)
			for i, w := range weights {
				total[i] += w / (2 * runs)
			}
		}
	}
	run(examples, true)
	for _, lang := range languages {
		var own []example
		for _, ex := range examples {
			if ex.lang == lang && ex.weight == 1 {
				own = append(own, ex)
			}
		}
		run(own, false)
	}
	return quantise(total, o.bits)
}

// descend trains by AdaGrad with L2 regularisation. The same examples in the
// same order give the same weights.
func descend(weights []float32, examples []example, o options, shared bool, seed uint64) {
	squares := make([]float32, len(weights))
	frozen := rare(examples, o)
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	step := func(b int, p *[classes]float32, value float32) {
		if frozen[b/classes] {
			return
		}
		for c := range classes {
			g := p[c]*value + float32(o.l2)*weights[b+c]
			squares[b+c] += g * g
			weights[b+c] -= float32(o.rate) * g / float32(math.Sqrt(float64(squares[b+c])+1e-8))
		}
	}
	for range o.epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			ex := &examples[i]
			var s [classes]float32
			for _, f := range ex.features {
				if shared {
					sum(&s, weights, bucket(f.hash, o.bits), f.value)
				}
				sum(&s, weights, bucket(f.hash^ex.salt, o.bits), f.value)
			}
			p := softmax(s)
			p[ex.class]--
			for c := range p {
				p[c] *= ex.weight
			}
			for _, f := range ex.features {
				if shared {
					step(bucket(f.hash, o.bits), &p, f.value)
				}
				step(bucket(f.hash^ex.salt, o.bits), &p, f.value)
			}
		}
	}
}

func sum(s *[classes]float32, weights []float32, b int, value float32) {
	for c := range classes {
		s[c] += weights[b+c] * value
	}
}

// rare tells the buckets that hardly any example has.
func rare(examples []example, o options) []bool {
	seen := make([]uint8, 1<<o.bits)
	for _, ex := range examples {
		for _, f := range ex.features {
			for _, b := range [2]int{bucket(f.hash, o.bits), bucket(f.hash^ex.salt, o.bits)} {
				if b /= classes; seen[b] < 255 {
					seen[b]++
				}
			}
		}
	}
	frozen := make([]bool, len(seen))
	for i, n := range seen {
		frozen[i] = int(n) < o.seen
	}
	return frozen
}

// macroF1 is the mean of the three classes' F1.
func macroF1(table [classes][classes]int) float64 {
	var sum float64
	for c := range classes {
		said, is := 0, 0
		for k := range classes {
			is += table[c][k]
			said += table[k][c]
		}
		if said+is > 0 {
			sum += 2 * float64(table[c][c]) / float64(said+is)
		}
	}
	return sum / classes
}

// readExamples reads UMSAB's training and validation parts, and for more French
// and English reviews and tweets of the SemEval that are not among them.
func readExamples(dir string) ([]example, error) {
	r, err := newReader()
	if err != nil {
		return nil, err
	}
	names := map[string]string{"fr": "french", "en": "english", "de": "german", "es": "spanish", "it": "italian", "pt": "portuguese", "ar": "arabic", "hi": "hindi"}
	var examples []example
	known := map[string]bool{}
	for _, lang := range languages {
		var own []example
		for _, part := range []string{"-train.jsonl", "-val.jsonl"} {
			list, err := r.readFile(filepath.Join(dir, names[lang]+part), lang, 1, known)
			if err != nil {
				return nil, err
			}
			own = append(own, list...)
		}
		for i := range own { // stretches, not every fifth: neighbours are alike
			own[i].fold = i * folds / len(own)
		}
		examples = append(examples, own...)
	}
	for _, more := range []struct {
		name, lang string
		weight     float32
	}{{"english-semeval-val.jsonl", "en", 1}, {"french-reviews-train.jsonl", "fr", .2}} {
		list, err := r.readFile(filepath.Join(dir, more.name), more.lang, more.weight, known)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		examples = append(examples, list...)
	}
	return examples, nil
}

// readFile reads the examples that are not known yet.
func (r *reader) readFile(name, lang string, weight float32, known map[string]bool) ([]example, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var examples []example
	var v vector
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<22)
	for line := 1; sc.Scan(); line++ {
		var x struct{ Text, Label string }
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		class := slices.Index(labels[:], x.Label)
		if class < 0 {
			return nil, fmt.Errorf("%s:%d: no such label %q", name, line, x.Label)
		}
		if known[x.Text] {
			continue
		}
		known[x.Text] = true
		r.read(&v, x.Text, lang)
		examples = append(examples, example{v.merged(), v.said, salt(lang), class, weight, lang, v.share, -1})
	}
	return examples, sc.Err()
}

// merged returns all features, each once.
func (v *vector) merged() []feature {
	all := slices.Concat(v.parts[:]...)
	slices.SortFunc(all, func(a, b feature) int { return int(int64(a.hash) - int64(b.hash)) })
	out := all[:0]
	for _, f := range all {
		if n := len(out); n > 0 && out[n-1].hash == f.hash {
			out[n-1].value += f.value
			continue
		}
		out = append(out, f)
	}
	return slices.Clip(out)
}

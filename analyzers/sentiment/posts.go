package sentiment

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

//go:embed samples/*.txt
var sampleFiles embed.FS

// sampled are the languages of the samples.
var sampled = [...]string{"fr", "en"}

// sample is a short post with its class.
type sample struct {
	class int
	text  string
}

// readSamples reads samples/xx.txt: a post a line, "-", "=" or "+" before it.
func readSamples(lang string) ([]sample, error) {
	name := "samples/" + lang + ".txt"
	b, err := sampleFiles.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("open samples: %w", err)
	}
	var all []sample
	for line := range strings.Lines(string(b)) {
		mark, text, ok := strings.Cut(strings.TrimSpace(line), " ")
		class := strings.Index("-=+", mark)
		switch {
		case mark == "#" || mark == "":
		case !ok || class < 0:
			return nil, fmt.Errorf("read %s: %q has no class", name, line)
		default:
			all = append(all, sample{class, text})
		}
	}
	return all, nil
}

// postModel reads posts of services, which hold other words than the tweets that
// the first model learned from: what it says by the same features is added to the
// first, as far as a text looks like the samples rather than like those tweets.
type postModel struct{ said, like *linear }

// Set on testdata/mood_b.tsv and mood_c.tsv, of which nothing is trained on, and
// on two of five stretches of UMSAB's training tweets, which it must not harm.
const (
	epochs  = 12
	pace    = .05
	decay   = .02
	narrow  = 16 // bits
	balance = .5 // of the classes, how far
	tweets  = .5 // weight of a tweet beside a sample
	steep   = 2  // from tweet to post
	inDoubt = 1  // log-odds that what lies between them is a post
)

// fitPosts trains over the first model; examples are tweets.
func fitPosts(r *reader, first *linear, examples []example) (*postModel, error) {
	var posts, kinds []example
	var of [classes]float32
	var v vector
	for _, lang := range sampled {
		all, err := readSamples(lang)
		if err != nil {
			return nil, err
		}
		for _, s := range all {
			r.read(&v, s.text, lang)
			ex := example{features: v.merged(), said: first.scores(&v, salt(lang)), class: s.class, weight: 1}
			posts = append(posts, ex)
			of[s.class]++
			ex.said, ex.class = [classes]float32{}, positive
			kinds = append(kinds, ex)
		}
	}
	for i := range posts {
		posts[i].weight = 1 - balance + balance*float32(len(posts))/classes/of[posts[i].class]
	}
	for _, ex := range examples {
		if slices.Contains(sampled[:], ex.lang) && ex.weight == 1 {
			kinds = append(kinds, example{features: ex.features, class: negative, weight: tweets})
		}
	}
	return &postModel{said: over(posts), like: over(kinds)}, nil
}

// over trains what is to be added to the said of examples.
func over(examples []example) *linear {
	total := make([]float32, classes<<narrow)
	for seed := range uint64(runs) {
		for i, w := range descendOver(examples, seed) {
			total[i] += w / runs
		}
	}
	return quantise(total, narrow)
}

func descendOver(examples []example, seed uint64) []float32 {
	weights, squares := make([]float32, classes<<narrow), make([]float32, classes<<narrow)
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(seed, 2))
	for range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			ex := &examples[i]
			s := ex.said
			for _, f := range ex.features {
				sum(&s, weights, bucket(f.hash, narrow), f.value)
			}
			p := softmax(s)
			p[ex.class]--
			for _, f := range ex.features {
				b := bucket(f.hash, narrow)
				for c := range classes {
					g := ex.weight*p[c]*f.value + decay*weights[b+c]
					squares[b+c] += g * g
					weights[b+c] -= pace * g / float32(math.Sqrt(float64(squares[b+c])+1e-8))
				}
			}
		}
	}
	return weights
}

// add adds to the scores of the first model.
func (p *postModel) add(s [classes]float32, v *vector) [classes]float32 {
	if v.share == 0 {
		return s
	}
	var more, like [classes]float32
	for _, part := range v.parts {
		for _, f := range part {
			b := bucket(f.hash, narrow)
			p.said.addAt(&more, b, f.value)
			p.like.addAt(&like, b, f.value)
		}
	}
	share := v.share / float32(1+math.Exp(float64(-steep*(like[positive]-like[negative])-inDoubt)))
	for c := range s {
		s[c] += share * more[c]
	}
	return s
}

// ofPosts returns how much the model of posts may count where phrases have this
// share.
func ofPosts(lang string, share float32) float32 {
	if lang == "" || lang == "und" || slices.Contains(sampled[:], lang) {
		return share / full
	}
	return 0
}

func (p *postModel) write(w io.Writer) error {
	return errors.Join(p.said.write(w), p.like.write(w))
}

func readPosts(from *bytes.Reader) (*postModel, error) {
	said, err := readLinear(from)
	if err != nil {
		return nil, err
	}
	like, err := readLinear(from)
	return &postModel{said, like}, err
}

package language

import (
	"math"
	"strings"

	"vigie/analyzers/lexicon"
	"vigie/analyzers/text"
)

// lettered are the languages with word lists from which the sequences of
// letters of their words are known.
var lettered = [...]string{"fr", "en", "de", "es", "it", "pt"}

// letters tells how usual a word's letters are in each of these languages: a
// model of 1 to 4 letters in sequence, counted over the lists of package
// lexicon. It helps fastText, most of whose parts of words lid.176.ftz has cut
// away, with single words.
type letters struct {
	counts [len(lettered)][]uint16 // by hashed sequence
	total  [len(lettered)]float64
}

const (
	sequence = 4  // letters at most
	slots    = 16 // bits of a hash
	// doubt is how much the shorter sequences count against the longer ones.
	doubt = 8
	// trust is how much of what the letters say is believed, for they know words
	// by lists of feelings only.
	trust = .15
	// gibberish is the mean under which letters make no word of any of the
	// languages: drawn at random they score -3.7.
	gibberish = -3.4
	// wordsLettered is the most words of a text that are judged by letters too.
	wordsLettered = 3
)

func newLetters() (*letters, error) {
	l := new(letters)
	for i, lang := range lettered {
		l.counts[i] = make([]uint16, 1<<slots)
		seen := map[string]bool{}
		for _, name := range lexicon.Names(lang) {
			if name == "" {
				continue
			}
			list, err := lexicon.Read(name)
			if err != nil {
				return nil, err
			}
			for word := range list {
				if !seen[word] && !strings.Contains(word, " ") {
					seen[word] = true
					l.count(i, word)
				}
			}
		}
	}
	return l, nil
}

func (l *letters) count(lang int, word string) {
	word = "^" + word + "$"
	for n := 1; n <= sequence; n++ {
		for at := 0; at+n <= len(word); at++ {
			if slot := &l.counts[lang][slotOf(word[at:at+n])]; *slot < math.MaxUint16 {
				*slot++
			}
		}
	}
	l.total[lang] += float64(len(word))
}

func slotOf(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	h ^= h >> 15
	h *= 2246822519
	return h >> (32 - slots)
}

// weigh multiplies the probabilities of the languages whose letters are known
// by how well those of a short text fit, the best by 1, and returns how well
// that is: the mean logarithm of a letter's probability. Texts of more words do
// not need it.
func (l *letters) weigh(p []float32, index map[string]int, line string) float64 {
	words := strings.Fields(line)
	if len(words) > wordsLettered {
		return 0
	}
	size := 0
	var scores [len(lettered)]float64
	for _, word := range words {
		word = "^" + text.Fold(word) + "$"
		size += len(word) - 1
		for i := range scores {
			scores[i] += l.score(i, word)
		}
	}
	top := scores[0]
	for _, s := range scores {
		top = max(top, s)
	}
	for i, lang := range lettered {
		if at, ok := index[lang]; ok {
			p[at] *= float32(math.Exp(trust * (scores[i] - top)))
		}
	}
	return top / float64(max(size, 1))
}

// score is the logarithm of a word's probability, each letter given those
// before it.
func (l *letters) score(lang int, word string) float64 {
	const alphabet = 40
	var sum float64
	counts := l.counts[lang]
	for i := 1; i < len(word); i++ {
		p := 1.0 / alphabet
		for n := 1; n <= min(sequence, i+1); n++ {
			before := l.total[lang]
			if n > 1 {
				before = float64(counts[slotOf(word[i+1-n:i])])
			}
			p = (float64(counts[slotOf(word[i+1-n:i+1])]) + doubt*p) / (before + doubt)
		}
		sum += math.Log(p)
	}
	return sum
}

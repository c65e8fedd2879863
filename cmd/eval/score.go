package main

import (
	"math"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// word is a run of letters and digits.
var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

func words(s string) []string { return word.FindAllString(strings.ToLower(s), -1) }

// shingleF1 compares two texts by their runs of four words.
func shingleF1(got, want string) float64 {
	a, b := shingles(got), shingles(want)
	both, na, nb := 0, 0, 0
	for run, n := range a {
		na += n
		both += min(n, b[run])
	}
	for _, n := range b {
		nb += n
	}
	if na+nb == 0 {
		return 1
	}
	return 2 * float64(both) / float64(na+nb)
}

func shingles(s string) map[string]int {
	w := words(s)
	n := min(4, len(w))
	all := make(map[string]int)
	for i := 0; n > 0 && i+n <= len(w); i++ {
		all[strings.Join(w[i:i+n], " ")]++
	}
	return all
}

// jaccard is the share of the words of two texts that both have.
func jaccard(a, b string) float64 {
	x, y := make(map[string]bool), make(map[string]bool)
	for _, w := range words(a) {
		x[w] = true
	}
	both := 0
	for _, w := range words(b) {
		if !y[w] && x[w] {
			both++
		}
		y[w] = true
	}
	if len(x)+len(y) == 0 {
		return 1
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// auc is the area under the ROC curve: how often a positive scores over a
// negative, ties counting half.
func auc(scores []float64, labels []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return scores[order[i]] < scores[order[j]] })
	var ranks, yes float64
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && scores[order[j]] == scores[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			if labels[k] {
				ranks += float64(i+j+1) / 2
				yes++
			}
		}
		i = j
	}
	return (ranks - yes*(yes+1)/2) / (yes * (float64(len(scores)) - yes))
}

// bCubed is the F1 of a clustering, averaged over its items (Bagga and Baldwin
// 1998).
func bCubed(got, want []string) (f1, precision, recall float64) {
	g, w, both := make(map[string]float64), make(map[string]float64), make(map[[2]string]float64)
	for i := range got {
		g[got[i]]++
		w[want[i]]++
		both[[2]string{got[i], want[i]}]++
	}
	for k, n := range both {
		precision += n * n / g[k[0]] / float64(len(got))
		recall += n * n / w[k[1]] / float64(len(got))
	}
	return 2 * precision * recall / (precision + recall), precision, recall
}

// nab is a series' raw score under the standard profile of the Numenta Anomaly
// Benchmark, and that of a detector that says nothing. A perfect one has as
// many points as there are windows, whose rows are both in.
func nab(windows [][2]int, flags []bool) (score, null float64) {
	const falseAlarm = 0.11
	null = -float64(len(windows))
	score = null
	hit := make([]bool, len(windows))
	for i := min(int(0.15*float64(len(flags))), 750); i < len(flags); i++ {
		if !flags[i] {
			continue
		}
		in := slices.IndexFunc(windows, func(w [2]int) bool { return i >= w[0] && i <= w[1] })
		if in >= 0 {
			if !hit[in] {
				hit[in] = true
				w := windows[in]
				score += 1 + sigmoid(-float64(w[1]-i+1)/float64(w[1]-w[0]+1))/sigmoid(-1)
			}
			continue
		}
		before := -1
		for k, w := range windows {
			if w[1] < i {
				before = k
			}
		}
		far := math.Inf(1)
		if before >= 0 {
			far = float64(i-windows[before][1]) / float64(windows[before][1]-windows[before][0])
		}
		if far > 3 {
			score -= falseAlarm
		} else {
			score += falseAlarm * sigmoid(far)
		}
	}
	return score, null
}

func sigmoid(x float64) float64 { return 2/(1+math.Exp(5*x)) - 1 }

func median(all []float64) float64 {
	if len(all) == 0 {
		return math.NaN()
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

func ratio(part, whole int) float64 { return float64(part) / float64(max(1, whole)) }

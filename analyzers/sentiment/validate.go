package sentiment

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// Validate says what a five-fold cross-validation says of Train, or as much of
// it as its first folds do. They are trained side by side, a fold takes about
// 20 seconds of one core.
func Validate(dir string, first int) ([]Measure, error) {
	examples, err := readExamples(dir)
	if err != nil {
		return nil, fmt.Errorf("validate sentiment: %w", err)
	}
	return crossValidate(examples, first)
}

func crossValidate(examples []example, first int) ([]Measure, error) {
	r, err := newReader()
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	tables := map[string]*[classes][classes]int{}
	var all sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for fold := range min(max(first, 1), folds) {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			rest := slices.DeleteFunc(slices.Clone(examples), func(ex example) bool { return ex.fold == fold })
			l := fit(rest, usual())
			posts, failed := fitPosts(r, l, rest)
			mu.Lock()
			defer mu.Unlock()
			if err = errors.Join(err, failed); err != nil {
				return
			}
			for _, ex := range examples {
				if ex.fold != fold {
					continue
				}
				if tables[ex.lang] == nil {
					tables[ex.lang] = &[classes][classes]int{}
				}
				v := vector{parts: [kinds][]feature{ex.features}, said: ex.said, share: ex.share}
				tables[ex.lang][ex.class][argmax(posts.add(l.scores(&v, ex.salt), &v))]++
			}
		})
	}
	all.Wait()
	return measured(tables), err
}

func measured(tables map[string]*[classes][classes]int) []Measure {
	var measures []Measure
	for _, lang := range languages {
		if t := tables[lang]; t != nil {
			n := 0
			for _, row := range t {
				n += row[0] + row[1] + row[2]
			}
			measures = append(measures, Measure{lang, n, macroF1(*t)})
		}
	}
	return measures
}

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// path is where a file of the data stands.
func (t *table) path(parts ...string) string {
	return filepath.Join(append([]string{t.data}, parts...)...)
}

// eachLine calls f with every line of a file.
func eachLine(name string, f func(string) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		if err := f(lines.Text()); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return lines.Err()
}

// eachObject calls f with every object of a file of JSON Lines.
func eachObject[T any](name string, f func(T) error) error {
	return eachLine(name, func(line string) error {
		var v T
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			return err
		}
		return f(v)
	})
}

// glob is filepath.Glob that misses what it does not find.
func glob(pattern string) ([]string, error) {
	files, err := filepath.Glob(pattern)
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("nothing at %s: %w", pattern, os.ErrNotExist)
	}
	return files, err
}

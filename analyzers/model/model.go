// Package model holds the trained models, embedded, each beside a text file
// that says where it comes from, under which licence, and how good it is. It
// only hands out their bytes; the packages that use them read them.
package model

import (
	"embed"
	"fmt"
)

//go:embed *.bin *.ftz *.tsv *.txt
var files embed.FS

// Bytes returns the model, or the card, of this file name.
func Bytes(name string) ([]byte, error) {
	b, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("open embedded model: %w", err)
	}
	return b, nil
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	weights "vigie/analyzers/model"
)

// card is the text beside a model: a title, then named parts whose lines stand
// 12 letters in.
type card struct {
	title string
	parts []part
}

type part struct{ name, text string }

const indent = 12

// readCard reads a card; where there is none yet, the one of this name that the
// program holds.
func readCard(file string) (*card, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		b, err = weights.Bytes(filepath.Base(file))
	}
	if err != nil {
		return nil, err
	}
	title, rest, ok := strings.Cut(string(b), "\n\n")
	if !ok {
		return nil, fmt.Errorf("%s: no title with an empty line below", file)
	}
	c := &card{title: title}
	for line := range strings.Lines(rest) {
		line = strings.TrimRight(line, "\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if len(line) <= indent {
			return nil, fmt.Errorf("%s: %q is no name with a text %d letters in", file, line, indent)
		}
		name, text := strings.TrimSpace(line[:indent]), line[indent:]
		switch {
		case name != "":
			c.parts = append(c.parts, part{name, text})
		case len(c.parts) == 0:
			return nil, fmt.Errorf("%s: %q belongs to no name", file, line)
		default:
			c.parts[len(c.parts)-1].text += "\n" + text
		}
	}
	return c, nil
}

// set gives a part another text; a part that was not there comes last.
func (c *card) set(name, text string) {
	for i := range c.parts {
		if c.parts[i].name == name {
			c.parts[i].text = text
			return
		}
	}
	c.parts = append(c.parts, part{name, text})
}

func (c *card) String() string {
	var b strings.Builder
	b.WriteString(c.title + "\n\n")
	for _, p := range c.parts {
		name := p.name
		for line := range strings.Lines(p.text) {
			fmt.Fprintf(&b, "%-*s%s\n", indent, name, strings.TrimRight(line, "\n"))
			name = ""
		}
	}
	return b.String()
}

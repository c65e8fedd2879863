package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// grid is a table that fits the terminal: columns that may be cut give way, and
// those without anything in them are left out.
type grid struct {
	head     []string // may be empty
	rows     [][]string
	flexible []int // columns that may be cut
}

const (
	usualWidth = 110 // where there is no terminal
	narrowest  = 12  // of a column that was cut
)

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

func (g *grid) print(w io.Writer, lead string) {
	if len(g.rows) == 0 {
		return
	}
	widths := make([]int, len(g.rows[0]))
	for _, row := range g.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	total := columns(lead)
	for i := range widths {
		if widths[i] > 0 && len(g.head) > 0 {
			widths[i] = max(widths[i], columns(g.head[i]))
		}
		total += widths[i] + min(2, 2*widths[i])
	}
	g.shrink(widths, total-terminalWidth(w))
	rows := g.rows
	if len(g.head) > 0 {
		rows = append([][]string{g.head}, rows...)
	}
	for _, row := range rows {
		var b strings.Builder
		b.WriteString(lead)
		for i, cell := range row {
			if widths[i] > 0 {
				cell = cut(cell, widths[i])
				b.WriteString(cell + strings.Repeat(" ", widths[i]-columns(cell)+2))
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// shrink takes what is too much from the widest columns that may be cut.
func (g *grid) shrink(widths []int, over int) {
	for ; over > 0; over-- {
		widest := -1
		for _, i := range g.flexible {
			if widths[i] > narrowest && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// columns is how wide s is on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// cut is s in n columns.
func cut(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	r := []rune(s)
	for len(r) > 0 && columns(string(r)) > n-1 {
		r = r[:len(r)-1]
	}
	return strings.TrimRight(string(r), " ") + "…"
}

func terminalWidth(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
	}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 20 {
		return n
	}
	return usualWidth
}

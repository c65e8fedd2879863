package engine

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// meter shows how far a piece of work has come: a line that moves on a
// terminal, a line every tenth in a log.
type meter struct {
	out   io.Writer
	what  string
	total int64
	done  int64
	shown int64 // the last percentage shown
	moves bool
}

func newMeter(out io.Writer, what string, total int64) *meter {
	f, isFile := out.(*os.File)
	m := &meter{out: out, what: what, total: total, shown: -1, moves: isFile && term.IsTerminal(int(f.Fd()))}
	m.show(0)
	return m
}

// Write counts what passes, so that a meter fits in an io.MultiWriter.
func (m *meter) Write(p []byte) (int, error) {
	m.set(m.done + int64(len(p)))
	return len(p), nil
}

// set says how much is done; it never goes back, nor to the end.
func (m *meter) set(done int64) {
	m.done = max(m.done, done)
	m.show(min(99, m.done*100/max(1, m.total)))
}

// end says that all is done.
func (m *meter) end() {
	m.done = m.total
	m.show(100)
	if m.moves {
		fmt.Fprintln(m.out)
	}
}

func (m *meter) show(percent int64) {
	if !m.moves {
		percent -= percent % 10
	}
	if percent == m.shown {
		return
	}
	m.shown = percent
	amount := fmt.Sprintf("%3d%% of %d MB", percent, m.total/1e6)
	if !m.moves {
		fmt.Fprintf(m.out, "%s: %s\n", m.what, strings.TrimSpace(amount))
		return
	}
	const width = 30
	full := int(percent) * width / 100
	fmt.Fprintf(m.out, "\r%s [%s%s] %s", m.what, strings.Repeat("#", full), strings.Repeat(" ", width-full), amount)
}

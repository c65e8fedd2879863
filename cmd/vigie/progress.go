package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far long work is: a bar on a terminal, a line now and then
// in a log. It counts what is added or written to it.
type progress struct {
	bar   *progressbar.ProgressBar // nil: lines
	w     io.Writer
	label string
	total int64 // -1: unknown
	done  int64
	told  time.Time
}

// lineEvery is how often a log is told.
const lineEvery = 10 * time.Second

func newProgress(w io.Writer, label string, total int64) *progress {
	p := &progress{w: w, label: label, total: total, told: time.Now()}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(label),
			progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	}
	return p
}

// Write counts b; progress stands behind an io.TeeReader.
func (p *progress) Write(b []byte) (int, error) {
	p.Add(len(b))
	return len(b), nil
}

// Add counts n more.
func (p *progress) Add(n int) {
	p.done += int64(n)
	if p.bar != nil {
		_ = p.bar.Add(n) // a bar that cannot be drawn stops nothing
		return
	}
	if time.Since(p.told) < lineEvery {
		return
	}
	p.told = time.Now()
	if p.total > 0 {
		fmt.Fprintf(p.w, "%s: %d %%\n", p.label, min(100, 100*p.done/p.total))
	} else {
		fmt.Fprintf(p.w, "%s: %d\n", p.label, p.done)
	}
}

// Close takes the bar away.
func (p *progress) Close() error {
	if p.bar != nil {
		return p.bar.Finish()
	}
	return nil
}

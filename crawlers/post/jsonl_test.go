package post

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestReaderTakesWhatOtherToolsWrite(t *testing.T) {
	when := time.Date(2026, 11, 21, 14, 5, 0, 0, time.UTC)
	for name, line := range map[string]string{
		"RFC 3339":            `{"text":"a","published":"2026-11-21T15:05:00+01:00"}`,
		"Unix seconds":        `{"text":"a","published":1795269900}`,
		"Unix milliseconds":   `{"text":"a","ts":1795269900000}`,
		"timestamp":           `{"text":"a","timestamp":"2026-11-21 14:05:00"}`,
		"seconds as a string": `{"text":"a","ts":"1795269900"}`,
	} {
		p, _, err := NewReader(strings.NewReader(line)).Next()
		if err != nil || !p.Published.Equal(when) || !p.Dated {
			t.Errorf("%s: %s: got %v, %v; want %v", name, line, p.Published, err, when)
		}
	}
}

func TestReaderKeepsUnknownFields(t *testing.T) {
	p, fields, err := NewReader(strings.NewReader(`{"id":42,"text":"a","event":"flood"}`)).Next()
	if err != nil || p.ID != "42" || string(fields["event"]) != `"flood"` {
		t.Errorf("got id %q, event %s, %v", p.ID, fields["event"], err)
	}
}

func TestReaderTellsBadLinesAndGoesOn(t *testing.T) {
	in := "{\"text\":\"one\"}\n\nnot json\n{\"title\":\"no text\"}\n{\"text\":\"a\",\"published\":\"yesterday\"}\n{\"text\":\"last\"}"
	r := NewReader(strings.NewReader(in))
	var got []string
	var bad []int
	for {
		p, _, err := r.Next()
		var line *LineError
		switch {
		case errors.Is(err, io.EOF):
			if strings.Join(got, " ") != "one last" {
				t.Errorf("texts: got %q, want one, last", got)
			}
			if len(bad) != 3 || bad[0] != 3 || bad[1] != 4 || bad[2] != 5 {
				t.Errorf("bad lines: got %v, want 3, 4, 5", bad)
			}
			return
		case errors.As(err, &line):
			bad = append(bad, line.Line)
		case err != nil:
			t.Fatal(err)
		default:
			got = append(got, p.Text)
		}
	}
}

func TestReaderSkipsEndlessLine(t *testing.T) {
	in := `{"text":"` + strings.Repeat("a", MaxLine) + "\"}\n{\"text\":\"b\"}"
	r := NewReader(strings.NewReader(in))
	var line *LineError
	if _, _, err := r.Next(); !errors.As(err, &line) {
		t.Errorf("got %v, want a LineError", err)
	}
	if p, _, err := r.Next(); err != nil || p.Text != "b" {
		t.Errorf("after it: got %q, %v; want b", p.Text, err)
	}
}

func TestSamePostSameID(t *testing.T) {
	line := `{"text":"a","url":"https://example.org/1"}`
	a, _, _ := NewReader(strings.NewReader(line)).Next()
	b, _, _ := NewReader(strings.NewReader(line)).Next()
	if a.ID != b.ID || len(a.ID) != 32 {
		t.Errorf("got %q and %q, want the same 32 digits", a.ID, b.ID)
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(`{"text":"a","published":1795269900,"links":["x"]}`))
	f.Add([]byte("{\"text\":null}\n[]\n{"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := NewReader(strings.NewReader(string(in)))
		for range strings.Count(string(in), "\n") + 2 {
			if _, _, err := r.Next(); errors.Is(err, io.EOF) {
				return
			}
		}
		t.Errorf("no end after every line of %q", in)
	})
}

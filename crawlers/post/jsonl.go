package post

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// MaxLine is the longest line that a Reader takes, in bytes.
const MaxLine = 16 << 20

// LineError is a line that is not a post. The reader goes on after it.
type LineError struct {
	Line int // from 1
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *LineError) Unwrap() error { return e.Err }

// Reader reads posts from JSON Lines, one object a line, streamed.
type Reader struct {
	r    *bufio.Reader
	line int
}

// NewReader returns a Reader of r.
func NewReader(r io.Reader) *Reader { return &Reader{r: bufio.NewReaderSize(r, 1<<16)} }

// Next returns the next post and the fields of its line as they stood, those
// that Vigie does not know among them. Only "text" is needed. The time of
// publication is RFC 3339, "2006-01-02 15:04:05" (UTC) or Unix seconds, under
// "published", or as other tools write it: "timestamp", "ts", "date"; "link"
// and "user" are read as url and author. A post without an identifier gets one
// from its URL, else from what it says. At the end the error is io.EOF; a bad
// line is a *LineError, and the next call reads on.
func (r *Reader) Next() (Post, map[string]json.RawMessage, error) {
	for {
		body, err := r.readLine()
		if err != nil {
			return Post{}, nil, err
		}
		if body = bytes.TrimSpace(body); len(body) == 0 {
			continue
		}
		p, fields, err := parsePost(body)
		if err != nil {
			return Post{}, nil, &LineError{Line: r.line, Err: err}
		}
		return p, fields, nil
	}
}

// Line is the number of the line that Next read last, from 1.
func (r *Reader) Line() int { return r.line }

// readLine returns one line without its end. A line over MaxLine is skipped to
// its end and told.
func (r *Reader) readLine() ([]byte, error) {
	var line []byte
	r.line++
	for {
		part, err := r.r.ReadSlice('\n')
		if len(line) <= MaxLine {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) == 0:
			return nil, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, fmt.Errorf("read line %d: %w", r.line, err)
		case len(line) > MaxLine:
			return nil, &LineError{Line: r.line, Err: fmt.Errorf("longer than %d bytes", MaxLine)}
		}
		return line, nil
	}
}

func parsePost(body []byte) (Post, map[string]json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return Post{}, nil, fmt.Errorf("not a JSON object: %w", err)
	}
	f := fieldReader{fields: fields}
	p := Post{
		ID: f.text("id"), URL: f.text("url", "link"), Source: f.text("source"), Kind: Kind(f.text("kind")),
		Author: f.text("author", "user"), AuthorURL: f.text("author_url"), Title: f.text("title"), Text: f.text("text"),
		Thread: f.text("thread"), Parent: f.text("parent"), Language: f.text("language"),
		Published: f.time("published", "timestamp", "ts", "date"), Updated: f.time("updated"), Fetched: f.time("fetched"),
	}
	if raw, ok := fields["links"]; ok {
		if err := json.Unmarshal(raw, &p.Links); err != nil {
			f.fail("links", "a list of addresses")
		}
	}
	if f.err != nil {
		return Post{}, nil, f.err
	}
	if _, ok := fields["text"]; !ok {
		return Post{}, nil, errors.New(`no "text"`)
	}
	p.Dated = !p.Published.IsZero()
	if p.ID == "" {
		p.ID = identify(p)
	}
	return p, fields, nil
}

// identify is for a post that came without an identifier.
func identify(p Post) string {
	if p.URL != "" {
		return NewID(p.URL)
	}
	return NewID(p.Source, p.Author, p.Published.Format(time.RFC3339), p.Title, p.Text)
}

// fieldReader reads fields under any of several names and keeps the first error.
type fieldReader struct {
	fields map[string]json.RawMessage
	err    error
}

func (f *fieldReader) fail(name, want string) {
	if f.err == nil {
		f.err = fmt.Errorf("%q is not %s: %.60s", name, want, f.fields[name])
	}
}

// raw returns the first of names that is there and not null.
func (f *fieldReader) raw(names []string) (string, json.RawMessage) {
	for _, name := range names {
		if raw, ok := f.fields[name]; ok && string(raw) != "null" {
			return name, raw
		}
	}
	return "", nil
}

func (f *fieldReader) text(names ...string) string {
	name, raw := f.raw(names)
	if raw == nil {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number // identifiers often are numbers
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	f.fail(name, "a text")
	return ""
}

func (f *fieldReader) time(names ...string) time.Time {
	name, raw := f.raw(names)
	if raw == nil {
		return time.Time{}
	}
	t, ok := parseTime(strings.Trim(string(raw), `"`))
	if !ok {
		f.fail(name, `a time such as "2026-11-21T14:05:00Z" or Unix seconds`)
	}
	return t
}

// parseTime reads s; numbers past the year 5138 are taken as milliseconds.
func parseTime(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, true
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		if math.Abs(n) >= 1e11 {
			n /= 1000
		}
		if math.IsNaN(n) || math.Abs(n) >= 1e11 {
			return time.Time{}, false
		}
		whole, part := math.Modf(n)
		return time.Unix(int64(whole), int64(part*1e9)).UTC().Truncate(time.Millisecond), true
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

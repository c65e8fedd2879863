package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"vigie/crawlers/post"
)

// eachPost gives every post of a stream to f, in order. Lines that are not
// posts are told on stderr and left out; they make the command fail at its end.
func eachPost(ctx context.Context, in io.Reader, stderr io.Writer, f func(post.Post, map[string]json.RawMessage) error) error {
	r := post.NewReader(in)
	bad := 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, fields, err := r.Next()
		var line *post.LineError
		switch {
		case errors.Is(err, io.EOF):
			if bad > 0 {
				return errQuiet
			}
			return nil
		case errors.As(err, &line):
			bad++
			fmt.Fprintf(stderr, "line %d: left out: %v\n", line.Line, line.Err)
			continue
		case err != nil:
			return err
		}
		if err := f(p, fields); err != nil {
			return err
		}
	}
}

// jsonLines writes objects one a line.
type jsonLines struct {
	w   *bufio.Writer
	enc *json.Encoder
}

func newJSONLines(w io.Writer) *jsonLines {
	b := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return &jsonLines{w: b, enc: enc}
}

func (j *jsonLines) Write(v any) error { return j.enc.Encode(v) }

func (j *jsonLines) Close() error { return j.w.Flush() }

package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"vigie/analyzers/fact"
)

// factImport is what a file of facts would change: nothing is written before it
// was seen.
type factImport struct {
	File    string
	Content string // as it was sent, for the form that writes it
	Fresh   []fact.Fact
	Changed []revision
	Same    int
	Loose   int // facts whose document the file names by its path alone
	Faults  []fileFault
	Line    int64 // of the registry that this was seen beside
	Stale   bool  // it has changed since
}

// Any tells whether there is something to write.
func (i *factImport) Any() bool { return len(i.Faults) == 0 && len(i.Fresh)+len(i.Changed) > 0 }

// fileFault is one thing wrong with a file, in the reader's language.
type fileFault struct {
	Line         int
	Column       string
	What, Remedy template.HTML
}

// holdImport takes a file of facts into the form's fields.
func holdImport(p *posted, name string, body io.Reader) error {
	text, err := io.ReadAll(&capped{from: body, left: importMax})
	p.Set("name", name)
	p.Set("content", string(text))
	return err
}

// factsTaken shows what a file would change and, once that was seen, writes it.
func (s *Site) factsTaken(ctx context.Context, r *http.Request, v *view, p *posted) (any, error) {
	known, err := s.Facts.Facts(ctx)
	if err != nil {
		return nil, err
	}
	in := &factImport{File: fileName(p.Get("name")), Content: p.Get("content"), Line: known.Line()}
	if in.File == "" || p.Fault != nil {
		in.Faults = []fileFault{{What: template.HTML(template.HTMLEscapeString(v.say("fact.no_file")))}} //nolint:gosec // escaped
		if errors.Is(p.Fault, errTooLarge) {
			in.Faults[0].What = template.HTML(template.HTMLEscapeString(v.say("fact.file_large"))) //nolint:gosec // escaped
		}
	} else {
		in.read(v, known, s.FactCheck)
	}
	if len(in.Faults) > 0 {
		v.Status = http.StatusUnprocessableEntity
	}
	if line, ok := number64(p.Get("line")); p.Get("write") != "" && in.Any() && (!ok || line != in.Line) {
		in.Stale, v.Status = ok, http.StatusConflict
	} else if p.Get("write") != "" && in.Any() {
		if _, err = s.Facts.WriteFacts(ctx, in.versions()); err == nil {
			s.forget()
			v.Elsewhere = "/facts?taken=" + fmt.Sprint(len(in.Fresh)+len(in.Changed))
			return nil, nil
		}
		if in.Faults = v.fileFaults(err); len(in.Faults) == 0 {
			return nil, err
		}
	}
	return &factsPage{All: len(known.Entries()), Current: current(known, v.Now), Import: in}, nil
}

// current counts the facts in force.
func current(known *fact.Registry, at time.Time) int {
	n := 0
	for _, e := range known.Entries() {
		if e.State(at) == fact.Valid {
			n++
		}
	}
	return n
}

// read sorts the facts of the file into what is new, changed and the same.
func (i *factImport) read(v *view, known *fact.Registry, check func(fact.Fact) []fact.Problem) {
	var checks []func(fact.Fact) []fact.Problem
	if check != nil {
		checks = append(checks, check)
	}
	facts, err := fact.Read(strings.NewReader(i.Content), i.File, known.Known(), checks...)
	i.Faults = v.fileFaults(err)
	for _, f := range facts {
		e, there := known.Entry(f.ID)
		if !f.File.Kept() && f.File.Name != "" {
			// A page has no folder to look in: the document that is kept stays, the
			// path of another is only its title.
			if path := f.File.Name; fileName(path) == e.Fact.File.Name {
				f.File = e.Fact.File
			} else {
				i.Loose++
				f.File = fact.File{}
				if f.Document == "" {
					f.Document = path
				}
			}
		}
		switch {
		case !there:
			i.Fresh = append(i.Fresh, f)
		case e.Action == fact.Put && fact.Same(e.Fact, f):
			i.Same++
		default:
			i.Changed = append(i.Changed, revision{Version: fact.Version{Line: e.Line, Action: e.Action, Fact: f}, Changes: fact.Diff(e.Fact, f)})
		}
	}
}

// versions are the lines to write.
func (i *factImport) versions() []fact.Version {
	var list []fact.Version
	for _, f := range i.Fresh {
		list = append(list, fact.Version{Line: fact.Unwritten, Action: fact.Put, Author: byPage, Note: i.File, Fact: f})
	}
	for _, c := range i.Changed {
		list = append(list, fact.Version{Line: c.Line, Action: fact.Put, Author: byPage, Note: i.File, Fact: c.Fact})
	}
	return list
}

// fileFaults are all that an error joins; none where it is of another kind.
func (v *view) fileFaults(err error) []fileFault {
	var all []fileFault
	var at fact.Fault
	var wrong fact.Problems
	switch joined, ok := err.(interface{ Unwrap() []error }); {
	case err == nil:
	case ok:
		for _, one := range joined.Unwrap() {
			all = append(all, v.fileFaults(one)...)
		}
	case errors.As(err, &at):
		all = append(all, fileFault{at.Line, at.Column, v.cause(at.Cause), v.translate(at.Remedy)})
	case errors.As(err, &wrong):
		for _, p := range wrong {
			all = append(all, fileFault{What: v.cause(p.Cause), Remedy: v.translate(p.Remedy)})
		}
	}
	return all
}

// cause translates what is wrong, which a file begins with the fact's name.
func (v *voice) cause(english string) template.HTML {
	id, rest, ok := strings.Cut(english, ": ")
	if said, known := v.fault(rest); ok && known {
		return template.HTML("<code>"+template.HTMLEscapeString(id)+"</code>"+template.HTMLEscapeString(v.say("said.colon"))+" ") + said //nolint:gosec // escaped
	}
	return v.translate(english)
}

// factFile writes the registry as a file.
func (s *Site) factFile(ext, media string, write func(io.Writer, fact.Facts) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		known, err := s.Facts.Facts(r.Context())
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", media)
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Disposition", attachment("facts-"+s.Now().In(s.Zone).Format(time.DateOnly)+"."+ext))
		if err := write(w, known.Current()); err != nil {
			s.Log.Warn("export cut short", "error", err)
			panic(http.ErrAbortHandler) // half a file must not look whole
		}
	})
}

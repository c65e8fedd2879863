package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"

	"vigie/analyzers/fact"
	"vigie/dashboards/report"
)

const (
	documentMax = 50 << 20 // bytes of a document, which its form says
	importMax   = 2 << 20  // bytes of a file of facts, likewise
	fieldsMax   = 4 << 20  // bytes of the other fields of a form, together: one holds such a file
	// bodyMax is how far a form is read to answer in words that its file is too
	// large; beyond, the connection is cut.
	bodyMax = 4 * documentMax
	// uploading is how long a form with a file may take to come.
	uploading = 10 * time.Minute
)

// Why a file cannot be taken.
var (
	errTooLarge = errors.New("too large")
	errEmpty    = errors.New("empty")
)

// capped fails with errTooLarge where there are more bytes than are left.
type capped struct {
	from  io.Reader
	left  int64
	ended bool // all of it was read
}

func (c *capped) Read(p []byte) (int, error) {
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.from.Read(p)
	if int64(n) > c.left {
		return 0, errTooLarge
	}
	c.left -= int64(n)
	c.ended = c.ended || errors.Is(err, io.EOF)
	return n, err
}

// posted is what a form sent. Fault is why the file could not be taken: the
// fields are there all the same.
type posted struct {
	url.Values
	Fault error
	file  bool // it came
}

// keeper takes a form's file: its own name, and its bytes.
type keeper func(p *posted, name string, body io.Reader) error

// noFile is the keeper of a form that has none.
func noFile(*posted, string, io.Reader) error { return nil }

// readForm reads a form with or without a file, whose bytes are never held: what
// else comes as a file is read past. The error is for what is no form at all.
func readForm(r *http.Request, take keeper) (*posted, error) {
	p := &posted{Values: url.Values{}}
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		r.Body = http.MaxBytesReader(nil, r.Body, fieldsMax)
		err = r.ParseForm()
		p.Values = r.PostForm
		return p, err
	}
	if err != nil {
		return p, err
	}
	for room := int64(fieldsMax); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return p, err
		}
		name := fileName(part.FileName())
		if name == "" {
			text, err := io.ReadAll(&capped{from: part, left: room})
			if err != nil {
				return p, err
			}
			room -= int64(len(text) + len(part.FormName()))
			if room < 0 {
				return p, errTooLarge
			}
			p.Add(part.FormName(), string(text))
			continue
		}
		if part.FormName() == fieldFile && !p.file {
			p.file = true
			p.Fault = take(p, name, part)
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return p, err
		}
	}
}

// fileName is a file's own name, without folders and what does not show.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "�"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '/' {
			return -1
		}
		return r
	}, name)
	if name = strings.TrimSpace(name); name == "." || name == ".." {
		return ""
	}
	if r := []rune(name); len(r) > 200 { // its end tells what it is
		name = string(r[len(r)-200:])
	}
	return name
}

// sending reads a form before its page is made: a large file takes longer than
// the database is waited for.
func (s *Site) sending(name string, take keeper, fill func(context.Context, *http.Request, *view, *posted) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A server that knows no deadlines keeps its own.
		control := http.NewResponseController(w)
		_ = control.SetReadDeadline(time.Now().Add(uploading))
		_ = control.SetWriteDeadline(time.Now().Add(uploading + patience))
		r.Body = http.MaxBytesReader(w, r.Body, bodyMax)
		p, err := readForm(r, take)
		if err != nil {
			http.Error(w, "refused: the form cannot be read, or is too large", http.StatusBadRequest)
			return
		}
		r.PostForm = p.Values // where the database is away, the page gives them back
		s.page(name, func(ctx context.Context, r *http.Request, v *view) (any, error) { return fill(ctx, r, v, p) }).ServeHTTP(w, r)
	})
}

// documentPage is the address of a document; none where there is none.
func documentPage(f fact.File) string {
	if f.Sum == "" {
		return ""
	}
	return "/documents/" + f.Sum + "/" + url.PathEscape(f.Name)
}

// documentPolicy holds even where a browser shows a document all the same.
const documentPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

// document serves a file that some version of a fact names, never to be shown in
// place: strangers' bytes must not run under the name of these pages.
func (s *Site) document(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	f, err := s.named(ctx, r.PathValue("sum"), r.PathValue("name"))
	var body io.ReadSeekCloser
	if err == nil {
		body, err = s.Documents.Open(f.Sum)
	}
	if err != nil {
		if !errors.Is(err, report.ErrNotFound) {
			s.Log.Warn("document not served", "sum", r.PathValue("sum"), "error", err)
		}
		s.page("missing", func(context.Context, *http.Request, *view) (any, error) { return nil, report.ErrNotFound }).ServeHTTP(w, r)
		return
	}
	defer body.Close()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(uploading))
	h := w.Header()
	h.Set("Content-Security-Policy", documentPolicy)
	h.Set("Content-Type", served(f.Type))
	h.Set("Content-Disposition", attachment(f.Name))
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("ETag", `"`+f.Sum+`"`)
	http.ServeContent(w, r, "", time.Time{}, body)
}

// attachment names the file under which a browser keeps an answer.
func attachment(name string) string {
	if said := mime.FormatMediaType("attachment", map[string]string{"filename": name}); said != "" {
		return said
	}
	return "attachment"
}

// served is the type that a document goes out as: what could run goes as bytes.
func served(media string) string {
	base, _, err := mime.ParseMediaType(media)
	if err != nil || base == "text/html" || strings.HasSuffix(base, "/xml") || strings.HasSuffix(base, "+xml") || strings.Contains(base, "javascript") {
		return "application/octet-stream"
	}
	return media
}

// named finds the file that a version of a fact names so.
func (s *Site) named(ctx context.Context, sum, name string) (fact.File, error) {
	known, err := s.Facts.Facts(ctx)
	if err != nil {
		return fact.File{}, err
	}
	for _, e := range known.Entries() {
		for _, v := range known.Versions(e.Fact.ID) {
			if v.Fact.File.Sum == sum && sum != "" && (name == "" || v.Fact.File.Name == name) {
				return v.Fact.File, nil
			}
		}
	}
	return fact.File{}, report.ErrNotFound
}

package web

import (
	"context"
	"errors"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/fact"
	"vigie/analyzers/query"
	"vigie/dashboards/report"
)

// factForm is what a reader is writing of a fact. Its values stand as they were
// typed, whatever is wrong with them.
type factForm struct {
	url.Values
	ID       string // of the fact that is changed; empty: a new one
	To       string // address
	Faults   map[string][]template.HTML
	Others   []template.HTML // faults of no field
	File     fact.File       // kept already
	Entities []link          // that the registry and the front page know
	Before   string          // the version that the reader began from
}

// The fields of the form, under the names that files give them.
const (
	fieldFrom, fieldUntil = "valid_from", "valid_until"
	fieldFile             = "file"
)

func (s *Site) factForm(ctx context.Context, r *http.Request, v *view) (any, error) {
	known, err := s.Facts.Facts(ctx)
	if err != nil {
		return nil, err
	}
	f := s.newFactForm(v, known, r.PathValue("id"))
	if f.ID == "" {
		f.Values = url.Values{"entity": {s.Entity}, "value": {r.URL.Query().Get("value")}, "metric": {r.URL.Query().Get("metric")}}
		v.Title = v.say("fact.new")
		return &factBody{Form: f}, nil
	}
	e, ok := known.Entry(f.ID)
	if !ok {
		return nil, report.ErrNotFound
	}
	f.Values, f.File, f.Before = fieldsOf(e.Fact), e.Fact.File, strconv.FormatInt(e.Line, 10)
	v.Title = v.say("fact.edit")
	return &factBody{sheet: sheet{Entry: e}, Form: f}, nil
}

func (s *Site) newFactForm(v *view, known *fact.Registry, id string) *factForm {
	f := &factForm{ID: id, To: "/facts/new", Faults: map[string][]template.HTML{}}
	if id != "" {
		f.To = factPage(id) + "/edit"
	}
	names := v.entityNames()
	for _, e := range known.Entries() {
		if _, ok := names[e.Fact.Entity]; !ok {
			names[e.Fact.Entity] = e.Fact.Entity
		}
	}
	for entity, name := range names {
		f.Entities = append(f.Entities, link{URL: entity, Name: name})
	}
	slices.SortFunc(f.Entities, func(a, b link) int { return strings.Compare(a.URL, b.URL) })
	return f
}

func fieldsOf(f fact.Fact) url.Values {
	list := func(items []string) string { return strings.Join(items, "\n") }
	return url.Values{
		"entity": {f.Entity}, "metric": {f.Metric}, "aliases": {list(f.Aliases)}, "value": {f.Value}, "unit": {f.Unit}, "period": {f.Period},
		"document": {f.Document}, "denied_by": {list(f.DeniedBy)}, "statement_fr": {f.Statement.FR}, "statement_en": {f.Statement.EN},
		fieldFrom: {day(f.From)}, fieldUntil: {day(f.Until)},
	}
}

// keepDocument puts a form's document away while it comes in.
func (s *Site) keepDocument(p *posted, name string, body io.Reader) error {
	if s.Documents == nil {
		return errors.New("there is no place for documents")
	}
	from := &capped{from: body, left: documentMax}
	f, err := s.Documents.Keep(name, from)
	switch {
	case err == nil:
		p.Set("kept", f.Sum)
		p.Set("kept_name", f.Name)
		p.Del("drop") // that was said of the one before
	case from.left == documentMax && from.ended: // a disk that takes nothing leaves it unread
		return errEmpty
	}
	return err
}

// factWritten writes what the form says, or shows it again with what is wrong.
func (s *Site) factWritten(ctx context.Context, r *http.Request, v *view, p *posted) (any, error) {
	known, err := s.Facts.Facts(ctx)
	if err != nil {
		return nil, err
	}
	form := s.newFactForm(v, known, r.PathValue("id"))
	form.Values, form.Before = p.Values, p.Get("before")
	before, there := known.Entry(form.ID)
	if form.ID != "" && !there {
		return nil, report.ErrNotFound
	}
	next, wrong := s.readFact(ctx, form, known)
	if e, ok := twice(known, next.Fact, v.Now); ok && form.ID == "" && p.Fault == nil {
		v.Elsewhere = factPage(e.Fact.ID) + "?said=" + strconv.FormatInt(e.Line, 10)
		return nil, nil
	}
	if p.Fault != nil {
		wrong = append(wrong, s.fileFault(p.Fault))
	}
	if len(wrong) == 0 {
		written, err := s.Facts.WriteFact(ctx, next)
		if err == nil {
			s.forget()
			v.Elsewhere = factPage(next.Fact.ID) + "?said=" + strconv.FormatInt(written.Line, 10)
			return nil, nil
		}
		if !errors.As(err, &wrong) {
			return nil, err
		}
	}
	v.Status = http.StatusUnprocessableEntity
	form.faults(v, wrong, before)
	v.Title = v.say("fact.new")
	if form.ID != "" {
		v.Title = v.say("fact.edit")
	}
	return &factBody{sheet: sheet{Entry: before}, Form: form}, nil
}

// twice finds the fact that the same form wrote a moment ago: it was sent twice.
func twice(known *fact.Registry, f fact.Fact, now time.Time) (fact.Entry, bool) {
	for _, e := range known.Entries() {
		f.ID = e.Fact.ID
		if age := now.Sub(e.At); e.Author == byPage && e.Action == fact.Put && age >= 0 && age < time.Minute && fact.Same(e.Fact, f) {
			return e, true
		}
	}
	return fact.Entry{}, false
}

// readFact makes a version of what was typed.
func (s *Site) readFact(ctx context.Context, form *factForm, known *fact.Registry) (fact.Version, fact.Problems) {
	var wrong fact.Problems
	date := func(field string) time.Time {
		said := strings.TrimSpace(form.Get(field))
		t, err := time.Parse(time.DateOnly, said)
		if said != "" && err != nil {
			wrong = append(wrong, fact.Problem{Field: field, Cause: "not a day", Remedy: "write it as 2026-11-01"})
		}
		return t
	}
	lines := func(field string) []string {
		return strings.FieldsFunc(form.Get(field), func(r rune) bool { return r == '\n' || r == '\r' })
	}
	f := fact.Fact{
		ID: form.ID, Entity: form.Get("entity"), Metric: form.Get("metric"), Aliases: lines("aliases"), Value: form.Get("value"),
		Unit: form.Get("unit"), Period: form.Get("period"), Document: form.Get("document"), DeniedBy: lines("denied_by"),
		Statement: fact.Statement{FR: form.Get("statement_fr"), EN: form.Get("statement_en")}, From: date(fieldFrom), Until: date(fieldUntil),
	}
	if f.ID == "" {
		if f.ID = strings.TrimSpace(form.Get("id")); f.ID == "" {
			f.ID = identifierFor(f, known)
		} else if _, taken := known.Entry(f.ID); taken {
			wrong = append(wrong, fact.Problem{Field: "id", Cause: "another fact has this identifier", Remedy: "choose another, or change that fact"})
		}
	}
	if sum := form.Get("kept"); sum != "" && form.Get("drop") == "" {
		kept, err := s.keptFile(ctx, sum, form.Get("kept_name"))
		if err != nil {
			wrong = append(wrong, fact.Problem{Field: fieldFile, Cause: "the document is no longer there", Remedy: "attach it again"})
		}
		f.File, form.File = kept, kept
	}
	line, _ := number64(form.Before)
	return fact.Version{Action: fact.Put, Author: byPage, Note: form.Get("note"), Line: line, Fact: f}, wrong
}

// keptFile finds a document that was put away before: what the form says of it
// is not believed, its bytes are read again.
func (s *Site) keptFile(ctx context.Context, sum, name string) (fact.File, error) {
	if f, err := s.named(ctx, sum, name); err == nil || s.Documents == nil {
		return f, err
	}
	body, err := s.Documents.Open(sum)
	if err != nil {
		return fact.File{}, err
	}
	defer body.Close()
	return s.Documents.Keep(fileName(name), body)
}

// fileFault is why a document could not be taken.
func (s *Site) fileFault(err error) fact.Problem {
	switch {
	case errors.Is(err, errTooLarge):
		return fact.Problem{Field: fieldFile, Cause: "larger than 50 MB", Remedy: "attach a smaller one, or give its address"}
	case errors.Is(err, errEmpty):
		return fact.Problem{Field: fieldFile, Cause: "the file is empty", Remedy: "attach it again"}
	}
	s.Log.Warn("document not kept", "error", err)
	return fact.Problem{Field: fieldFile, Cause: "the document could not be stored", Remedy: "attach it again; the log says why"}
}

// faults puts what is wrong beside its field, in the reader's language.
func (f *factForm) faults(v *view, wrong fact.Problems, before fact.Entry) {
	for _, p := range wrong {
		said := v.translate(p.Cause) + ". " + v.translate(p.Remedy) + "."
		field := p.Field
		switch {
		case field == "statement":
			field = "statement_fr"
		case field == "id" && f.ID != "" && f.Before != "":
			// Somebody wrote a version since: the reader sees it, and may write over it.
			f.Before = strconv.FormatInt(before.Line, 10)
			field = ""
		}
		if !slices.Contains(factFields, field) {
			f.Others = append(f.Others, said)
			continue
		}
		f.Faults[field] = append(f.Faults[field], said)
	}
}

// factFields are the fields that have a place for faults.
var factFields = []string{"id", "entity", "metric", "aliases", "value", "unit", "period", "document", "denied_by", "statement_fr", "statement_en", fieldFrom, fieldUntil, fieldFile}

// identifierFor makes an identifier of what a fact is about and its period.
func identifierFor(f fact.Fact, known *fact.Registry) string {
	base := strings.Join(first(query.Words(f.Metric+" "+f.Period), 8), "-")
	if base == "" {
		base = "fact"
	}
	id := base
	for n := 2; ; n++ {
		if _, taken := known.Entry(id); !taken && !fact.Reserved(id) {
			return id
		}
		id = base + "-" + strconv.Itoa(n)
	}
}

package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"vigie/analyzers/fact"
	"vigie/dashboards/report"
)

// factBody is the body of a fact's page: the fact, or the form that changes it.
type factBody struct {
	sheet
	History []revision // latest first
	Rumours []*dossier // that it was held against
	Notice  *factNotice
	Fault   string    // why nothing was done
	Form    *factForm // nil: the fact is shown
}

// revision is a version with what differed from the one before it.
type revision struct {
	fact.Version
	Changes []fact.Change
	First   bool
	Now     bool
}

func (s *Site) fact(ctx context.Context, r *http.Request, v *view) (any, error) {
	known, err := s.Facts.Facts(ctx)
	if err != nil {
		return nil, err
	}
	return s.factBody(ctx, r, v, known)
}

func (s *Site) factBody(ctx context.Context, r *http.Request, v *view, known *fact.Registry) (*factBody, error) {
	e, ok := known.Entry(r.PathValue("id"))
	if !ok {
		return nil, report.ErrNotFound
	}
	held, err := s.heldAgainst(ctx, v)
	if err != nil {
		return nil, err
	}
	b := &factBody{sheet: sheet{Entry: e, State: e.State(v.Now), Name: cmp.Or(v.entityNames()[e.Fact.Entity], e.Fact.Entity)}, Notice: v.factNotice(r, known)}
	for _, f := range held {
		if f.Rumour.Fact == e.Fact.ID {
			b.Rumours = append(b.Rumours, v.dossier(f))
		}
	}
	b.Held, b.History = len(b.Rumours), revisions(known.Versions(e.Fact.ID))
	v.Title = b.Heading()
	return b, nil
}

// revisions are versions, the latest first, each with what it changed.
func revisions(versions []fact.Version) []revision {
	var all []revision
	for i, x := range versions {
		rev := revision{Version: x, First: i == 0, Now: i == len(versions)-1}
		if i > 0 {
			rev.Changes = fact.Diff(versions[i-1].Fact, x.Fact)
		}
		all = append(all, rev)
	}
	slices.Reverse(all)
	return all
}

// factDone does what a fact's page asks: retire it, put an earlier version back,
// take the latest back.
func (s *Site) factDone(ctx context.Context, r *http.Request, v *view, p *posted) (any, error) {
	known, err := s.Facts.Facts(ctx)
	if err != nil {
		return nil, err
	}
	id := r.PathValue("id")
	line, _ := number64(p.Get("line"))
	var next fact.Version
	switch p.Get("action") {
	case "retire":
		next = fact.Version{Action: fact.Retire, Note: p.Get("note"), Fact: fact.Fact{ID: id}}
	case "restore":
		next, err = known.Restore(id, line)
	case "undo":
		// Only what the page told of: what came after it stays.
		if e, ok := known.Entry(id); !ok || e.Line != line {
			err = fact.Problems{{Field: "line", Cause: "it changed since", Remedy: "look at its versions"}}
			break
		}
		next, err = known.Undo(id)
	default:
		err = fact.Problems{{Field: "action"}}
	}
	if err == nil {
		next.Author = byPage
		next, err = s.Facts.WriteFact(ctx, next)
	}
	if err == nil {
		s.forget()
		v.Elsewhere = factPage(id) + "?said=" + strconv.FormatInt(next.Line, 10)
		return nil, nil
	}
	var wrong fact.Problems
	if !errors.As(err, &wrong) {
		return nil, err
	}
	b, err := s.factBody(ctx, r, v, known)
	if err == nil {
		v.Status = http.StatusConflict
		b.Fault = v.say("fact.unsaid")
	}
	return b, err
}

// forget has the figures of every page asked for anew.
func (s *Site) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = time.Time{}
}

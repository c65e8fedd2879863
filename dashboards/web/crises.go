package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// warRoom says where the pages of crises are, where there is a log of them.
func (s *Site) warRoom() {
	if s.Crises == nil {
		return
	}
	s.mux.Handle("GET /crises", s.page("crises", s.crises))
	s.mux.Handle("GET /crises/new", s.page("crises", s.crisisForm))
	s.mux.Handle("POST /crises/new", s.sending("crises", noFile, s.crisisDeclared))
	s.mux.Handle("GET /crises/{id}", s.page("crisis", s.crisis))
	s.mux.Handle("POST /crises/{id}", s.sending("crisis", noFile, s.crisisSaid))
	s.mux.Handle("GET /crises/{id}/report", s.page("crisis_report", s.crisisReport))
	s.crisesAPI()
}

func crisisPage(id string) string { return "/crises/" + url.PathEscape(id) }

// openCrises are those in force, for the line under every masthead.
func (s *Site) openCrises(ctx context.Context) []report.Crisis {
	if s.Crises == nil {
		return nil
	}
	all, err := s.Crises.Crises(ctx)
	if err != nil {
		s.Log.Warn("masthead without the crises", "error", err)
	}
	return slices.DeleteFunc(all, func(c report.Crisis) bool { return !c.Closed.IsZero() })
}

// crisesPage is the body of the list of crises, or of the form that declares one.
type crisesPage struct {
	Open, Closed []crisisRow
	Form         *crisisForm
}

// crisisRow is a crisis as lists show it.
type crisisRow struct {
	report.Crisis
	Lead string // who has the lead
}

func (c crisisRow) URL() string { return crisisPage(c.ID) }

// crisisForm is a crisis that is being declared, as it was typed.
type crisisForm struct {
	url.Values
	Rumours []option
	Fault   string
	Empty   bool // the title is missing
}

// option is a case that can be part of a crisis.
type option struct {
	ID    string
	Title signal.Text
	Here  bool
}

// The levels of a crisis.
var crisisLevels = []int{1, 2, 3}

func (f *crisisForm) Levels() []int { return crisisLevels }

// Level is the one that was chosen.
func (f *crisisForm) Level() int {
	n, _ := strconv.Atoi(f.Get("level"))
	return cmp.Or(n, 1)
}

func (s *Site) crises(ctx context.Context, _ *http.Request, v *view) (any, error) {
	v.Refresh = int(s.Refresh.Seconds())
	all, err := s.Crises.Crises(ctx)
	if err != nil {
		return nil, err
	}
	body := &crisesPage{}
	for _, c := range all {
		row := crisisRow{Crisis: c}
		for _, d := range c.Duties {
			if d.Value == "lead" {
				row.Lead = d.Note
			}
		}
		if c.Closed.IsZero() {
			body.Open = append(body.Open, row)
		} else {
			body.Closed = append(body.Closed, row)
		}
	}
	return body, nil
}

// options are the rumours that are not part of a crisis yet.
func (s *Site) options(ctx context.Context, v *view, taken, chosen []string) ([]option, error) {
	all, err := s.Reports.Cases(ctx, v.Now.Add(-listed))
	var list []option
	for _, c := range all {
		here := slices.Contains(chosen, c.ID)
		if c.Standing.Into == "" && !slices.Contains(taken, c.ID) && (here || !c.Standing.Silent() && c.Handling.State != report.CaseClosed) {
			list = append(list, option{c.ID, c.Title, here})
		}
	}
	return list, err
}

func (s *Site) crisisForm(ctx context.Context, r *http.Request, v *view) (any, error) {
	asked := r.URL.Query()["case"]
	list, err := s.options(ctx, v, nil, asked)
	if err != nil {
		return nil, err
	}
	f := &crisisForm{Values: url.Values{}, Rumours: list}
	for _, o := range list {
		if o.Here && f.Get("title") == "" {
			f.Set("title", o.Title.In(v.lang))
		}
	}
	v.Title = v.say("crisis.declare")
	return &crisesPage{Form: f}, nil
}

// crisisDeclared declares a crisis, with its level and its cases.
func (s *Site) crisisDeclared(ctx context.Context, _ *http.Request, v *view, p *posted) (any, error) {
	form := &crisisForm{Values: p.Values}
	said, err := s.sayCrisis(ctx, report.CrisisLine{Action: report.CrisisDeclare, Value: p.Get("title"), Note: p.Get("what")})
	if err == nil {
		// What fails from here on can be said again on the crisis's own page.
		to := crisisPage(said.ID) + "?said=" + strconv.FormatInt(said.Line, 10)
		lines := []report.CrisisLine{{Action: report.CrisisLevel, Value: strconv.Itoa(form.Level())}}
		for _, id := range p.Values["case"] {
			lines = append(lines, report.CrisisLine{Action: report.CrisisAttach, Value: id})
		}
		for _, l := range lines {
			l.Crisis = said.ID
			if _, err := s.sayCrisis(ctx, l); err != nil && !errors.Is(err, report.ErrThere) { // it was sent twice
				s.Log.Warn("crisis declared, but not all of it was written", "crisis", said.ID, "error", err)
				to = crisisPage(said.ID) + "?fault=partly"
			}
		}
		v.Elsewhere = to
		return nil, nil
	}
	key := crisisFault(err)
	if key == "" {
		return nil, err
	}
	v.Status, v.Title = http.StatusUnprocessableEntity, v.say("crisis.declare")
	form.Fault, form.Empty = v.known("crisis_fault", key), strings.TrimSpace(p.Get("title")) == ""
	if form.Rumours, err = s.options(ctx, v, nil, p.Values["case"]); err != nil {
		return nil, err
	}
	return &crisesPage{Form: form}, nil
}

// written is a line of the log as it was written.
type writtenLine struct {
	ID   string // of the crisis
	Line int64
}

// sayCrisis takes a line down in the name of the page.
func (s *Site) sayCrisis(ctx context.Context, l report.CrisisLine) (writtenLine, error) {
	l.Author = byPage
	said, err := s.Crises.WriteCrisis(ctx, l)
	if err == nil {
		s.forget()
	}
	return writtenLine{said.Crisis, said.Line}, err
}

// crisisFault is the word for why something cannot be said; empty where the
// database is to blame.
func crisisFault(err error) string {
	for _, known := range []struct {
		key string
		err error
	}{{"over", report.ErrOver}, {"back", report.ErrBack}, {"there", report.ErrThere}, {"unsaid", report.ErrUnsaid}, {"long", report.ErrLong},
		{"nocase", report.ErrNoCase}, {"nothing", report.ErrNothing}, {"missing", report.ErrNotFound}, {"unread", report.ErrSaid}} {
		if errors.Is(err, known.err) {
			return known.key
		}
	}
	return ""
}

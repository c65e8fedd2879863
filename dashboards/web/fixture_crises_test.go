package web

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"vigie/dashboards/report"
)

// ledger keeps crises and objections in memory; what can be said is report's, as
// with the store.
type ledger struct {
	world *world
	mu    sync.Mutex
	lines []report.CrisisLine
	list  []report.Opposition
	err   error
}

func (l *ledger) book() *report.CrisisBook {
	l.mu.Lock()
	defer l.mu.Unlock()
	return report.NewCrisisBook(slices.Clone(l.lines))
}

func (l *ledger) Crises(context.Context) ([]report.Crisis, error) { return l.book().Crises(), l.err }

func (l *ledger) Crisis(_ context.Context, id string) (report.Crisis, error) {
	return l.book().Find(id)
}

func (l *ledger) WriteCrisis(ctx context.Context, x report.CrisisLine) (report.CrisisLine, error) {
	if l.err != nil {
		return x, l.err
	}
	x.At = l.world.now
	book := l.book()
	x, err := book.Say(x, func(id string) (string, error) {
		c, err := l.world.Case(ctx, id)
		return c.ID, err
	})
	if err != nil {
		return x, err
	}
	if same, ok := book.Again(x); ok {
		return same, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	x.Line = int64(len(l.lines) + 1)
	l.lines = append(l.lines, x)
	return x, nil
}

func (l *ledger) Oppositions(context.Context) ([]report.Opposition, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.list), l.err
}

func (l *ledger) Oppose(_ context.Context, o report.Opposition) (report.Opposition, error) {
	o, err := o.Clean()
	if err == nil && o.Source != "" && o.Source != rails.ID {
		err = report.ErrNoSource
	}
	if err != nil {
		return o, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	o.Line, o.At = int64(len(l.list)+1), l.world.now
	l.list = append(l.list, o)
	return o, nil
}

func (l *ledger) Withdraw(_ context.Context, line int64, _ string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(l.list)
	if l.list = slices.DeleteFunc(l.list, func(o report.Opposition) bool { return o.Line == line }); len(l.list) == n {
		return report.ErrNothing
	}
	return nil
}

// newLedger has a crisis in force, one that is closed, and two who object.
func newLedger(t testing.TB, w *world) *ledger {
	t.Helper()
	l := &ledger{world: w, list: []report.Opposition{
		{Line: 1, Person: "voie_unique", Source: rails.ID, At: w.at(20, 17, 2), Author: "analyst", Note: "courriel du 20 novembre"},
		{Line: 2, Person: "Ticket", At: w.at(21, 8, 30), Author: byPage},
	}}
	var ids []string
	for i, x := range []report.CrisisLine{
		{Action: report.CrisisDeclare, Value: "Panne de Noël 2025", Note: "Le réseau est resté à l’arrêt deux heures."},
		{Crisis: "0", Action: report.CrisisClose, Note: "Prévenir les conducteurs avant la presse : ils étaient interrogés les premiers."},
		{Action: report.CrisisDeclare, Value: "Flotte : « 300 bus retirés »", Note: "Un forum affirme que 300 bus ont été retirés. La presse appelle.\nLe dépôt nord n’a retiré que 9 bus, pour révision."},
		{Crisis: "2", Action: report.CrisisLevel, Value: "2"},
		{Crisis: "2", Action: report.CrisisAttach, Value: w.rumour(9).ID},
		{Crisis: "2", Action: report.CrisisDuty, Value: "lead", Note: "Directrice de la communication"},
		{Crisis: "2", Action: report.CrisisDuty, Value: "spokesperson", Note: "Directeur de l’exploitation"},
		{Crisis: "2", Action: report.CrisisDuty, Value: "standard téléphonique", Note: "Accueil, poste 12"},
		{Crisis: "2", Action: report.CrisisHolding, Value: "fr", Note: "1 240 bus sont en service, comme le montre notre rapport d’exploitation.\n\nAucun bus n’a été retiré du service sans être remplacé."},
		{Crisis: "2", Action: report.CrisisContact, Value: "Préfecture, astreinte", Note: "01 99 00 12 34"},
		{Crisis: "2", Action: report.CrisisDecide, Note: "Publier le décompte par dépôt avant 16 h."},
		{Crisis: "2", Action: report.CrisisRemark, Note: "Le Quotidien du Val rappelle à 15 h."},
		{Crisis: "2", Action: report.CrisisRemark, Note: "Note reprise."},
		{Crisis: "2", Action: report.CrisisUndo, Value: "13"},
	} {
		if n, err := strconv.Atoi(x.Crisis); err == nil {
			x.Crisis = ids[n]
		}
		x.Author = "analyst"
		at := w.now
		w.now = w.at(21, 12, 2*i)
		if i < 2 {
			w.now = time.Date(2025, 12, 24+i, 9, 0, 0, 0, w.zone)
		}
		said, err := l.WriteCrisis(t.Context(), x)
		w.now = at
		if err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
		ids = append(ids, said.Crisis)
	}
	return l
}

// current is the identifier of the crisis in force.
func (l *ledger) current() string { return l.book().Crises()[0].ID }

// crisisSite is a site with all that issues a crisis needs.
func crisisSite(t testing.TB, w *world, l *ledger) *Site {
	t.Helper()
	o, c := optionsOf(w), newCabinet(t, w)
	o.Facts, o.Documents, o.Crises, o.Oppositions = c, c, l, l
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

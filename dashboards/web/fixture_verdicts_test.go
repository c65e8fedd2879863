package web

import (
	"context"
	"fmt"
	"time"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// The world's memory of what was said; what can be said is report's, as with the store.

func (w *world) book() *report.Book {
	w.mu.Lock()
	defer w.mu.Unlock()
	return report.NewBook(w.said, w.now)
}

// stand gives findings what people made of them.
func (w *world) stand(found []report.Finding) []report.Finding {
	book := w.book()
	for i, f := range found {
		st := book.Of(f.Signal)
		for j, p := range st.Parts {
			for _, o := range found {
				if of := book.Of(o.Signal); o.ID == p.ID {
					st.Parts[j].Muted = of.Muted != nil
					if st.Parts[j].Title = o.Title; of.Given != "" {
						st.Parts[j].Title = signal.Text{FR: of.Given, EN: of.Given}
					}
				}
			}
		}
		if st.Given != "" {
			found[i].Title = signal.Text{FR: st.Given, EN: st.Given}
		}
		found[i].Standing = st
	}
	return found
}

func (w *world) Say(ctx context.Context, v report.Verdict) (report.Verdict, error) {
	if _, _, err := w.state(); err != nil {
		return v, err
	}
	book := w.book()
	v, err := book.Say(v, report.Known{Signal: func(id string) (signal.Signal, error) {
		f, err := w.Finding(ctx, id)
		return f.Signal, err
	}, Fact: func(id string) (bool, error) { return id == w.fleet().ID, nil }})
	if err != nil {
		return v, err
	}
	if same, ok := book.Again(v); ok {
		return same, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	v.Line, v.At = int64(len(w.said)+1), w.now
	w.said = append(w.said, v)
	return v, nil
}

func (w *world) Book(context.Context) (*report.Book, error) {
	w.mu.Lock()
	w.books++
	w.mu.Unlock()
	return w.book(), nil
}

func (w *world) SignalTitles(context.Context, time.Time) ([]report.Part, error) {
	var list []report.Part
	for _, f := range w.all() {
		if f.Standing.Into == "" {
			list = append(list, report.Part{ID: f.ID, Title: f.Title, Kind: f.Kind})
		}
	}
	return list, nil
}

// spoken is a world in which much was said of signals.
func (w *world) spoken() {
	all := w.all()
	weak, old, wave := w.weak(), all[3], w.complaints()
	for i, v := range []report.Verdict{
		{Signal: weak.ID, Action: report.Noise, Author: "analyst", Kind: signal.Weak, Level: signal.Low},
		{Signal: weak.ID, Action: report.Undo, Value: "1", Author: "analyst"},
		{Signal: weak.ID, Action: report.Rename, Value: "Freins qui chauffent sur la ligne 3", Author: byPage},
		{Signal: wave.ID, Action: report.Useful, Author: byPage, Kind: signal.Complaints, Level: signal.Strong},
		{Signal: old.ID, Action: report.Merge, Value: weak.ID, Author: "analyst", Note: "les mêmes voyageurs"},
		{Signal: report.Rule{Term: "carte étudiante"}.Key(), Action: report.Mute, Value: "2026-11-28T17:00:00Z", Author: "analyst", Note: "la rentrée"},
		{Signal: w.second().ID, Action: report.Mute, Author: "analyst"},
		{Signal: w.speech().ID, Action: report.Noise, Author: byPage, Kind: signal.Ambassador, Level: signal.Low},
	} {
		v.Line, v.At = int64(i+1), w.at(21, 9, 10+i)
		w.said = append(w.said, v)
	}
	for i := range 15 { // of signals long past
		action := report.Useful
		if i%5 == 0 {
			action = report.Noise
		}
		w.said = append(w.said, report.Verdict{Line: int64(100 + i), At: w.at(1, 9, i).AddDate(0, -i/2, 0), Signal: fmt.Sprint("past", i), Action: action, Kind: signal.Weak, Level: signal.Low})
	}
}

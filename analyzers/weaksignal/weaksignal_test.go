package weaksignal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/replay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var ordinary = strings.Fields(`tram bus ligne retard conducteur ticket prix station quai voyageur matinale affluence travaux horaire
	depot atelier reseau ville vallee gare correspondance panne information application abonnement controle voiture velo pont marche
	ecole hopital centre service place temps route pluie soleil chantier maire budget projet rame porte siege vitesse regulation`)

type world struct {
	*replay.Window
	r *rand.Rand
	n int
}

// newWorld is some days of 80 ordinary posts, in 30 sources, up to now.
func newWorld(days int) *world { return seeded(days, 5) }

func seeded(days int, seed uint64) *world {
	w := &world{Window: replay.NewWindow(0, 0), r: rand.New(rand.NewPCG(seed, 9))}
	for t := now.AddDate(0, 0, -days); t.Before(now); t = t.Add(time.Hour) {
		for range 2 + w.r.IntN(3) {
			w.add(t.Add(time.Duration(w.r.IntN(3600))*time.Second), fmt.Sprint("src", w.r.IntN(30)), w.sentence(9))
		}
	}
	return w
}

// sentence is n ordinary words, the earlier of the list the more often.
func (w *world) sentence(n int) string {
	var out []string
	for range n {
		out = append(out, ordinary[int(float64(len(ordinary))*w.r.Float64()*w.r.Float64())])
	}
	return strings.Join(out, " ")
}

func (w *world) add(at time.Time, source, text string, edit ...func(*annotation.Post)) {
	w.n++
	p := annotation.Post{Post: post.Post{ID: fmt.Sprintf("p%05d", w.n), Kind: post.Message, Source: source,
		Author: fmt.Sprint(source, "-", w.n%17), Published: at, Text: text}}
	p.Annotation.Language = "fr"
	p.Annotation.Mentions = []annotation.Mention{{Entity: "translum"}}
	for _, e := range edit {
		e(&p)
	}
	w.Add(p)
}

// smell adds the sample world's weak signal: 11 posts, 5 sources, 20 hours.
func (w *world) smell() []string {
	var ids []string
	texts := []string{"une odeur de brûlé sur la ligne 3", "ligne 3 : forte odeur de brûlé à l’arrière", "ça sent le brûlé, odeur bizarre, ligne 3"}
	for i := range 11 {
		w.add(now.Add(-20*time.Hour+time.Duration(i)*110*time.Minute), fmt.Sprint("src", i%5), w.sentence(4)+", "+texts[i%3]+", "+w.sentence(3))
		ids = append(ids, fmt.Sprintf("p%05d", w.n))
	}
	return ids
}

func detect(t *testing.T, w *world, at time.Time) []signal.Signal {
	t.Helper()
	got, err := New(Default()).Detect(context.Background(), at, w)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// inWorlds makes a claim of so many worlds, each of another seed, and fails where
// it does not hold in all but spared of them. A claim says why it does not hold.
func inWorlds(t *testing.T, n, spared int, claim func(seed uint64) error) {
	t.Helper()
	var not []string
	for seed := range uint64(n) {
		if err := claim(seed); err != nil {
			not = append(not, fmt.Sprintf("world %d: %v", seed, err))
		}
	}
	if len(not) > spared {
		t.Errorf("does not hold in %d of %d worlds, want %d at the most:\n%s", len(not), n, spared, strings.Join(not, "\n"))
	}
}

func TestWeakSignalIsRaised(t *testing.T) {
	inWorlds(t, 20, 0, func(seed uint64) error {
		w := seeded(20, seed)
		ids := w.smell()
		got := detect(t, w, now)
		if len(got) != 1 {
			return fmt.Errorf("%d signals, want 1: %v", len(got), got)
		}
		if s := got[0]; s.Level != signal.Low || s.Entity != "translum" || len(s.Sources) != 5 || !slices.Contains(s.Terms, "odeur de brûlé") || !slices.Equal(s.Posts, ids) {
			return fmt.Errorf("level %s, entity %q, sources %v, terms %q, posts %v, want the burning smell whole", s.Level, s.Entity, s.Sources, s.Terms, s.Posts)
		}
		return nil
	})
}

func TestWeakSignalIsEarlyAndKeepsItsID(t *testing.T) {
	inWorlds(t, 5, 0, func(seed uint64) error {
		w := seeded(20, seed)
		w.smell()
		ids := make(map[string]bool)
		var first time.Time
		d := New(Default())
		for at := now.Add(-20 * time.Hour); !at.After(now.Add(3 * time.Hour)); at = at.Add(time.Hour) {
			got := look(t, d, at, w)
			for _, s := range got {
				ids[s.ID] = true
				if first.IsZero() {
					first = at
				}
			}
			if fresh := detect(t, w, at); !reflect.DeepEqual(got, fresh) {
				return fmt.Errorf("at %s a detector that remembers says %v, a new one %v", at, got, fresh)
			}
		}
		if delay := first.Sub(now.Add(-20 * time.Hour)); first.IsZero() || delay > 12*time.Hour || len(ids) != 1 {
			return fmt.Errorf("raised after %s under %d identifiers, want within 12 h under 1", delay, len(ids))
		}
		return nil
	})
}

func TestOrdinaryDaysAreSilent(t *testing.T) {
	inWorlds(t, 5, 0, func(seed uint64) error {
		w := seeded(20, seed)
		d := New(Default())
		for at := now.AddDate(0, 0, -12); !at.After(now); at = at.Add(time.Hour) {
			if got := look(t, d, at, w); len(got) != 0 {
				return fmt.Errorf("at %s: %v", at, got[0].Title)
			}
		}
		return nil
	})
}

func TestTerms(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Une odeur de brûlé sur la ligne 3 !", []string{"odeur", "brule", "odeur brule", "ligne", "ligne 3"}},
		{"RT @x: #Ferguson http://t.co/a power outages", []string{"ferguson", "power", "outage", "power outage"}},
		{"Lundi matin, bonjour", nil},
	} {
		var got []string
		terms(c.text, "fr", func(_ uint32, t term) { got = append(got, t.folded) })
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("terms(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func BenchmarkDetect(b *testing.B) {
	w := newWorld(20)
	w.smell()
	d := New(Default())
	b.ReportAllocs()
	for b.Loop() {
		if got, err := d.Detect(context.Background(), now, w); err != nil || len(got) != 1 {
			b.Fatal(len(got), err)
		}
	}
}

package spike

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
)

// A rise is one signal: of all posts where they rise, with what carries it, else
// of the kind of source or language that rises alone.
func TestWhatRises(t *testing.T) {
	inForums := func(p *annotation.Post) { p.Kind, p.Source = post.Message, fmt.Sprint("forum", len(p.ID)%4) }
	for _, c := range []struct {
		name            string
		posts           int
		edit            func(*annotation.Post)
		class, language string
		says            string // among the reasons or in the title
	}{
		{"everywhere", 60, func(*annotation.Post) {}, "", "", "past days"},
		{"in forums, and so in all", 60, inForums, "", "", "Mostly in forums: "},
		{"in English, and so in all", 60, func(p *annotation.Post) { p.Annotation.Language = "en" }, "", "", "Mostly in English: "},
		{"in comments, hardly to be seen in all", 9, func(p *annotation.Post) { p.Kind, p.Source = post.Comment, "site9" }, "comment", "", "posts in comments in"},
		{"in German, likewise", 9, func(p *annotation.Post) { p.Annotation.Language = "de" }, "", "de", "posts in German in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(60, 96)
			for at := now.AddDate(0, 0, -60); at.Before(now); at = at.Add(48 * time.Hour) { // now and then
				w.write(at, func(p *annotation.Post) { p.Kind, p.Source = post.Comment, "site9" })
				w.write(at, func(p *annotation.Post) { p.Annotation.Language = "de" })
			}
			for i := range c.posts {
				w.write(now.Add(-time.Duration(i+1)*time.Minute), c.edit, func(p *annotation.Post) { p.Author = fmt.Sprint("someone", i) })
			}
			got := detect(t, w, now)
			if len(got) != 1 {
				t.Fatalf("%d signals, want 1: %v", len(got), titles(got))
			}
			s := got[0]
			text := s.Title.EN
			for _, r := range s.Why {
				text += "\n" + r.EN
			}
			if s.Class != c.class || s.Language != c.language || !strings.Contains(text, c.says) {
				t.Errorf("class %q, language %q, %s: want %q, %q, %q", s.Class, s.Language, text, c.class, c.language, c.says)
			}
			if s.P <= 0 || s.P > 1e-4 || s.Hours == 0 || s.Voices < 4 || !strings.Contains(s.Test, "negative binomial") {
				t.Errorf("p %v in %v h, %d voices, test %q", s.P, s.Hours, s.Voices, s.Test)
			}
		})
	}
}

// One identifier through an episode: it begins in forums, fills all, lasts into
// the next days with quiet nights, and is one signal.
func TestEpisodeHasOneIdentifier(t *testing.T) {
	w := newWorld(60, 48)
	ids := make(map[string]int)
	parts := make(map[string]bool)
	for h := range 72 {
		at := now.Add(time.Duration(h) * time.Hour)
		n := people(w.r, 5*usual(at, 48))
		if h < 3 {
			n = 0
			for i := range 5 {
				w.write(at.Add(time.Duration(i)*time.Minute), func(p *annotation.Post) {
					p.Kind, p.Source, p.Author = post.Comment, "site9", fmt.Sprint("c", h, i)
				})
			}
		}
		w.add(at, time.Hour, n, "")
		for _, s := range detect(t, w, at.Add(time.Hour)) {
			ids[s.ID]++
			parts[s.Class] = true
		}
	}
	if len(ids) != 1 || !parts[""] {
		t.Errorf("identifiers %v of parts %v, want one, of all at last", ids, parts)
	}
}

// askedWindow notes what is asked of a window.
type askedWindow struct {
	annotation.Window
	cells, counts, posts int
}

func (w *askedWindow) Cells(ctx context.Context, from, to time.Time) ([]annotation.Cell, error) {
	w.cells++
	return w.Window.Cells(ctx, from, to)
}

func (w *askedWindow) Counts(ctx context.Context, f annotation.Filter) ([]annotation.Count, error) {
	w.counts++
	return w.Window.Counts(ctx, f)
}

func (w *askedWindow) Posts(ctx context.Context, f annotation.Filter) ([]annotation.Post, error) {
	w.posts++
	return w.Window.Posts(ctx, f)
}

// A quiet tick asks for cells once a detector, and for no posts.
func TestQuietTickIsCheap(t *testing.T) {
	w := &askedWindow{Window: newWorld(60, 48)}
	many := Default(translum)
	for i := range 20 {
		many.Entities = append(many.Entities, Entity{ID: fmt.Sprint("topic", i), Name: "Un sujet"})
	}
	complaints := NewComplaints(many)
	for _, d := range []annotation.Detector{New(many), complaints, complaints} {
		*w = askedWindow{Window: w.Window}
		if _, err := d.Detect(context.Background(), now, w); err != nil {
			t.Fatal(err)
		}
	}
	if w.cells != 1 || w.counts != 0 || w.posts != 0 {
		t.Errorf("second look of the complaints: %d cells, %d counts, %d posts, want 1, 0, 0", w.cells, w.counts, w.posts)
	}
	*w = askedWindow{Window: w.Window}
	if _, err := New(many).Detect(context.Background(), now, w); err != nil || w.cells != 1 || w.counts != 0 || w.posts != 0 {
		t.Errorf("spikes: %d cells, %d counts, %d posts, want 1, 0, 0 (%v)", w.cells, w.counts, w.posts, err)
	}
}

func TestDiscoveries(t *testing.T) {
	ps := func(p ...float64) []test {
		var out []test
		for _, x := range p {
			out = append(out, test{Verdict: Verdict{P: x}})
		}
		return out
	}
	for _, c := range []struct {
		name  string
		tests []test
		want  float64
	}{
		{"none", ps(.5, .6, .9, 1), .0125},
		{"the second lends to the first", ps(.02, .024, .5, .6), .025},
		{"all", ps(.01, .02, .03, .04), .05},
		{"no test", nil, .05},
	} {
		if got := discoveries(c.tests, .05); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// A theme that is in no list is found by the term that the complaints share.
func TestComplaintWaveOfATerm(t *testing.T) {
	w := newWorld(30, 48)
	for d := 1; d < 28; d++ { // other complaints are usual
		w.complain(3, 3*time.Hour, "Encore du retard, message", func(p *annotation.Post) { p.Published = p.Published.AddDate(0, 0, -d) })
	}
	w.complain(12, 3*time.Hour, "Le robinet de la buvette fuit", func(p *annotation.Post) { p.Annotation.Terms = []string{"tram", "buvette"} })
	got := complaints(t, w)
	if len(got) != 1 || got[0].Kind != signal.Complaints || !strings.Contains(got[0].Title.FR, "buvette") || !strings.Contains(got[0].Theme, "buvette") {
		t.Errorf("%v, want one about the buvette", titles(got))
	}
}

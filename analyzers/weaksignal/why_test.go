package weaksignal

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// TestSilent wants a signal to tell the bars that it passed, as they are set: of
// sources only where they are known, of lone words only where one stands alone.
func TestSilent(t *testing.T) {
	strict, lone := Default(), Default()
	strict.P, strict.MinSources, strict.Ratio = 1e-11, 4, 7
	lone.LoneP, lone.LoneShare, lone.P = 1e-12, 0.25, 1e-5
	for _, c := range []struct {
		name   string
		c      Config
		word   string
		source string
		want   []string
		not    string
	}{
		{"several words", strict, "odeur de brûlé", "src",
			[]string{"5 independent voices or 4 sources", "7 times", "one chance in 10¹¹"}, "lone"},
		{"a lone word", lone, "@ici klaxon @là", "src",
			[]string{"or 3 sources", "one chance in 100,000", "Nothing else rises", "20 voices", "25% of all voices", "one chance in 10¹²", "in 50% of its posts"}, "million"},
		{"no sources known", Default(), "odeur de brûlé", "",
			[]string{"under 5 independent voices, under 6 times", "one chance in 1,000,000 "}, "sources"},
	} {
		w := newWorld(20)
		for i := range 25 {
			w.add(now.Add(-time.Duration(i+1)*13*time.Minute), "", w.sentence(3)+" "+c.word+" "+w.sentence(3), func(p *annotation.Post) {
				p.Author = fmt.Sprint("who", i)
				if c.source != "" {
					p.Source = fmt.Sprint(c.source, i%9)
				}
			})
		}
		got := look(t, New(c.c), now, w)
		if len(got) != 1 {
			t.Errorf("%s: %d signals, want one", c.name, len(got))
			continue
		}
		said := got[0].Silent.EN
		for _, want := range c.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s: silence is %q, want %q said", c.name, said, want)
			}
		}
		if strings.Contains(said, c.not) {
			t.Errorf("%s: silence is %q, want no %q", c.name, said, c.not)
		}
		t.Log(got[0].Silent.FR)
	}
}

// signed is a world whose sources have names.
type signed struct{ *world }

func (signed) Source(id string) post.Source { return post.Source{ID: id, Name: "Nom de " + id} }

// TestSourcesByName wants the reasons to call sources by their names.
func TestSourcesByName(t *testing.T) {
	for _, kind := range []post.Kind{post.Message, post.Article} {
		w := signed{newWorld(20)}
		w.many(now, 12, 6, says("odeur de brûlé tunnel"), func(p *annotation.Post) { p.Kind = kind })
		got := look(t, New(Default()), now, w)
		if len(got) != 1 {
			t.Fatalf("%s: %d signals, want one", kind, len(got))
		}
		for _, why := range got[0].Why {
			if strings.Contains(strings.ReplaceAll(why.FR, "Nom de src", ""), "src") {
				t.Errorf("%s: a reason names a source by its identifier: %s", kind, why.FR)
			}
		}
	}
}

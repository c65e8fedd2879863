package weaksignal

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/text"
)

// digest is one hour of posts, reduced to what terms are counted from.
type digest struct {
	posts int            // posts it was made from: the hour is read anew when that changes
	own   int            // of these, those with a text of their own
	terms map[string]int // term -> posts with a text of their own
	light []light        // of a recent hour
}

// light is a post without its text.
type light struct {
	post  annotation.Post // Text cut to an excerpt
	voice string
	key   uint64 // the same for near-copies
	terms []string
}

// manyTerms is from how many terms on an hour's singletons are not kept.
const manyTerms = 50_000

// digestOf reads the posts of an hour. Only a copy's first text counts.
func (d *Detector) digestOf(posts []annotation.Post) *digest {
	g := &digest{posts: len(posts), terms: make(map[string]int)}
	keys := make(map[uint64]bool)
	for _, p := range posts {
		l := d.lighten(p)
		if keys[l.key] || evidence.IsCopy(p) {
			continue
		}
		keys[l.key] = true
		g.own++
		for _, t := range l.terms {
			g.terms[t]++
		}
		g.light = append(g.light, l)
	}
	if len(g.terms) > manyTerms {
		for t, n := range g.terms {
			if n == 1 {
				delete(g.terms, t)
			}
		}
	}
	return g
}

func (d *Detector) lighten(p annotation.Post) light {
	s := p.Text
	if p.Title != "" && p.Thread == "" { // every answer repeats its thread's title
		s = p.Title + "\n" + s
	}
	if len(s) > 4000 {
		s = s[:4000]
	}
	l := light{voice: evidence.Voice(p)}
	l.terms, l.key = d.terms(s, p.Annotation.Language)
	p.Text = cut(p.Text, 240)
	p.Links = nil
	l.post = p
	return l
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.Clone(s[:n])
}

// terms returns the words and pairs of s, each once: content words, and two of
// them that follow each other, one function word between them at most. The key
// hashes the first words, whoever forwards them.
func (d *Detector) terms(s, lang string) ([]string, uint64) {
	var out []string
	seen := make(map[string]bool)
	add := func(t, shown string) {
		if seen[t] {
			return
		}
		seen[t] = true
		t = d.intern(t, shown)
		out = append(out, t)
	}
	var key uint64 = 14695981039346656037
	keyed, gap := 0, 0
	prev := ""
	prevAt := 0
	for _, t := range text.Tokens(s) {
		switch t.Kind {
		case text.URL, text.Handle, text.Emoji:
			prev = ""
			continue
		}
		w := strings.TrimPrefix(t.Fold, "#")
		if keyed < 10 && w != "rt" {
			keyed++
			for i := range len(w) {
				key = (key ^ uint64(w[i])) * 1099511628211
			}
		}
		if text.IsStop(lang, w) || text.IsStop("en", w) || noise[w] || strings.HasSuffix(w, "'") {
			if gap++; gap > 1 {
				prev = ""
			}
			continue
		}
		number := t.Kind == text.Number
		if !number && utf8.RuneCountInString(w) < 3 {
			prev = ""
			continue
		}
		n := singular(w)
		if !number {
			add(n, s[t.Start:t.End])
		}
		if prev != "" && (!number || len(w) <= 3) && prev != n {
			add(prev+" "+n, strings.Join(strings.Fields(s[prevAt:t.End]), " "))
		}
		prev, prevAt, gap = n, t.Start, 0
		if number {
			prev = ""
		}
	}
	if keyed < 3 {
		key ^= uint64(len(s)) << 32
	}
	return out, key
}

// singular drops a plural's ending: good enough to count words together.
func singular(w string) string {
	if len(w) > 4 && (w[len(w)-1] == 's' || w[len(w)-1] == 'x') && w[len(w)-2] != 's' {
		return w[:len(w)-1]
	}
	return w
}

// intern keeps one copy of each term, and how it was first written.
func (d *Detector) intern(t, shown string) string {
	if k, ok := d.shown[t]; ok {
		return k.term
	}
	if len(d.shown) > 4*manyTerms {
		clear(d.shown)
	}
	t = strings.Clone(t)
	d.shown[t] = word{t, strings.Clone(strings.TrimPrefix(strings.ToLower(shown), "#"))}
	return t
}

type word struct{ term, shown string }

// hour returns the digest of an hour, from memory where its number of posts is
// still the one it was made from.
func (d *Detector) hour(ctx context.Context, at time.Time, posts int, end time.Time, w annotation.Window) (*digest, error) {
	key := at.Unix()
	if g := d.hours[key]; g != nil && g.posts == posts {
		return g, nil
	}
	to := at.Add(time.Hour)
	if to.After(end) {
		to = end
	}
	read, err := w.Posts(ctx, annotation.Filter{From: at, To: to})
	if err != nil {
		return nil, fmt.Errorf("read the posts of %s: %w", at.Format(time.RFC3339), err)
	}
	g := d.digestOf(read)
	if to.Sub(at) == time.Hour { // an unfinished hour is read anew
		d.hours[key] = g
	}
	return g, nil
}

// noise are words that say when or how and never what; folded.
var noise = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(`
		monday tuesday wednesday thursday friday saturday sunday weekend today tonight tomorrow yesterday morning afternoon evening night
		january february march april may june july august september october november december day days week weeks month year years hour hours minute minutes
		lundi mardi mercredi jeudi vendredi samedi dimanche aujourd hui demain hier matin midi soir soiree nuit jour jours semaine semaines mois annee annees heure heures minute
		janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
		good great bad thing things something anything nothing everyone someone people guy guys man really actually just get got getting going gonna wanna gotta
		know think want need make made say said says see look like come back time new now still even always never lol omg haha hahaha via amp
		bonjour bonsoir salut merci bon bonne bien tout tous toute toutes faire fait chose choses gens vraiment encore toujours jamais aussi plus tres trop
		don't can't won't isn't i'm i've i'll it's that's you're he's she's they're we're didn't doesn't ain't let's what's there's`) {
		m[w] = true
	}
	return m
}()

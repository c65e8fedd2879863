package spike

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

// wave is one theme in one window.
type wave struct {
	*found
	theme theme
	story string // that most of its posts tell
	all   *Series
}

// waves weighs the open themes of an entity on the posts that complain.
func (d *Complaints) waves(entity string, open []theme, complaints []annotation.Post, first, at time.Time) []wave {
	all := d.series(entity, "", first, at)
	var out []wave
	for _, t := range open {
		var posts []annotation.Post
		for _, p := range complaints {
			if t.of(p) {
				posts = append(posts, p)
			}
		}
		series := all
		if t.id != "" && t.term == "" {
			series = d.series(entity, t.id, first, at)
		}
		var used []usage
		if t.term != "" {
			used = d.usages(entity, []uint64{keyOf(t.term)}, at)
		}
		for i, window := range d.c.Windows {
			from := sort.Search(len(posts), func(i int) bool { return !posts[i].Published.Before(at.Add(-window)) })
			if len(posts)-from < d.c.MinPosts {
				continue
			}
			v := series.Judge(at, window)
			if t.term != "" {
				v = used[i].verdict(v, 0)
			}
			if !d.c.unusual(v) {
				continue
			}
			if f := d.c.weigh(v, window, posts[from:]); f != nil && f.surprising() && (t.id != "" || oneThing(f.posts)) {
				out = append(out, d.whole(wave{f, t, evidence.Story(f.posts), series}, complaints, all, at))
			}
		}
	}
	return out
}

// series is the past of a theme's complaints. It begins with the entity's first
// post, complaint or not.
func (d *Complaints) series(entity, id string, first, at time.Time) *Series {
	s := NewSeries(d.past(entity, id), at, d.c.Zone)
	if !first.IsZero() {
		s.startAt(first)
	}
	return s
}

// whole adds the complaints that tell the wave's story without naming its theme,
// and weighs them against the usual of all complaints.
func (d *Complaints) whole(v wave, complaints []annotation.Post, all *Series, at time.Time) wave {
	if v.story == "" {
		return v
	}
	in := make(map[string]bool)
	for _, p := range v.posts {
		in[p.ID] = true
	}
	var posts []annotation.Post
	for _, p := range complaints {
		if !p.Published.Before(at.Add(-v.window)) && (in[p.ID] || p.Annotation.Story == v.story) {
			posts = append(posts, p)
		}
	}
	if f := d.c.weigh(all.Judge(at, v.window), v.window, posts); f != nil && len(f.posts) > len(v.posts) {
		v.found, v.all = f, all
	}
	return v
}

// oneThing reports whether complaints that share no known theme are about one
// thing all the same: a story, or a term that half of them have.
func oneThing(posts []annotation.Post) bool {
	return evidence.Common(posts) != "" || evidence.Story(posts) != "" && evidence.Pair(posts) != ""
}

func (d *Complaints) signal(e Entity, v wave, at time.Time, w annotation.Window) signal.Signal {
	level := signal.Low
	if v.P < min(d.c.StrongP, 1e-8) && v.voices >= 2*d.c.MinVoice {
		level = signal.Strong
	}
	start := d.c.episode(at, v.all)
	reasons := append([]signal.Text{
		phrase.Text("Thème : %s ; %s négatifs sur %s", "Theme: %s; %s negative about %s", v.name(),
			phrase.Counted(v.Observed, "message", "messages", "post", "posts"), e.Name),
	}, why(v.found, nil, w)...)
	dd := Detector{d.c}
	return signal.Signal{
		ID: signal.NewID(signal.Complaints, e.ID, cmp.Or(v.story, v.theme.id+" "+d.c.day(start))), Kind: signal.Complaints, Level: level,
		Trend: trend(v.all, at, v.window), Score: score(v.P), Entity: e.ID, Theme: cmp.Or(v.theme.id, v.name().EN), Story: v.story, RaisedAt: at,
		FirstAt: v.posts[0].Published, LastAt: v.posts[len(v.posts)-1].Published,
		Title: phrase.Text("Plaintes sur %s : %s messages en %s, %s", "Complaints about %s: %s posts in %s, %s",
			v.name(), v.Observed, v.window, v.times()),
		Why: append(reasons, evidence.Quotes(v.posts)...), Silent: dd.silent(v.found), Terms: evidence.Terms(v.posts, nil, 8),
		Posts: evidence.IDs(v.posts), Sources: v.sources, Observed: v.Observed, Expected: v.Expected,
		Hours: v.window.Hours(), Test: testName, P: v.P, Voices: v.voices,
	}
}

// distinct keeps, of waves that are about one thing, the largest one; a known
// theme before none.
func distinct(waves []wave) []wave {
	sort.Slice(waves, func(i, j int) bool {
		a, b := waves[i], waves[j]
		if x, y := a.theme.known(), b.theme.known(); x != y {
			return x
		}
		if len(a.posts) != len(b.posts) {
			return len(a.posts) > len(b.posts)
		}
		if a.P != b.P {
			return a.P < b.P
		}
		if a.theme.id != b.theme.id {
			return a.theme.id < b.theme.id
		}
		return a.window < b.window
	})
	var out []wave
	for _, v := range waves {
		if !slices.ContainsFunc(out, func(o wave) bool { return o.same(v) }) {
			out = append(out, v)
		}
	}
	return out
}

// same reports whether v is about the same thing: the theme, the story, a quarter
// of the posts, or the expression that many of the posts use.
func (w wave) same(v wave) bool {
	if w.theme.id == v.theme.id || w.story != "" && w.story == v.story {
		return true
	}
	in := make(map[string]bool)
	for _, p := range w.posts {
		in[p.ID] = true
	}
	shared := 0
	for _, p := range v.posts {
		if in[p.ID] || w.story != "" && p.Annotation.Story == w.story {
			shared++
		}
	}
	if 4*shared >= len(v.posts) {
		return true
	}
	pair := evidence.Pair(w.posts)
	return pair != "" && evidence.Uses(v.posts, pair)
}

// name is what the wave is about, with the words that its posts share.
func (v wave) name() signal.Text {
	pair := evidence.Pair(v.posts)
	switch {
	case v.theme.term != "" && pair == "":
		return phrase.Text("%s", "%s", phrase.Quoted(v.theme.term))
	case v.theme.id == "" && pair == "":
		return phrase.Text("%s", "%s", phrase.Quoted(evidence.Common(v.posts)))
	case v.theme.id == "" || v.theme.term != "":
		return phrase.Text("%s", "%s", phrase.Quoted(pair))
	case pair == "":
		return v.theme.name
	}
	return phrase.Text("%s (%s)", "%s (%s)", v.theme.name, pair)
}

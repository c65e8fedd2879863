package rumor

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

func in(thread, id, text string) annotation.Post {
	return annotation.Post{Post: post.Post{ID: id, Thread: thread, Author: id, Kind: post.Status, Published: start, Text: text}}
}

func TestTrackRises(t *testing.T) {
	tr := NewTracker()
	first := tr.Track(in("t", "1", "BREAKING: police reportedly say 940 buses were withdrawn. #translum"), "")
	tr.Track(in("t", "2", "Is this true? Any source?"), "")
	p := in("t", "3", "Only 940 are left, I am told.")
	p.Annotation.Claims = []annotation.Claim{{Verdict: "contradicts", Fact: "fleet-2026"}}
	last := tr.Track(p, "")
	other := tr.Track(in("u", "4", "Thoughts and prayers, love you all! So sad."), "")
	if !(last.Score > first.Score) || !(first.Score > other.Score) {
		t.Errorf("scores: first post %v, with a contradicted claim %v, another thread's %v: want them apart", first.Score, last.Score, other.Score)
	}
	if !last.Is || other.Is || len(last.Why) == 0 || last.Why[0] != "contradicts the fact fleet-2026" {
		t.Errorf("last %+v, other %+v", last, other)
	}
}

func TestTrackSameThreadBySharedKeys(t *testing.T) {
	a, b := in("t", "1", "x"), in("", "2", "y")
	b.Parent = "t"
	tr := NewTracker()
	if tr.Track(a, ""); tr.key(a) != tr.key(b) {
		t.Error("a reply without its thread's key is not in the thread of its parent")
	}
	c, d := in("", "3", "x"), in("", "4", "y")
	c.Annotation.Story, d.Annotation.Story = "s-1", "s-1"
	if tr.key(c) != tr.key(d) {
		t.Error("two posts of a story are apart")
	}
}

// Threads of two sources may have one number; an identifier of ours is of one.
func TestTrackKeepsSourcesApart(t *testing.T) {
	tr := NewTracker()
	a, b := in("12", "1", "x"), in("12", "2", "y")
	a.Source, b.Source = "lignes-rails", "ticket"
	if tr.key(a) == tr.key(b) {
		t.Error("thread 12 of two sources is one")
	}
	a.Thread, b.Thread = post.NewID("x"), post.NewID("x")
	if tr.key(a) != tr.key(b) {
		t.Error("a thread that another source carries on is two")
	}
}

// An answer is one even where the first post was not seen.
func TestTrackRestores(t *testing.T) {
	posts := []annotation.Post{in("t", "1", "BREAKING: 940 buses withdrawn, police say"), in("t", "2", "Is this true? Source?"), in("t", "3", "Only 940 are left")}
	for i := range posts[1:] {
		posts[i+1].Parent = "1"
	}
	without, with := NewTracker(), NewTracker()
	for _, p := range posts[:2] {
		without.Track(p, "")
		with.Restore(p, "")
	}
	want, got := without.Track(posts[2], ""), with.Track(posts[2], "")
	if got.Score != want.Score || len(got.Why) != len(want.Why) {
		t.Errorf("after a restart %+v, want %+v", got, want)
	}
	late := NewTracker()
	late.Track(posts[1], "")
	if n := late.threads[late.key(posts[1])].firsts; n != 0 {
		t.Errorf("an answer whose first post is not known counts as %v first posts", n)
	}
}

// The flag is the post's own, the score the story's.
func TestTrackFlagsRelays(t *testing.T) {
	tr := NewTracker()
	contradicts := func(p *annotation.Post) {
		p.Annotation.Claims = []annotation.Claim{{Text: p.Text, Value: 940, Verdict: "contradicts", Fact: "fleet-2026"}}
	}
	for i, c := range []struct {
		text  string
		owner post.Owner
		edit  func(*annotation.Post)
		is    bool
		why   string
	}{
		{"Selon nos informations, il ne reste que 940 bus.", "", contradicts, true, "contradicts the fact fleet-2026"},
		{"Il ne reste que 940 bus, un chauffeur me l'a dit.", "", contradicts, true, "contradicts the fact fleet-2026"},
		{"« Plus que 940 bus » : c'est faux, vérification faite.", "", contradicts, false, roleReasons[denial]},
		{"Arrêtez avec cette histoire", "", stance("deny"), false, roleReasons[denial]},
		{"C'est vrai ? Une source ?", "", stance("query"), false, roleReasons[question]},
		{"940 bus, et tous dans mon garage.", post.Satire, contradicts, false, roleReasons[joke]},
		{"Le réseau exploite 1 240 bus.", post.Company, noClaim, false, roleReasons[official]},
		{"Bien sûr, plus que 940 bus.", "", contradicts, true, "contradicts the fact fleet-2026"},
	} {
		p := in("", fmt.Sprint(i), c.text)
		p.Annotation.Story = "s-1"
		c.edit(&p)
		got := tr.Track(p, c.owner)
		if got.Is != c.is || len(got.Why) == 0 || got.Why[0] != c.why {
			t.Errorf("%q by %q: %+v, want %v, %q first", c.text, c.owner, got, c.is, c.why)
		}
		if got.Score < threshold {
			t.Errorf("%q: score %v, want the story's", c.text, got.Score)
		}
		t.Log(c.text, got)
	}
}

func TestTrackIsDeterministic(t *testing.T) {
	run := func() (out []float64) {
		tr := NewTracker()
		for i := range 200 {
			out = append(out, tr.Track(in(fmt.Sprint("t", i%7), fmt.Sprint(i), fmt.Sprint("Is it true that ", i, " buses are gone?")), "").Score)
		}
		return out
	}
	a, b := run(), run()
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("post %d: %v, then %v", i, a[i], b[i])
		}
	}
}

func TestTrackForgets(t *testing.T) {
	tr := NewTracker()
	for i := range maxThreads + 10 {
		tr.Track(in(fmt.Sprint("t", i), "1", "x"), "")
	}
	if n := len(tr.threads); n > maxThreads {
		t.Errorf("%d threads held, want at most %d", n, maxThreads)
	}
}

func TestReadCues(t *testing.T) {
	for _, c := range []struct {
		text string
		want cues
	}{
		{"C’est faux, le réseau dément.", cues{denial: 3}}, // c'est faux, est faux, dement*
		{"Vraiment ? Une source ?", cues{enquiry: 3, question: 2}},
		{"Il paraît qu’il ne resterait que 940 bus", cues{hedge: 2, hearsay: 2}},
		{"300 bus auraient été retirés, ce serait bien dommage, on aurait pu le dire", cues{hedge: 3, hearsay: 1}},
		{"See http://x.example/?a=1", cues{}},
	} {
		got := readCues(annotation.Post{Post: post.Post{Text: c.text}})
		if got != c.want {
			t.Errorf("readCues(%q) = %+v, want %+v", c.text, got, c.want)
		}
	}
}

func BenchmarkTrack(b *testing.B) {
	tr := NewTracker()
	p := in("", "", "Selon nos informations, il ne resterait que 940 bus dans la vallée. C’est vrai ? Une source ? http://x.example/1 #translum")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.Thread = fmt.Sprint(i % 5000)
		p.Published = start.Add(time.Duration(i) * time.Second)
		tr.Track(p, "")
	}
}

// TestTrackFlagsWhatCarries follows a thread whose opening is flagged, and wants
// the flag on answers that carry it on, and their reasons.
func TestTrackFlagsWhatCarries(t *testing.T) {
	tr := NewTracker()
	opening := in("t", "1", "BREAKING: police reportedly say that 940 buses were withdrawn from Harbour depot. #translum")
	opening.Annotation.Claims = []annotation.Claim{{Text: opening.Text, Value: 940, Verdict: "contradicts", Fact: "fleet-2026"}}
	if got := tr.Track(opening, ""); !got.Is {
		t.Fatalf("opening: %+v, want it flagged", got)
	}
	for i, c := range []struct {
		text, stance string
		is           bool
		why          string
	}{
		{"My neighbour drives a nice tram.", "comment", false, "does not carry the claim of its thread itself: not flagged"},
		{"I can confirm, I was there.", "support", true, "confirms a flagged post"},
		{"Is it true?", "query", false, roleReasons[question]},
		{"Police say that 940 buses were withdrawn from Harbour depot, reportedly", "comment", true, "hedged: “reportedly”"},
		{"940 buses were withdrawn from Harbour depot, police say, breaking", "comment", true, "asked about by 1 answer"},
	} {
		p := in("t", fmt.Sprint("r", i), c.text)
		p.Parent, p.Annotation.Stance = "1", c.stance
		got := tr.Track(p, "")
		if got.Is != c.is || !slices.Contains(got.Why, c.why) {
			t.Errorf("%q: %+v, want %v, %q among the reasons", c.text, got, c.is, c.why)
		}
	}
}

// TestTrackOpinion scores an opinion in a rumour's story by what it says itself,
// and what carries the rumour by the story.
func TestTrackOpinion(t *testing.T) {
	tr := NewTracker()
	in := func(id, text string) annotation.Post {
		p := in("", id, text)
		p.Annotation.Story = "s-1"
		return p
	}
	for i := range 3 {
		tr.Track(in(fmt.Sprint(i), "BREAKING: police reportedly say 940 buses were withdrawn in #valmont, unconfirmed http://x.example"), "")
	}
	opinion, carries := tr.Track(in("x", "Lovely people, great service!"), ""), tr.Track(in("y", "On m’a dit que 940 bus auraient été retirés"), "")
	if opinion.Score > .4 || opinion.Is || carries.Score < .6 {
		t.Errorf("the opinion %+v, what carries it %+v", opinion, carries)
	}
}

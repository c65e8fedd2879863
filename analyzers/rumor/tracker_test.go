package rumor

import (
	"fmt"
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
	first := tr.Track(in("t", "1", "BREAKING: police reportedly say 940 buses were withdrawn. #translum"))
	tr.Track(in("t", "2", "Is this true? Any source?"))
	p := in("t", "3", "Only 940 are left, I am told.")
	p.Annotation.Claims = []annotation.Claim{{Verdict: "contradicts", Fact: "fleet-2026"}}
	last := tr.Track(p)
	other := tr.Track(in("u", "4", "Thoughts and prayers, love you all! So sad."))
	if !(last.Score > first.Score) || !(first.Score > other.Score) {
		t.Errorf("scores: first post %v, with a contradicted claim %v, another thread's %v: want them apart", first.Score, last.Score, other.Score)
	}
	if !last.Is || other.Is || len(last.Why) == 0 || last.Why[0] != "a claim contradicts a fact" {
		t.Errorf("last %+v, other %+v", last, other)
	}
}

func TestTrackSameThreadBySharedKeys(t *testing.T) {
	a, b := in("t", "1", "x"), in("", "2", "y")
	b.Parent = "t"
	if threadKey(a) != threadKey(b) {
		t.Error("a reply without its thread's key is not in the thread of its parent")
	}
	c, d := in("", "3", "x"), in("", "4", "y")
	c.Annotation.Story, d.Annotation.Story = "s-1", "s-1"
	if threadKey(c) != threadKey(d) {
		t.Error("two posts of a story are apart")
	}
}

func TestTrackIsDeterministic(t *testing.T) {
	run := func() (out []float64) {
		tr := NewTracker()
		for i := range 200 {
			out = append(out, tr.Track(in(fmt.Sprint("t", i%7), fmt.Sprint(i), fmt.Sprint("Is it true that ", i, " buses are gone?"))).Score)
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
		tr.Track(in(fmt.Sprint("t", i), "1", "x"))
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
		tr.Track(p)
	}
}

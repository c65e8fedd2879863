package analyzers

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/stance"
	"vigie/crawlers/post"
)

// short are real short posts in French and English where there is data, else
// those of testdata.
func short(tb testing.TB) (texts []string) {
	tb.Helper()
	for _, name := range []string{"french", "english"} {
		f, err := os.Open("../../shared/data/sentiment/" + name + "-val.jsonl")
		if err != nil {
			return lines(tb)
		}
		defer f.Close()
		for sc := bufio.NewScanner(f); sc.Scan(); {
			var x struct{ Text string }
			if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
				tb.Fatal(err)
			}
			texts = append(texts, x.Text)
		}
	}
	return texts
}

func lines(tb testing.TB) []string {
	tb.Helper()
	body, err := os.ReadFile("testdata/posts.txt")
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(body)), "\n")
}

// each runs one annotator over short posts that the whole reader has read.
func each(b *testing.B, annotate func(r *Reader, i int, p annotation.Post)) {
	r := reader(b)
	var posts []annotation.Post
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for i, text := range short(b) {
		if i%3 == 0 { // others name nobody that is listened for
			text = "Translum : " + text
		}
		p := post.Post{ID: fmt.Sprint(i), Source: "s", Author: fmt.Sprint(i % 97), Text: text, Published: at.Add(time.Duration(i) * time.Minute)}
		posts = append(posts, r.Read(p, post.Source{}))
	}
	r = reader(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		annotate(r, i, posts[i%len(posts)])
	}
}

func BenchmarkLanguage(b *testing.B) {
	each(b, func(r *Reader, _ int, p annotation.Post) { r.language.Of(p.Text, "") })
}

func BenchmarkMention(b *testing.B) {
	each(b, func(r *Reader, _ int, p annotation.Post) {
		r.mention.Find("", p.Text, document(p.Post, post.Source{}, &p.Annotation))
	})
}

func BenchmarkParts(b *testing.B) {
	each(b, func(r *Reader, _ int, p annotation.Post) { r.parts(p.Text, &p.Annotation) })
}

// BenchmarkSentiment is of the post and toward each that it names.
func BenchmarkSentiment(b *testing.B) {
	each(b, func(r *Reader, _ int, p annotation.Post) {
		r.sentiment.Of(p.Text, p.Annotation.Language)
		for _, m := range p.Annotation.Mentions {
			r.sentiment.Toward(p.Text, p.Annotation.Language, m.Start, m.End)
		}
	})
}

func BenchmarkClaim(b *testing.B) {
	each(b, func(r *Reader, _ int, p annotation.Post) {
		r.claim.Claims(p.Text, p.Annotation.Language, p.Annotation.Mentions, p.Published)
	})
}

// BenchmarkStance reads every post as an answer, which costs more.
func BenchmarkStance(b *testing.B) {
	each(b, func(r *Reader, _ int, p annotation.Post) {
		r.stance.Of(stance.Post{Text: p.Text, Reply: true, Parent: "Il paraît que Translum va supprimer 300 bus d’ici l’été."})
	})
}

func BenchmarkAmbassador(b *testing.B) {
	each(b, func(r *Reader, _ int, p annotation.Post) {
		r.ambassador.Of(p.Text, p.Author, "", p.Annotation.Language)
	})
}

// BenchmarkStory gives every post a number of its own, which keeps it from being a
// copy of one before.
func BenchmarkStory(b *testing.B) {
	each(b, func(r *Reader, i int, p annotation.Post) {
		at := p.Published.Add(time.Duration(i) * time.Second)
		r.story.Add(fmt.Sprint("n", i), at, p.Annotation.Language, "", fmt.Sprintf("%s (%d)", p.Text, i))
	})
}

func BenchmarkRumor(b *testing.B) {
	each(b, func(r *Reader, i int, p annotation.Post) {
		p.ID, p.Published = fmt.Sprint("n", i), p.Published.Add(time.Duration(i)*time.Second)
		r.rumor.Track(p, "")
	})
}

// BenchmarkRead is posts through every annotator, on one core: made of a few
// sentences, so that most are near-copies of others.
func BenchmarkRead(b *testing.B) {
	few := lines(b)
	throughput(b, func(i int) string { return few[i%len(few)] + " " + few[(i/len(few))%len(few)] })
}

// BenchmarkReadTweets is the same over posts that nobody wrote for it.
func BenchmarkReadTweets(b *testing.B) {
	texts := short(b)
	throughput(b, func(i int) string { return texts[i%len(texts)] })
}

// throughput reads texts, each with a number of its own, which keeps it from being a copy
// of one before.
func throughput(b *testing.B, text func(i int) string) {
	r := reader(b)
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	before := cpu(b)
	for i := 0; b.Loop(); i++ {
		r.Read(post.Post{ID: fmt.Sprint(i), Source: "s", Author: fmt.Sprint(i % 97), Text: fmt.Sprintf("%s (%d)", text(i), i),
			Published: at.Add(time.Duration(i) * time.Second)}, post.Source{})
	}
	b.ReportMetric(float64(b.N)/(cpu(b)-before), "posts/cpu-s")
}

// cpu is the processor time this process has used, in seconds: on a machine
// that others use too it says more than the clock.
func cpu(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

package evidence

import (
	"math"
	"testing"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

func TestTail(t *testing.T) {
	for _, c := range []struct{ k, mean, variance, want float64 }{
		{0, 3, 3, 1},
		{1, 3, 3, 1 - math.Exp(-3)},
		{2, 1, 1, 1 - 2*math.Exp(-1)},
		{10, 1, 1, 1.1142547e-7},         // Poisson, scipy.stats.poisson.sf(9, 1)
		{5, 2, 6, 0.131687},              // negative binomial of size 1: (2/3)^5
		{3, 1. / 9, 4. / 27, 0.00310745}, // where both fractions meet
		{1000, 100, 100, 0},              //
		{100, 100, 100, 0.51329879827},   // poisson.sf(99, 100)
	} {
		got := Tail(c.k, c.mean, c.variance)
		if math.Abs(got-c.want) > 1e-5*math.Max(c.want, 1e-3) {
			t.Errorf("Tail(%v, %v, %v) = %v, want %v", c.k, c.mean, c.variance, got, c.want)
		}
	}
}

func TestChance(t *testing.T) {
	for _, c := range []struct {
		p      float64
		fr, en string
	}{
		{0.0004, "Une chance sur 2\u202f500 que ce soit le hasard (p = 0,0004)", "One chance in 2,500 that this is luck (p = 0.0004)"},
		{1e-12, "Moins d’une chance sur un milliard que ce soit le hasard (p < 10⁻⁹)", "Less than one chance in a billion that this is luck (p < 10⁻⁹)"},
	} {
		got := Chance(c.p)
		if got.FR != c.fr || got.EN != c.en {
			t.Errorf("Chance(%v) = %q, %q, want %q, %q", c.p, got.FR, got.EN, c.fr, c.en)
		}
	}
}

func TestVoice(t *testing.T) {
	p := func(kind post.Kind, source, author string) annotation.Post {
		return annotation.Post{Post: post.Post{ID: "x", Kind: kind, Source: source, Author: author}}
	}
	for _, c := range []struct {
		name string
		a, b annotation.Post
		same bool
	}{
		{"two authors of a forum", p(post.Message, "f", "ann"), p(post.Message, "f", "bob"), false},
		{"one author twice", p(post.Message, "f", "ann"), p(post.Message, "f", "Ann"), true},
		{"two journalists of a paper", p(post.Article, "n", "ann"), p(post.Article, "n", "bob"), true},
		{"a namesake elsewhere", p(post.Status, "f", "ann"), p(post.Status, "g", "ann"), false},
	} {
		if got := Voice(c.a) == Voice(c.b); got != c.same {
			t.Errorf("%s: same voice %v, want %v", c.name, got, c.same)
		}
	}
}

func TestOriginals(t *testing.T) {
	first := "1"
	posts := []annotation.Post{
		{Post: post.Post{ID: "1", Text: "Le tram sent le brûlé."}},
		{Post: post.Post{ID: "2", Text: "Repris"}, Annotation: annotation.Annotation{CopyOf: &first}},
		{Post: post.Post{ID: "3", Text: "Le  tram sent le brûlé. "}},
		{Post: post.Post{ID: "4", Text: "Rien à voir"}},
	}
	got := IDs(Originals(posts))
	if len(got) != 2 || got[0] != "1" || got[1] != "4" {
		t.Errorf("Originals = %v, want [1 4]", got)
	}
}

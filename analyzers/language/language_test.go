package language

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"vigie/analyzers/model"
	"vigie/analyzers/text"
)

const shared = "../../../shared/data"

func detector(tb testing.TB) *Detector {
	tb.Helper()
	d, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func TestOf(t *testing.T) {
	d := detector(t)
	for _, tt := range []struct{ text, prior, want string }{
		{"Encore vingt minutes de retard sur la ligne 3, c'est insupportable.", "", "fr"},
		{"ENCORE UN RETARD, MERCI LA TRANSLUM", "", "fr"},
		{"Only 940 buses are left, they say. Is that true?", "", "en"},
		{"Der Bus kommt heute wieder nicht.", "", "de"},
		{"El autobús llega tarde otra vez.", "", "es"},
		{"L'autobus è di nuovo in ritardo.", "", "it"},
		{"O ônibus está atrasado de novo.", "", "pt"},
		{"Автобус снова опаздывает", "", "ru"},
		{"الحافلة متأخرة مرة أخرى", "", "ar"},
		{"バスがまた遅れています", "", "ja"},
		{"@translum https://t.example/abc Pourquoi ce tram est-il encore en panne ? 😡", "", "fr"},
		{"lol", "", Undetermined},
		{"lol", "fr", "fr"},
		{"scandaleux", "", "fr"},
		{"disgraceful", "", "en"},
		{"zqvkxj", "", Undetermined},
		{"", "", Undetermined},
		{"😡😡", "", Undetermined},
		{"😡😡", "fr", "fr"},
		{"ok 12", "en", "en"},
		{"😡😡", "fr-FR", "fr"},
		{"😡😡", "EN_us", "en"},
		{"😡😡", "no", "nb"},
		{"😡😡", "klingon", Undetermined},
		{"", "français", Undetermined},
		{"The drivers are on strike again today and nobody tells us why.", "fr", "en"},
		{"\xff\xfe", "", Undetermined},
	} {
		if got, score := d.Of(tt.text, tt.prior); got != tt.want || score < 0 || score > 1.001 {
			t.Errorf("Of(%q, %q) = %s %.2f, want %s", tt.text, tt.prior, got, score, tt.want)
		}
	}
}

// TestReference compares with what Debian's fasttext 0.9.2 says of the same
// lines (`fasttext predict-prob lid.176.ftz FILE`).
func TestReference(t *testing.T) {
	b, err := model.Bytes("lid.176.ftz")
	if err != nil {
		t.Fatal(err)
	}
	n, err := readNetwork(b)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/reference.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := 0
	for sc := bufio.NewScanner(f); sc.Scan(); lines++ {
		want, line, _ := strings.Cut(sc.Text(), "\t")
		var rows []int32
		for word := range strings.FieldsSeq(line) {
			rows = n.rows(rows, []byte(word))
		}
		p := make([]float32, len(n.labels))
		n.probabilities(append(rows, n.words[eos]), p)
		best := 0
		for i := range p {
			if p[i] > p[best] {
				best = i
			}
		}
		label, number, _ := strings.Cut(want, " ")
		score, err := strconv.ParseFloat(number, 32)
		if err != nil {
			t.Fatal(err)
		}
		if n.labels[best] != label || math.Abs(float64(p[best])-score) > .002 {
			t.Errorf("%q: %s %.3f, fastText says %s", line, n.labels[best], p[best], want)
		}
	}
	if lines < 20 {
		t.Errorf("only %d lines of reference", lines)
	}
}

func TestMeasure(t *testing.T) {
	files, _ := filepath.Glob(shared + "/language-id/word-pairs/*.txt")
	if len(files) == 0 {
		t.Skip("no shared data here")
	}
	d := detector(t)
	floors := map[string]float64{"fr": .74, "en": .85}
	var mean float64
	for _, file := range files {
		lang := strings.TrimSuffix(filepath.Base(file), ".txt")
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var words []string // of the lines that constants were not chosen on
		for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
			if i%2 == 1 {
				words = append(words, strings.Fields(line)...)
			}
		}
		got := share(d, lang, words)
		mean += got / float64(len(files))
		if floors[lang] > 0 {
			t.Logf("single words %s: %.3f", lang, got)
		}
		if got < floors[lang] {
			t.Errorf("single words %s: %.3f, floor %.3f", lang, got, floors[lang])
		}
	}
	t.Logf("single words, mean of %d languages: %.3f", len(files), mean)
	for name, lang := range map[string]string{"french": "fr", "english": "en", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt"} {
		got := share(d, lang, field(t, shared+"/sentiment/"+name+"-val.jsonl"))
		t.Logf("tweets %s: %.3f", lang, got)
	}
	var sentences []string
	for _, article := range field(t, shared+"/french-press/sobriete.jsonl") {
		for _, span := range text.Sentences(article) {
			if s := article[span.Start:span.End]; utf8.RuneCountInString(s) >= 40 {
				sentences = append(sentences, s)
			}
		}
	}
	got := share(d, "fr", sentences)
	t.Logf("%d press sentences of 40 letters and more, fr: %.4f", len(sentences), got)
	if got < .985 {
		t.Errorf("sentences fr: %.4f, floor .985", got)
	}
}

func share(d *Detector, want string, texts []string) float64 {
	right := 0
	for _, s := range texts {
		if got, _ := d.Of(s, ""); got == want {
			right++
		}
	}
	return float64(right) / float64(len(texts))
}

func field(t *testing.T, file string) []string {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var texts []string
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var x struct{ Text string }
		if err := json.Unmarshal(sc.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, x.Text)
	}
	return texts
}

func FuzzOf(f *testing.F) {
	d := detector(f)
	for _, s := range []string{"Bonjour à tous", "", "😡", "\xff\xfe", "مرحبا بالعالم", "Z̷͙͗a̴͚̅l̵̰̈́g̶͓̈́o̶", strings.Repeat("9", 400), "xq zjk"} {
		f.Add(s, "fr")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, s, prior string) {
		if lang, score := d.Of(s, prior); lang == "" || score < 0 || score > 1.001 {
			t.Errorf("Of(%q, %q) = %q %v", s, prior, lang, score)
		}
		end := 0
		for _, p := range d.Parts(s, prior) {
			if p.Start < end || p.End <= p.Start || p.End > len(s) || utf8.ValidString(s) && !utf8.ValidString(s[p.Start:p.End]) {
				t.Errorf("Parts(%q) has %+v after byte %d", s, p, end)
			}
			end = p.End
		}
	})
}

func FuzzRead(f *testing.F) {
	b, err := model.Bytes("lid.176.ftz")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[:4000])
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := readNetwork(b); err == nil {
			t.Log("read")
		}
	})
}

func TestLong(t *testing.T) {
	d := detector(t)
	for _, s := range []string{strings.Repeat("a", 1<<20), strings.Repeat("é ", 1<<19), strings.Repeat("\u0301", 1<<19)} {
		d.Of(s, "fr")
	}
}

func BenchmarkOf(b *testing.B) {
	d := detector(b)
	b.ReportAllocs()
	for b.Loop() {
		d.Of("Encore vingt minutes de retard sur la ligne 3 ce matin, c'est insupportable, merci @translum", "fr")
	}
}

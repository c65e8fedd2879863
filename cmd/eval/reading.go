package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/language"
	"vigie/analyzers/mention"
	"vigie/analyzers/rumor"
	"vigie/analyzers/rumor/pheme"
	"vigie/analyzers/sentiment"
	"vigie/analyzers/stance"
	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

// tongues are the languages that are asked for, by the names of the files.
var tongues = map[string]string{"fr": "french", "en": "english", "de": "german", "es": "spanish", "it": "italian"}

type texted struct{ Text string }

func languages(_ context.Context, t *table) error {
	d, err := language.New()
	if err != nil {
		return err
	}
	if err := pressSentences(t, d); err != nil {
		return err
	}
	singles := map[string]standard{"fr": {.122, .737, .55, .74}, "en": {none, .545, none, none}}
	files, err := glob(t.path("language-id", "word-pairs", "*.txt"))
	if err != nil {
		return err
	}
	singly, paired := make(map[string]float64), make(map[string]float64)
	var mean float64
	for _, file := range files {
		lang := strings.TrimSuffix(filepath.Base(file), ".txt")
		var one, two []string
		odd := false // three constants were chosen on the odd lines
		err := eachLine(file, func(line string) error {
			if odd = !odd; !odd {
				one, two = append(one, strings.Fields(line)...), append(two, line)
			}
			return nil
		})
		if err != nil {
			return err
		}
		singly[lang], paired[lang] = spoken(t, d, lang, one), spoken(t, d, lang, two)
		mean += singly[lang] / float64(len(files))
	}
	for _, lang := range []string{"fr", "en"} {
		t.add("words "+lang, "share", singly[lang], singles[lang], "single words of every other line of the word pairs; three constants were chosen on the lines between; the words of the final measure are kept back").beside("pairs", paired[lang])
	}
	t.add("words of all", "share", mean, standard{none, none, none, none}, fmt.Sprintf("mean of %d languages", len(files)))
	return tweets(t, d)
}

// pressSentences stands in for the sentences that are kept back.
func pressSentences(t *table, d *language.Detector) error {
	var sentences []string
	for _, name := range []string{"sobriete", "reindustrialisation"} {
		err := eachObject(t.path("french-press", name+".jsonl"), func(x texted) error {
			for _, span := range text.Sentences(x.Text) {
				if s := x.Text[span.Start:span.End]; utf8.RuneCountInString(s) >= 40 {
					sentences = append(sentences, s)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	t.add("sentences fr", "share", spoken(t, d, "fr", sentences), standard{.939, .992, .985, .992}, fmt.Sprintf("a stand-in: %d press sentences of 40 letters and more; the sentences of the final measure are kept back", len(sentences)))
	return nil
}

func tweets(t *table, d *language.Detector) error {
	for _, lang := range slices.Sorted(maps.Keys(tongues)) {
		var all []string
		err := eachObject(t.path("sentiment", tongues[lang]+"-val.jsonl"), func(x texted) error {
			all = append(all, x.Text)
			return nil
		})
		if err != nil {
			return err
		}
		t.add("tweets "+lang, "share", spoken(t, d, lang, all), standard{none, none, none, none}, fmt.Sprintf("%d tweets, of the language of their file", len(all)))
	}
	return nil
}

// spoken is the share of texts that are read as of a language.
func spoken(t *table, d *language.Detector, want string, texts []string) float64 {
	right := 0
	for _, s := range texts {
		if got, _ := d.Of(s, ""); got == want {
			right++
		} else if utf8.RuneCountInString(s) >= 15 {
			t.miss("%s read as %s: %.120q", want, got, s)
		}
	}
	return ratio(right, len(texts))
}

func sentiments(_ context.Context, t *table) error {
	asked := map[string]standard{
		"fr": {.57, .720, .65, .72}, "en": {.50, .706, .63, .71}, "de": {none, .773, .68, .77},
		"es": {none, .679, .57, .68}, "it": {none, .715, .60, .72},
	}
	measures, err := sentiment.Validate(t.path("sentiment"), t.folds)
	if err != nil {
		return err
	}
	for _, m := range measures {
		if s, ok := asked[m.Language]; ok {
			t.add(m.Language, "macro-F1", m.MacroF1, s, fmt.Sprintf("%d folds of a five-fold cross-validation in stretches, %d tweets", t.folds, m.Examples))
		}
	}
	return nil
}

func stances(_ context.Context, t *table) error {
	measures, err := stance.Validate(t.path("rumours", "stance.jsonl"))
	if err != nil {
		return err
	}
	for _, m := range measures {
		if m.Event != "" {
			t.miss("event that began at %s: macro-F1 %.3f on %d posts", m.Event, m.MacroF1, m.Examples)
		} else {
			t.add("", "macro-F1", m.MacroF1, standard{.484, .50, .52, .60}, fmt.Sprintf("each of %d events by weights trained on the others, %d posts together", len(measures)-1, m.Examples))
		}
	}
	return nil
}

// rumours trains on one event and follows the other's threads as they come.
func rumours(_ context.Context, t *table) error {
	events := make([][]rumor.Example, len(pheme.Events))
	for i, name := range pheme.Events {
		var err error
		if events[i], err = pheme.Load(t.path("rumours", name+".jsonl")); err != nil {
			return err
		}
	}
	var first, last, lift float64
	each, lifts := make(map[string]float64), make(map[string]float64)
	for i, name := range pheme.Events {
		var others []rumor.Example
		for j := range events {
			if j != i {
				others = append(others, events[j]...)
			}
		}
		weights, err := rumor.Train(others)
		if err != nil {
			return err
		}
		a, b, flag, err := unseenEvent(weights, events[i])
		if err != nil {
			return err
		}
		each[name+", first post"], each[name+", last score"], lifts[name] = a, b, flag
		lift += flag / float64(len(events))
		first, last = first+a/float64(len(events)), last+b/float64(len(events))
	}
	const judged = "mean of events, each by weights trained on the others"
	r := t.add("last score", "ROC-AUC", last, standard{.68, none, .72, .82}, judged)
	for name, v := range each {
		r.beside(name, v)
	}
	t.add("first post", "ROC-AUC", first, standard{none, none, .66, .75}, judged)
	flagged := t.add("flag", "precision / share", lift, standard{1, none, 1.5, none}, judged+"; of the threads whose last post is flagged, against the share of rumours")
	for name, v := range lifts {
		flagged.beside(name, v)
	}
	return nil
}

// unseenEvent returns the ROC-AUC of first and last scores, and how much more
// often than by chance a flagged thread is a rumour.
func unseenEvent(weights []byte, threads []rumor.Example) (first, last, lift float64, err error) {
	tracker, err := rumor.NewTrackerWith(weights)
	if err != nil {
		return 0, 0, 0, err
	}
	var begun, ended []float64
	var labels []bool
	flagged, right, rumours := 0, 0, 0
	for _, thread := range threads {
		var read annotation.Rumor
		for j, p := range thread.Posts {
			if read = tracker.Track(p, ""); j == 0 {
				begun = append(begun, read.Score)
			}
		}
		ended, labels = append(ended, read.Score), append(labels, thread.Rumour)
		if read.Is {
			flagged++
		}
		if thread.Rumour {
			rumours++
		}
		if read.Is && thread.Rumour {
			right++
		}
	}
	return auc(begun, labels), auc(ended, labels), ratio(right, flagged) / ratio(rumours, len(threads)), nil
}

// sheetClaim is a claim on one sheet of facts, and what it is.
type sheetClaim struct{ Table, Claim, Label string }

// claims reads each claim by a reader that knows the facts of its own sheet: the
// development part, on whose sheets no rule was made and no weight trained.
func claims(ctx context.Context, t *table) error {
	written := time.Date(2019, 7, 1, 0, 0, 0, 0, time.UTC) // as the ages in the sheets say
	of := make(map[string][]sheetClaim)
	err := eachObject(t.path("claims", "dev.jsonl"), func(c sheetClaim) error {
		if strings.ContainsAny(c.Claim, "0123456789") {
			of[c.Table] = append(of[c.Table], c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	hit, said, real, all := 0, 0, 0, 0
	err = eachSheet(t.path("claims", "dev-facts.jsonl"), func(sheet string, reader func() (*analyzers.Reader, error)) error {
		if len(of[sheet]) == 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		r, err := reader()
		if err != nil {
			return err
		}
		for _, c := range of[sheet] {
			read := r.Read(post.Post{Text: c.Claim, Published: written}, post.Source{Language: "en"}).Annotation
			contradicted := slices.ContainsFunc(read.Claims, func(c annotation.Claim) bool { return c.Verdict == claim.Contradicts })
			is := c.Label == "contradicted"
			all++
			hit, said, real = hit+count(is && contradicted), said+count(contradicted), real+count(is)
			if contradicted != is {
				t.miss("dev of %s is %s: %s", c.Table, c.Label, c.Claim)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.add("dev", "F1", 2*ratio(hit, said+real), standard{.542, .66, .60, .75}, fmt.Sprintf("%d claims with a digit, by the whole reader, as of the time they were written; the development part, whose sheets the rules were not made on", all)).
		beside("precision", ratio(hit, said)).beside("recall", ratio(hit, real))
	return nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// eachSheet gives the reader of each sheet: what the sheet is about is the entity, every
// key a metric, every value a fact.
func eachSheet(name string, f func(sheet string, reader func() (*analyzers.Reader, error)) error) error {
	return eachObject(name, func(s struct {
		Table string
		Facts map[string][]string
	},
	) error {
		title := strings.Join(s.Facts["title"], " ")
		var facts claim.Facts
		for _, key := range slices.Sorted(maps.Keys(s.Facts)) {
			if key != "title" {
				facts = append(facts, claim.Fact{ID: key, Entity: title, Metric: key, Value: strings.Join(s.Facts[key], " ; ")})
			}
		}
		return f(s.Table, func() (*analyzers.Reader, error) {
			return analyzers.New(analyzers.Options{Facts: facts, Entities: []mention.Entity{{ID: title, Name: title}}, Stories: 1, Copies: 1})
		})
	})
}

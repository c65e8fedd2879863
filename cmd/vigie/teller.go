package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/crawlers"
)

// teller says on the terminal what is found as it is found.
type teller struct {
	w     io.Writer
	lang  string
	words tellerWords

	mu       sync.Mutex
	began    time.Time
	expected int
	visited  map[string]bool
	posts    int
	told     int // tenths of the sources
}

type tellerWords struct {
	starting, taken, ready, outbox, stop string
	progress, done, broken               string
	kinds                                map[signal.Kind]string
}

func newTeller(w io.Writer, lang string) *teller {
	words := tellerWords{
		starting: "starting the embedded database and the sample web",
		taken:    "port %d is taken: serving on %d instead",
		ready:    "open %s",
		outbox:   "alert mails: %s/outbox",
		stop:     "Ctrl-C stops it; nothing is kept",
		progress: "%d of %d sources read, %s",
		done:     "every source read in %s, %s; now watching for what is new",
		broken:   "no luck with %s: %s",
		kinds: map[signal.Kind]string{signal.Rumor: "RUMOUR", signal.Spike: "SPIKE", signal.Weak: "WEAK SIGNAL",
			signal.Complaints: "COMPLAINTS", signal.Ambassador: "AMBASSADOR"},
	}
	if lang == "fr" {
		words = tellerWords{
			starting: "la base de données embarquée et le web d’exemple démarrent",
			taken:    "le port %d est pris\u202f: les pages sont sur %d",
			ready:    "ouvrez %s",
			outbox:   "courriels d’alerte\u202f: %s/outbox",
			stop:     "Ctrl-C arrête tout\u202f; rien n’est gardé",
			progress: "%d sources lues sur %d, %s",
			done:     "toutes les sources lues en %s, %s\u202f; la veille continue",
			broken:   "sans succès, %s\u202f: %s",
			kinds: map[signal.Kind]string{signal.Rumor: "RUMEUR", signal.Spike: "PIC", signal.Weak: "SIGNAL FAIBLE",
				signal.Complaints: "PLAINTES", signal.Ambassador: "AMBASSADEUR"},
		}
	}
	return &teller{w: w, lang: lang, words: words, began: time.Now(), visited: map[string]bool{}}
}

func (t *teller) expect(sources int) { t.expected = sources }

// say writes one line with the time. Texts from the web pass through oneLine.
func (t *teller) say(line string) { fmt.Fprintf(t.w, "%s  %s\n", clock(time.Now()), line) }

func (t *teller) ready(url string) {
	t.say(fmt.Sprintf(t.words.ready, url))
	t.say(fmt.Sprintf(t.words.outbox, url))
	t.say(t.words.stop)
}

// crawled tells how far the first round is, in tenths, and which sources fail.
func (t *teller) crawled(v crawlers.Visit) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.posts += v.New
	if t.visited[v.Source] {
		return
	}
	t.visited[v.Source] = true
	if v.Error != "" {
		t.say(fmt.Sprintf(t.words.broken, v.Source, clip(oneLine(v.Error), 120)))
	}
	posts := phrase.Count(t.lang, float64(t.posts), "post", "posts")
	if t.lang == "fr" {
		posts = phrase.Count(t.lang, float64(t.posts), "message", "messages")
	}
	switch tenth := 10 * len(t.visited) / max(1, t.expected); {
	case len(t.visited) == t.expected:
		t.say(fmt.Sprintf(t.words.done, phrase.Duration(t.lang, time.Since(t.began)), posts))
	case tenth/2 > t.told: // every fifth
		t.told = tenth / 2
		t.say(fmt.Sprintf(t.words.progress, len(t.visited), t.expected, posts))
	}
}

// found tells of a signal, strong ones with a mark.
func (t *teller) found(s signal.Signal) {
	if s.Level == signal.Noise {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	mark := " "
	if s.Level == signal.Strong {
		mark = "!"
	}
	t.say(fmt.Sprintf("%s %s  %s", mark, t.words.kinds[s.Kind], clip(oneLine(s.Title.In(t.lang)), 140)))
}

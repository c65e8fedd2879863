package analyzers

import (
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/crawlers/post"
)

// TestAnswersStandInTheirThread reads a thread, and its last answer again after
// a restart.
func TestAnswersStandInTheirThread(t *testing.T) {
	start := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	message := func(id, thread, title, text string) post.Post {
		start = start.Add(time.Minute)
		return post.Post{ID: id, Source: "forum", Kind: post.Message, Author: id, Thread: thread, Title: title, Text: text, Published: start}
	}
	const title = "Il ne reste que 940 bus, une honte"
	posts := []post.Post{
		message("a", "t1", title, "Il ne reste que 940 bus sur le réseau, c’est scandaleux et lamentable."),
		message("b", "t2", "Vos recettes de pain", "Qui a une recette de pain qui ne demande pas trois jours ?"),
		message("c", "t1", title, "Merci, très utile et très clair, bravo."),
		message("d", "t1", title, "Une recette de pain, quelqu’un ?"),
	}
	fresh := func() *Reader {
		r, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := fresh()
	var read []annotation.Post
	for _, p := range posts {
		read = append(read, r.Read(p, post.Source{}))
	}
	story := func(i int) string { return read[i].Annotation.Story }
	if story(2) != story(0) || story(3) != story(0) || story(1) == story(0) {
		t.Errorf("stories %s %s %s %s: want the answers in their thread's", story(0), story(1), story(2), story(3))
	}
	if a := read[2].Annotation; a.Sentiment.Label != "positive" || len(a.Claims) > 0 {
		t.Errorf("the answer is %s with claims %v: want its own words alone", a.Sentiment.Label, a.Claims)
	}
	again := fresh()
	again.Restore(read[:3], unknown)
	if got := again.Read(posts[3], post.Source{}).Annotation; got.Story != story(0) || got.Sentiment != read[3].Annotation.Sentiment {
		t.Errorf("after a restart: story %s, %v; want %s, %v", got.Story, got.Sentiment, story(0), read[3].Annotation.Sentiment)
	}
}

// TestThreadsOfTwoForums reads two forums that number their threads alike.
func TestThreadsOfTwoForums(t *testing.T) {
	r, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	shared := post.NewID("https://one.example/thread")
	read := func(id, source, thread, parent, text string) string {
		at = at.Add(time.Minute)
		return r.Read(post.Post{ID: id, Source: source, Thread: thread, Parent: parent, Text: text, Published: at}, post.Source{}).Annotation.Story
	}
	bus := read("1", "one", "7", "", "Il ne reste que 940 bus sur le réseau, c’est scandaleux.")
	bread := read("2", "two", "7", "", "Qui a une recette de pain qui ne demande pas trois jours ?")
	if bus == bread {
		t.Fatalf("thread 7 of two forums is one story, %s", bus)
	}
	for _, tt := range []struct {
		id, source, thread, parent string
		want                       string
	}{
		{"3", "one", "7", "", bus},
		{"4", "two", "7", "", bread},
	} {
		if got := read(tt.id, tt.source, tt.thread, tt.parent, "Merci beaucoup, très utile."); got != tt.want {
			t.Errorf("answer %+v stands in %s", tt, got)
		}
	}
	first := read(shared, "one", shared, "", "La gare du nord est fermée à cause d’un colis suspect.")
	if got := read("5", "two", shared, "", "Quelle pagaille ce matin !"); got != first {
		t.Errorf("an answer carried by another source stands in %s, want %s", got, first)
	}
}

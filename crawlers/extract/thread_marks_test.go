package extract_test

import (
	"testing"

	"vigie/crawlers/extract"
)

// TestAfterLast tells the empty page after the last from a wall of the same
// engine by its title.
func TestAfterLast(t *testing.T) {
	page := func(title, body string) []byte {
		return []byte(`<html><head><title>` + title + ` - Lignes</title></head><body id="phpbb">` + `<h2 class="topic-title">` + title + "</h2>" + body)
	}
	for _, tt := range []struct {
		name         string
		page, before []byte
		want         bool
	}{
		{"the same thread, empty", page("Odeur", ""), page("Odeur", "x"), true},
		{"with the page's number", page("Odeur - Page 3", ""), page("Odeur", "x"), true},
		{"a sign-in", page("Connexion", ""), page("Odeur", "x"), false},
		{"another engine", []byte(`<html id="XF"><title>Odeur</title><h1>Odeur</h1>`), page("Odeur", "x"), false},
		{"no engine", []byte(`<html><title>Odeur</title><h1>Odeur</h1>`), page("Odeur", "x"), false},
		{"JSON, empty", []byte(`{"topic_list":{"topics":[]}}`), []byte(`{"topic_list":{"topics":[{"id":1}]}}`), true},
		{"JSON, refused", []byte(`{"errors":["You need to be logged in"]}`), []byte(`{"topic_list":{"topics":[{"id":1}]}}`), false},
	} {
		if got := extract.AfterLast(tt.page, tt.before, "https://lignes.example/viewtopic.php?t=1"); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestReservedThreads reads the reservation of threads and lists, of pages that
// hold neither too.
func TestReservedThreads(t *testing.T) {
	for meta, want := range map[string]bool{
		`<meta name="tdm-reservation" content="1">`:    true,
		`<META Name="TDM-Reservation" content=" 1 ">`:  true,
		`<meta name="tdm-reservation" content="0">`:    false,
		`<meta name="description" content="1"><p>text`: false,
	} {
		for _, rest := range []string{"", `</head><body id="phpbb"><a class="topictitle" href="viewtopic.php?t=9">x</a><div class="post" id="p1"><p class="author">by <b class="username">rider</b></p><div class="postbody"><div class="content">Hello</div></div></div>`} {
			body := []byte(`<html><head>` + meta + rest)
			thread, _ := extract.ReadThread(body, "https://lignes.example/viewtopic.php?t=1", readAt) // half of them are none
			board, _ := extract.ReadBoard(body, "https://lignes.example/viewforum.php?f=1", readAt)
			if thread.Reserved != want || board.Reserved != want || rest != "" && (len(thread.Messages) != 1 || len(board.Threads) != 1) {
				t.Errorf("%s: thread %v, board %v, want %v", meta, thread.Reserved, board.Reserved, want)
			}
		}
	}
}

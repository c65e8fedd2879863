package post

import "testing"

func TestDomain(t *testing.T) {
	for host, want := range map[string]string{
		"www.journal.example": "journal.example",
		"a.b.journal.example": "journal.example",
		"journal.example":     "journal.example",
		"Feeds.Journal.co.uk": "journal.co.uk",
		"one.blogspot.com":    "one.blogspot.com",
		"www.one.github.io":   "one.github.io",
		"blogspot.com":        "blogspot.com",
		"com":                 "com",
		"www.café.example.":   "xn--caf-dma.example",
		"xn--caf-dma.example": "xn--caf-dma.example",
		"a.journal.localhost": "a.journal.localhost",
		"localhost":           "localhost",
		"intranet":            "intranet",
		"127.0.0.1":           "127.0.0.1",
		"2001:db8::1":         "2001:db8::1",
		"":                    "",
	} {
		if got := Domain(host); got != want {
			t.Errorf("Domain(%q) = %q, want %q", host, got, want)
		}
	}
}

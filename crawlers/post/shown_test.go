package post

import "testing"

func TestMasked(t *testing.T) {
	for in, want := range map[string]string{
		"https://intra.example/feed?token=abc123":                    "https://intra.example/feed?token=…",
		"https://intra.example/feed?lang=fr&API_KEY=a%20b&page=2#x":  "https://intra.example/feed?lang=fr&API_KEY=…&page=2#x",
		"https://intra.example/feed?access_token=a&password=b&key=c": "https://intra.example/feed?access_token=…&password=…&key=…",
		"https://intra.example/feed?private-token=a&amp;rss.key=b":   "https://intra.example/feed?private-token=…&amp;rss.key=…",
		"https://intra.example/feed?apikey=a;pwd=b;sig=c":            "https://intra.example/feed?apikey=…;pwd=…;sig=…",
		"fetch https://intra.example/?token=abc: no answer":          "fetch https://intra.example/?token=…: no answer",
		"token=abc":   "token=…",
		"?token=abc…": "?token=…",
		`fetch "https://intra.example/?token=abc": no answer`: `fetch "https://intra.example/?token=…": no answer`,
		// What only looks like one.
		"https://forum.example/?keyword=bus&monkey=1&author=x&t=2": "https://forum.example/?keyword=bus&monkey=1&author=x&t=2",
		"https://forum.example/token=3/bus":                        "https://forum.example/token=3/bus",
		"https://forum.example/?token=":                            "https://forum.example/?token=",
		"":                                                         "",
	} {
		if got := Masked(in); got != want {
			t.Errorf("Masked(%q) = %q, want %q", in, got, want)
		}
		if got := Masked(Masked(in)); got != want {
			t.Errorf("masked twice, %q is %q", in, got)
		}
		if got := (Source{URL: in}).Shown(); got != want {
			t.Errorf("Shown of %q: %q", in, got)
		}
	}
}

func TestWay(t *testing.T) {
	for in, want := range map[string]string{
		"https://intra.example:8443/feed?token=abc#x": "https://intra.example:8443/",
		"https://intra.example/feed?page=2":           "https://intra.example/feed?page=2",
		"://?token=abc":                               "",
		"":                                            "",
	} {
		if got := Way(in); got != want {
			t.Errorf("Way(%q) = %q, want %q", in, got, want)
		}
	}
}

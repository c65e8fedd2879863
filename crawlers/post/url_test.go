package post_test

import (
	"testing"

	"vigie/crawlers/post"
)

func TestCanonical(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"plain", "https://journal.example/ligne-3", "https://journal.example/ligne-3"},
		{"host in capitals", "HTTPS://Journal.Example/Ligne-3", "https://journal.example/Ligne-3"},
		{"default port", "http://journal.example:80/a", "http://journal.example/a"},
		{"own port", "http://journal.example:8080/a", "http://journal.example:8080/a"},
		{"root", "https://journal.example", "https://journal.example/"},
		{"fragment", "https://journal.example/a#commentaires", "https://journal.example/a"},
		{"utm", "https://journal.example/a?utm_source=x&id=3&utm_medium=y", "https://journal.example/a?id=3"},
		{"only trackers", "https://journal.example/a?fbclid=1&xtor=RSS-1&at_medium=z&mc_cid=9", "https://journal.example/a"},
		{"order of parameters", "https://journal.example/a?b=2&a=1", "https://journal.example/a?a=1&b=2"},
		{"session of a forum", "https://forum.example/viewtopic.php?t=5&sid=0123456789abcdef0123456789abcdef", "https://forum.example/viewtopic.php?t=5"},
		{"sid of an article", "https://journal.example/a?sid=12", "https://journal.example/a?sid=12"},
		{"escapes in the query", "https://journal.example/a?b%26c=%00&a=1", "https://journal.example/a?a=1&b%26c=%00"},
		{"credentials", "https://who:secret@journal.example/a", "https://journal.example/a"},
		{"dots", "https://journal.example/x/../a/./b", "https://journal.example/a/b"},
		{"trailing slash stays", "https://journal.example/a/", "https://journal.example/a/"},
		{"escapes in one case", "https://journal.example/caf%c3%a9", "https://journal.example/caf%C3%A9"},
		{"spaces around", "  https://journal.example/a\n", "https://journal.example/a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := post.Canonical(tt.raw)
			if err != nil || got != tt.want {
				t.Errorf("Canonical(%q) = %q, %v, want %q", tt.raw, got, err, tt.want)
			}
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, raw := range []string{"", "/a", "mailto:a@b.example", "javascript:alert(1)", "ftp://a.example/", "http://", "http://[::1", "file:///etc/passwd"} {
		if got, err := post.Canonical(raw); err == nil {
			t.Errorf("Canonical(%q) = %q, want an error", raw, got)
		}
	}
}

func TestPermalink(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"https://forum.example/viewtopic.php?t=5&sid=0123456789abcdef0123456789abcdef#p77", "https://forum.example/viewtopic.php?t=5#p77"},
		{"https://journal.example/a#:~:text=bus%20940", "https://journal.example/a"},
		{"https://journal.example/a#xtor=RSS-3208", "https://journal.example/a"},
		{"https://journal.example/a#commentaires", "https://journal.example/a"},
		{"https://journal.example/a#comment-12", "https://journal.example/a#comment-12"},
		{"https://journal.example/a", "https://journal.example/a"},
	}
	for _, tt := range tests {
		if got, err := post.Permalink(tt.raw); err != nil || got != tt.want {
			t.Errorf("Permalink(%q) = %q, %v, want %q", tt.raw, got, err, tt.want)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add("https://Journal.example:443/a/../b?utm_source=x&b=2&a=1#frag")
	f.Add("http://[::1]:80//x?&&=&%zz")
	f.Add("http://0?%00000000000")
	f.Fuzz(func(t *testing.T, raw string) {
		once, err := post.Canonical(raw)
		if err != nil {
			return
		}
		twice, err := post.Canonical(once)
		if err != nil {
			t.Fatalf("Canonical(%q) = %q, which is refused: %v", raw, once, err)
		}
		if twice != once {
			t.Errorf("Canonical(%q) = %q, then %q", raw, once, twice)
		}
	})
}

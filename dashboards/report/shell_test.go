package report

import "testing"

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"blog-1": "blog-1", "a/b.c:8": "a/b.c:8", "": "''", "a b": "'a b'", "x?y&z": "'x?y&z'", "it's": `'it'\''s'`, "$(rm)": "'$(rm)'", "é": "'é'",
	} {
		if got := ShellWord(word); got != want {
			t.Errorf("ShellWord(%q) = %s, want %s", word, got, want)
		}
	}
}

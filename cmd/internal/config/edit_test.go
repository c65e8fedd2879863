package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const head = "organisation: {name: A}\nentities: [{id: a, name: A}]\n"

var fresh = Source{URL: "https://blog.example.org/", Name: "Le blog: à suivre", Language: "fr", Tags: []string{"mobility", "a, b"}, Every: 30 * time.Minute}

// Each file of testdata/edit is one before, one after a source is added, and
// one after the source "old" is taken out.
func TestEdit(t *testing.T) {
	const entry = "url: https://blog.example.org/\n%name: \"Le blog: à suivre\"\n%language: fr\n%tags: [mobility, \"a, b\"]\n%every: 30m\n"
	block := func(dash, keys string) string { return dash + strings.ReplaceAll(entry, "%", keys) }
	const old = "url: https://old.example.org\n"
	tests := []struct{ name, before, added, removed string }{
		{"empty list with a comment", "sources: []   # none yet\n# - url: x\nlisten: :1\n", "sources:   # none yet\n" + block("  - ", "    ") + "# - url: x\nlisten: :1\n", ""},
		{"no value", "sources:\nlisten: :1\n", "sources:\n" + block("  - ", "    ") + "listen: :1\n", ""},
		{"no key, no last newline", "listen: :1", "listen: :1\n\nsources:\n" + block("  - ", "    "), ""},
		{"dashes at the margin", "sources:\n- id: old\n  " + old + "# the port\nlisten: :1\n",
			"sources:\n- id: old\n  " + old + block("- ", "  ") + "# the port\nlisten: :1\n", "sources: []\n# the port\nlisten: :1\n"},
		{"wide gap, comments that hang below, next section", "sources: # all\n    # the first\n    -   " + old + "        id: old  # é\n#       every: 1h\n\n# Mails\nlisten: :1\n",
			"sources: # all\n    # the first\n    -   " + old + "        id: old  # é\n#       every: 1h\n" + block("    -   ", "        ") + "\n# Mails\nlisten: :1\n",
			"sources: [] # all\n    # the first\n\n# Mails\nlisten: :1\n"},
		{"first of two", "sources:\n  - id: old\n    " + old + "\n  # the second\n  - url: https://b.example.org\n",
			"sources:\n  - id: old\n    " + old + "\n  # the second\n  - url: https://b.example.org\n" + block("  - ", "    "),
			"sources:\n\n  # the second\n  - url: https://b.example.org\n"},
		{"last without newline", "sources:\n  - url: https://b.example.org\n  - {id: old, url: 'https://old.example.org'}",
			"sources:\n  - url: https://b.example.org\n  - {id: old, url: 'https://old.example.org'}\n" + block("  - ", "    "), "sources:\n  - url: https://b.example.org\n"},
		{"brackets", "sources: [{id: old, url: 'https://old.example.org'}, {url: 'https://b.example.org'}] # é\nlisten: :1\n",
			"sources: [{id: old, url: 'https://old.example.org'}, {url: 'https://b.example.org'}, {url: \"https://blog.example.org/\", name: \"Le blog: à suivre\", language: fr, tags: [mobility, \"a, b\"], every: 30m}] # é\nlisten: :1\n",
			"sources: [{url: 'https://b.example.org'}] # é\nlisten: :1\n"},
		{"windows", "sources:\r\n  - url: https://b.example.org\r\n  - id: old\r\n    url: https://old.example.org\r\nlisten: :1\r\n",
			"sources:\r\n  - url: https://b.example.org\r\n  - id: old\r\n    url: https://old.example.org\r\n" + strings.ReplaceAll(block("  - ", "    "), "\n", "\r\n") + "listen: :1\r\n",
			"sources:\r\n  - url: https://b.example.org\r\nlisten: :1\r\n"},
		{"a list of lines inside", "sources:\n  - id: old\n    " + old + "    tags:\n      - x\n      # hers\n      - y\n    # hangs below\nlisten: :1\n",
			"sources:\n  - id: old\n    " + old + "    tags:\n      - x\n      # hers\n      - y\n    # hangs below\n" + block("  - ", "    ") + "listen: :1\n", "sources: []\nlisten: :1\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := head
			if strings.Contains(tt.before, "\r\n") {
				start = strings.ReplaceAll(head, "\n", "\r\n")
			}
			path := filepath.Join(t.TempDir(), "config.yaml")
			write(t, path, start+tt.before)
			if err := AddSources(path, none, fresh); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(read(t, path), start+tt.added); diff != "" {
				t.Errorf("added: got -, want +:\n%s", diff)
			}
			gone, err := RemoveSources(path, none, "blog.example.org")
			if err != nil || !strings.Contains(gone, "https://blog.example.org/") {
				t.Errorf("RemoveSources = %q, %v", gone, err)
			}
			if tt.removed == "" {
				return
			}
			write(t, path, start+tt.before)
			if _, err := RemoveSources(path, none, "old"); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(read(t, path), start+tt.removed); diff != "" {
				t.Errorf("removed: got -, want +:\n%s", diff)
			}
		})
	}
}

// What was added and taken out again leaves the shipped file as it was.
func TestEditOfTheShippedFileCanBeUndone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	shipped := read(t, "../../../config.yaml")
	write(t, path, shipped)
	if err := AddSources(path, none, fresh, Source{URL: "https://b.example.org"}); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path, none)
	if err != nil || len(c.Sources) != 2 || c.Sources[0].Name != fresh.Name || c.Sources[0].Every != fresh.Every {
		t.Fatalf("Load = %+v, %v", c.Sources, err)
	}
	if _, err := RemoveSources(path, none, c.Sources[0].ID, c.Sources[1].ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read(t, path), shipped); diff != "" {
		t.Errorf("got -, want +:\n%s", diff)
	}
}

func TestEditLeavesTheFileWhereItCannotBeSafe(t *testing.T) {
	tests := []string{
		head + "sources:\n  []\n",
		head + "sources: &all\n  - url: https://b.example.org\n",
		head + "listen: :1\n...\n",
		head + "sources: [{url: 'https://b.example.org'},]\n",
	}
	for _, before := range tests {
		path := filepath.Join(t.TempDir(), "config.yaml")
		write(t, path, before)
		if err := AddSources(path, none, fresh); err != nil && !errors.Is(err, ErrByHand) {
			t.Errorf("AddSources to %q: %v, want ErrByHand", before, err)
		} else if err != nil && read(t, path) != before {
			t.Errorf("AddSources to %q failed, and left %q", before, read(t, path))
		} else if c, lerr := Load(path, none); err == nil && (lerr != nil || c.Sources[len(c.Sources)-1].Name != fresh.Name) {
			t.Errorf("AddSources to %q made %q", before, read(t, path))
		}
	}
	path := filepath.Join(t.TempDir(), "config.yaml")
	write(t, path, head+"sources: [{url: 'https://blog.example.org'}]\n")
	if err := AddSources(path, none, fresh); !errors.Is(err, ErrByHand) {
		t.Errorf("AddSources of what is there: %v", err)
	}
}

func TestEditFollowsLinksAndKeepsRights(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.yaml"), filepath.Join(dir, "config.yaml")
	write(t, real, head)
	if err := errors.Join(os.Chmod(real, 0o640), os.Symlink("real.yaml", link)); err != nil {
		t.Fatal(err)
	}
	if err := AddSources(link, none, fresh); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	if info, err = os.Stat(real); err != nil || info.Mode().Perm() != 0o640 || !strings.Contains(read(t, real), "blog.example.org") {
		t.Errorf("the file is %v, %v: %q", info.Mode(), err, read(t, real))
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// FuzzEdit: whatever names a source has, and whatever stands in the file, what
// is added is read back and can be taken out, or nothing is written.
func FuzzEdit(f *testing.F) {
	f.Add(head+"sources: []\n", "Un nom: # é", "a, b")
	f.Add(head+"sources:\n- url: https://b.example.org\n  # x\n", "yes", "1")
	f.Add(head+"sources: [ {url: 'https://b.example.org'} ]\n", "\u2028- x", "{")
	f.Fuzz(func(t *testing.T, before, name, tag string) {
		if _, err := Parse([]byte(before), "config.yaml", none); err != nil {
			t.Skip()
		}
		path := filepath.Join(t.TempDir(), "config.yaml")
		write(t, path, before)
		added := Source{URL: "https://fresh.example.org", Name: name, Tags: []string{tag}, ID: "fresh"}
		switch err := AddSources(path, none, added); {
		case errors.Is(err, ErrByHand):
			if read(t, path) != before {
				t.Errorf("%v, and the file is changed", err)
			}
			return
		case err != nil:
			t.Fatal(err)
		}
		if _, err := RemoveSources(path, none, "fresh"); err != nil && !errors.Is(err, ErrByHand) {
			t.Fatal(err)
		}
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestEditOfAFileThatChangedMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	write(t, path, head+"listen: :2\n")
	if err := replace(path, []byte(head), []byte(head+"sources: []\n")); err == nil || !strings.Contains(err.Error(), "was changed meanwhile") {
		t.Errorf("replace: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); read(t, path) != head+"listen: :2\n" || len(left) != 1 {
		t.Errorf("the file is %q beside %q", read(t, path), left)
	}
}

func TestSame(t *testing.T) {
	const want = "blog.example.org/feed?b=2"
	for _, spelling := range []string{"https://blog.example.org/feed?b=2", "http://www.blog.example.org/feed/?b=2&utm_source=x", "HTTPS://Blog.Example.org:443/feed?b=2#top"} {
		if got := Same(spelling); got != want {
			t.Errorf("Same(%q) = %q, want %q", spelling, got, want)
		}
	}
	if a, b := Same("http://127.0.0.1:8080/"), Same("http://127.0.0.1:9090/"); a == b {
		t.Errorf("two ports are the same: %q", a)
	}
}

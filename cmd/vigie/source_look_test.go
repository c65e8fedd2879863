package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/cmd/internal/config"
	"vigie/crawlers/fetch"
	"vigie/crawlers/opml"
	"vigie/crawlers/post"
)

func TestWhySaysTheAddressOnce(t *testing.T) {
	const home = "https://blog.example.org:8443/feed"
	tests := []struct {
		err  error
		want string
	}{
		{fmt.Errorf("probe %s: %w", home, &fetch.StatusError{URL: home, Status: 404}), "answered 404: the page is gone; look for the source's new address"},
		{fmt.Errorf("probe %s: fetch %q: %s: no answer", home, home, home), "no answer"},
		{fmt.Errorf("probe %s: https://elsewhere.example.org/: no answer", home), "https://elsewhere.example.org/: no answer"},
		{errors.New(home), home},
		{errors.New("no\nanswer\x1b[2J"), "no answer [2J"},
	}
	for _, tt := range tests {
		if got := (look{source: post.Source{URL: home}, err: tt.err}).why(); got != tt.want {
			t.Errorf("why(%q) = %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestTidy(t *testing.T) {
	tests := []struct{ in, want string }{
		{"  Le carnet\n de la ligne 3 | ", "Le carnet de la ligne 3"},
		{"Les actualités du réseau de transport public de l’agglomération, toutes lignes", "Les actualités du réseau de transport public de"},
		{strings.Repeat("é", 80), strings.Repeat("é", 60)},
		{"", ""},
	}
	for _, tt := range tests {
		if got := tidy(tt.in); got != tt.want {
			t.Errorf("tidy(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestPrimaryLanguage(t *testing.T) {
	for in, want := range map[string]string{"fr-FR": "fr", " EN_us ": "en", "de": "de", "und": "", "français": "", "": ""} {
		if got := primary(in); got != want {
			t.Errorf("primary(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSpelled(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"blog.example.org/x", []string{"https://blog.example.org/x", "http://blog.example.org/x"}},
		{"localhost:8080", []string{"https://localhost:8080", "http://localhost:8080"}},
		{"http://intranet", []string{"http://intranet"}},
		{"blog", nil},
		{"ftp://example.org", nil},
		{"https://me:secret@example.org", nil},
		{"https://", nil},
		{"two words.org", nil},
	}
	for _, tt := range tests {
		if got, err := spelled(tt.in); !slices.Equal(got, tt.want) || (err == nil) != (tt.want != nil) {
			t.Errorf("spelled(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestGridFits(t *testing.T) {
	t.Setenv("COLUMNS", "60")
	g := grid{head: []string{"ID", "NAME", "EMPTY", "N"}, flexible: []int{0, 1}}
	g.add("a.example.org", "日本語のとても長い名前のブログ、毎日更新", "", "1,000")
	g.add(strings.Repeat("long", 20), "short", "", "2")
	var b strings.Builder
	g.print(&b, " ")
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for _, line := range lines {
		if n := columns(line); n > 60 {
			t.Errorf("%d columns wide: %q", n, line)
		}
	}
	if strings.Contains(b.String(), "EMPTY") || !strings.HasSuffix(lines[1], "1,000") || !strings.Contains(lines[2], "…") {
		t.Errorf("got\n%s", b.String())
	}
	numbers := []int{columns(lines[1][:strings.Index(lines[1], "1,000")]), columns(lines[2][:strings.LastIndex(lines[2], "2")])}
	if numbers[0] != numbers[1] {
		t.Errorf("the last column begins at %d and %d:\n%s", numbers[0], numbers[1], b.String())
	}
}

// A wrong command line is told before anything is fetched or written.
func TestSourceUsage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	const body = "organisation: {name: A}\nentities: [{id: a, name: A}]\nsources: [{id: agora, url: 'https://forum.example.org'}]\n"
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args string
		code int
		want string
	}{
		{"sorce", usage, `did you mean "source"?`},
		{"source lst", usage, `unknown command "lst" for "vigie source"; did you mean "list"?`},
		{"source xyzzy", usage, `unknown command "xyzzy" for "vigie source"` + "\n"},
		{"source add", usage, "vigie source add needs an address, such as blog.example.org\nhint: see `vigie source add --help`"},
		{"source add --owner custom a.example.org", usage, `--owner "custom" is not known; write one of: press, staff, customer`},
		{"source add --name x a.example.org b.example.org", usage, "give one address"},
		{"source add --id agora b.example.org", failed, `--id "agora" is that of https://forum.example.org (` + path + ":3)"},
		{"source list --by colour", usage, "owner, tag, language, kind, audience or state"},
		{"source list --format xml", usage, "table, json or csv"},
		{"source export --format xml", usage, "opml, yaml or csv"},
		{"source import a.opml b.opml", usage, "needs an OPML file"},
		{"source remove nobody", failed, "hint: `vigie source list` lists them"},
		{"source test nobody", failed, `"nobody" is neither a source of ` + path + " nor an address"},
	}
	for _, tt := range tests {
		var stderr strings.Builder
		if code := run(t.Context(), append(strings.Fields(tt.args), "--config", path), &stderr); code != tt.code || !strings.Contains(stderr.String(), tt.want) {
			t.Errorf("vigie %s = %d, %q, want %d, %q", tt.args, code, stderr.String(), tt.code, tt.want)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != body {
		t.Errorf("the file is now %q, %v", got, err)
	}
}

// Every source of the real lists is taken, once, and the file that holds them all
// is read back.
func TestImportOfRealLists(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/opml/*/*/*.opml")
	if len(files) == 0 {
		t.Skip("no ../shared/data/opml here")
	}
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte("organisation: {name: A}\nentities: [{id: a, name: A}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var all []config.Source
	total, left := 0, 0
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		list, err := opml.Parse(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		var told strings.Builder
		im := opmlImport{errs: &told}
		im.take(list, filepath.Base(file), all)
		if len(im.fresh)+im.there+im.twice != len(list.Sources) {
			t.Errorf("%s: %d fresh, %d there, %d twice of %d:\n%s", file, len(im.fresh), im.there, im.twice, len(list.Sources), told.String())
		}
		all = append(all, im.fresh...)
		total, left = total+len(list.Sources), left+im.there+im.twice
	}
	none := func(string) string { return "" }
	if err := config.AddSources(path, none, all...); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path, none)
	if err != nil || len(c.Sources) != len(all) {
		t.Errorf("the file holds %d sources, %v, want %d", len(c.Sources), err, len(all))
	}
	t.Logf("%d sources: %d added, %d stood there already", total, len(all), left)
}

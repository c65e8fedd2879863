package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write testdata anew")

func none(string) string { return "" }

func TestShippedFileIsRight(t *testing.T) {
	c, err := Load("../../../config.yaml", none)
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	c.Crawl.PrivateNetworks = nil // shown as the empty list
	if diff := cmp.Diff(c.Crawl, want.Crawl) + cmp.Diff(c.Retention, want.Retention); diff != "" || c.Listen != want.Listen {
		t.Errorf("what the file shows is not the default:\n%s", diff)
	}
}

// Every key that is commented out in the shipped file is one that Vigie knows.
func TestShippedFileWithoutItsCommentMarksIsRight(t *testing.T) {
	body, err := os.ReadFile("../../../config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"facts.yaml", "clickhouse.password", "mail.password", "ca.pem", "blog.token"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	for line := range strings.Lines(string(body)) {
		trimmed := strings.TrimLeft(line, " ")
		if strings.HasPrefix(trimmed, "# ") && line[0] == '#' && !strings.HasPrefix(line, "# Vigie") && (strings.Contains(line, ": ") || strings.HasSuffix(strings.TrimSpace(line), ":")) && !strings.Contains(line, ". ") {
			line = strings.Replace(line, "# ", "  ", 1)
			if at := strings.TrimSpace(line); strings.HasPrefix(at, "public_url") || strings.HasPrefix(at, "clickhouse:") || strings.HasPrefix(at, "facts:") || strings.HasPrefix(at, "mail:") {
				line = at + "\n"
			}
		}
		lines = append(lines, line)
	}
	text := strings.Join(lines, "")
	text = strings.NewReplacer("sources: []", "sources:", "alerts: []", "alerts:", "/etc/vigie/", dir+"/").Replace(text)
	c, err := Parse([]byte(text), filepath.Join(dir, "config.yaml"), none)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if len(c.Sources) != 1 || len(c.Alerts) != 1 || c.Mail.Password != "x" || c.ClickHouse.Password != "x" {
		t.Errorf("got %d sources, %d alerts, secrets %q %q; want 1, 1, x, x", len(c.Sources), len(c.Alerts), c.Mail.Password, c.ClickHouse.Password)
	}
}

func TestEveryFaultIsToldAtOnce(t *testing.T) {
	_, err := Load("testdata/faulty.yaml", none)
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got %v, want Faults", err)
	}
	got := err.Error() + "\n"
	if *update {
		if err := os.WriteFile("testdata/faulty.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/faulty.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(got, "\n"), strings.Split(string(want), "\n")); diff != "" {
		t.Errorf("got -, want +:\n%s", diff)
	}
}

func TestEnvironmentWins(t *testing.T) {
	env := map[string]string{"VIGIE_CLICKHOUSE": "db:9000", "VIGIE_LISTEN": ":1", "VIGIE_DATA": "/var/lib/vigie", "VIGIE_MAIL_PASSWORD": "p"}
	c, err := Parse([]byte("organisation: {name: A}\nentities: [{id: a, name: A}]\nlisten: ':2'\n"), "/etc/vigie/config.yaml",
		func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	if a := c.ClickHouse.Address; a != "db:9000" || c.Listen != ":1" || c.Data != "/var/lib/vigie" || c.Mail.Password != "p" {
		t.Errorf("got %q %q %q %q", a, c.Listen, c.Data, c.Mail.Password)
	}
}

func TestDefaultsOfASource(t *testing.T) {
	c, err := Parse([]byte("organisation: {name: A}\nentities: [{id: a, name: A}]\nsources: [{url: 'https://www.example.org/blog/'}]\n"), "/etc/vigie/config.yaml", none)
	if err != nil {
		t.Fatal(err)
	}
	s := c.Watched()[0]
	if s.ID != "example.org/blog" || s.Name != s.ID || s.Kind != "auto" || s.Every != 15*time.Minute {
		t.Errorf("got %+v", s)
	}
	if c.Data != "/etc/vigie/data" || c.Organisation.Entity != "a" {
		t.Errorf("data %q, entity %q; want it beside the file, and the first", c.Data, c.Organisation.Entity)
	}
}

func FuzzParse(f *testing.F) {
	body, err := os.ReadFile("../../../config.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(body))
	f.Add("a: &a [*a]\n")
	f.Add("entities: {a: b}\nsources: x\n")
	f.Fuzz(func(t *testing.T, in string) {
		_, err := Parse([]byte(in), "config.yaml", none)
		var faults Faults
		if err != nil && !errors.As(err, &faults) {
			t.Errorf("got %T %v, want Faults", err, err)
		}
	})
}

func TestFaultsOfCrawlAndSources(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "token"), "Bearer abc\n")
	write(t, filepath.Join(dir, "empty"), "\n")
	tests := []struct{ text, want string }{
		{"crawl: {fastest: 7h}", "crawl.slowest 1h0m0s is less than crawl.fastest, 7h0m0s; 1h is usual"},
		{"crawl: {fastest: 0s}", "crawl.fastest is under a second; 5m is usual"},
		{"crawl: {per_domain: 0}", "crawl.per_domain is 0: nothing would be fetched; write 2"},
		{"crawl: {jetstream: 'https://x.example.org'}", `crawl.jetstream "https://x.example.org" is not the address of a stream; write "wss://`},
		{"crawl: {websub: maybe}", `crawl.websub "maybe" is neither true nor false`},
		{"sources: [{url: 'http://intranet.example.org', kind: intranet, token_file: token}]", "sources[0].token_file would be sent over plain http: anybody on the way could read the token; write the source's address with https"},
		{"sources: [{url: 'https://intranet.example.org', kind: intranet, token_file: none}]", "sources[0].token_file cannot be read: open "},
		{"sources: [{url: 'https://intranet.example.org', kind: intranet, token_file: empty}]", "sources[0].token_file names an empty file"},
		{"sources: [{url: 'https://intranet.example.org', kind: intranets}]", "write one of: auto, feed, blog, forum, social, intranet"},
		{"mail: {'-': hunter2}", "mail.- is not a key that Vigie knows"},
		{"'': hunter2", "is not a key that Vigie knows"},
	}
	for _, tt := range tests {
		_, err := Parse([]byte("organisation: {name: A}\nentities: [{id: a, name: A}]\n"+tt.text+"\n"), filepath.Join(dir, "config.yaml"), none)
		if err == nil || !strings.Contains(err.Error(), "config.yaml:3: ") && tt.text[0] != '\'' || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.text, err, tt.want)
		}
	}
}

func TestWatched(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "bare"), "abc\n")
	write(t, filepath.Join(dir, "full"), "Basic YTpi\n")
	c, err := Parse([]byte(head+`crawl: {every: 1m}
sources:
  - {url: 'https://a.example.org', token_file: bare}
  - {url: 'http://127.0.0.1:8080/x', token_file: full, leave: true, every: 1m}
  - {url: 'http://127.0.0.1:9090/x', schedule: "@every 1h"}
`), filepath.Join(dir, "config.yaml"), none)
	if err != nil {
		t.Fatal(err)
	}
	type watched struct {
		ID, Token        string
		Fastest, Slowest time.Duration
		Leave            bool
	}
	var got []watched
	for _, s := range c.Watched() {
		got = append(got, watched{s.ID, string(s.Token), s.Fastest, s.Slowest, s.Leave})
	}
	want := []watched{
		{"a.example.org", "Bearer abc", time.Minute, time.Hour, false},
		{"127.0.0.1:8080/x", "Basic YTpi", 0, 0, true},
		{"127.0.0.1:9090/x", "", 0, 0, false},
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("got -, want +:\n%s", diff)
	}
}

func TestPublicAddress(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"listen: ':80'", ""},
		{"public_url: http://localhost:8080", ""},
		{"public_url: http://127.1.2.3", ""},
		{"public_url: 'http://[::1]:8080'", ""},
		{"public_url: https://vigie.example.org/", "https://vigie.example.org"},
	}
	for _, tt := range tests {
		c, err := Parse([]byte(head+tt.text+"\n"), "config.yaml", none)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := c.PublicAddress(); got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: got %q, %t, want %q", tt.text, got, ok, tt.want)
		}
	}
}

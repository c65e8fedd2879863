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
	for _, name := range []string{"facts.yaml", "clickhouse.password", "mail.password", "ca.pem"} {
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

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/cmd/internal/engine"
	"vigie/cmd/internal/store"
)

const (
	smell = "aaaa111122223333" // the signals of deskWorld
	smoke = "aaaa111199993333"
	buses = "bbbb111122223333"
)

// deskWorld is a running database with three signals, and the configuration that
// commands find it by.
func deskWorld(t *testing.T, more ...signal.Signal) (path string) {
	if _, err := engine.Find(""); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	folder := t.TempDir()
	path = filepath.Join(folder, "config.yaml")
	body := fmt.Sprintf("organisation: {name: Translum}\nentities: [{id: translum, name: Translum}]\ndata: %s\n", filepath.Join(folder, "data"))
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	s, err := app.Open(t.Context(), app.Options{Config: c})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	now := time.Now().UTC()
	raise := func(id string, kind signal.Kind, level signal.Level, fr, en string, terms ...string) signal.Signal {
		return signal.Signal{ID: id, Kind: kind, Level: level, Trend: signal.Rising, Score: 0.6, Entity: "translum", RaisedAt: now.Add(-time.Hour), FirstAt: now.Add(-3 * time.Hour), LastAt: now.Add(-time.Hour),
			Title: signal.Text{FR: fr, EN: en}, Terms: terms, Sources: []string{"forum", "blog"}, Observed: 11, Expected: 1.5, Hours: 20, Test: "poisson", P: 0.0004, Voices: 5,
			Why: []signal.Text{{FR: "11 messages", EN: "11 posts"}}, Silent: signal.Text{FR: "Silence sous 3 voix", EN: "Silent under 3 voices"}}
	}
	if _, err := s.Store().SaveSignals(t.Context(), append(more,
		raise(smell, signal.Weak, signal.Low, "Odeur de brûlé", "Burning smell", "odeur de brûlé"),
		raise(smoke, signal.Spike, signal.Strong, "=Fumée", "=Smoke", "fumée"),
		raise(buses, signal.Rumor, signal.Strong, "940 bus\x1b[31m", "940 buses\x1b[31m", "bus"),
	)); err != nil {
		t.Fatal(err)
	}
	return path
}

// typed runs a command about signals and returns what it said, an error and its
// hint after it.
func typed(t *testing.T, path, line string) string {
	t.Helper()
	return entered(t, path, "", "signals "+line)
}

// entered is typed for any command, with what it reads from standard input.
func entered(t *testing.T, path, stdin, line string) string {
	t.Helper()
	return enteredFrom(t, path, strings.NewReader(stdin), line)
}

func enteredFrom(t *testing.T, path string, stdin io.Reader, line string) string {
	t.Helper()
	var out bytes.Buffer
	root := newRoot()
	root.SetIn(stdin)
	root.SetOut(&out)
	root.SetErr(&out)
	var args []string
	for _, quoted := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(line, -1) {
		args = append(args, strings.Trim(quoted, "'"))
	}
	root.SetArgs(append([]string{"--config", path}, args...))
	if err := root.ExecuteContext(t.Context()); err != nil {
		fmt.Fprintf(&out, "error: %v\nhint: %s\n", err, hintFor(err))
	}
	return out.String()
}

// TestSignals follows a morning's work: each line is typed after the one before.
func TestSignals(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	path := deskWorld(t)
	for _, c := range []struct{ line, want string }{ // want is a pattern
		{"list", `(?s)aaaa1111 .* weak_signal .*3 signals`},
		{"list --kind spike --level strong --entity translum", `(?s)=Smoke.*\n1 signal\n`},
		{"list --entity nobody", `error: --entity "nobody" is not in .*: translum`},
		{"show bbbb", `^940 buses \[31m\nbbbb1111, rumor, strong, rising\n`},
		{"explain bbbb", `(?s)Observed: 11 in 20 h; expected: 1.5\n  Test: poisson, p = 0.0004.*Independent voices: 5.*First sources: forum, blog.*Why:\n  - 11 posts.*kept it silent: Silent under 3 voices.*nobody has judged`},
		{"explain bbbb --language fr", `(?s)Observé : 11 en 20 h ; attendu : 1,5.*p = 0,0004.*Silence sous 3 voix`},
		{"explain bbbb --language de", `--language "de" is not known`},
		{"useful aaaa1", `error: signal "aaaa1": several begin so\nhint: write more of it: aaaa1111\S* \(`},
		{"useful bbbb2", `error: signal "bbbb2": not found\nhint: did you mean bbbb1111 \(940 buses`},
		{"useful zzzzzzz", `error: signal "zzzzzzz": not found\nhint: .vigie signals list --all. names them`},
		{"useful bbbb", `bbbb1111 940 buses \[31m: useful\n.vigie signals undo bbbb1111. takes it back`},
		{"noise " + smell, `: noise\n`},
		{"precision", `(?s)rumor +all +1 of 1 +1 of 1 +100% +21% to 100%.*weak_signal +weak +0 of 1`},
		{"precision --format json", `"kind":"rumor".*"ever":\{"high":1,"judged":1,"low":0.2.*"useful":1`},
		{"explain " + smell, `Precision: weak_signal \(weak\): 0 of 1 that somebody judged were useful \(0% to 79%\)`},
		{"list", `(?s)bbbb.*\n2 signals\n`},
		{"list --all", `(?s) noise .*\n3 signals\n`},
		{"undo " + smell, `Burning smell: nothing is said that changes it`},
		{"undo " + smell, `error: .*there is nothing to take back\nhint: .vigie signals show aaaa1111`},
		{"rename " + smell + " 'Brakes smell on line 3'", `aaaa1111 Brakes smell on line 3: nothing is said`},
		{"show " + smell, `(?s)^Brakes smell.*Its own title: Burning smell.*What was said of it:\n.*  noise, taken back\n.*  undo noise\n.*  rename Brakes smell on line 3`},
		{"merge " + smell + " " + smoke, `: part of aaaa1111`},
		{"merge " + smoke + " " + smell, `error: .*the one is part of the other already\nhint: .vigie signals split aaaa1111. parts them`},
		{"show " + smoke, `With: aaaa1111 Brakes smell on line 3`},
		{"split " + smell, `nothing is said`},
		{"split " + smell, `error: .*there is nothing to take back`},
		{"mute " + smoke + " --for 7d --why 'works on line 3'", `muted until \d{4}-`},
		{"mute " + smoke + " --for soon", `error: --for "soon" is not a length of time: write 12h, 7d or 4w`},
		{"mute " + smoke + " --until 2020-01-01", `error: .*that time is past\nhint: name a time to come`},
		{"mute --term BRÛLÉ --kind weak_signal", `rule: --term 'BRÛLÉ' --kind weak_signal muted, by `},
		{"list", `\n1 signal\n`},
		{"list --muted", `(?s)muted until.*2 signals\nrule: --term 'BRÛLÉ' --kind weak_signal muted`},
		{"list --muted --language fr", `règle : --term 'BRÛLÉ' --kind weak_signal muet, par \S+\n`},
		{"show " + smoke + " --language fr", `Muet : par \S+ : works on line 3\n`},
		{"mute --term fumée --why essais --language fr", `^règle : --term '?fumée'? muet, par \S+ : essais\n$`},
		{"unmute --term fumée --language fr", `^règle : --term '?fumée'? n’est plus muet\n$`},
		{"show " + smell, `Muted: by .*, rule --term 'BRÛLÉ' --kind weak_signal`},
		{"unmute --term brûlé", `error: .*there is nothing to take back\nhint: .vigie signals list --muted`},
		{"unmute --term BRÛLÉ --kind weak_signal", `no longer muted`},
		{"unmute " + smoke, `nothing is said`},
		{"list", `\n3 signals\n`},
	} {
		if got := typed(t, path, c.line); !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("vigie signals %s said\n%s\nwhich is not %s", c.line, got, c.want)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(typed(t, path, "list --format csv"))).ReadAll()
	if err != nil || len(rows) != 4 || !strings.Contains(fmt.Sprint(rows), "'=Smoke") {
		t.Errorf("csv: %v, %v", rows, err)
	}
	for line := range strings.Lines(typed(t, path, "list --format json")) {
		var x signalLine
		if err := json.Unmarshal([]byte(line), &x); err != nil || x.ID == buses && x.Standing.Judged != "useful" {
			t.Errorf("json: %s: %v", line, err)
		}
	}
}

// TestManySignals wants it said that there are more signals than are listed.
func TestManySignals(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	var many []signal.Signal
	for i := range store.FindingsMax {
		at := time.Now().Add(-time.Duration(i) * time.Minute)
		many = append(many, signal.Signal{ID: fmt.Sprintf("cccc%012d", i), Kind: signal.Weak, Level: signal.Low, Title: phrase.Same("Sujet"), Posts: []string{fmt.Sprint(i)}, RaisedAt: at, FirstAt: at, LastAt: at})
	}
	path := deskWorld(t, many...)
	for _, c := range []struct {
		line string
		want bool
	}{{"list", true}, {"list --kind spike", false}, {"list --since 1h --format json", false}} {
		if got := typed(t, path, c.line); strings.Contains(got, "only the latest 500 signals") != c.want {
			t.Errorf("vigie signals %s says so: %v, want %v", c.line, !c.want, c.want)
		}
	}
}

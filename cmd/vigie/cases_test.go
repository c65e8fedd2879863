package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/fact"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
	"vigie/cmd/internal/app"
	"vigie/cmd/internal/config"
	"vigie/crawlers/post"
	"vigie/dashboards/web"
)

const (
	fewer = "cccc111122223333" // the rumours of caseWorld
	other = "dddd111122223333"
)

// caseWorld is deskWorld with two rumours, the posts that carry them, one that
// denies the first, and a fact.
func caseWorld(t *testing.T) (path string) {
	now := time.Now().UTC().Truncate(time.Second)
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	relay := func(i, minutes int, source, role, from, by string) signal.Relay {
		return signal.Relay{Post: fmt.Sprint("e", i, "0"), Source: source, At: ago(minutes), Role: role, From: from, By: by, Sure: 0.9}
	}
	rumour := func(id, said string, posts, sources []string, r signal.Rumour) signal.Signal {
		r.Said, r.Claim = said, "Il ne resterait que "+said+"."
		return signal.Signal{ID: id, Kind: signal.Rumor, Level: signal.Strong, Score: 0.8, Entity: "translum", Title: phrase.Same("Plus que " + said), Posts: posts, Sources: sources,
			RaisedAt: ago(60), FirstAt: ago(180), LastAt: ago(90), Why: []signal.Text{phrase.Same("3 relays")}, Rumour: &r}
	}
	path = deskWorld(t,
		rumour(fewer, "940 bus", []string{"e00", "e10", "e20"}, []string{"forum", "press", "blog"}, signal.Rumour{
			Origin: signal.Origin{Sure: 0.8, Why: []signal.Text{phrase.Same("the others link to it")}},
			Relays: []signal.Relay{relay(0, 180, "forum", "origin", "", ""), relay(1, 150, "press", "bridge", "e00", "link"), relay(2, 90, "blog", "relay", "e10", "quote")},
			Beside: []signal.Relay{relay(3, 80, "satire", "satire", "", "")}}),
		rumour(other, "900 bus", []string{"e40"}, []string{"forum"}, signal.Rumour{Relays: []signal.Relay{relay(4, 100, "forum", "origin", "", "")}}))
	fillWorld(t, path, now)
	return path
}

// fillWorld stores the posts of caseWorld, and its fact.
func fillWorld(t *testing.T, path string, now time.Time) {
	t.Helper()
	c, err := config.Load(path, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	s, err := app.Open(t.Context(), app.Options{Config: c})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i, p := range []struct {
		source, author, text string
		minutes              int
	}{{"forum", "voie_unique", "Il ne resterait que 940 bus\x1b[31m", 180}, {"press", "", "Plus que 940 bus ?", 150}, {"blog", "Ticket", "940 bus, dit la presse", 90},
		{"satire", "", "Un seul bus, mais grand", 80}, {"forum", "autre", "900 bus", 100}} {
		at := now.Add(-time.Duration(p.minutes) * time.Minute)
		x := post.Post{ID: fmt.Sprint("e", i, "0"), URL: fmt.Sprintf("https://%s.localhost/%d", p.source, i), Source: p.source, Kind: post.Blog, Author: p.author,
			Published: at, Dated: true, Fetched: at, Text: p.text, Language: "fr"}
		if _, err := s.Store().AddPosts(t.Context(), []post.Post{x}); err != nil {
			t.Fatal(err)
		}
		read := annotation.Annotation{Language: "fr"}
		if err := s.Store().SaveAnnotations(t.Context(), []annotation.Post{{Post: x, Annotation: read}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Store().WriteFact(t.Context(), fact.Version{Author: "analyst", Action: fact.Put, Fact: fact.Fact{ID: "fleet", Entity: "translum", Metric: "bus en service",
		Value: "1 240 bus", Document: "Rapport 2026", Statement: fact.Statement{FR: "1 240 bus sont en service.", EN: "1,240 buses are in service."}}}); err != nil {
		t.Fatal(err)
	}
}

// step is a line that is typed, and the pattern of what it says.
type step struct{ line, want string }

func follow(t *testing.T, path string, steps []step) {
	t.Helper()
	for _, s := range steps {
		if got := entered(t, path, "From standard input,\nin two lines.\n", s.line); !regexp.MustCompile(s.want).MatchString(got) {
			t.Errorf("vigie %s said\n%s\nwhich is not %s", s.line, got, s.want)
		}
	}
}

// TestCases follows a case from its first list to its closing: each line is typed
// after the one before.
func TestCases(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	path := caseWorld(t)
	follow(t, path, []step{
		{"rumors", `(?s)^ID +STATE .*\ncccc1111 +new +strong +0.80 +3 +3 .* in [23]h\d* +940 bus +unverified\n.*3 rumours\n$`},
		{"rumours cccc", `error: "cccc": vigie rumors lists, .*vigie cases show cccc`},
		{"rumors --owner nobody --state new", `3 rumours`},
		{"rumors --state fine", `error: --state "fine" is not a state: new, .*, or open`},
		{"rumors --since soon", `write 2h, 7d or 4w`},
		{"rumors --format csv", `--format "csv" is not known: table or json`},
		{"rumors --entity nobody", `--entity "nobody" is not in .*: translum`},
		{"cases show cccc", `(?s)^Plus que 940 bus\ncccc1111, new, strong, score 0.80\n  Handled by: nobody; .vigie cases assign cccc1111 me.` +
			`.*SAID +TRUE\n +940 bus +unverified\n.*no fact speaks of it;.*Origin, 80% sure\n.*forum, voie_unique, https://forum.localhost/0\n  - the others link to it\n` +
			`.*Path, 3 relays\n.*\n +1 .*origin +Il ne resterait que 940 bus \[31m\n +2 .*press +#1 link +90% +bridge.*\n +3 .* Ticket +#2 quote +90%` +
			`.*Beside it, without carrying it, 1 post\n.*satire.*Spread\n +\d.*[▂-█].*at most\n  Forecast: in the next 12 h .*relay.*priority = 0.4 reach \+ 0.4 central \+ 0.2 recent`},
		{"cases show cccc --language fr", `(?s)Origine, sûre à 80.%.*Prévision.: dans les 12 h`},
		{"cases show cccc --format xml", `--format "xml" is not known: text or json`},
		{"cases show aaaa1111222", `error: .*only rumours have cases.*\nhint: .vigie signals show aaaa1111`},
		{"cases show zzzz", `error: signal "zzzz": not found\nhint: .vigie cases list --all. names them`},
		{"cases shw", `did you mean "show"`},
		{"cases log cccc", `nothing was done yet; .vigie cases assign cccc1111 me`},
		{"cases assign cccc press office", `^cccc1111 Plus que 940 bus: handled by press office\n.vigie cases undo cccc1111. takes it back\n$`},
		{"cases due cccc 2h", `: deadline \d{4}-.* in (2h|1h59)\n`},
		{"cases due cccc yesterday", `error: "yesterday" is no time: write 4h, 18:30, 2026-12-01`},
		{"cases due cccc 2020-01-01", `error: .*that time is past\nhint: name a time to come, or none`},
		{"cases due cccc none", `: no deadline\n`},
		{"cases state cccc verifyng", `error: "verifyng" is not a state: new, verifying, false`},
		{"cases state cccc verifying --why 'the depot is asked'", `: verifying\n`},
		{"cases state cccc verifying", `error: case "cccc1111" is verifying already`},
		{"cases draft cccc", `(?s)checking it.*see to: .*verified.*once sent: .vigie cases reply cccc1111 --link ADDRESS -`},
		{"cases fact cccc flet", `error: fact "flet" is not in force\nhint: in force: fleet`},
		{"cases fact cccc none", `error: .*nothing to take back\nhint: nobody has chosen a fact`},
		{"cases fact cccc fleet", `: fact fleet is held against it: 1 240 bus\n`},
		{"cases show cccc", `(?s)940 bus +1 240 bus\n.*1,240 buses are in service.*fleet, bus en service, Rapport 2026, chosen`},
		{"cases remark cccc 'the depot says 1,240'", `: noted: the depot says 1,240\n`},
		{"cases remark cccc -", `: noted: From standard input, in two lines.\n`},
		{"cases state cccc false", `: false\n`},
		{"cases draft cccc --to 3 --form letter", `error: --form "letter" is not known: comment, status`},
		{"cases draft cccc --to 9", `error: post "9" carries no part of case "cccc1111"\nhint: .*numbers its relays, 1 to 3`},
		{"cases draft cccc --to 1", `(?s)^Bonjour,.*1 240 bus sont en service.*--to 1 --link`},
		{"cases draft cccc --to 1 --language en --form statement", `(?s)^Subject: A correction from Translum\n.*1,240 buses are in service`},
		{"cases reply cccc", `error: there is no text: give what was sent`},
		{"cases reply cccc --at tomorrow hello", `"tomorrow" is no time: write 2h, 14:30`},
		{"cases reply cccc --at 2099-01-01T00:00:00Z hello", `that moment is still to come; give when it was sent`},
		{"cases reply cccc --link ftp://x hello", `not an address of the web`},
		{"cases reply cccc --answered --to https://press.localhost/1 --link https://press.localhost/c/1 -", `reply taken down, #2 press \(34 characters\); state: answered \(false\)\n`},
		{"cases undo cccc", `: taken back: reply #2; now false\n`},
		{"cases undo cccc 11", `: taken back: undo #.*; now answered \(false\)\n`},
		{"cases reply cccc --answered=false 'a second one'", `reply taken down, to all \(12 characters\); state: answered \(false\)\n`},
		{"cases undo cccc", `: taken back: reply to all; now answered \(false\)\n`},
		{"cases show cccc", `(?s)Replies, with their effect\n.*, to #2, https://press.localhost/c/1\n    From standard input, in two lines.\n    effect: `},
		{"cases reached cccc e2", `: #3 Ticket, blog contacted\n`},
		{"cases reached cccc 3", `error: Ticket, blog was contacted already`},
		{"cases contacts cccc", `(?s)priority = .*POST +WHO.*#1 +voie_unique +forum +fr +1 +0.00 +1.00 +0.\d\d +0.\d\d\n.*#\d .* yes\n.*article 14 GDPR.*Translum follows`},
		{"cases contacts cccc --format json", `"item":.*"author":"voie_unique".*"central":1,"recent":0.9`},
		{"cases contacts cccc --format csv", `--format "csv" is not known`},
	})
}

// TestCaseEnds merges, closes and takes back.
func TestCaseEnds(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	path := caseWorld(t)
	follow(t, path, []step{
		{"cases undo cccc", `error: undo case "cccc1111": there is nothing to take back\nhint: .vigie cases log cccc1111`},
		{"cases merge dddd dddd", `error: case "dddd1111" cannot be part of itself`},
		{"cases merge dddd cccc", `^dddd1111 Plus que 900 bus: part of cccc1111 Plus que 940 bus\n`},
		{"cases merge cccc dddd", `error: .*part of the other already\nhint: .vigie cases split dddd1111`},
		{"rumors", `\n2 rumours\n`},
		{"cases show cccc", `With: dddd1111 Plus que 900 bus`},
		{"cases split dddd", `on its own again`},
		{"cases split dddd", `error: .*nothing to take back\nhint: it is part of no other`},
		{"opposition list", `^nobody objects; `},
		{"opposition add", `error: vigie opposition add needs the name`},
		{"opposition add Ticket --source nowhere", `error: .*nowhere`},
		{"opposition add Ticket --source blog --why 'their mail'", `^Ticket is in no ranking any more\n.vigie opposition withdraw Ticket --source blog. takes`},
		{"opposition add Ticket --source blog", `^Ticket was on the list already\n`},
		{"opposition list", `\nTicket +blog .* their mail\n`},
		{"opposition list --format json", `"person":"Ticket","source":"blog"`},
		{"cases contacts cccc", `left out, because their authors object: 1 relay`},
		{"opposition withdraw Billet", `error: "Billet" is not on the list\nhint: .*opposition list`},
		{"opposition add Ticket", `^Ticket is in no ranking any more`},
		{"opposition withdraw Ticket", `error: "Ticket" is on the list 2 times\nhint: vigie opposition withdraw Ticket --source blog, or vigie opposition withdraw Ticket --source ''`},
		{"opposition withdraw Ticket --source ''", `^Ticket is off the list\n.vigie opposition add Ticket. puts them back`},
		{"opposition withdraw Ticket", `^Ticket is off the list\n.vigie opposition add Ticket --source blog. puts them back`},
		{"cases close cccc --why x", `error: --as "" does not say what it was found to be: false, true or partly_true`},
		{"cases close cccc --as closed --why x", `error: --as "closed" does not say`},
		{"cases close cccc --as false", `error: --why is missing`},
		{"cases reopen cccc", `error: case "cccc1111" is not closed: it is new`},
		{"cases close cccc --as partly-true --why 'one depot alone'", `: closed \(partly_true\); the ranking of its relays and its deadline are gone\n`},
		{"cases close cccc --as false --why x", `error: case "cccc1111" is closed already\nhint: .vigie cases reopen cccc1111`},
		{"cases due cccc 4h", `error: case "cccc1111" is closed: it has no deadline`},
		{"cases contacts cccc", `^cccc.*\n  the case is closed: the list is gone\n$`},
		{"rumors", `^(?s)ID.*dddd.*\n2 rumours\n$`},
		{"rumors --all", `3 rumours, 2 open\n`},
		{"cases list --state closed", `\n1 rumour, 0 open\n`},
		{"cases list --state open", `\n2 rumours\n`},
		{"cases undo cccc", `: taken back: state closed; now partly_true\n.vigie cases undo cccc1111 3. takes that back`},
		{"cases undo cccc 3", `: taken back: undo #2 state; now closed \(partly_true\)`},
		{"cases undo cccc 3", `error: line 3 of case "cccc1111" is taken back already`},
		{"cases undo cccc 9", `error: case "cccc1111" has no line "9"`},
		{"cases reopen cccc", `: verifying\n`},
		{"cases log cccc", `(?s)1 .* state partly_true +one depot alone\n2 .*state closed.*\n3 .*undo #2 state +taken back\n4 .*undo #3 undo\n5 .*state verifying\n$`},
		{"cases log cccc --format json", `"action":"state","value":"partly_true","note":"one depot alone"`},
		{"cases log cccc --format yaml", `--format "yaml" is not known`},
	})
	var c web.FileJSON
	if err := json.Unmarshal([]byte(entered(t, path, "", "cases show cccc --format json")), &c); err != nil || c.ID != fewer || len(c.Path) != 3 || c.Path[1].From != "e00" || c.Path[1].Source.ID != "press" || c.Handling.State != "verifying" || len(c.Log) != 5 {
		t.Errorf("json: %+v: %v", c, err)
	}
	n := 0
	for line := range strings.Lines(entered(t, path, "", "rumors --format json")) {
		n++
		var c web.CaseJSON
		if err := json.Unmarshal([]byte(line), &c); err != nil || c.Handling.State == "" || !strings.HasSuffix(c.Page, "/cases/"+c.ID) || c.Curve == nil {
			t.Errorf("json: %s: %v", line, err)
		}
	}
	if n != 3 {
		t.Errorf("rumors --format json has %d lines, want 3", n)
	}
}

package store

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/fact"
	"vigie/analyzers/forecast"
	"vigie/analyzers/relay"
	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
	"vigie/dashboards/web"
)

var (
	_ web.Cases       = (*Store)(nil)
	_ web.Crises      = (*Store)(nil)
	_ web.Oppositions = (*Store)(nil)
	_ web.Facts       = (*Store)(nil)
)

func hour(h int) time.Time { return monday.Add(time.Duration(h) * time.Hour) }

// rumoured is a store at 17:00 with a rumour of four relays in three sources, the
// organisation's denial and a blog's, a staff post that answers it, a second rumour
// of one relay, and a spike.
func rumoured(t *testing.T) (*Store, *clock) {
	c := &clock{t: hour(8)}
	s := testStore(t, at(c))
	s.SetSources([]post.Source{
		{ID: "forum", Name: "Forum", URL: "https://forum.localhost/"},
		{ID: "press", Name: "La Gazette", URL: "https://press.localhost/", Owner: post.Press, Audience: 100_000},
		{ID: "blog", Name: "Blog", URL: "https://blog.localhost/"},
		{ID: "own", Name: "Translum", URL: "https://own.localhost/", Owner: post.Company},
		{ID: "staff", Name: "Conducteur", URL: "https://staff.localhost/", Owner: post.Staff},
	})
	var posts []annotation.Post
	for i, p := range []struct{ source, author string }{
		{"forum", "Voyageuse"}, {"forum", "Abonné75"}, {"press", ""}, {"blog", "Usager"}, // p0..p3: relays
		{"own", ""}, {"blog", "Usager"}, {"staff", "Conducteur"}, {"forum", "Abonné75"}, // p4, p5: beside; p6: answers; p7: another rumour
	} {
		x := telling(fmt.Sprint("p", i), p.source, i, "Il n’y aurait plus que 940 bus")
		x.Author = p.author
		add(t, s, 1, x)
		posts = append(posts, read(x, "translum", -0.5, "s-bus"))
	}
	save(t, s, posts...)
	relay := func(i int, source, role, from, by string) signal.Relay {
		return signal.Relay{Post: fmt.Sprint("p", i), Source: source, At: hour(i), Role: role, From: from, By: by, Sure: 0.9}
	}
	title := signal.Text{FR: "940 bus", EN: "940 buses"}
	_, err := s.SaveSignals(t.Context(), []signal.Signal{
		{ID: "bb01", Kind: signal.Rumor, Level: signal.Low, Entity: "translum", Title: title, Posts: []string{"p0", "p1", "p2", "p3"}, Sources: []string{"forum", "press", "blog"},
			RaisedAt: hour(2), FirstAt: hour(0), LastAt: hour(3), Score: 0.6, Rumour: &signal.Rumour{Said: "940 bus", Fact: "fleet",
				Relays: []signal.Relay{relay(0, "forum", "origin", "", ""), relay(1, "forum", "relay", "p0", "reply"), relay(2, "press", "bridge", "p0", "link"), relay(3, "blog", "relay", "p2", "quote")},
				Beside: []signal.Relay{relay(4, "own", "official", "", ""), relay(5, "blog", "question", "", "")}}},
		{ID: "bb02", Kind: signal.Rumor, Level: signal.Low, Entity: "translum", Title: title, Posts: []string{"p7"}, Sources: []string{"forum"},
			RaisedAt: hour(7), FirstAt: hour(7), LastAt: hour(7), Rumour: &signal.Rumour{Said: "900 bus", Relays: []signal.Relay{relay(7, "forum", "origin", "", "")}}},
		{ID: "aa01", Kind: signal.Spike, Level: signal.Low, Title: signal.Text{FR: "Pic", EN: "Spike"}, Posts: []string{"p0"}, RaisedAt: hour(1), FirstAt: hour(0), LastAt: hour(1)},
		{ID: "cc01", Kind: signal.Ambassador, Level: signal.Low, Title: signal.Text{FR: "Conducteur", EN: "Driver"}, Posts: []string{"p6"}, RaisedAt: hour(6), FirstAt: hour(6), LastAt: hour(6),
			Argument: &signal.Argument{Answers: []string{"p3"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"fleet", "fleet-2026"} {
		_, err := s.WriteFact(t.Context(), fact.Version{Author: "analyst", Action: fact.Put, Fact: fact.Fact{ID: id, Entity: "translum", Metric: "bus en service", Value: "1 240 bus",
			Statement: fact.Statement{FR: "Translum fait rouler 1 240 bus.", EN: "Translum runs 1,240 buses."}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s, c
}

func mustCase(t *testing.T, s *Store, id string) report.Case {
	t.Helper()
	c, err := s.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// pathOf is a path in words.
func pathOf(path []report.Carried) string {
	var list []string
	for _, c := range path {
		from := "-"
		if c.From != nil {
			from = c.From.ID + " by " + c.By
		}
		list = append(list, fmt.Sprintf("%s %s %s", c.ID, c.Role, from))
	}
	return strings.Join(list, ", ")
}

func TestCase(t *testing.T) {
	s, _ := rumoured(t)
	c := mustCase(t, s, "bb01")
	effect := c.Handling.Replies[0].Effect
	for _, x := range []struct{ what, got, want string }{
		{"path", pathOf(c.Path), "p0 origin -, p1 relay p0 by reply, p2 bridge p0 by link, p3 relay p2 by quote"},
		{"beside", pathOf(c.Beside), "p4 official -, p5 question -"},
		{"fact", c.Fact.ID, "fleet"},
		{"classes", fmt.Sprint(c.Classes), "[{blog blog 3} {press press 1}]"},
		{"languages", fmt.Sprint(c.Languages), "[{fr fr 4}]"},
		{"handling", fmt.Sprint(c.Handling.State, " ", c.Handling.Deadline.Equal(hour(6))), "new true"},
		{"staff", fmt.Sprint(len(c.Staff), " ", c.Staff[0].ID), "1 p6"},
		{"replies", fmt.Sprint(len(c.Handling.Replies), " ", c.Handling.Replies[0].Post, " ", c.Handling.Replies[0].By), "1 p4 Translum"},
		{"curve", fmt.Sprint(len(c.Curve), c.Curve[0].At.Equal(hour(0)), c.Curve[3].Value, c.Curve[4].Value), "9 true 1 0"},
		{"forecast", fmt.Sprint(len(c.Forecast.Hours), " ", c.Forecast.From.Equal(hour(8)), " ", c.Forecast.Total.Expected > 0), "12 true true"},
		{"effect", fmt.Sprintf("%.0f h: %d, %d, %d hours expected", effect.Hours, effect.Before, effect.After, len(effect.Expected.Hours)), "4 h: 4, 0, 4 hours expected"},
		{"items", fmt.Sprint(len(c.Items), len(c.Hours)), "4 4"},
	} {
		if x.got != x.want {
			t.Errorf("%s: got %q, want %q", x.what, x.got, x.want)
		}
	}
	var who []string
	for _, x := range c.Contacts {
		who = append(who, fmt.Sprintf("%s %.2f", x.ID, x.Central))
	}
	if got, want := strings.Join(who, ", "), "p2 0.33, p0 1.00, p3 0.00, p1 0.00"; got != want {
		t.Errorf("contacts: got %s, want %s", got, want)
	}
}

// TestCaseSaid says one thing after the other of a case.
func TestCaseSaid(t *testing.T) {
	s, c := rumoured(t)
	tell(t, s, "bb01", report.State, "verifying")
	tell(t, s, "bb01", report.Assign, "Analyste")
	tell(t, s, "bb01", report.Against, "fleet-2026")
	tell(t, s, "bb01", report.Reached, "p0")
	tell(t, s, "bb01", report.Reached, "p3")
	_, err := s.Say(t.Context(), report.Verdict{Signal: "bb01", Action: report.Reply, Note: "Bonjour,\n\nTranslum fait rouler 1 240 bus.", Link: "https://own.localhost/p4", Author: "analyst"})
	if err != nil {
		t.Fatal(err)
	}
	f := mustCase(t, s, "bb01")
	if f.Fact.ID != "fleet-2026" || f.Handling.State != report.CaseVerifying || f.Handling.Owner != "Analyste" || len(f.Log) != 6 {
		t.Errorf("case: %+v, fact %+v", f.Handling, f.Fact)
	}
	// The reply is the post that was seen, and its text as it was sent.
	if r := f.Handling.Replies; len(r) != 1 || r[0].Post != "p4" || !r[0].At.Equal(hour(4)) || r[0].Text != "Bonjour,\n\nTranslum fait rouler 1 240 bus." || r[0].Line == 0 {
		t.Errorf("replies: %+v", r)
	}
	if n := len(f.Contacts); n != 4 || f.Contacts[0].ID != "p2" || f.Contacts[1].ID != "p1" || !f.Contacts[2].Reached || !f.Contacts[3].Reached {
		t.Errorf("contacts: %+v", f.Contacts)
	}
	c.add(time.Hour)
	closing := tell(t, s, "bb01", report.State, "closed")
	if f = mustCase(t, s, "bb01"); len(f.Contacts) != 0 || !f.Handling.Deadline.IsZero() || !f.Handling.Closed.Equal(hour(9)) {
		t.Errorf("closed: %+v, %d contacts", f.Handling, len(f.Contacts))
	}
	tell(t, s, "bb01", report.Undo, fmt.Sprint(closing.Line))
	if f = mustCase(t, s, "bb01"); len(f.Contacts) != 4 || f.Handling.State != report.CaseVerifying || f.Handling.Deadline.IsZero() {
		t.Errorf("reopened: %+v", f.Handling)
	}
}

// TestSameReplies takes down a release twice, and answers one person with it: the
// release is of when it was seen, the answer of when it was sent.
func TestSameReplies(t *testing.T) {
	s, _ := rumoured(t)
	release := report.Verdict{Signal: "bb01", Action: report.Reply, Note: "1 240 bus", Link: "https://own.localhost/p4", Author: "analyst"}
	one := release
	one.Value, one.Sent = "p3", hour(5)
	again := release
	again.Note = "1 240 bus, encore" // the same within a minute is one
	for _, v := range []report.Verdict{release, one, again} {
		if _, err := s.Say(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, r := range mustCase(t, s, "bb01").Handling.Replies {
		got = append(got, fmt.Sprintf("%s to %q, post %q, with %d", r.At.Format("15:04"), r.To, r.Post, r.Effect.ConfusedWith))
	}
	want := fmt.Sprintf(`%[1]s to "", post "p4", with 1; %[1]s to "", post "p4", with 1; %[2]s to "p3", post "", with 1`, hour(4).Format("15:04"), hour(5).Format("15:04"))
	if strings.Join(got, "; ") != want {
		t.Errorf("got %s\nwant %s", strings.Join(got, "; "), want)
	}
	late := release
	late.Sent = hour(9)
	if _, err := s.Say(t.Context(), late); !errors.Is(err, report.ErrAhead) {
		t.Errorf("a reply that is still to come: %v", err)
	}
}

func TestCaseIdentifiers(t *testing.T) {
	s, _ := rumoured(t)
	for _, x := range []struct {
		asked, got string
		want       error
	}{
		{"bb01", "bb01", nil}, {"BB01 ", "bb01", nil}, {"bb02", "bb02", nil}, {"bb", "", report.ErrNotFound}, {"zz", "", report.ErrNotFound}, {"", "", report.ErrNotFound},
		{"aa01", "", report.ErrNoCase}, {"a", "", report.ErrNoCase}, {"cc01", "", report.ErrNoCase},
	} {
		c, err := s.Case(t.Context(), x.asked)
		if c.ID != x.got || !errors.Is(err, x.want) {
			t.Errorf("case %q: got %q, %v, want %q, %v", x.asked, c.ID, err, x.got, x.want)
		}
	}
}

// TestFactChanged tells that the fact is another than when the rumour was raised.
func TestFactChanged(t *testing.T) {
	s, c := rumoured(t)
	if was := mustCase(t, s, "bb01").FactWas; was != "" {
		t.Errorf("unchanged, and was %q", was)
	}
	c.t = c.t.Add(time.Hour)
	held := *mustCase(t, s, "bb01").Fact
	held.Value = "940 bus"
	if _, err := s.WriteFact(t.Context(), fact.Version{Author: "analyst", Action: fact.Put, Fact: held}); err != nil {
		t.Fatal(err)
	}
	if x := mustCase(t, s, "bb01"); x.FactWas != "1 240 bus" || x.Fact.Value != "940 bus" {
		t.Errorf("changed: was %q, is %q", x.FactWas, x.Fact.Value)
	}
}

// TestMergedCases joins two cases, and parts them.
func TestMergedCases(t *testing.T) {
	s, _ := rumoured(t)
	tell(t, s, "bb02", report.Reached, "p7")
	tell(t, s, "bb02", report.State, "true")
	merged := tell(t, s, "bb02", report.Merge, "bb01")
	c := mustCase(t, s, "bb01")
	if got := pathOf(c.Path); !strings.HasSuffix(got, "p3 relay p2 by quote, p7 relay -") || c.Fact == nil || pathOf(c.Beside) != "p4 official -, p5 question -" || c.Handling.State != report.CaseNew || len(c.Log) != 3 || len(c.Handling.Reached) != 1 {
		t.Errorf("merged: %s, %+v, %d lines", got, c.Handling, len(c.Log))
	}
	if part := mustCase(t, s, "bb02"); len(part.Contacts) > 0 {
		t.Errorf("a part ranks %d people, of whom the whole alone may", len(part.Contacts))
	}
	// Said the other way round the whole has the earlier origin, and the fact.
	tell(t, s, "bb02", report.Undo, fmt.Sprint(merged.Line))
	round := tell(t, s, "bb01", report.Merge, "bb02")
	if c = mustCase(t, s, "bb02"); !strings.HasPrefix(pathOf(c.Path), "p0 origin -, p1") || c.Fact == nil || c.Fact.ID != "fleet" || len(c.Beside) != 2 || c.Handling.State != report.CaseTrue {
		t.Errorf("the other way round: %s, fact %+v, beside %s", pathOf(c.Path), c.Fact, pathOf(c.Beside))
	}
	tell(t, s, "bb01", report.Undo, fmt.Sprint(round.Line))
	merged = tell(t, s, "bb02", report.Merge, "bb01")
	if list := cases(t, s, hour(0)); list != "bb01 new 5" {
		t.Errorf("cases: %s", list)
	}
	// The posts of a part are posts of the whole.
	tell(t, s, "bb01", report.Reached, "p7")
	tell(t, s, "bb02", report.Undo, fmt.Sprint(merged.Line))
	if list := cases(t, s, hour(0)); list != "bb02 true 1, bb01 new 4" {
		t.Errorf("parted: %s", list)
	}
}

func cases(t *testing.T, s *Store, since time.Time) string {
	t.Helper()
	found, err := s.Cases(t.Context(), since)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range found {
		relays := 0
		for _, h := range c.Curve {
			relays += int(h.Value)
		}
		list = append(list, fmt.Sprint(c.ID, " ", c.Handling.State, " ", relays))
	}
	return strings.Join(list, ", ")
}

func TestCases(t *testing.T) {
	s, c := rumoured(t)
	if got := cases(t, s, hour(0)); got != "bb02 new 1, bb01 new 4" {
		t.Errorf("cases: %s", got)
	}
	// What is not closed stays, however old.
	if got := cases(t, s, hour(100)); got != "bb02 new 1, bb01 new 4" {
		t.Errorf("open: %s", got)
	}
	tell(t, s, "bb02", report.State, "closed")
	c.add(time.Hour)
	tell(t, s, "bb01", report.Assign, "Analyste")
	for _, x := range []struct {
		since time.Time
		want  string
	}{{hour(8), "bb01 new 4, bb02 closed 1"}, {hour(9), "bb01 new 4"}} {
		if got := cases(t, s, x.since); got != x.want {
			t.Errorf("since %s: got %s, want %s", x.since, got, x.want)
		}
	}
}

// TestLongCase has a rumour of 3,000 relays, of which the signal lists 1,000:
// what is not listed is counted.
func TestLongCase(t *testing.T) {
	s, _ := rumoured(t)
	var posts []annotation.Post
	for i := range 3000 {
		x := telling(fmt.Sprintf("l%04d", i), []string{"forum", "press"}[i%5/4], 0, "Il n’y aurait plus que 940 bus")
		x.Published = hour(0).Add(time.Duration(i) * 9 * time.Second) // 400 an hour, up to 7:30
		posts = append(posts, read(x, "translum", -0.5, "s-bus"))
	}
	add(t, s, 3000, each(posts, func(p annotation.Post) post.Post { return p.Post })...)
	save(t, s, posts...)
	path := relay.Path(posts, s)
	x := signal.Signal{ID: "dd01", Kind: signal.Rumor, Level: signal.Low, Entity: "translum", RaisedAt: hour(1), FirstAt: hour(0), LastAt: hour(7),
		Rumour: &signal.Rumour{Relays: relay.Bounded(path), Left: relay.LeftOut(posts, s)}}
	if _, err := s.SaveSignals(t.Context(), []signal.Signal{x}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Say(t.Context(), report.Verdict{Signal: "dd01", Action: report.Remark, Note: "long", Author: "analyst"}); err != nil {
		t.Fatal(err)
	}
	c := mustCase(t, s, "dd01")
	whole := each(posts, func(p annotation.Post) time.Time { return p.Published })
	effect, want := report.EffectOf(relayTimes(c.Finding), hour(4), nil, hour(8)), report.EffectOf(whole, hour(4), nil, hour(8))
	for _, y := range []struct{ what, got, want string }{
		{"curve", fmt.Sprint(each(c.Curve, func(h report.Hour) float64 { return h.Value })), "[400 400 400 400 400 400 400 200 0]"},
		{"classes", fmt.Sprint(c.Classes), "[{blog blog 2400} {press press 600}]"},
		{"languages", fmt.Sprint(c.Languages), "[{fr fr 3000}]"},
		{"path", fmt.Sprint(len(c.Path), c.Rumour.Spread()), "1000 3000"},
		{"effect", fmt.Sprint(effect.Before, effect.After), fmt.Sprint(want.Before, want.After)},
		{"expected", near(effect.Expected, want.Expected), "near"}, // 956, of all 952
		{"forecast", near(c.Forecast, forecast.Next(whole, hour(8), 12)), "near"},
		{"cases", cases(t, s, hour(0)), "dd01 new 3000, bb02 new 1, bb01 new 4"},
	} {
		if y.got != y.want {
			t.Errorf("%s: got %s, want %s", y.what, y.got, y.want)
		}
	}
	tell(t, s, "bb01", report.Merge, "dd01")
	if c = mustCase(t, s, "dd01"); c.Rumour.Spread() != 3004 || fmt.Sprint(c.Classes) != "[{blog blog 2403} {press press 601}]" {
		t.Errorf("merged: %d relays, %v", c.Rumour.Spread(), c.Classes)
	}
}

// near tells whether two forecasts expect the same, but for one in fifty.
func near(got, want forecast.Forecast) string {
	a, b := got.Total.Expected, want.Total.Expected
	if b > 0 && math.Abs(a-b) <= 0.02*b {
		return "near"
	}
	return fmt.Sprintf("%.0f, not %.0f", a, b)
}

// TestErasedRelays counts those that are there.
func TestErasedRelays(t *testing.T) {
	s, _ := rumoured(t)
	for source, id := range map[string]string{"forum": "p1", "blog": "p5", "press": "p2"} {
		if err := s.ErasePosts(t.Context(), source, []string{id}); err != nil {
			t.Fatal(err)
		}
	}
	c := mustCase(t, s, "bb01")
	curve := fmt.Sprint(each(c.Curve[:5], func(h report.Hour) float64 { return h.Value }))
	if got := pathOf(c.Path); got != "p0 origin -, p3 relay -" || pathOf(c.Beside) != "p4 official -" || curve != "[1 0 0 1 0]" || c.Rumour.Spread() != 2 || c.Handling.Replies[0].Effect.Before != 2 {
		t.Errorf("path %s, beside %s, curve %s, effect %+v", got, pathOf(c.Beside), curve, c.Handling.Replies[0].Effect)
	}
	if got := cases(t, s, hour(0)); got != "bb02 new 1, bb01 new 2" {
		t.Errorf("cases: %s", got)
	}
}

package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/analyzers/signal"
	"vigie/dashboards/report"
)

// hostile answers with what strangers may write.
type hostile struct{ *world }

const attack = `<script>alert(1)</script>"><img src=x onerror=alert(2)> ` + "\u202etxet desrever\u202c"

func (h hostile) nasty() report.Finding {
	f := h.rumour(9)
	for i := range f.Items {
		f.Items[i].Title, f.Items[i].Author, f.Items[i].Excerpt = attack, attack, attack

		f.Items[i].URL = "javascript:alert(3)"
		f.Items[i].Source.Name, f.Items[i].Source.URL = attack, "data:text/html,<script>alert(4)</script>"
		f.Items[i].Language, f.Items[i].Sentiment = attack, attack
	}
	f.Items[1].Title = attack + strings.Repeat("W", 10000)
	f.Items[2].Excerpt = attack + strings.Repeat("W", 300)
	r := *f.Rumour
	r.Claim, r.Said, r.True, r.Document = attack, attack, attack, "javascript:alert(5)"
	f.Rumour, f.Title, f.Terms = &r, signal.Text{FR: attack, EN: attack}, []string{attack}
	f.Why = []signal.Text{{FR: attack, EN: attack}}
	f.Answers = f.Items
	return f
}

func (h hostile) Today(ctx context.Context, s report.Scope) (report.Today, error) {
	t, err := h.world.Today(ctx, s)
	t.Rumours = []report.Finding{h.nasty()}
	t.Coverage.Sources[0].Error, t.Coverage.Sources[0].Source.Name = attack, attack
	return t, err
}

func (h hostile) Finding(context.Context, string) (report.Finding, error) { return h.nasty(), nil }

// dossier is a case whose every field strangers wrote.
func (h hostile) dossier() report.Case {
	c := h.filled(h.nasty())
	held := h.fleet()
	held.Statement.FR, held.Statement.EN, held.Metric, held.Value, held.Document, held.File.Name = attack, attack, attack, attack, "javascript:alert(8)", attack
	c.Fact = &held
	long := attack + strings.Repeat("W", 10000)
	c.Handling.Owner, c.Handling.Against = long, attack
	c.Handling.Replies = []report.Answer{{At: h.now.Add(-time.Hour), By: long, To: c.Path[0].ID, Text: long, Link: "javascript:alert(9)", Effect: &report.Effect{}}}
	for i := range c.Path {
		c.Path[i].By, c.Path[i].Role, c.Path[i].From = attack, attack, &c.Path[0].Item
	}
	for i := range c.Beside {
		c.Beside[i].Title, c.Beside[i].Author, c.Beside[i].Excerpt, c.Beside[i].URL, c.Beside[i].Role = long, attack, long, "javascript:alert(10)", attack
	}
	c.Classes, c.Languages = []report.Top{{Key: attack, Name: attack, Posts: 3}}, []report.Top{{Key: attack, Posts: 3}}
	c.Crises = []string{attack}
	r := *c.Rumour
	r.Origin = signal.Origin{Sure: .5, Why: c.Why}
	c.Rumour = &r
	for i, a := range report.Actions() {
		c.Log = append(c.Log, report.Verdict{Line: int64(i), Signal: attack, Author: long, Action: a, Value: attack, Note: long, Link: "javascript:alert(11)"})
	}
	return c
}

func (h hostile) Case(context.Context, string) (report.Case, error) { return h.dossier(), nil }

func (h hostile) Cases(context.Context, time.Time) ([]report.Case, error) {
	return []report.Case{h.dossier()}, nil
}

func (h hostile) Search(context.Context, report.Search) (report.Results, error) {
	top := []report.Top{{Key: attack, Name: attack, Posts: 3}}
	return report.Results{Total: 1, Items: h.nasty().Items[:1], Sources: top, Authors: top, Terms: top}, nil
}

func (h hostile) Coverage(ctx context.Context, now time.Time) (report.Coverage, error) {
	c, err := h.world.Coverage(ctx, now)
	if len(c.Sources) > 0 {
		x := &c.Sources[0]
		x.Error, x.Fault, x.Source.Name, x.Source.ID, x.Source.Tags = attack, attack, attack, attack, []string{attack}
		x.Source.Owner, x.Source.Kind, x.Source.Language = attack, attack, attack
	}
	return c, err
}

func (h hostile) Record(ctx context.Context, _ string, now time.Time, zone *time.Location) (report.Record, error) {
	c, err := h.Coverage(ctx, now)
	r := h.record(c.Sources[0], now, zone)
	r.Entry, r.Items, r.Push.Hub, r.Push.State = "javascript:alert(7)", h.nasty().Items, attack, attack
	r.Visits[0].Outcome, r.Visits[0].Error = attack, attack
	return r, err
}

func (h hostile) Ledger(ctx context.Context, from, to time.Time, zone *time.Location) ([]report.Footing, error) {
	days, err := h.world.Ledger(ctx, from, to, zone)
	for i := range days {
		for j := range days[i].Down {
			days[i].Down[j].Source.Name, days[i].Down[j].Source.ID = attack, attack
		}
	}
	return days, err
}

func hostileSite(t *testing.T) *Site {
	w := newWorld(t)
	s := newSite(t, w)
	s.Reports = hostile{w}
	return s
}

func TestHostile(t *testing.T) {
	site := hostileSite(t)
	for _, path := range []string{"/", "/sources", "/sources?by=tag", "/sources?q=%3Cscript%3E", "/sources/x", "/coverage", "/cases/x", "/rumours", "/mentions?q=%3Cscript%3Ealert(6)%3C/script%3E", "/mentions?q=%22%3E%3Cscript%3E", "/%3Cscript%3E"} {
		got := body(t, get(t, site, path))
		for _, bad := range []string{"<script>", "<img", `href="javascript:`, `href="data:`} {
			if strings.Contains(got, bad) {
				t.Errorf("%s lets %q through", path, bad)
			}
		}
	}
	page := body(t, get(t, site, "/cases/x"))
	if !strings.Contains(page, "<bdi>&lt;script&gt;") || !strings.Contains(page, `class="excerpt" dir="auto"`) {
		t.Error("strangers’ text is not kept apart from the page’s direction")
	}
}

func TestExternal(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"https://blog.example/a?b=1", "https://blog.example/a?b=1"},
		{"http://blog.example", "http://blog.example"},
		{"HTTPS://blog.example/", "https://blog.example/"},
		{"javascript:alert(1)", ""},
		{"java\nscript:alert(1)", ""},
		{"data:text/html,x", ""},
		{"//blog.example/", ""},
		{"/etc/passwd", ""},
		{"https:/no-host", ""},
		{"", ""},
	} {
		if got := external(c.address); got != c.want {
			t.Errorf("external(%q) = %q, want %q", c.address, got, c.want)
		}
	}
	page := body(t, get(t, newSite(t, newWorld(t)), "/"))
	if !strings.Contains(page, `href="http://lignes-rails.localhost/1" rel="noopener noreferrer nofollow ugc"`) {
		t.Error("links to posts do not say that they are strangers’")
	}
}

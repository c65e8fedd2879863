package post

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var adopted = time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)

func adopt(t *testing.T, line, source string) Post {
	t.Helper()
	p, _, err := NewReader(strings.NewReader(line)).Next()
	if err == nil {
		p, err = Adopt(p, source, Article, adopted)
	}
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return p
}

// The identifiers of a file are its source's own; one of ours stays.
func TestAdoptIdentifies(t *testing.T) {
	ours := NewID("https://blog.example/1")
	tests := []struct{ name, line, id, thread, parent string }{
		{"a number", `{"id":1,"text":"a","thread":"1"}`, NewID("forum", "1"), NewID("forum", "1"), ""},
		{"an answer to it", `{"id":"2","text":"a","thread":"1","parent":"1"}`, NewID("forum", "2"), NewID("forum", "1"), NewID("forum", "1")},
		{"of a source that it names", `{"id":"1","source":"blog","text":"a"}`, NewID("blog", "1"), "", ""},
		{"one of ours", `{"id":"` + ours + `","text":"a","thread":"` + ours + `","parent":"` + ours + `"}`, ours, ours, ours},
		{"with an address too", `{"id":"1","url":"https://blog.example/1","text":"a"}`, NewID("forum", "1"), "", ""},
		{"only an address", `{"url":"https://blog.example/1","text":"a","thread":"t"}`, ours, NewID("forum", "t"), ""},
		{"neither", `{"text":"a"}`, NewID("forum", "", "0001-01-01T00:00:00Z", "", "a"), "", ""},
		{"a null", `{"id":null,"text":"a"}`, NewID("forum", "", "0001-01-01T00:00:00Z", "", "a"), "", ""},
		{"capitals are not ours", `{"id":"` + strings.Repeat("A", 32) + `","text":"a"}`, NewID("forum", strings.Repeat("A", 32)), "", ""},
	}
	for _, tt := range tests {
		p := adopt(t, tt.line, "forum")
		if p.ID != tt.id || p.Thread != tt.thread || p.Parent != tt.parent {
			t.Errorf("%s: got id, thread, parent %q, %q, %q; want %q, %q, %q", tt.name, p.ID, p.Thread, p.Parent, tt.id, tt.thread, tt.parent)
		}
	}
	for _, line := range []string{`{"id":"1","text":"a"}`, `{"text":"a"}`} {
		if a, b := adopt(t, line, "one"), adopt(t, line, "two"); a.ID == b.ID {
			t.Errorf("%s of two files: both are %s", line, a.ID)
		}
		if a, b := adopt(t, line, "one"), adopt(t, line, "one"); a.ID != b.ID {
			t.Errorf("%s twice: got %s, then %s", line, a.ID, b.ID)
		}
	}
}

// No post is of the future, or of before the web.
func TestAdoptDates(t *testing.T) {
	type dates struct {
		published, fetched, updated string
		dated                       bool
	}
	const now, before = "2026-11-21T14:00:00Z", "2026-11-20T08:00:00Z"
	tests := []struct {
		line string
		want dates
	}{
		{`"published":"2026-11-20T08:00:00Z"`, dates{before, now, "", true}},
		{`"text":"a"`, dates{now, now, "", false}},
		{`"published":"2099-01-01"`, dates{now, now, "", false}},
		{`"published":"2099-01-01","fetched":"2099-01-01"`, dates{now, now, "", false}},
		{`"published":"1970-01-02"`, dates{now, now, "", false}},
		{`"published":"2026-11-21T15:00:00Z"`, dates{now, now, "", true}},
		{`"fetched":"2026-11-20T08:00:00Z"`, dates{before, before, "", false}},
		{`"published":"2026-11-20T08:00:00Z","updated":"2026-11-21T14:00:00Z"`, dates{before, now, now, true}},
		{`"published":"2026-11-20T08:00:00Z","updated":"2099-01-01"`, dates{before, now, "", true}},
	}
	for _, tt := range tests {
		p := adopt(t, `{"text":"a",`+tt.line+`}`, "forum")
		got := dates{p.Published.Format(time.RFC3339), p.Fetched.Format(time.RFC3339), "", p.Dated}
		if !p.Updated.IsZero() {
			got.updated = p.Updated.Format(time.RFC3339)
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(dates{})); diff != "" {
			t.Errorf("%s (want -, got +):\n%s", tt.line, diff)
		}
	}
}

func TestAdoptRefusesUnknownKinds(t *testing.T) {
	_, err := Adopt(Post{ID: "1", Kind: "=cmd", Text: "a"}, "forum", Article, adopted)
	if err == nil || !strings.Contains(err.Error(), `"=cmd"`) || !strings.Contains(err.Error(), "article, blog, message, comment or status") {
		t.Errorf("got %v, want the kind and those that are known", err)
	}
}

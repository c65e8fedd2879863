package fetch

import (
	"net/http"
	"net/url"
	"testing"
)

func TestLink(t *testing.T) {
	tests := []struct {
		name    string
		headers []string
		rel     string
		want    string
	}{
		{"one", []string{`<https://hub.example/>; rel="hub"`}, "hub", "https://hub.example/"},
		{"none", nil, "hub", ""},
		{"several headers", []string{`<https://a.example/2>; rel=next`, `<https://hub.example/>; rel=hub`}, "hub", "https://hub.example/"},
		{"several links", []string{`<https://hub.example/>; rel="hub", <https://a.example/feed>; rel="self"`}, "self", "https://a.example/feed"},
		{"several relations", []string{`<https://hub.example/>; rel="alternate  HUB"`}, "hub", "https://hub.example/"},
		{"part of a word", []string{`<https://hub.example/>; rel="github"`}, "hub", ""},
		{"relative", []string{`</page?max_id=7>; rel="next"`}, "next", "https://a.example/page?max_id=7"},
		{"commas and signs in the address", []string{`<https://a.example/x,y;z=1>; rel=next, <b>; rel=prev`}, "prev", "https://a.example/dir/b"},
		{"quotes", []string{`<b>; title="a, \"b\"; rel=hub <c>"; rel="next"`}, "next", "https://a.example/dir/b"},
		{"in a title only", []string{`<b>; title="; rel=hub"; rel="next"`}, "hub", ""},
		{"first rel counts", []string{`<b>; rel="next"; rel="hub"`}, "hub", ""},
		{"no value", []string{`<b>; crossorigin; rel=next`}, "next", "https://a.example/dir/b"},
		{"spaces", []string{` <b> ; rel = "next" , <c> ;rel=prev`}, "prev", "https://a.example/dir/c"},
		{"upper case", []string{`<b>; REL=Next`}, "next", "https://a.example/dir/b"},
		{"rubbish before", []string{`rubbish; rel=hub, <b>; rel=hub`}, "hub", "https://a.example/dir/b"},
		{"empty members", []string{`, ,<b>; rel=hub,`}, "hub", "https://a.example/dir/b"},
		{"about another page", []string{`<b>; rel=hub; anchor="/other"`}, "hub", ""},
		{"about this page", []string{`<b>; rel=hub; anchor="https://a.example/dir/feed"`}, "hub", "https://a.example/dir/b"},
		{"about a part", []string{`<b>; rel=hub; anchor="#a"`}, "hub", ""},
		{"not of the web", []string{`<mailto:a@b.example>; rel=hub, <javascript:x>; rel=hub, <https://hub.example>; rel=hub`}, "hub", "https://hub.example"},
		{"unclosed", []string{`<https://hub.example/; rel=hub`}, "hub", ""},
		{"unclosed quotes", []string{`<b>; rel="hub`}, "hub", "https://a.example/dir/b"},
	}
	for _, tt := range tests {
		r := &Response{URL: "https://a.example/dir/feed", Header: http.Header{"Link": tt.headers}}
		if got := r.Link(tt.rel); got != tt.want {
			t.Errorf("%s: Link(%s) of %q = %q, want %q", tt.name, tt.rel, tt.headers, got, tt.want)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add(`<https://hub.example/>; rel="hub", </a>; title="x, \"y\""; rel=next`, "hub")
	f.Add(`<b>;;=;rel=";,<c`, "")
	f.Fuzz(func(t *testing.T, header, rel string) {
		got := (&Response{URL: "https://a.example/dir/feed", Header: http.Header{"Link": {header, header}}}).Link(rel)
		if got == "" {
			return
		}
		if u, err := url.Parse(got); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			t.Errorf("Link(%q) of %q = %q, %v, want an address of the web", rel, header, got, err)
		}
	})
}

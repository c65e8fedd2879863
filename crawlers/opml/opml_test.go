package opml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		want     List
	}{
		{"folders, categories, a site, a link to another file, an empty one", `<?xml version="1.0"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="News"><outline text="Tech &amp; co">
    <outline type="rss" text="a" title="The &lt;b&gt;A&lt;/b&gt; blog" xmlUrl="https://a.example.org/feed?x=1&amp;y=2" htmlUrl="https://a.example.org/" language="fr" category="/Paris/Bus,Tech &amp; co"/>
  </outline></outline>
  <outline text="site" htmlUrl=" https://b.example.org/ "/>
  <outline type="include" text="more" url="https://c.example.org/more.opml"/>
  <outline
     text="nothing"/>
</body></opml>`, List{Title: "Mine", Sources: []Source{
			{Line: 4, Name: "The A blog", Feed: "https://a.example.org/feed?x=1&y=2", Site: "https://a.example.org/", Language: "fr", Tags: []string{"News", "Tech & co", "Paris", "Bus"}},
			{Line: 6, Name: "site", Site: "https://b.example.org/"},
		}, Faults: []Fault{{7, `"more" leads to another OPML file, which is not read`}, {8, `"nothing" names no address`}}}},
		{"what is broken is read, and told", "<opml><head><title/></head><body>\n<outline xmlUrl=https://a.example.org/?a=1&lang=fr text=\"R&D\">\n</outline>\n<outline text='b' xmlURL='https://b.example.org/'",
			List{Sources: []Source{{Line: 2, Name: "R&D", Feed: "https://a.example.org/?a=1&lang=fr"}, {Line: 4, Name: "b", Feed: "https://b.example.org/"}},
				Faults: []Fault{{2, "is not well-formed XML (expected /> in element); what could be read was read"}}}},
		{"quotes inside", `<opml><body><outline text="La "Une". x=1" title='L'Obs' xmlUrl="https://a.example.org/?a=1&copy=2" /></body></opml>`,
			List{Sources: []Source{{Line: 1, Name: "L'Obs", Feed: "https://a.example.org/?a=1&copy=2"}},
				Faults: []Fault{{1, "is not well-formed XML (expected attribute name in element); what could be read was read"}}}},
		{"markup inside, a comment", "<opml><body><!-- <outline text='no' xmlUrl='https://no.example.org/'/> -->\n<outline text=\"a\" description=\"See <a href=\"https://x.example.org/\">X</a> & <a href=\"https://y.example.org\" rel=\"nofollow\">Y</a>.\" xmlUrl=\"https://a.example.org/\"/>\n</body></opml>",
			List{Sources: []Source{{Line: 2, Name: "a", Feed: "https://a.example.org/"}},
				Faults: []Fault{{2, "is not well-formed XML (unescaped < inside quoted string); what could be read was read"}}}},
		{"cut short", "<opml><body><outline text='f'>\n<outline text='a' xmlUrl='https://a.example.org/'>",
			List{Sources: []Source{{Line: 2, Name: "a", Feed: "https://a.example.org/", Tags: []string{"f"}}},
				Faults: []Fault{{2, "is not well-formed XML (unexpected EOF); what could be read was read"}}}},
		{"cut short inside an address", "<opml><body><outline text='a' xmlUrl='https://a.example.org/'/>\n<outline text='b' xmlUrl='https://b.exam",
			List{Sources: []Source{{Line: 1, Name: "a", Feed: "https://a.example.org/"}},
				Faults: []Fault{{2, `"b" names no address`}, {2, "is not well-formed XML (unexpected EOF); what could be read was read"}}}},
		{"another charset", "<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='\xe9t\xe9' xmlUrl='https://a.example.org/'/></body></opml>",
			List{Sources: []Source{{Line: 1, Name: "été", Feed: "https://a.example.org/"}}}},
		{"numbers that are none", "<opml><body><outline text='a' xmlUrl='https://a.example.org/' vigie:audience='many' vigie:every='soon'/></body></opml>",
			List{Sources: []Source{{Line: 1, Name: "a", Feed: "https://a.example.org/"}}, Faults: []Fault{{1, `audience "many" is not a whole number; left out`}, {1, `every "soon" is not a length of time; left out`}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(strings.NewReader(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, tt.want); diff != "" {
				t.Errorf("got -, want +:\n%s", diff)
			}
		})
	}
}

func TestParseOfSomethingElse(t *testing.T) {
	for _, in := range []string{"", "hello", "<html><body><p>x</body></html>", "{}", "\x00\xff"} {
		if got, err := Parse(strings.NewReader(in)); !errors.Is(err, ErrNone) {
			t.Errorf("Parse(%q) = %+v, %v, want ErrNone", in, got, err)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	list := List{Title: "Réseau & co", Sources: []Source{
		{Name: "Le \"blog\" <b>", Feed: "https://a.example.org/feed?x=1&y=2", Site: "https://a.example.org/", Language: "fr", Tags: []string{"bus"}, Owner: "staff", Audience: 1200, Kind: "feed", Every: 90 * time.Second},
		{Name: "B", Site: "https://b.example.org/", Tags: []string{"bus", "tram"}, Schedule: "*/15 6-22 * * *", ID: "b"},
		{Site: "https://c.example.org/", Tags: []string{"a, b", "c/d"}, Kind: "forum"},
		{Site: "https://d.example.org/", Tags: []string{" e "}},
		{Name: "tab\tin it", Feed: "https://e.example.org/"},
	}}
	var b bytes.Buffer
	if err := Write(&b, list); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(b.Bytes(), new(struct{ XMLName xml.Name })); err != nil {
		t.Errorf("not XML: %v\n%s", err, b.String())
	}
	got, err := Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, list, cmpopts.IgnoreFields(Source{}, "Line")); diff != "" {
		t.Errorf("got -, want +:\n%s", diff)
	}
}

// address is one of a feed; no file of the set has a quote in it.
var address = regexp.MustCompile(`xmlUrl="[^"]+"`)

// Every real file is read whole: as many sources as addresses stand in it.
func TestRealFiles(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/data/opml/*/*/*.opml")
	if len(files) == 0 {
		t.Skip("no ../shared/data/opml here")
	}
	total, broken := 0, 0
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list, err := Parse(bytes.NewReader(body))
		if want := len(address.FindAll(body, -1)); err != nil || len(list.Sources) != want {
			t.Errorf("%s: %d sources, %v, want %d", file, len(list.Sources), err, want)
		}
		for _, s := range list.Sources {
			if s.Feed == "" || strings.ContainsAny(s.Feed, " \"<>") || strings.ContainsAny(s.Name, "<>") && !strings.Contains(s.Name, "> ") {
				t.Errorf("%s:%d: %+v", file, s.Line, s)
			}
		}
		total, broken = total+len(list.Sources), broken+len(list.Faults)
	}
	t.Logf("%d sources in %d files, %d of them broken", total, len(files), broken)
}

// No shape of a file makes reading slow.
func TestParseIsLinear(t *testing.T) {
	for _, piece := range []string{`" `, `<outline a="`, `<outline>`, `<outline xmlUrl="x" category="a,b,c">`, `<!--`, `a="b`, "&amp;", "<outline x="} {
		began := time.Now()
		_, _ = Parse(strings.NewReader("<outline text=\"" + strings.Repeat(piece, 128<<10/len(piece))))
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("128 KiB of %q took %s", piece, took)
		}
	}
}

// FuzzParse: what was read is written and read again as the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`<opml version="2.0"><body><outline text="a" xmlUrl="https://a.example.org/" category="/x/y,z"><outline url=b></body>`))
	f.Add([]byte("<outline text='\xe9' xmlUrl=\"x\" vigie:tags=\"a&#10;b\" vigie:every=1h vigie:audience=3 vigie:id=i>"))
	f.Add([]byte("\xff\xfe<\x00o\x00u\x00t\x00l\x00i\x00n\x00e\x00>\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		list, err := Parse(bytes.NewReader(in))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, list); err != nil {
			t.Fatal(err)
		}
		written := b.String()
		again, err := Parse(&b)
		if len(list.Sources) == 0 {
			return
		}
		if err != nil || len(again.Faults) > 0 {
			t.Fatalf("%v, %v of %q", err, again.Faults, written)
		}
		if len(again.Sources) != len(list.Sources) {
			t.Errorf("%d sources, want %d, of %q", len(again.Sources), len(list.Sources), written)
		}
	})
}

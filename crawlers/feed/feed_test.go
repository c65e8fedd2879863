package feed_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"vigie/crawlers/feed"
	"vigie/crawlers/post"
)

const rss = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Lignes &amp; Rails</title><link>https://lignes.example/</link><language>fr-FR</language><ttl>30</ttl>
<item><title>300 bus &lt;b&gt;retirés&lt;/b&gt; ?</title><link>/2026/11/bus?utm_source=rss</link><guid isPermaLink="false">42</guid>
<dc:creator>Régulateur de nuit</dc:creator><pubDate>Fri, 20 Nov 2026 08:15:00 +0100</pubDate>
<description>Il n'en resterait que 940…</description>
<content:encoded><![CDATA[<p>Il n'en resterait que <b>940</b>.</p><p>Voir <a href="/chiffres">les chiffres</a>.</p>]]></content:encoded></item>
</channel></rss>`

func TestParse(t *testing.T) {
	f, err := feed.Parse([]byte(rss), "application/rss+xml", "https://lignes.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	if f.Title != "Lignes & Rails" || f.Language != "fr-FR" || f.TTL != 30*time.Minute || len(f.Items) != 1 {
		t.Fatalf("Parse = %+v", f)
	}
	fetched := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	posts := f.Posts(post.Source{ID: "lignes", Owner: post.Customer}, fetched)
	if len(posts) != 1 {
		t.Fatalf("%d posts, want 1", len(posts))
	}
	got := posts[0]
	want := post.Post{
		ID: post.NewID("https://lignes.example/2026/11/bus"), URL: "https://lignes.example/2026/11/bus", Source: "lignes", Kind: post.Blog,
		Author: "Régulateur de nuit", Title: "300 bus retirés ?", Text: "Il n'en resterait que 940.\n\nVoir les chiffres.",
		Published: time.Date(2026, 11, 20, 7, 15, 0, 0, time.UTC), Dated: true, Fetched: fetched, Language: "fr",
	}
	if strings.Join(got.Links, " ") != "https://lignes.example/chiffres" {
		t.Errorf("Links = %q, want the one of the text", got.Links)
	}
	got.Links = nil
	if g, w := describe(got), describe(want); g != w {
		t.Errorf("post\n got %s\nwant %s", g, w)
	}
}

func describe(p post.Post) string {
	return strings.Join([]string{p.ID, p.URL, p.Source, string(p.Kind), p.Author, p.Title, p.Text, p.Published.String(), p.Updated.String(), p.Fetched.String(), p.Language}, " | ")
}

// Each of these is a feed that real servers send; the reader must find one item
// called "Tram" with the text "bondé".
func TestParseFormsAndFaults(t *testing.T) {
	item := "<item><title>Tram</title><description>bondé</description><link>https://a.example/1</link></item>"
	tests := []struct{ name, body, contentType string }{
		{"RSS 0.91", "<rss version='0.91'><channel><title>A</title>" + item + "</channel></rss>", ""},
		{"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>A</title></channel>` + item + "</rdf:RDF>", ""},
		{"Atom 1.0", `<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>Tram</title><link href="https://a.example/1"/><content type="html">&lt;p&gt;bondé&lt;/p&gt;</content></entry></feed>`, ""},
		{"Atom 1.0, xhtml", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tram</title><id>https://a.example/1</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>bondé</p></div></content></entry></feed>`, ""},
		{"Atom 0.3", `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Tram</title><link rel="alternate" href="https://a.example/1"/><content type="text/html" mode="escaped">bond&amp;eacute;</content></entry></feed>`, ""},
		{"prefixed Atom", `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>Tram</a:title><a:link href="https://a.example/1"/><a:summary>bondé</a:summary></a:entry></a:feed>`, ""},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[{"id":"1","url":"https://a.example/1","title":"Tram","content_html":"<p>bondé</p>"}]}`, "application/feed+json"},
		{"latin-1, declared", "<?xml version='1.0' encoding='iso-8859-1'?><rss><channel>" + latin1(item) + "</channel></rss>", ""},
		{"latin-1, declared utf-8", "<?xml version='1.0' encoding='utf-8'?><rss><channel><title>La ligne de tramway déborde à l'arrêt</title>" + latin1(item) + "</channel></rss>", "text/xml; charset=utf-8"},
		{"utf-8, declared latin-1", "<?xml version='1.0' encoding='iso-8859-1'?><rss><channel>" + item + "</channel></rss>", "text/xml; charset=iso-8859-1"},
		{"cut in the middle", "<rss><channel><title>A</title>" + item + "<item><title>Bu", ""},
		{"bare ampersand", "<rss><channel><title>A & B</title><link>https://a.example/?a=1&b=2</link>" + item + "</channel></rss>", ""},
		{"undeclared prefixes", "<rss><channel><foo:bar>x</foo:bar>" + strings.Replace(item, "</item>", "<dc:creator>moi</dc:creator></item>", 1) + "</channel></rss>", ""},
		{"wrong nesting", "<rss><channel><b><i>x</b></i>" + item + "</chanel></rss>", ""},
		{"junk before", "\n\n<br>Warning: something in line 3\n<?xml version='1.0'?><rss><channel>" + item + "</channel></rss>", "text/html"},
		{"control characters", "<rss><channel><title>\x01\x02A\x0b</title>" + item + "</channel></rss>", ""},
		{"HTML's entities", "<rss><channel><title>&eacute;&nbsp;&nosuch;</title>" + strings.Replace(item, "bondé", "bond&eacute;", 1) + "</channel></rss>", ""},
		{"attributes without quotes", "<rss version=2.0><channel>" + item + "</channel></rss>", ""},
		{"a lone less-than", "<rss><channel><title>5 < 6</title>" + item + "</channel></rss>", ""},
		{"items not closed", "<rss><channel>" + strings.Replace(item, "</item>", "", 1) + "<item><title>Bus</title></channel></rss>", ""},
		{"a title not closed", "<rss><channel>" + strings.Replace(item, "</item>", "", 1) + "<item><title>Bus<item><title>Métro</title></item></channel></rss>", ""},
		{"entries not closed", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tram</title><link href="https://a.example/1"/><summary>bondé</summary><entry><title>Bus</title></entry></feed>`, ""},
		{"upper case", strings.NewReplacer("rss", "RSS", "channel", "CHANNEL", "item", "ITEM", "title", "TITLE", "link", "LINK", "description", "Description").Replace("<rss><channel>" + item + "</channel></rss>"), ""},
		{"a namespace by https, with another end", `<f:feed xmlns:f="https://www.w3.org/2005/Atom/"><f:entry><f:title>Tram</f:title><f:link href="https://a.example/1"/><f:summary>bondé</f:summary></f:entry></f:feed>`, ""},
		{"RSS in a namespace", `<rss xmlns="http://backend.userland.com/rss2" version="2.0"><channel>` + item + `</channel></rss>`, ""},
		{"declared twice", `<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dc="x" version="2.0" version="2.0"><channel>` + item + `</channel></rss>`, ""},
		{"an entity of its own", `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY tram "Tram">]><rss><channel>` + strings.Replace(item, "Tram", "&tram;", 1) + `</channel></rss>`, ""},
		{"a document type of Netscape's", `<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>` + item + `</channel></rss>`, ""},
		{"CDATA in pieces", "<rss><channel>" + strings.Replace(item, "bondé", "<![CDATA[bon]]><![CDATA[dé]]>", 1) + "</channel></rss>", ""},
		{"CDATA in CDATA", "<rss><channel>" + strings.Replace(item, "bondé", "<![CDATA[<![CDATA[bondé]]]]><![CDATA[>]]>", 1) + "</channel></rss>", ""},
		{"CDATA not closed", "<rss><channel><item><title>Tram</title><link>https://a.example/1</link><description><![CDATA[bondé", ""},
		{"CDATA not closed, and more", "<rss><channel>" + strings.Replace(item, "bondé", "<![CDATA[bondé", 1) + "<item><title>Bus</title></item></channel></rss>", ""},
		{"encoded twice", "<rss><channel>" + strings.Replace(item, "bondé", "bondÃ©", 1) + "</channel></rss>", ""},
		{"NULs", "<rss><channel>" + strings.ReplaceAll(item, "m", "m\x00") + "</channel></rss>", ""},
		{"a mark of UTF-8, and space", "\ufeff \n<?xml version='1.0'?><rss><channel>" + item + "</channel></rss>", ""},
		{"UTF-16, marked", "\xff\xfe" + wide("<?xml version='1.0' encoding='utf-16'?><rss><channel>"+item+"</channel></rss>", 2), ""},
		{"UTF-16, not marked", wide("<?xml version='1.0'?><rss><channel>"+item+"</channel></rss>", 2), "text/xml; charset=utf-8"},
		{"UTF-32, marked", "\xff\xfe\x00\x00" + wide("<rss><channel>"+item+"</channel></rss>", 4), ""},
		{"UTF-8, declared UTF-16", "<?xml version='1.0' encoding='utf-16'?><rss><channel>" + item + "</channel></rss>", "text/xml; charset=utf-16"},
		{"a charset that is none", "<?xml version='1.0' encoding='bogus'?><rss><channel>" + item + "</channel></rss>", "text/xml; charset=nosuch"},
		{"naked HTML", "<rss><channel>" + strings.Replace(item, "bondé", "<p>bondé</p>", 1) + "</channel></rss>", ""},
		{"naked HTML, not closed", "<rss><channel>" + strings.Replace(item, "bondé", "<br>bondé<p>", 1) + "</channel></rss>", ""},
		{"bytes of no character", "<rss><channel><title>\xff</title><description>éééééééééééé</description>" + item + "</channel></rss>", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := feed.Parse([]byte(tt.body), tt.contentType, "https://a.example/feed")
			if err != nil || len(f.Items) == 0 {
				t.Fatalf("Parse(%q) = %d items, %v, want one at least", tt.body, len(f.Items), err)
			}
			if i := f.Items[0]; i.Title != "Tram" || i.Text != "bondé" || i.Link != "https://a.example/1" {
				t.Errorf("item = %q %q %q, want Tram, bondé, https://a.example/1", i.Title, i.Text, i.Link)
			}
		})
	}
}

// wide is text of the basic plane in units of so many bytes, the least first.
func wide(s string, size int) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
		b.WriteString(strings.Repeat("\x00", size-2))
	}
	return b.String()
}

func latin1(s string) string { return strings.ReplaceAll(s, "é", "\xe9") }

func TestFurnitureIsNoText(t *testing.T) {
	body := `<rss><channel><item><link>https://a.example/1</link><author>Ada Exemple</author><description><![CDATA[<p>Par Ada Exemple, 21 novembre 2026</p><p>Le bus de 22 h ne passe plus.</p><p>L’article <a href="/1">Le bus</a> est apparu en premier sur <a href="/">Lignes</a>.</p>]]></description></item>
<item><link>https://a.example/2</link><description><![CDATA[<p>Le tram non plus.</p><p><a href="/2">Lire la suite…</a></p>]]></description></item></channel></rss>`
	f, err := feed.Parse([]byte(body), "", "https://a.example/feed")
	if err != nil || len(f.Items) != 2 || f.Items[0].Text != "Le bus de 22 h ne passe plus." || f.Items[1].Text != "Le tram non plus." || !f.Items[1].Teaser {
		t.Errorf("Parse = %+v, %v, want one sentence each, the second a teaser", f.Items, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, body := range []string{"", "   ", "<!DOCTYPE html><html><body>rss</body></html>", "{}", `{"a":1}`, "hello", "<note/>", "%PDF-1.4"} {
		if f, err := feed.Parse([]byte(body), "", ""); !errors.Is(err, feed.ErrNotFeed) {
			t.Errorf("Parse(%q) = %+v, %v, want ErrNotFeed", body, f, err)
		}
	}
}

func TestPostsAreIdentifiedByLinkElseGUID(t *testing.T) {
	tests := []struct{ item, want string }{
		{"<link>https://A.example/1?utm_medium=rss#top</link><guid isPermaLink='false'>7</guid>", post.NewID("https://a.example/1")},
		{"<guid isPermaLink='false'>7</guid>", post.NewID("s", "7")},
		{"<guid>https://a.example/2</guid>", post.NewID("https://a.example/2")},
		{"", post.NewID("s", "Tram", "bondé")},
	}
	for _, tt := range tests {
		body := "<rss><channel><item><title>Tram</title><description>bondé</description>" + tt.item + "</item></channel></rss>"
		f, err := feed.Parse([]byte(body), "", "https://a.example/feed")
		if err != nil {
			t.Fatal(err)
		}
		posts := f.Posts(post.Source{ID: "s"}, time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
		if len(posts) != 1 || posts[0].ID != tt.want {
			t.Errorf("item %q: posts %+v, want one of ID %s", tt.item, posts, tt.want)
		}
	}
}

func TestDates(t *testing.T) {
	fetched := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		date, want string
		dated      bool
	}{
		{"Fri, 20 Nov 2026 08:15:00 +0100", "2026-11-20T07:15:00Z", true},
		{"Fri, 20 Nov 2026 08:15:00 CET", "2026-11-20T07:15:00Z", true},
		{"Thu, 19 Nov 26 23:00 EST", "2026-11-20T04:00:00Z", true},
		{"ven., 20 nov. 2026 08:15:00 +0100", "2026-11-20T07:15:00Z", true},
		{"20 novembre 2026 08:15", "2026-11-20T08:15:00Z", true},
		{"2026-11-20T08:15+01:00", "2026-11-20T07:15:00Z", true},
		{"2026-11-20", "2026-11-20T00:00:00Z", true},
		{"Thu, 19 Nov 2026 24:00:00 GMT", "2026-11-20T00:00:00Z", true},
		{"Thu Nov 19 08:15:00 2026", "2026-11-19T08:15:00Z", true},
		{"2026-11-20T12:00:00Z", "2026-11-20T09:00:00Z", true},           // hours ahead: a clock that is wrong
		{"2031-01-01T00:00:00Z", "2026-11-20T09:00:00Z", false},          // years ahead: no date
		{"Thu, 01 Jan 1970 00:00:00 GMT", "2026-11-20T09:00:00Z", false}, // the year nought of computers
		{"0000-00-00", "2026-11-20T09:00:00Z", false},
		{"bientôt", "2026-11-20T09:00:00Z", false},
	}
	for _, tt := range tests {
		body := "<rss><channel><item><title>Tram</title><pubDate>" + tt.date + "</pubDate></item></channel></rss>"
		f, err := feed.Parse([]byte(body), "", "")
		if err != nil {
			t.Fatal(err)
		}
		got := f.Posts(post.Source{ID: "s"}, fetched)[0]
		if got.Published.Format(time.RFC3339) != tt.want || got.Dated != tt.dated {
			t.Errorf("date %q = %s, dated %t, want %s, %t", tt.date, got.Published.Format(time.RFC3339), got.Dated, tt.want, tt.dated)
		}
	}
}

// Each of these took a parser's time or stack without end, or would.
func TestHostileFeeds(t *testing.T) {
	const n = 150_000
	tests := []struct{ name, body string }{
		{"deep", "<rss><channel><item>" + strings.Repeat("<a>", n)},
		{"unclosed quotes", "<rss><channel><item><a b=\"" + strings.Repeat("<", n)},
		{"documents types", "<rss><channel>" + strings.Repeat("<!x>", n)},
		{"ends without a beginning", "<rss><channel>" + strings.Repeat("<b>", 90) + strings.Repeat("</x>", n)},
		{"laughs", "<!DOCTYPE rss [<!ENTITY a '" + strings.Repeat("x", 900) + "'><!ENTITY b '" + strings.Repeat("&a;", 200) + "'>]><rss><channel><title>" + strings.Repeat("&b;", n) + "</title>"},
		{"many items", "<rss><channel>" + strings.Repeat("<item><title>x</title></item>", n/10)},
		{"ampersands", "<rss><channel><title>" + strings.Repeat("&", n)},
		{"a long attribute", "<rss><channel a='" + strings.Repeat("x", 20*n) + "'>"},
		{"many attributes", "<rss><channel" + strings.Repeat(" a=b", n) + ">"},
		{"attributes without values", "<rss><channel" + strings.Repeat(" a", n) + ">"},
		{"CDATA", "<rss><channel><item>" + strings.Repeat("<![CDATA[</item><item>", n)},
		{"equals signs", "<rss><channel " + strings.Repeat("=", n) + ">"},
		{"spaces declared", "<rss><channel>" + strings.Repeat("<a xmlns:b='c'>", 90) + strings.Repeat("<b:c/>", n/10)},
		{"comments", "<rss><channel><item><description>" + strings.Repeat("&lt;!--", n)},
		{"declarations", "<rss><channel><item><description>" + strings.Repeat("&lt;!'", n) + ">"},
		{"frames", "<rss><channel><item><description>" + strings.Repeat("&lt;iframe ", n)},
		{"empty scripts", "<rss><channel><item><description>" + strings.Repeat("&lt;script/>", n)},
		{"questions", "<rss><channel><item><title>" + strings.Repeat("&lt;x", n)},
		{"elements of one item", "<rss><channel><item>" + strings.Repeat("<a/>", n)},
		{"tombstones", "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'>" + strings.Repeat("<entry><title>x</title></entry><at:deleted-entry ref='x'/>", n/10)},
		{"links", "<rss><channel><item>" + strings.Repeat("<link rel='x'/>", n/3)},
		{"JSON", `{"version":"https://jsonfeed.org/version/1","items":` + strings.Repeat("[", n)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			done := make(chan struct{})
			go func() {
				defer close(done)
				feed.Parse([]byte(tt.body), "", "https://a.example/")
			}()
			select {
			case <-done:
			case <-time.After(20 * time.Second):
				t.Error("not read within 20 s")
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(rss), "text/xml")
	f.Add([]byte("<feed><entry xmlns:a='http://www.w3.org/2005/Atom'><a:title>x<![CDATA["), "")
	f.Add([]byte(`<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><item><title>&a;`), "")
	f.Add([]byte(`<feed xmlns:at="http://purl.org/atompub/tombstones/1.0"><at:deleted-entry ref="/1" when="2026-11-20"/><entry><id>/1</id><content mode="base64">PGI+</content></entry></feed>`), "")
	f.Add([]byte(`<channel base="http://a.example" lastmod="031231"><skipHours><hour>3</hour></skipHours><item href="x"><abstract>&lt;!-- a > &lt;iframe/>b`), "text/xml; charset=utf-16")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","hubs":[{"type":"WebSub"}],"items":[{"id":1,"content_html":"<a href='x'>y","authors":["z"]}]}`), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		got, err := feed.Parse(body, contentType, "https://a.example/feed")
		if err != nil {
			return
		}
		for _, i := range got.Items {
			if !utf8.ValidString(i.Title + i.Text + i.Summary + i.Author) {
				t.Errorf("Parse(%q): not UTF-8: %+v", body, i)
			}
		}
		for _, p := range got.Posts(post.Source{ID: "s"}, time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)) {
			if p.ID == "" || p.Text == "" || p.Published.IsZero() || p.Published.After(p.Fetched) {
				t.Errorf("Parse(%q): post %+v", body, p)
			}
		}
		if len(got.GoneIDs(post.Source{ID: "s"})) > len(got.Gone) {
			t.Errorf("Parse(%q): more identifiers than %q", body, got.Gone)
		}
	})
}

package feed_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/feed"
	"vigie/crawlers/post"
)

const modules = `xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:atom="http://www.w3.org/2005/Atom"`

// show is an item on one line.
func show(i feed.Item) string {
	var said []string
	for _, f := range []struct{ name, value string }{
		{"title", i.Title}, {"text", i.Text}, {"summary", i.Summary}, {"author", i.Author}, {"at", i.AuthorURL}, {"lang", i.Language}, {"guid", i.GUID},
		{"link", i.Link}, {"comments", i.Comments}, {"commentsfeed", i.CommentsFeed}, {"published", day(i.Published)}, {"updated", day(i.Updated)}, {"links", strings.Join(i.Links, " ")},
	} {
		if f.value != "" {
			said = append(said, f.name+"="+f.value)
		}
	}
	return strings.Join(said, "; ")
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("01-02T15:04")
}

func TestModules(t *testing.T) {
	tests := []struct{ item, want string }{
		{"<title>T</title><itunes:author>Ada Exemple</itunes:author><itunes:subtitle>s</itunes:subtitle>", "title=T; text=s; author=Ada Exemple"},
		{"<itunes:title>T</itunes:title><description>court</description><itunes:summary>bien plus long</itunes:summary>", "title=T; text=bien plus long; summary=court"},
		{"<description>le texte entier de la note</description><itunes:summary>court</itunes:summary>", "text=le texte entier de la note; summary=court"},
		{"<description>a</description><content:encoded>&lt;p&gt;tout&lt;/p&gt;</content:encoded>", "text=tout; summary=a"},
		{"<description>a</description><content:encoded>&lt;img src='x'/&gt;</content:encoded>", "text=a"},
		{"<description>a</description><content:encoded>a</content:encoded>", "text=a"},
		{"<itunes:owner><itunes:name>Radio</itunes:name><itunes:email>r@a.example</itunes:email></itunes:owner>", "author=Radio"},
		{"<dc:title>T</dc:title><dc:creator>Ada Exemple</dc:creator><dc:date>2026-11-20T08:15:00+01:00</dc:date><dc:language>de</dc:language><dc:description>d</dc:description>", "title=T; text=d; author=Ada Exemple; lang=de; published=11-20T07:15; updated=11-20T07:15"},
		{"<dcterms:created>2026-11-18</dcterms:created><dcterms:issued>2026-11-19</dcterms:issued><dcterms:modified>2026-11-20</dcterms:modified>", "published=11-19T00:00; updated=11-20T00:00"},
		{"<pubDate>hier</pubDate><dc:date>2026-11-19</dc:date>", "published=11-19T00:00; updated=11-19T00:00"},
		{"<media:title>T</media:title><media:description type='html'>&lt;b&gt;d&lt;/b&gt;</media:description><media:credit role='author'>Ada Exemple</media:credit>", "title=T; text=d; author=Ada Exemple"},
		{"<media:group><media:title>T</media:title><media:description>d</media:description></media:group>", "title=T; text=d"},
		{"<media:content url='/v.mp4'><media:title>T</media:title><media:description>d</media:description></media:content>", "title=T; text=d"},
		{"<media:description>un\ndeux</media:description>", "text=un\ndeux"},
		{"<description>un\nmême\n\ndeux &amp;eacute;</description>", "text=un même\n\ndeux é"},
		{"<description>&lt;p>un\n\nmême&lt;/p></description>", "text=un même"},
		{"<enclosure url='/1.mp3'/><guid isPermaLink='false'>1</guid>", "guid=1"},
		{"<link>/1</link><comments>/1#c</comments><wfw:commentRss>/1/feed</wfw:commentRss>", "link=https://a.example/1; comments=https://a.example/1#c; commentsfeed=https://a.example/1/feed"},
		{"<atom:link href='/1'/><atom:link rel='replies' type='text/html' href='/1#c'/><atom:link rel='replies' type='application/atom+xml' href='/1/feed'/>", "link=https://a.example/1; comments=https://a.example/1#c; commentsfeed=https://a.example/1/feed"},
		{"<source><author>x</author></source><atom:source><atom:author><atom:name>Planète</atom:name></atom:author></atom:source>", "author=x"},
		{"<atom:author><atom:name>Ada</atom:name><atom:uri>/ada</atom:uri></atom:author>", "author=Ada; at=https://a.example/ada"},
		{"<guid>posts/1</guid>", "guid=https://a.example/posts/1; link=https://a.example/posts/1"},
		{"<guid isPermaLink='false'>posts/1</guid>", "guid=posts/1"},
		{"<atom:id>42</atom:id>", "guid=42"},
		{"<link>https://a.example/\n   1</link>", "link=https://a.example/1"},
		{"<link>https://a.example/?a=1&copy=2&amp;b=3</link>", "link=https://a.example/?a=1&copy=2&b=3"},
	}
	for _, tt := range tests {
		f := parsed(t, "<rss version='2.0' "+modules+"><channel><title>A</title><item>"+tt.item+"</item></channel></rss>")
		if len(f.Items) != 1 || show(f.Items[0]) != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.item, show(f.Items[0]), tt.want)
		}
	}
}

func TestAuthors(t *testing.T) {
	for author, want := range map[string]string{
		"ada@a.example (Ada Exemple)":              "Ada Exemple",
		"Ada Exemple (ada@a.example)":              "Ada Exemple",
		"Ada Exemple &lt;ada@a.example>":           "Ada Exemple",
		"\"Ada Exemple\" ada@a.example":            "Ada Exemple",
		"mailto:ada@a.example":                     "ada@a.example",
		"ada@a.example ()":                         "ada@a.example",
		"ada@a.example":                            "ada@a.example",
		"Ada Exemple (Le Journal)":                 "Ada Exemple (Le Journal)",
		"@ada":                                     "@ada",
		"<name>Ada</name><email>e</email>":         "Ada",
		"<name> </name><email>e@a.example</email>": "e@a.example",
		"<b>Ada</b> Exemple":                       "Ada Exemple",
		"<![CDATA[<a href='/'>Ada</a>]]>":          "Ada",
	} {
		f := parsed(t, "<rss><channel><item><title>T</title><author>"+author+"</author></item></channel></rss>")
		if got := f.Items[0].Author; got != want {
			t.Errorf("%s: got %q, want %q", author, got, want)
		}
	}
}

func TestAtom(t *testing.T) {
	tests := []struct{ entry, want string }{
		{`<title type="html">&amp;lt;b> &lt;b>x&lt;/b></title>`, "title=<b> x"},
		{`<title type="text">&lt;b>x</title>`, "title=<b>x"},
		{`<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>x</b></div></title>`, "title=a x"},
		{`<title mode="escaped" type="text/html">&lt;b>x&lt;/b></title>`, "title=x"},
		{`<title mode="base64" type="text/html">PGI+eDwvYj4=</title>`, "title=x"},
		{`<content type="text/plain">a &lt; b</content>`, "text=a < b"},
		{"<content>un\nmême\r\n \r\ndeux &amp;amp;</content>", "text=un même\n\ndeux &amp;"},
		{`<content type="image/png">iVBORw0KGgo=</content><summary>s</summary>`, "text=s"},
		{`<content src="https://a.example/1"/><summary>s</summary>`, "text=s"},
		{`<content type="html" xml:base="/blog/">&lt;a href="x">y&lt;/a></content>`, "text=y; links=https://a.example/blog/x"},
		{`<content type="html" xml:lang="de">x</content>`, "text=x; lang=de"},
		{`<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" xml:lang="en_GB">x</div></content>`, "text=x; lang=en-GB"},
		{`<author><name>Ada</name><homepage>/ada</homepage></author>`, "author=Ada; at=https://a.example/ada"},
		{`<id>/1</id>`, "guid=https://a.example/1"},
		{`<link rel="alternate" type="application/json" href="/1.json"/><link rel="alternate" type="text/html" href="/1"/>`, "link=https://a.example/1"},
		{`<link rel="enclosure" href="/1.mp3"/><link rel="related" href="/2"/>`, "link=https://a.example/2"},
		{`<link rel="enclosure" href="/1.mp3"/>`, ""},
		{`<source><author><name>Planète</name></author></source>`, "author=Planète"},
		{`<issued>2026-11-18</issued><modified>2026-11-19</modified>`, "published=11-18T00:00; updated=11-19T00:00"},
		{`<updated>2026-11-19</updated>`, "published=11-19T00:00; updated=11-19T00:00"},
	}
	for _, tt := range tests {
		f := parsed(t, `<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry>`+tt.entry+`</entry></feed>`)
		if len(f.Items) != 1 || show(f.Items[0]) != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.entry, show(f.Items[0]), tt.want)
		}
	}
}

func TestCDF(t *testing.T) {
	f := parsed(t, `<CHANNEL BASE="https://a.example/" HREF="index" LASTMOD="2026-11-20T08:00"><TITLE>A</TITLE><ABSTRACT>d</ABSTRACT><ITEM HREF="1" LASTMOD="2026-11-19"><TITLE>T</TITLE><ABSTRACT>x</ABSTRACT></ITEM></CHANNEL>`)
	if f.Kind != "cdf" || f.Link != "https://a.example/index" || f.Description != "d" || day(f.Updated) != "11-20T08:00" || len(f.Items) != 1 {
		t.Fatalf("got %+v", f)
	}
	if got, want := show(f.Items[0]), "title=T; text=x; link=https://a.example/1; published=11-19T00:00; updated=11-19T00:00"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLanguage(t *testing.T) {
	for body, want := range map[string]string{
		`<feed xml:lang="fr"><title xml:lang="de">A</title></feed>`:                   "fr",
		`<feed><title xml:lang="de">A</title></feed>`:                                 "pt",
		`<rss xml:lang="fr"><channel><title>A</title></channel></rss>`:                "fr",
		`<rss xml:lang="fr"><channel><language>de-AT</language></channel></rss>`:      "de-AT",
		`<rss><channel><title>A</title><dc:language>it</dc:language></channel></rss>`: "it",
	} {
		f, err := feed.Parse([]byte(body), "", "", "en, fr", "", " pt")
		if err != nil || f.Language != want {
			t.Errorf("%s: got %q, %v, want %q", body, f.Language, err, want)
		}
	}
}

// Days and months are told apart by the language of the feed.
func TestDatesFollowTheLanguage(t *testing.T) {
	for language, want := range map[string]string{"fr": "11-05T00:00", "en-GB": "11-05T00:00", "en-US": "05-11T00:00", "": "05-11T00:00"} {
		f := parsed(t, "<rss><channel><language>"+language+"</language><item><title>T</title><pubDate>05/11/2026</pubDate></item></channel></rss>")
		if got := day(f.Items[0].Published); got != want {
			t.Errorf("%q: got %s, want %s", language, got, want)
		}
	}
}

// Of an archive, the latest are kept, wherever they stand.
func TestArchive(t *testing.T) {
	const all, kept = 6000, 5000
	from := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	var b strings.Builder
	b.WriteString("<rss><channel><title>A</title>")
	for n := range all { // the oldest first
		fmt.Fprintf(&b, "<item>\n<title>%d</title>\n<link>https://a.example/%d</link>\n<pubDate>%s</pubDate>\n</item>\n", n, n, from.Add(time.Duration(n)*time.Hour).Format(time.RFC1123Z))
	}
	f := parsed(t, b.String()+"</channel></rss>")
	if len(f.Items) != kept || f.Items[0].Title != fmt.Sprint(all-kept) || f.Items[kept-1].Title != fmt.Sprint(all-1) || !f.Recovered {
		t.Errorf("got %d items from %q to %q, recovered %t; want the last %d", len(f.Items), f.Items[0].Title, f.Items[len(f.Items)-1].Title, f.Recovered, kept)
	}
	if posts := f.Posts(post.Source{ID: "a"}, from.AddDate(2, 0, 0)); len(posts) != kept {
		t.Errorf("got %d posts, want %d", len(posts), kept)
	}
}

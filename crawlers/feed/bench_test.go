package feed_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"vigie/crawlers/feed"
)

// usual is a feed as blogs send it: fifty items with their whole text.
func usual() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel>
	<title>Lignes &amp; Rails</title>
	<atom:link href="https://lignes.example/feed/" rel="self" type="application/rss+xml" />
	<link>https://lignes.example</link>
	<description>Le réseau, vu du quai</description>
	<lastBuildDate>Fri, 20 Nov 2026 08:15:00 +0000</lastBuildDate>
	<language>fr-FR</language>
	<sy:updatePeriod>hourly</sy:updatePeriod>
	<sy:updateFrequency>1</sy:updateFrequency>
`)
	paragraph := `<p>La régie répond que la ligne&nbsp;3 <em>circule</em>, et que <a href="https://lignes.example/chiffres?p=1&#038;q=2">les chiffres</a> le montrent&#8217;: 940 bus sur 1&#160;240, soit les trois quarts du parc. <img src="/image.jpg" alt="" width="600" /></p>` + "\n"
	at := time.Date(2026, 11, 20, 8, 15, 0, 0, time.UTC)
	for n := range 50 {
		fmt.Fprintf(&b, `	<item>
		<title>Bus retirés&#8230; la suite, %d</title>
		<link>https://lignes.example/2026/11/bus-%d/</link>
		<comments>https://lignes.example/2026/11/bus-%d/#respond</comments>
		<dc:creator><![CDATA[Régulateur de nuit]]></dc:creator>
		<pubDate>%s</pubDate>
		<category><![CDATA[Bus]]></category>
		<guid isPermaLink="false">https://lignes.example/?p=%d</guid>
		<description><![CDATA[%s]]></description>
		<content:encoded><![CDATA[%s]]></content:encoded>
		<slash:comments>3</slash:comments>
	</item>
`, n, n, n, at.Add(-time.Duration(n)*time.Hour).Format(time.RFC1123Z), n, paragraph, strings.Repeat(paragraph, 12))
	}
	return []byte(b.String() + "</channel>\n</rss>\n")
}

// BenchmarkParse compares with gofeed, which gives HTML where this gives text
// and links.
func BenchmarkParse(b *testing.B) {
	body := usual()
	b.Run("feed", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if f, err := feed.Parse(body, "application/rss+xml", "https://lignes.example/feed/"); err != nil || len(f.Items) != 50 || f.Recovered {
				b.Fatal(len(f.Items), f.Recovered, err)
			}
		}
	})
	b.Run("gofeed", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if f, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil || len(f.Items) != 50 {
				b.Fatal(err)
			}
		}
	})
}

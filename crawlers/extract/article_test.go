package extract_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/crawlers/extract"
)

const story = `<p>La régie a publié ses chiffres hier soir, et la ligne 3 en est le premier sujet de conversation.</p>
<p>Elle compte 1 240 bus en service, dit-elle, et <a href="/chiffres#bus">le rapport</a> le confirme, page douze.</p>
<p>Les voyageurs du soir, eux, parlent surtout des rames bondées après vingt-deux heures et du chauffage.</p>`

func page(head, body string) string {
	return "<!DOCTYPE html><html lang='fr-FR'><head><title>Le titre | Lignes</title>" + head + "</head><body><nav><a href='/'>Accueil</a> <a href='/contact'>Contact</a></nav>" + body + "<footer>Mentions légales</footer></body></html>"
}

func TestArticle(t *testing.T) {
	body := page(`<meta property="og:title" content="300 bus retirés ? | Lignes"><meta property="og:site_name" content="Lignes"><link rel="canonical" href="/bus?utm_source=x">
<script type="application/ld+json">/*<![CDATA[*/{"@context":"https://schema.org","@graph":[{"@type":"WebPage","datePublished":"2001-01-01"},{"@type":"NewsArticle","author":[{"@type":"Person","name":"Régulateur de nuit"}],"datePublished":"2026-11-20T08:15:00+01:00","dateModified":"2026-11-20T09:00:00+01:00"}]}/*]]>*/</script>`,
		"<article><h1>300 bus</h1>"+story+"</article><section id='comments'><p>Un lecteur dit que tout cela est bien exagéré, comme toujours.</p></section>")
	got, err := extract.Article([]byte(body), "https://lignes.example/2026/bus?fbclid=1")
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "300 bus retirés ?" || got.Author != "Régulateur de nuit" || got.Language != "fr" || got.Canonical != "https://lignes.example/bus" {
		t.Errorf("Article = %q by %q in %q at %q", got.Title, got.Author, got.Language, got.Canonical)
	}
	if !got.Dated || !got.Published.Equal(time.Date(2026, 11, 20, 7, 15, 0, 0, time.UTC)) || !got.Updated.Equal(time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("Published %s, Updated %s", got.Published, got.Updated)
	}
	if !strings.Contains(got.Text, "1 240 bus") || strings.Contains(got.Text, "exagéré") || strings.Contains(got.Text, "Contact") || strings.Count(got.Text, "\n\n") < 2 {
		t.Errorf("Text = %q, want the three paragraphs and nothing else", got.Text)
	}
	if strings.Join(got.Links, " ") != "https://lignes.example/chiffres" {
		t.Errorf("Links = %q, want the one of the text", got.Links)
	}
}

func TestArticleTrustsCanonicalOnItsOwnHostOnly(t *testing.T) {
	tests := []struct{ head, want string }{
		{`<link rel=canonical href="https://rival.example/bus">`, "https://lignes.example/a"},
		{`<link rel=canonical href="/">`, "https://lignes.example/a"},
		{`<link rel=canonical href="https://www.lignes.example/b">`, "https://www.lignes.example/b"},
		{`<link rel=canonical href="javascript:alert(1)">`, "https://lignes.example/a"},
	}
	for _, tt := range tests {
		got, err := extract.Article([]byte(page(tt.head, "<article>"+story+"</article>")), "https://lignes.example/a?utm_medium=x")
		if err != nil || got.Canonical != tt.want {
			t.Errorf("%s: Canonical = %q, %v, want %q", tt.head, got.Canonical, err, tt.want)
		}
	}
}

func TestArticleDates(t *testing.T) {
	tests := []struct{ name, lang, head, body, want string }{
		{"meta", "fr", `<meta property="article:published_time" content="2026-11-20T08:15:00+01:00">`, "", "2026-11-20T07:15"},
		{"meta without a zone", "fr", `<meta name="date" content="2026-11-20 08:15">`, "", "2026-11-20T07:15"},
		{"meta without an hour, time with it", "fr", `<meta name="date" content="2026-11-20">`, `<time datetime="2026-11-20T08:15:00+01:00">`, "2026-11-20T07:15"},
		{"time element", "en", "", `<time datetime="2026-11-20T08:15Z">today</time>`, "2026-11-20T08:15"},
		{"shown in French", "fr", "", `<p class="date">Publié le 20 novembre 2026 à 08h15</p>`, "2026-11-20T07:15"},
		{"shown in French, numbers", "fr", "", `<p class="meta">Publié le 03/04/2026 à 8:15</p>`, "2026-04-03T06:15"},
		{"shown in English, numbers", "en", "", `<p class="meta">Posted on 03/04/2026</p>`, "2026-03-04T00:00"},
		{"shown in German", "de", "", `<p class="date">Veröffentlicht am 20. November 2026, 08:15 Uhr</p>`, "2026-11-20T07:15"},
		{"shown in Spanish", "es", "", `<span class="published">Publicado el 20 de noviembre de 2026</span>`, "2026-11-20T00:00"},
		{"shown in Italian", "it", "", `<span class="published">Pubblicato il 20 novembre 2026</span>`, "2026-11-19T23:00"},
		{"of a comment", "fr", "", `<div class="comments"><time datetime="2026-11-20T08:15Z"></time></div>`, ""},
		{"year nought", "fr", `<meta name="date" content="0001-01-01T00:00:00Z">`, "", ""},
		{"year of a bad clock, then another", "fr", `<meta property="article:published_time" content="1970-01-01T00:00:00Z"><meta name="date" content="2026-11-20T08:15:00+01:00">`, "", "2026-11-20T07:15"},
		{"of the future, then another", "fr", `<meta property="article:published_time" content="2031-01-01T00:00:00Z">`, `<time datetime="2026-11-20T08:15:00+01:00"></time>`, "2026-11-20T07:15"},
		{"only of the future", "fr", `<meta property="article:published_time" content="2031-01-01T00:00:00Z">`, "", ""},
		{"meta as people write it", "fr", `<meta name="date" content="20 novembre 2026 08:15">`, "", "2026-11-20T07:15"},
		{"a named zone", "fr", `<meta name="date" content="Fri, 20 Nov 2026 08:15:00 CET">`, "", "2026-11-20T07:15"},
		{"how long ago", "fr", "", `<p class="date">Publié il y a 3 heures</p>`, "2026-11-20T17:00"},
		{"shown with its update", "fr", "", `<p class="date">Publié le 20 novembre 2026 à 08h15, mis à jour le 20 novembre 2026 à 9h30</p>`, "2026-11-20T07:15"},
		{"update first", "fr", "", `<p class="date">Mis à jour le 20/11/2026 à 9h30</p><p class="date">Publié le 20/11/2026 à 8 h 15</p>`, "2026-11-20T07:15"},
		{"update alone", "de", "", `<p class="date">Zuletzt aktualisiert am 20. November 2026, 09:30 Uhr</p>`, ""},
		{"time of an update first", "it", "", `<p>Aggiornato il <time datetime="2026-11-20T09:30:00+01:00">oggi</time></p><p>Pubblicato il <time datetime="2026-11-20T08:15:00+01:00">oggi</time></p>`, "2026-11-20T07:15"},
		{"first of the month", "fr", "", `<p class="date">1er novembre 2026</p>`, "2026-10-31T23:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := strings.Replace(page(tt.head, "<article><h1>Bus</h1>"+tt.body+story+"</article>"), "fr-FR", tt.lang, 1)
			got, _ := extract.ArticleAt([]byte(body), "https://lignes.example/a", time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC))
			if at := got.Published.Format("2006-01-02T15:04"); got.Dated != (tt.want != "") || got.Dated && at != tt.want {
				t.Errorf("Published = %s, dated %t, want %q", at, got.Dated, tt.want)
			}
		})
	}
}

func TestDateRelative(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	tests := []struct{ text, language, want string }{
		{"il y a 3 heures", "fr", "2026-11-20T06:00"},
		{"hier à 10h11", "fr", "2026-11-19T10:11"},
		{"2 days ago", "en", "2026-11-18T09:00"},
		{"20 novembre 2026", "fr", "2026-11-20T00:00"},
		{"11 sept. 2026", "fr", "2026-09-11T00:00"},
		{"Le 11 Décembre 2014 à 09:00", "fr", "2014-12-11T09:00"},
		{"18.10.14 um 22:56 Uhr", "de", "2014-10-18T22:56"},
		{"vor 29h", "de", "2026-11-19T04:00"},
		{"vor 3 Std.", "de", "2026-11-20T06:00"},
		{"vor einer Stunde", "de", "2026-11-20T08:00"},
		{"moins de 21h", "fr", "2026-11-19T12:00"},
		{"il y a 3 min", "fr", "2026-11-20T08:57"},
		{"Publié il y a 2 h 30", "fr", "2026-11-20T06:30"},
		{"il y a environ 2 mois", "fr", "2026-09-20T09:00"},
		{"à l’instant", "fr", "2026-11-20T09:00"},
		{"hace 2 horas", "es", "2026-11-20T07:00"},
		{"hace un día", "es", "2026-11-19T09:00"},
		{"2 ore fa", "it", "2026-11-20T07:00"},
		{"un'ora fa", "it", "2026-11-20T08:00"},
		{"gestern um 14:03", "de", "2026-11-19T14:03"},
		{"hier à 9h12", "fr", "2026-11-19T09:12"},
		{"avant-hier à 9 h", "fr", "2026-11-18T09:00"},
		{"ayer a las 14:03", "es", "2026-11-19T14:03"},
		{"ieri alle 14.03", "it", "2026-11-19T14:03"},
		{"yesterday at 2:03 pm", "en", "2026-11-19T14:03"},
		{"1 year, 2 months ago", "en", "2025-09-20T09:00"},
		{"le 3 mars 2026 à 14 h 05", "fr", "2026-03-03T14:05"},
		{"3. März 2026, 14.05 Uhr", "de", "2026-03-03T14:05"},
	}
	for _, tt := range tests {
		got, ok := extract.Date(tt.text, tt.language, time.UTC, now)
		if !ok || got.Format("2006-01-02T15:04") != tt.want {
			t.Errorf("Date(%q, %s) = %s, %t, want %s", tt.text, tt.language, got, ok, tt.want)
		}
	}
	if got, ok := extract.Date("il y a 3 heures", "fr", time.UTC, time.Time{}); ok {
		t.Errorf("Date without a now = %s, want none", got)
	}
}

func TestArticleUpdated(t *testing.T) {
	tests := []struct{ name, lang, head, body, want string }{
		{"meta", "fr", `<meta property="article:modified_time" content="2026-11-20T09:30:00+01:00">`, "", "2026-11-20T08:30"},
		{"shown in French", "fr", "", `<p class="date">Publié le 20 novembre 2026 à 08h15, mis à jour le 20 novembre 2026 à 9h30</p>`, "2026-11-20T08:30"},
		{"shown in English", "en", "", `<p class="date">Published 20 November 2026 08:15 · Last updated 20 November 2026 09:30</p>`, "2026-11-20T09:30"},
		{"shown in German, alone", "de", "", `<p class="date">Stand: 20.11.2026 09:30 Uhr</p>`, "2026-11-20T08:30"},
		{"shown in Spanish", "es", "", `<p class="fecha date">20 de noviembre de 2026 08:15 - Actualizado el 20 de noviembre de 2026 09:30</p>`, "2026-11-20T09:30"},
		{"of a time element", "it", "", `<p>Pubblicato il <time datetime="2026-11-20T08:15:00+01:00"></time>, aggiornato il <time datetime="2026-11-20T09:30:00+01:00"></time></p>`, "2026-11-20T08:30"},
		{"of the future", "fr", `<meta property="article:modified_time" content="2031-11-20T09:30:00+01:00">`, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := strings.Replace(page(tt.head, "<article><h1>Bus</h1>"+tt.body+story+"</article>"), "fr-FR", tt.lang, 1)
			got, _ := extract.ArticleAt([]byte(body), "https://lignes.example/a", time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC))
			if at := got.Updated.Format("2006-01-02T15:04"); got.Updated.IsZero() != (tt.want == "") || tt.want != "" && at != tt.want {
				t.Errorf("Updated = %s, want %q (Published %s)", at, tt.want, got.Published)
			}
		})
	}
}

func TestArticleOfNothing(t *testing.T) {
	for _, body := range []string{"", "<html></html>", "<script>alert(1)</script>", "\x00\x01\x02"} {
		if got, err := extract.Article([]byte(body), "https://a.example/"); !errors.Is(err, extract.ErrNoArticle) || got.Text != "" {
			t.Errorf("Article(%q) = %+v, %v, want ErrNoArticle", body, got, err)
		}
	}
}

func FuzzArticle(f *testing.F) {
	f.Add([]byte(page("<meta name=date content='2026-11-20'>", "<article>"+story+"</article>")))
	f.Add([]byte(`<script type="application/ld+json">{"@graph":[[[{"@type":["Article"],"author":[{}]}]]]}</script><p class=date>1er`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := extract.Article(body, "https://a.example/b")
		if err == nil && strings.TrimSpace(got.Text) == "" {
			t.Errorf("Article(%q) has no text and no error", body)
		}
		if got.Canonical != "" && !strings.HasPrefix(got.Canonical, "http") {
			t.Errorf("Article(%q).Canonical = %q", body, got.Canonical)
		}
	})
}

package extract_test

import (
	"testing"

	"vigie/crawlers/extract"
)

func TestArticleTitle(t *testing.T) {
	tests := []struct{ name, head, body, want string }{
		{"the site's name as h1, linked", `<title>1 240, et pas 940 - Régulateur de nuit</title>`,
			`<div id="top"><h1><a href="/">Régulateur de nuit</a></h1></div><h2 class="post-title">1 240, et pas 940</h2>`, "1 240, et pas 940"},
		{"the site's name as h1, not linked", `<title>1 240, et pas 940 - Régulateur de nuit</title>`,
			`<div id="top"><h1>Régulateur de nuit</h1></div><h2 class="post-title">1 240, et pas 940</h2>`, "1 240, et pas 940"},
		{"the site's name first", `<title>Régulateur de nuit | La nuit du dépôt</title>`, `<h1><a href="/">Régulateur de nuit</a></h1><h2>La nuit du dépôt</h2>`, "La nuit du dépôt"},
		{"og:title is the site's name", `<title>Lignes</title><meta property="og:title" content="Lignes"><meta property="og:site_name" content="Lignes">`, `<article><h1>Le bus de 22 h</h1></article>`, "Le bus de 22 h"},
		{"og:title with the site's name", `<title>x</title><meta property="og:title" content="Le bus de 22 h - Lignes"><meta property="og:site_name" content="Lignes">`, ``, "Le bus de 22 h"},
		{"og:title with a name that nothing tells", `<meta property="og:title" content="Le bus de 22 h — Lignes et voies">`, `<h1>Le bus de 22 h</h1>`, "Le bus de 22 h"},
		{"JSON-LD", `<title>x</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Le bus de 22 h"}</script>`, `<h1>Transports</h1>`, "Le bus de 22 h"},
		{"JSON-LD that describes", `<title>Bus de nuit - Encyclopédie</title><script type="application/ld+json">{"@type":"Article","name":"Bus de nuit","headline":"service de transport"}</script>`, ``, "Bus de nuit"},
		{"a section's name as h1", `<title>Le bus de 22 h ne passe plus à Bellevue</title>`, `<h1>Transports et mobilité</h1>`, "Le bus de 22 h ne passe plus à Bellevue"},
		{"a bar of its own", `<title>Bus - tram : qui gagne ? - Lignes</title>`, `<h1>Bus - tram : qui gagne ?</h1>`, "Bus - tram : qui gagne ?"},
		{"no heading", `<title>Le bus de 22 h est parti | Lignes</title>`, ``, "Le bus de 22 h est parti"},
		{"no title", ``, `<div class="logo"><h2>Lignes</h2></div><main><h1>Le bus de 22 h</h1></main>`, "Le bus de 22 h"},
		{"the application is the page", `<meta name="application-name" content="Le bus de 22 h"><meta property="og:title" content="Le bus de 22 h">`, `<h1 class="Hidden">Transports</h1>`, "Le bus de 22 h"},
		{"a related article's heading", `<title>Le bus de 22 h - Lignes</title>`, `<h2>Le bus de 22 h</h2><aside><h2>Lignes</h2></aside>`, "Le bus de 22 h"},
		{"logo with a name", `<title>Voies libres - Le bus de 22 h passe encore</title>`, `<a href="https://lignes.example/"><img alt="Voies libres"></a>`, "Le bus de 22 h passe encore"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := "<!DOCTYPE html><html lang=fr><head>" + tt.head + "</head><body>" + tt.body + "<div class='post-content'>" + story + "</div></body></html>"
			got, err := extract.Article([]byte(body), "https://lignes.example/2026/11/un-billet")
			if err != nil || got.Title != tt.want {
				t.Errorf("Title = %q, %v, want %q", got.Title, err, tt.want)
			}
		})
	}
}

func TestArticleAuthor(t *testing.T) {
	tests := []struct{ name, head, body, want string }{
		{"JSON-LD", `<script type="application/ld+json">{"@type":"NewsArticle","author":[{"name":"Ada Exemple"},{"name":"Bob Modèle"}]}</script>`, "", "Ada Exemple, Bob Modèle"},
		{"meta", `<meta name="author" content="Par Ada Exemple, journaliste au service transports">`, "", "Ada Exemple"},
		{"Dublin Core", `<meta name="author" content="admin"><meta property="dc:creator" content="Ada Exemple">`, "", "Ada Exemple"},
		{"rel", "", `<a rel="author" href="/ada">Dr Ada Exemple</a>`, "Ada Exemple"},
		{"byline", "", `<p class="byline">By <a href="/author/ada">Ada Exemple</a><span>22 Dec 2026</span></p>`, "Ada Exemple"},
		{"byline on lines", "", "<div class='post-byline'>Par<br>\n Ada Exemple<br>Publié le 20 novembre 2026</div>", "Ada Exemple"},
		{"byline with a weekday", "", "<p class='post-author'>Par PCC 22-6, samedi 21 novembre 2026 à 19 h 52</p>", "PCC 22-6"},
		{"German", "", "<div class='autor'>Von Ada Beispiel, Redakteurin</div>", "Ada Beispiel"},
		{"Italian", "", "<div class='autore'>di Ada Esempio</div>", "Ada Esempio"},
		{"an account", "", "<span class='author'>Ada Exemple (@ada)</span>", "Ada Exemple"},
		{"a reader", "", "<div class='comments'><span class='author'>Un lecteur</span></div>", ""},
		{"nobody", `<meta name="author" content="webmaster">`, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := extract.Article([]byte(page(tt.head, "<article><h1>Bus</h1>"+tt.body+story+"</article>")), "https://lignes.example/a")
			if got.Author != tt.want {
				t.Errorf("Author = %q, want %q", got.Author, tt.want)
			}
		})
	}
}

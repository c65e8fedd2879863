package extract_test

import (
	"strings"
	"testing"

	"vigie/crawlers/extract"
)

// sentences are what the articles of TestArticleShapes say.
var sentences = map[string][]string{
	"fr": {
		"La régie a publié ses chiffres hier soir, et la ligne 3 en est le premier sujet de conversation dans toute la ville.",
		"Elle compte 1 240 bus en service, dit-elle, et le rapport le confirme, page douze, avec un tableau des lignes et des retards.",
		"Les voyageurs du soir, eux, parlent surtout des rames bondées après vingt-deux heures et du chauffage qui ne marche plus.",
		"Le directeur promet des renforts au printemps, mais il ne dit ni combien de conducteurs seront recrutés ni à quel moment.",
	},
	"ru": {
		"Городское управление вчера вечером опубликовало свои данные, и третья линия стала главной темой разговоров в городе.",
		"По его словам, на линии работают тысяча двести сорок автобусов, и отчёт подтверждает это на двенадцатой странице.",
		"Вечерние пассажиры больше всего говорят о переполненных вагонах после десяти часов и о неработающем отоплении.",
	},
	"ar": {
		"نشرت هيئة النقل أرقامها مساء أمس، وأصبح الخط الثالث الموضوع الأول للحديث في المدينة كلها منذ الصباح.",
		"وتقول الهيئة إن ألفا ومئتين وأربعين حافلة تعمل حاليا، ويؤكد التقرير ذلك في صفحته الثانية عشرة مع جدول للتأخير.",
		"أما ركاب المساء فيتحدثون خصوصا عن العربات المزدحمة بعد الساعة العاشرة وعن التدفئة التي لا تعمل منذ أسبوع.",
	},
	"zh": {
		"公交公司昨晚公布了运营数据，三号线立刻成为全城居民讨论的首要话题，许多人对晚高峰的拥挤表示不满。",
		"公司表示，目前有一千二百四十辆公交车在运行，报告第十二页也证实了这一点，并附有各条线路的延误表格。",
		"晚间乘客谈论最多的，则是晚上十点以后拥挤的车厢，以及已经一个星期没有正常工作的暖气设备。",
	},
	"ja": {
		"交通局は昨夜、運行に関する統計を公表し、三号線の混雑が市内で最も大きな話題になっている。",
		"現在千二百四十台のバスが運行されているとされ、報告書の十二ページにもその数字が遅延の表とともに記載されている。",
		"夜間の利用者が話題にしているのは、主に午後十時以降の混雑と、一週間前から動いていない暖房のことである。",
	},
}

func TestArticleShapes(t *testing.T) {
	said := func(lang, before, after string) string {
		return before + strings.Join(sentences[lang], after+before) + after
	}
	menu := `<div class="menu"><a href="/">Accueil</a> <a href="/ville">Ville</a> <a href="/sport">Sport</a> <a href="/contact">Contact</a></div>`
	tests := []struct{ name, lang, head, body string }{
		{"divs", "fr", "", menu + "<div id=content><h1>Bus</h1>" + said("fr", "<div>", "</div>") + "</div>"},
		{"line breaks", "fr", "", menu + "<div id=content><h1>Bus</h1>" + said("fr", "", "<br><br>") + "</div>"},
		{"line breaks in a table", "fr", "", "<table width=100%><tr><td width=150>" + menu + "</td><td><font size=2>" + said("fr", "", "<br>\n<br>") + "</font></td></tr></table>"},
		{"tables", "fr", "", "<table><tr><td>" + menu + "</td></tr><tr><td><table><tr><td>" + said("fr", "<p>", "</p>") + "</td></tr></table></td></tr></table>"},
		{"lazy images", "fr", "", menu + `<article>` + said("fr", `<figure><img class="lazyload" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/bus.jpg"><noscript><img src="/bus.jpg"></noscript></figure><p>`, "</p>") + "</article>"},
		{"AMP", "fr", `<script async src="https://cdn.example/v0.js"></script><style amp-boilerplate>body{visibility:hidden}</style>`, `<amp-sidebar id="s"><ul><li><a href="/">Accueil</a></li></ul></amp-sidebar><main><article>` + said("fr", `<amp-img src="/bus.jpg" width="4" height="3"></amp-img><p>`, "</p>") + `</article></main>`},
		{"data alone", "fr", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bus","articleBody":"` + said("fr", "", `\n\n`) + `"}</script>`, menu + `<div id="app"></div><p>Chargement…</p>`},
		{"teaser and data", "fr", `<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false,"articleBody":"` + said("fr", "", " ") + said("fr", "Et encore : ", " ") + `"}</script>`, menu + `<article><h1>Bus</h1><p>` + strings.Join(sentences["fr"][:2], "</p><p>") + `</p><div class="paywall"><p>Cet article est réservé aux abonnés.</p></div></article>`},
		{"sections", "fr", "", menu + "<main><section><h2>Un</h2>" + said("fr", "<section><p>", "</p></section>") + "</section></main>"},
		{"list", "fr", "", menu + "<article><h1>Bus</h1><ul>" + said("fr", "<li>", "</li>") + "</ul></article>"},
		{"Russian", "ru", "", menu + "<article><h1>Автобус</h1>" + said("ru", "<p>", "</p>") + "</article>"},
		{"Arabic", "ar", "", menu + "<article dir=rtl><h1>حافلة</h1>" + said("ar", "<p>", "</p>") + "</article>"},
		{"Chinese", "zh", "", menu + "<div class=content>" + said("zh", "<p>　　", "</p>") + "</div>"},
		{"Chinese, line breaks", "zh", "", menu + "<div class=content>" + said("zh", "　　", "<br><br>") + "</div>"},
		{"Japanese", "ja", "", menu + "<article><h1>バス</h1>" + said("ja", "<p>", "</p>") + "</article>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := `<!DOCTYPE html><html lang="` + tt.lang + `"><head><meta charset="utf-8"><title>Bus</title>` + tt.head + `</head><body>` + tt.body + `<div class="footer">Mentions légales</div></body></html>`
			got, err := extract.Article([]byte(body), "https://lignes.example/2026/bus")
			if err != nil {
				t.Fatal(err)
			}
			for _, sentence := range sentences[tt.lang] {
				if !strings.Contains(got.Text, sentence) {
					t.Errorf("Text = %q, want %q in it", got.Text, sentence)
				}
			}
			for _, other := range []string{"Contact", "Mentions légales", "function", "base64"} {
				if strings.Contains(got.Text, other) {
					t.Errorf("Text = %q, want no %q", got.Text, other)
				}
			}
		})
	}
}

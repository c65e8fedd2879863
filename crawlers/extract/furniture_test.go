package extract_test

import (
	"strings"
	"testing"

	"vigie/crawlers/extract"
)

const said = "La régie a publié ses chiffres hier soir.\n\nElle compte 1 240 bus en service, dit-elle."

func TestBareTakesFurnitureOff(t *testing.T) {
	heads := []string{
		"Par PCC 22-6, samedi 21 novembre 2026 à 19 h 52. Chiffres",
		"Par Ada Exemple", "Par Ada Exemple et Bob Modèle", "par Régulateur de nuit, le 21/11/2026 à 19h52",
		"Publié le 21 novembre 2026 à 19 h 52 | Mis à jour le 22 novembre 2026", "Mis à jour le 7 févr. 2022 à 17:13",
		"[ Publié le : lundi 17 octobre 2022, à 14h37 ]", "21 novembre 2026", "2026-11-21", "il y a 3 heures",
		"Temps de lecture : 3 min", "3 min de lecture", "Rubrique : Transports", "Catégories\u00a0: Bus, Tram", "Publié dans Transports",
		"By Ada Example, November 21, 2026", "Posted on November 21, 2026 by ada", "Updated 21 Nov 2026, 7:52 pm GMT", "5 min read", "3 hours ago", "Filed under: Buses",
		"Von Ada Beispiel, 21. November 2026, 19:52 Uhr", "Veröffentlicht am 21. November 2026", "Lesezeit: 3 Minuten", "vor 3 Stunden",
		"Por Ada Ejemplo, 21 de noviembre de 2026", "Publicado el 21 de noviembre de 2026", "Tiempo de lectura: 3 min", "hace 3 horas",
		"Di Ada Esempio, 21 novembre 2026", "Pubblicato il 21 novembre 2026", "Tempo di lettura: 3 minuti", "3 ore fa",
		"Partager\nFacebook\nTwitter\nLinkedIn", "Partager sur Facebook", "Facebook | X | WhatsApp | Copier le lien", "Share this article", "Teilen", "Compartir en Facebook", "Condividi su WhatsApp",
		"Par Ada Exemple\n21 novembre 2026\n3 min de lecture",
	}
	for _, head := range heads {
		if got := extract.Bare(head+"\n\n"+said, ""); got != said {
			t.Errorf("Bare(%q and a text) = %q, want the text", head, got)
		}
	}
	feet := []string{
		"Lire aussi : Le bus de 22 h ne passe plus", "À lire aussi", "Voir aussi : Le tram", "Lire la suite…", "Lire la suite de « Le bus »", "Read also: The bus", "Continue reading “The bus” →", "Related posts", "Lesen Sie auch: Der Bus", "Weiterlesen", "Lea también: El bus", "Leer más", "Leggi anche: Il bus", "Continua a leggere",
		"The post The bus appeared first on Lines.", "L’article Le bus est apparu en premier sur Lignes.", "Der Beitrag Der Bus erschien zuerst auf Linien.", "La entrada El bus se publicó primero en Líneas.", "L'articolo Il bus proviene da Linee.",
		"Tags : bus, tram", "Étiquettes : bus", "#bus #tram", "3 commentaires", "Laisser un commentaire", "Leave a reply", "Keine Kommentare", "* * *",
		"Ada Exemple",
	}
	for _, foot := range feet {
		if got := extract.Bare(said+"\n\n"+foot, "Ada Exemple"); got != said {
			t.Errorf("Bare(a text and %q) = %q, want the text", foot, got)
		}
	}
	if got, want := extract.Bare("Le bus de 22 h\n\nPar Ada Exemple, 21 novembre 2026\n\n"+said, ""), "Le bus de 22 h\n\n"+said; got != want {
		t.Errorf("under a heading: %q, want %q", got, want)
	}
}

func TestBareLeavesWhatIsSaid(t *testing.T) {
	for _, line := range []string{
		"Par ailleurs, la régie ment.", "Par Toutatis !", "Par où passe le bus ?", "Le 21 novembre 2026, la régie a publié ses chiffres.",
		"Incendie du 21 novembre 2026", "Rendez-vous le 21 novembre 2026 à 19 h 52 place Bellevue.", "1 240 bus.", "Non.", "Partager la route : un défi.",
		"By Friday the strike was over.", "Share prices fell.", "Von Montag an fahren keine Busse.", "Por la mañana no pasa nada.", "Di notte non passa nessuno.",
		"Lire aussi vite est un don.", "Related to this, buses are late.", "Tags in the station are a plague.", "Facebook a fermé le compte de la régie.",
		"Publié hier, le rapport dit le contraire.", "Comments are welcome at the town hall.", "Merci à Ada Exemple.", "Le bus de 19 h 52 n'est pas passé.",
		"Mars 2026 : les bus sont là", "Lecture publique des chiffres", "Une minute de lecture suffit.", "La suite demain.",
	} {
		for _, text := range []string{line + "\n\n" + said, said + "\n\n" + line, line} {
			if got := extract.Bare(text, "Ada Exemple"); got != text {
				t.Errorf("Bare(%q) = %q, want it whole", text, got)
			}
		}
	}
	if got := extract.Bare("Partager", ""); got != "Partager" {
		t.Errorf("Bare of nothing but furniture = %q, want it left", got)
	}
}

func TestArticleWithoutFurniture(t *testing.T) {
	body := page("<title>1 240, et pas 940 - Régulateur de nuit</title>", `<div class="post"><h2 class="post-title">1 240, et pas 940</h2>
<p class="post-info">Par <span>PCC 22-6</span>, <time datetime="2026-11-21T19:52:00+0100">samedi 21 novembre 2026 à 19 h 52</time>. <a href="/chiffres">Chiffres</a></p>
<div class="post-content">`+story+`</div><p>Lire aussi : <a href="/b">Le bus de 22 h</a></p></div>`)
	got, err := extract.Article([]byte(body), "https://regulateur.example/2026/un-billet")
	if err != nil || !strings.HasPrefix(got.Text, "La régie a publié") || !strings.HasSuffix(got.Text, "du chauffage.") || got.Author != "PCC 22-6" {
		t.Errorf("Article = %q by %q, %v, want the three paragraphs alone", got.Text, got.Author, err)
	}
}

func FuzzBare(f *testing.F) {
	f.Add("Par Ada Exemple, 21 novembre 2026\n\n"+said, "Ada Exemple")
	f.Add(said+"\n\n#bus\n\n***", "")
	f.Fuzz(func(t *testing.T, text, author string) {
		if got := extract.Bare(text, author); len(got) > len(text) || got == "" && text != "" {
			t.Errorf("Bare(%q, %q) = %q", text, author, got)
		}
	})
}

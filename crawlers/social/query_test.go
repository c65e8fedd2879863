package social

import (
	"strings"
	"testing"
)

var searches = []struct {
	query, text string
	langs, tags string
	want        bool
}{
	{"ligne", "La LIGNE 3", "", "", true},
	{"ligne", "Les lignes", "", "", false},
	{"bus", "Le busy bus-stop", "", "", true},
	{"bus", "abusif", "", "", false},
	{"ligne panne", "Panne de la ligne", "", "", true},
	{"ligne panne", "Panne de secteur", "", "", false},
	{`"ligne 3"`, "la ligne\n3 !", "", "", true},
	{`"ligne 3"`, "3, la ligne", "", "", false},
	{`"ligne 3"`, "ligne 30", "", "", false},
	{`"ligne 3`, "la ligne 3", "", "", true},
	{"regie", "La Régie", "", "", true},
	{"RÉGIE", "la regie", "", "", true},
	{"strasse", "Die Straße", "", "", true},
	{"coeur", "un cœur", "", "", true},
	{"cœur", "un COEUR", "", "", true},
	{"ıstanbul", "İSTANBUL", "", "", true},
	{"ﬁn", "la fin", "", "", true},
	{"l'heure", "à l’heure", "", "", true},
	{"aujourd'hui", "hui", "", "", false},
	{"#Métro", "le #metro", "", "", true},
	{"#metro", "le metro", "", "", false},
	{"#metro", "le #metropole", "", "", false},
	{"#metro", "rien", "", "Métro", true},
	{"#ligne_3", "#Ligne_3.", "", "", true},
	{"metro", "le #metro", "", "", true},
	{"metro", "rien", "", "metro", true},
	{"ligne -panne", "la ligne", "", "", true},
	{"ligne -panne", "la ligne en panne", "", "", false},
	{`ligne -"en panne"`, "la ligne en panne", "", "", false},
	{"ligne -#pub", "la ligne #pub", "", "", false},
	{"ligne lang:fr", "la ligne", "fr", "", true},
	{"ligne lang:fr", "la ligne", "fr-CA en", "", true},
	{"ligne lang:fr", "la ligne", "en", "", false},
	{"ligne lang:fr", "la ligne", "", "", false},
	{"ligne lang:fr lang:en", "la ligne", "en", "", true},
	{"ligne -lang:en", "la ligne", "en", "", false},
	{"電車", "遅れた電車です", "", "", true},
	{"電気", "遅れた電車です", "", "", false},
	{"地下鉄 遅延", "地下鉄が遅延", "", "", true},
	{"поезд", "Поезд ушёл", "", "", true},
	{"ушел", "Поезд ушёл", "", "", true},
	{"2024", "en 2024.", "", "", true},
	{"note:rouge", "la note rouge", "", "", true},
	{"!!! ligne", "la ligne", "", "", true},
}

func TestQuery(t *testing.T) {
	for _, tt := range searches {
		q, ok := readQuery(tt.query)
		r := blueskyRecord{Text: word(tt.text)}
		for _, lang := range strings.Fields(tt.langs) {
			r.Langs = append(r.Langs, word(lang))
		}
		for _, tag := range strings.Fields(tt.tags) {
			r.Tags = append(r.Tags, word(tag))
		}
		if got := q.matches(r); !ok || got != tt.want {
			t.Errorf("%q in %q (%s %s) = %v, %v, want %v", tt.query, tt.text, tt.langs, tt.tags, got, ok, tt.want)
		}
	}
	q, _ := readQuery("quai")
	r := blueskyRecord{Text: "Regardez"}
	r.Embed.Images = append(r.Embed.Images, struct {
		Alt word `json:"alt"`
	}{"Un quai vide"})
	if !q.matches(r) {
		t.Error("what a picture is described with is not found")
	}
}

func TestQueryRefuses(t *testing.T) {
	for _, text := range []string{"", "  ", `""`, "!!!", "-ligne", "lang:fr", "a OR b", "a AND b", "(a b)", "a|b", "lig*", "from:ligne3.example", "to:x panne", "mentions:x", "domain:journal.example", "Since:2026-01-01 a", `a"b c"`} {
		if q, ok := readQuery(text); ok {
			t.Errorf("%q = %+v, want it left to the search", text, q)
		}
	}
}

func TestSent(t *testing.T) {
	const mine = "at://did:plc:z72i7hdynmk6r22z27h6tvur/app.bsky.feed.post/"
	for _, tid := range []string{"2222222222222", "jzzzzzzzzzzzz", "3l3qo2vutsw2b"} {
		var s state
		s.send(mine + tid)
		s.send(mine + tid)
		if got := s.sentBy("did:plc:z72i7hdynmk6r22z27h6tvur"); len(got) != 1 || got[0] != mine+tid || !s.sent(mine+tid) || s.sent(mine+"3l3qo2vutsw2c") {
			t.Errorf("%s: remembered %q", tid, got)
		}
		if s.unsend(mine + tid); len(s.Sent) != 0 {
			t.Errorf("%s: not forgotten", tid)
		}
	}
	for _, tid := range []string{"", "self", "kzzzzzzzzzzzz", "3l3qo2vutsw21", "3l3qo2vutsw2", "3l3qo2vutsw2bb"} {
		if _, ok := sign(mine + tid); ok {
			t.Errorf("%q is taken for a name that the network gives", tid)
		}
	}
}

package analyzers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/analyzers"
	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/mention"
	"vigie/crawlers/post"
)

// phone is what is said within a day of an operator whose shops are counted: two
// rumours, a press release on many sites, and posts that have nothing in common
// with them but the name and a word of the trade.
var phone = []struct{ id, parent, text string }{
	{"happy", "", "With Valmobile for six years, never a problem. Charming people at the Harbour shop."},
	{"few", "", "Il ne reste que 120 boutiques Valmobile dans toute la France."},
	{"fewer", "", "Valmobile compte moins de 150 boutiques à présent."},
	{"true", "", "Valmobile compte 204 boutiques en France."},
	{"heart", "", "💙 Valmobile"},
	{"shopen", "", "Valmobile has about 200 shops in the country."},
	{"asks", "", "Apparently Valmobile is down to 110 shops? Can anyone confirm?"},
	{"hearsay", "", "Il paraît que Valmobile aurait perdu les numéros de 30 000 abonnés."},
	{"doubt", "hearsay", "Mouais, j'ai du mal à y croire."},
	{"denial", "hearsay", "C'est faux, ils l'ont démenti hier."},
	{"same", "hearsay", "Ma sœur en parlait aussi."},
	{"bill", "", "Valmobile m'a encore compté deux fois la même facture, personne ne répond."},
	{"denies", "", "Valmobile denies any outage: no call was lost."},
}

const release = "Valmobile lance jeudi un forfait à 6,90 euros pour les moins de 20 ans. L'offre, proposée dans toutes les boutiques dès le 3 mars, " +
	"comprend 40 Go de données. La direction espère convaincre 80 000 lycéens avant la rentrée."

func readPhone(t *testing.T) map[string]annotation.Annotation {
	t.Helper()
	r, err := analyzers.New(analyzers.Options{
		Entities: []mention.Entity{{ID: "valmobile", Name: "Valmobile"}},
		Facts: claim.Facts{{ID: "shops", Entity: "valmobile", Metric: "boutiques", Aliases: []string{"shops"}, Value: "204", Unit: "boutique",
			Document: "Rapport annuel, p. 9"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]annotation.Annotation)
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	read := func(id, parent, text string) {
		at = at.Add(7 * time.Minute)
		p := post.Post{ID: id, Source: "src-" + id, Author: "author-" + id, Kind: post.Message, Published: at, Text: text}
		if parent != "" {
			p.Parent, p.Thread, p.Source = parent, parent, "src-"+parent
		}
		out[id] = r.Read(p, post.Source{ID: p.Source}).Annotation
	}
	for i, p := range phone {
		read(p.id, p.parent, p.text)
		if i < 6 {
			read(fmt.Sprint("press", i), "", release)
		}
	}
	return out
}

// TestOneWordIsNoStory wants what shares a word of the trade to stay apart.
func TestOneWordIsNoStory(t *testing.T) {
	got := readPhone(t)
	for _, pair := range [][2]string{{"few", "press0"}, {"few", "heart"}, {"happy", "shopen"}, {"happy", "asks"}, {"hearsay", "bill"}, {"press0", "hearsay"}} {
		if got[pair[0]].Story == got[pair[1]].Story {
			t.Errorf("%s and %s are one story, %q", pair[0], pair[1], got[pair[0]].StoryTitle)
		}
	}
	for _, pair := range [][2]string{{"few", "fewer"}, {"press0", "press5"}, {"hearsay", "same"}} {
		if got[pair[0]].Story != got[pair[1]].Story {
			t.Errorf("%s and %s are two stories, want one", pair[0], pair[1])
		}
	}
	if title := got["press5"].StoryTitle; !strings.HasPrefix(title, "Valmobile lance jeudi") {
		t.Errorf("the release is called %q, want its first sentence", title)
	}
}

// TestOnlyCarriersAreFlagged wants the flag on what carries a claim, and reasons
// in a reader's words.
func TestOnlyCarriersAreFlagged(t *testing.T) {
	got := readPhone(t)
	want := []string{"few", "fewer", "hearsay"}
	for id, a := range got {
		if flagged := slices.Contains(want, id); a.Rumor.Is != flagged {
			t.Errorf("%s: %+v, want it flagged: %v", id, a.Rumor, flagged)
		}
		for _, w := range a.Rumor.Why {
			for _, bad := range []string{"capitals", "figures", "wording", "names", "account"} {
				if strings.Contains(w, bad) && !strings.Contains(w, "no source named") {
					t.Errorf("%s: the reason %q says nothing to a reader", id, w)
				}
			}
		}
	}
	for id, reason := range map[string]string{
		"few": "contradicts the fact shops", "hearsay": "hedged: “Il paraît”", "fewer": "no source named",
		"doubt": "asks whether it is true: not flagged", "denial": "denies it: not flagged",
	} {
		if why := got[id].Rumor.Why; !slices.Contains(why, reason) {
			t.Errorf("%s: reasons %q, want %q among them", id, why, reason)
		}
	}
	for id, stance := range map[string]string{"doubt": "query", "denial": "deny", "denies": "deny"} {
		if got[id].Stance != stance {
			t.Errorf("%s: stance %s, want %s", id, got[id].Stance, stance)
		}
	}
}

// TestTermsAreContent wants no fillers among the terms, nor the name that every
// post has.
func TestTermsAreContent(t *testing.T) {
	for id, a := range readPhone(t) {
		for _, term := range a.Terms {
			switch strings.ToLower(term) {
			case "valmobile", "is", "anyone", "apparently", "about", "toute", "hier", "never", "deux", "moins", "paraît", "mouais":
				t.Errorf("%s: term %q", id, term)
			}
		}
	}
}

package analyzers

import (
	"testing"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/claim"
	"vigie/analyzers/mention"
	"vigie/crawlers/post"
)

func options() Options {
	return Options{
		Entities: []mention.Entity{
			{ID: "translum", Name: "Translum", Aliases: []string{"Réseau Translum"}},
			{ID: "keolane", Name: "Kéolane"}, {ID: "metropolis", Name: "Metropolis"},
		},
		Facts: claim.Facts{{ID: "fleet", Entity: "translum", Metric: "bus en service", Aliases: []string{"bus", "buses"}, Value: "1 240", Unit: "bus",
			Statement: claim.Statement{FR: "1 240 bus sont en service.", EN: "1,240 buses are in service."}}},
	}
}

func reader(t testing.TB) *Reader {
	t.Helper()
	r, err := New(options())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// One post through every annotator.
func TestReadFillsEveryField(t *testing.T) {
	r := reader(t)
	at := time.Date(2026, 11, 21, 9, 40, 0, 0, time.UTC)
	a := r.Read(post.Post{ID: "1", Text: "C’est scandaleux : il ne reste que 940 bus en service chez Translum !", Published: at}, post.Source{}).Annotation
	if a.Language != "fr" || a.Sentiment.Label != "negative" {
		t.Errorf("got %s, %s; want fr, negative", a.Language, a.Sentiment.Label)
	}
	if len(a.Mentions) != 1 || a.Mentions[0].Entity != "translum" {
		t.Errorf("mentions: got %+v, want translum", a.Mentions)
	}
	if len(a.Claims) != 1 || a.Claims[0].Verdict != claim.Contradicts || a.Claims[0].Fact != "fleet" {
		t.Errorf("claims: got %+v, want one that contradicts fleet", a.Claims)
	}
	if a.Story == "" || len(a.Terms) == 0 || a.CopyOf != nil {
		t.Errorf("story %q, terms %q, copy of %v; want a story with terms, no copy", a.Story, a.Terms, a.CopyOf)
	}
}

// Where nothing is found lists are written [], not null: readers in other
// languages stumble over null.
func TestEmptyListsAreNotNull(t *testing.T) {
	a := reader(t).Read(post.Post{ID: "1", Text: ""}, post.Source{}).Annotation
	if a.Mentions == nil || a.Claims == nil || a.Terms == nil || a.Rumor.Why == nil || a.Ambassador.Cues == nil {
		t.Errorf("got a nil list in %+v", a)
	}
}

// After a restart stories go on under the identifiers that they had.
func TestRestoreGoesOn(t *testing.T) {
	before := reader(t)
	at := time.Date(2026, 11, 21, 9, 40, 0, 0, time.UTC)
	first := before.Read(post.Post{ID: "1", Text: "Une odeur de brûlé dans la rame de la ligne 3 à Hôtel-Dieu ce matin.", Published: at}, post.Source{})
	second := post.Post{ID: "2", Text: "Odeur de brûlé ligne 3, rame arrêtée à Hôtel-Dieu, encore ce matin.", Published: at.Add(time.Hour)}

	after := reader(t)
	after.Restore([]annotation.Post{first}, unknown)
	if got, want := after.Read(second, post.Source{}).Annotation.Story, first.Annotation.Story; got != want {
		t.Errorf("after a restart: got story %s, want %s", got, want)
	}
}

package main

import (
	"context"
	"testing"
)

// TestFloors holds the measures to what ours must reach, and those of which more
// is asked, or nothing, to floors of their own: where the data are.
func TestFloors(t *testing.T) {
	type floors map[string]float64 // by row, and by row and what stands beside it
	for _, tt := range []struct {
		name   string
		run    func(context.Context, *table) error
		floors floors
	}{
		{"stance", stances, nil},
		{"rumours", rumours, floors{
			"rumours last score | ferguson, last score": .70, "rumours last score | ferguson, first post": .63,
			"rumours last score | germanwings-crash, last score": .70, "rumours last score | germanwings-crash, first post": .63,
			"rumours flag | ferguson": 1.5, "rumours flag | germanwings-crash": 1.5,
		}},
		{"forecast", forecasts, nil},
		{"relay", relays, nil},
		{"claims", claims, nil},
		{"stories", stories, nil},
		{"copies", copies, nil},
		{"topics", topics, nil},
		{"feeds", feeds, floors{"feeds feedparser": .995}},
		{"forums", forums, floors{
			"forums messages": .85, "forums author": .85, "forums date": .80,
			"forums without engines, messages": .85, "forums without engines, author": .85, "forums without engines, date": .80,
			"forums without engines and names, messages": .85, "forums without engines and names, date": .80,
		}},
		{"articles", articles, floors{
			"articles title": .80, "articles author": .70, "articles date": .90, "articles language": .95,
			"articles title |" + alike: .90, "articles author |" + alike: .80, "articles date |" + alike: .95,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tab := &table{data: "../../../shared/data"}
			tab.begin(tt.name)
			if err := tt.run(t.Context(), tab); absent(err) {
				t.Skip("the data are not beside the repository: ", err)
			} else if err != nil {
				t.Fatal(err)
			}
			got := map[string]float64{}
			for _, r := range tab.rows {
				if got[r.Measure] = *r.Ours; r.Verdict == "short" {
					t.Errorf("%s: got %.3f, must reach %.3f", r.Measure, *r.Ours, *r.Must)
				}
				for name, v := range r.Beside {
					got[r.Measure+" | "+name] = v
				}
			}
			for row, want := range tt.floors {
				if v, ok := got[row]; !ok || v < want {
					t.Errorf("%s: got %.3f (there: %t), want %.3f", row, v, ok, want)
				}
			}
		})
	}
}

// TestAlike takes off a title the name that its own page gives the site, and
// nothing else.
func TestAlike(t *testing.T) {
	for _, tt := range []struct {
		title, site, want string
		same              bool
	}{
		{"Le tram sent mauvais", "Lignes", "Le tram  sent mauvais | Lignes", true},
		{"LE TRAM SENT MAUVAIS", "", "Le tram sent mauvais", true},
		{"Le tram sent mauvais", "", "Le tram sent mauvais | Lignes", false},
		{"Le tram sent mauvais", "Lignes", "Le tram sent mauvais | Transports | Lignes", false},
		{"Le tram", "Lignes", "Le tram sent mauvais", false},
		{"", "Lignes", "Le tram", false},
	} {
		if got := plainTitle(tt.title, tt.site) == plainTitle(tt.want, tt.site); got != tt.same {
			t.Errorf("%q and %q of %q: got %v, want %v", tt.title, tt.want, tt.site, got, tt.same)
		}
	}
	if plainName("By\n\tRider Un") != plainName("RIDER UN") || plainName("Rider Un 3 March") == plainName("Rider Un") {
		t.Errorf("names: %q, %q", plainName("By\n\tRider Un"), plainName("Rider Un 3 March"))
	}
}

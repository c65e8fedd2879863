package main

import (
	"context"
	"strings"
	"testing"
)

// TestFloors holds the reading of pages to what it must reach, where the data
// are.
func TestFloors(t *testing.T) {
	for _, tt := range []struct {
		name   string
		run    func(context.Context, *table) error
		floors map[string]float64 // by row
		alike  map[string]float64 // but for the way of writing
	}{
		{"forums", forums, map[string]float64{
			"forums messages": .85, "forums author": .85, "forums date": .80,
			"forums without engines, messages": .85, "forums without engines, author": .85, "forums without engines, date": .80,
			"forums without engines and names, messages": .85, "forums without engines and names, date": .80,
		}, nil},
		{
			"articles", articles,
			map[string]float64{"articles": .955, "articles title": .80, "articles author": .70, "articles date": .90, "articles language": .95},
			map[string]float64{"articles title": .90, "articles author": .80, "articles date": .95},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tab := &table{data: "../../../shared/data"}
			tab.begin(tt.name)
			if err := tt.run(t.Context(), tab); absent(err) {
				t.Skip(err)
			} else if err != nil {
				t.Fatal(err)
			}
			for _, r := range tab.rows {
				if want, ok := tt.floors[r.Measure]; ok && *r.Ours < want {
					t.Errorf("%s: got %.3f, want %.3f", r.Measure, *r.Ours, want)
				}
				if want, ok := tt.alike[r.Measure]; ok && r.Beside[strings.TrimSpace(alike)] < want {
					t.Errorf("%s%s: got %.3f, want %.3f", r.Measure, alike, r.Beside[strings.TrimSpace(alike)], want)
				}
				delete(tt.floors, r.Measure)
			}
			if len(tt.floors) > 0 {
				t.Errorf("no rows for %v", tt.floors)
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

package main

import (
	"testing"
	"time"

	"vigie/crawlers/extract"
)

func TestForumDates(t *testing.T) {
	at := func(said string) time.Time {
		when, err := time.Parse(time.RFC3339, said)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, tt := range []struct {
		gold, got string
		readable  bool
		want      bool
	}{
		{"5 Juil 2018 11:20", "2018-07-05T11:20:40+02:00", true, true},
		{"5 Juil 2018 11:20", "2018-07-05T09:20:00Z", true, true}, // the gold has no zone
		{"5 Juil 2018 11:20", "2018-07-05T11:21:00+02:00", true, false},
		{"5 Juil 2018 11:20", "2018-07-05T11:50:00+02:00", true, false},
		{"5 Juil 2018 11:20", "2018-07-06T02:20:00+02:00", true, false}, // fifteen hours
		{"24. April 2020", "2020-04-24T23:59:00+02:00", true, true},
		{"24. April 2020", "2020-04-25T00:30:00+02:00", true, false},
		{"24. April 2020", "2020-04-23T20:00:00Z", true, false},
		{"February 27", "2020-02-27T10:00:00Z", true, true},
		{"February 27", "2019-02-27T10:00:00Z", true, false},
		{"6:08am On Sep 24", "2019-09-24T06:08:00Z", true, true}, // not yet in 2020
		{"6:08am On Sep 24", "2020-09-24T06:08:00Z", true, false},
		{"Lun 5 Mar 2018 22:06", "2018-03-05T22:06:00Z", true, true},
		{"4 hours ago", "2020-06-30T08:00:00Z", false, false},
		{"2019 14:05", "2019-06-30T14:05:00Z", false, false},
	} {
		when, hour, readable := goldDate(tt.gold)
		got := readable && sameDate(extract.Message{Published: at(tt.got), Dated: true}, when, hour)
		if readable != tt.readable || got != tt.want {
			t.Errorf("%q, read as %s: readable %v, right %v; want %v, %v", tt.gold, tt.got, readable, got, tt.readable, tt.want)
		}
		if readable && sameDate(extract.Message{}, when, hour) {
			t.Errorf("%q: right where no date is read", tt.gold)
		}
	}
}

// TestForumTally holds every message that is not read, or not wanted, for wrong.
func TestForumTally(t *testing.T) {
	mark := func(text, user, when string) marked {
		return marked{Text: surface{text}, User: surface{user}, When: surface{when}}
	}
	gold := []marked{
		mark("le tram sent mauvais ce matin", "rider1", "24. April 2020"), mark("oui dans la rame du fond", "rider2", "4 hours ago"),
		mark("personne ne répond à la régie", "rider3", "24. April 2020"), mark("on attend depuis lundi", "rider4", "24. April 2020"),
	}
	day := time.Date(2020, 4, 24, 8, 0, 0, 0, time.UTC)
	got := []extract.Message{
		{Whole: "le tram sent mauvais ce matin", Author: "rider1", Published: day, Dated: true},
		{Whole: "oui dans la rame du fond", Author: "rider2"},
		{Whole: "personne ne répond à la régie", Author: "Boardneuling", Published: day.AddDate(0, 0, 1), Dated: true},
		{Whole: "annonce du forum"},
	}
	s := tally{gold: len(gold), got: len(got)}
	(&table{}).judge(&s, gold, got, "a page")
	if want := (tally{gold: 4, got: 4, hits: 3, authors: 2, dates: 1, undated: 1, aside: 1}); s != want {
		t.Fatalf("got %+v, want %+v", s, want)
	}
	if s.f1() != .75 || s.author() != .5 || s.date() != 1./3 {
		t.Errorf("got F1 %.3f, author %.3f, date %.3f; want .75, .5, .333", s.f1(), s.author(), s.date())
	}
}

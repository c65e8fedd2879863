package app

import (
	"errors"
	"testing"
	"time"

	"vigie/cmd/internal/config"
	"vigie/crawlers"
)

// Health starts no engine; it asks the one of a service that runs.
func TestHealth(t *testing.T) {
	needEngine(t)
	c := config.Config{Data: t.TempDir(), ClickHouse: config.ClickHouse{Database: "vigie", User: "default"},
		Sources: []config.Source{{ID: "a", URL: "https://a.example.org/"}, {ID: "i", URL: "https://i.example.org/", Kind: "intranet"}}}
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	o := Options{Config: c, Now: func() time.Time { return now }}
	if got, err := Health(t.Context(), o); !errors.Is(err, ErrNoService) {
		t.Errorf("Health without a service = %+v, %v, want ErrNoService", got, err)
	}
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	visit := crawlers.Visit{Source: "i", URL: "https://i.example.org/", At: now.Add(-time.Minute), Outcome: crawlers.Good, Next: now.Add(time.Hour)}
	if err := s.Internal().Save(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	got, err := Health(t.Context(), o)
	if err != nil || len(got) != 2 || got[0].Source.ID != "a" || got[0].State != "waiting" || got[1].State != "ok" || !got[1].Next.Equal(visit.Next) {
		t.Errorf("Health = %+v, %v, want a waiting, and i ok with its next visit", got, err)
	}
}

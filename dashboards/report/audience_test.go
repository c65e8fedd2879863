package report

import "testing"

func TestBandOf(t *testing.T) {
	for _, c := range []struct {
		readers int
		want    Band
	}{
		{-1, Band{}},
		{0, Band{}},
		{1, Band{1, 1_000}},
		{999, Band{1, 1_000}},
		{1_000, Band{1_000, 10_000}},
		{10_000, Band{10_000, 100_000}},
		{99_999, Band{10_000, 100_000}},
		{100_000, Band{100_000, 0}},
		{4_000_000, Band{100_000, 0}},
	} {
		if got := BandOf(c.readers); got != c.want {
			t.Errorf("%d readers: got %v, want %v", c.readers, got, c.want)
		}
	}
}

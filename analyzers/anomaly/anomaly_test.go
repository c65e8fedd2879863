package anomaly

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// counts are mentions per five minutes with a daily swing.
func counts(rows int) []float64 {
	r := rand.New(rand.NewPCG(3, 4))
	out := make([]float64, rows)
	for i := range out {
		mean := 12 + 8*math.Sin(2*math.Pi*float64(i%288)/288)
		out[i] = math.Max(0, math.Round(mean+math.Sqrt(mean)*r.NormFloat64()))
	}
	return out
}

func flags(values []float64) (at []int, scores []float64) {
	d := New()
	for i, v := range values {
		s, f := d.Add(start.Add(time.Duration(i)*5*time.Minute), v)
		scores = append(scores, s)
		if f {
			at = append(at, i)
		}
	}
	return at, scores
}

func TestBurstIsFlaggedWhereItBegins(t *testing.T) {
	v := counts(3000)
	for i := 2000; i < 2030; i++ {
		v[i] += 60
	}
	at, scores := flags(v)
	found := 0
	for _, i := range at {
		if i >= 2000 && i <= 2006 {
			found++
		}
	}
	if found != 1 {
		t.Errorf("flags at %v, want one within the half hour after row 2000", at)
	}
	if len(at) > 8 { // the first days are all new
		t.Errorf("%d flags, want 8 at most", len(at))
	}
	for i, s := range scores {
		if s < 0 || s > 1 {
			t.Fatalf("score %v at row %d", s, i)
		}
	}
}

func TestRowsUseOnlyThePast(t *testing.T) {
	v := counts(1000)
	_, whole := flags(v)
	_, part := flags(v[:700])
	for i := range part {
		if part[i] != whole[i] {
			t.Fatalf("row %d: %v alone, %v with what follows", i, part[i], whole[i])
		}
	}
}

func TestFlatSeries(t *testing.T) {
	at, _ := flags(make([]float64, 2000))
	if len(at) != 0 {
		t.Errorf("flags at %v in a series of zeros", at)
	}
	v := make([]float64, 2000)
	v[1500] = 4
	if at, _ = flags(v); len(at) != 1 || at[0] != 1500 {
		t.Errorf("flags at %v, want 1500", at)
	}
}

// TestQuietCounts wants a count of next to nothing to be unlike a past of nothing
// only from a few on; what is measured has no such grain.
func TestQuietCounts(t *testing.T) {
	at := func(rows ...int) map[int]bool {
		m := make(map[int]bool)
		for _, r := range rows {
			m[r] = true
		}
		return m
	}
	for _, c := range []struct {
		name        string
		still, move float64
		at          map[int]bool
		want        int
	}{
		{"three lone ones in 60 days", 0, 1, at(400, 790, 1300), 0},
		{"ones nearer to each other", 0, 1, at(700, 703, 705, 711), 0},
		{"a two", 0, 2, at(900), 0},
		{"two less than always", 7, 5, at(900), 0},
		{"a three", 0, 3, at(900), 1},
		{"ones that go on", 0, 1, at(900, 901, 902, 903, 904, 905, 906, 907, 908, 909, 910, 911, 912, 913, 914, 915), 1},
		{"what is measured", 0.5, 1, at(900), 1},
		{"what is measured, below nothing", -5, -4, at(900), 1},
	} {
		v := make([]float64, 1440)
		for i := range v {
			if v[i] = c.still; c.at[i] {
				v[i] = c.move
			}
		}
		if got, _ := flags(v); len(got) != c.want {
			t.Errorf("%s: flags at %v, want %d", c.name, got, c.want)
		}
	}
}

func TestCopy(t *testing.T) {
	in := "timestamp,value\n2026-11-01 00:00:00,3\n2026-11-01 00:05:00,x\nnever,4\n1793491800,5\n"
	var out bytes.Buffer
	bad, err := Copy(&out, strings.NewReader(in))
	want := "timestamp,value,score,anomaly\n2026-11-01 00:00:00,3,0,0\n1793491800,5,0,0\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	if err != nil || len(bad) != 2 || !strings.Contains(bad[0].Error(), "line 3: left out: value \"x\"") || !strings.Contains(bad[1].Error(), "line 4: left out: timestamp \"never\"") {
		t.Errorf("got %v, %v: want lines 3 and 4 told", bad, err)
	}
}

// TestFirstRow wants a first row that cannot be read told like any other, but for
// a header.
func TestFirstRow(t *testing.T) {
	for first, told := range map[string]int{
		"timestamp,value": 0, "time,\"mentions\"": 0, "2026-01-01 00:00,3": 0,
		"2026-01-01 00:00,x5": 1, "2026-01-01 00:00,NaN": 1, "yesterday,5": 1, "timestamp": 1, "timestamp,value,score": 1,
	} {
		var out bytes.Buffer
		bad, err := Copy(&out, strings.NewReader(first+"\n2026-01-01 00:05,4\n"))
		if err != nil || len(bad) != told {
			t.Errorf("%q as the first row: told %v, %v, want %d rows", first, bad, err, told)
		}
	}
}

func FuzzCopy(f *testing.F) {
	f.Add("timestamp,value\n2026-11-01 00:00:00,3\n")
	f.Add("\"")
	f.Add("1,NaN\n2,Inf\n")
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		bad, err := Copy(&out, strings.NewReader(in))
		if rows := strings.Count(out.String(), "\n"); err == nil && rows+len(bad) > strings.Count(in, "\n")+2 {
			t.Errorf("%d rows out and %d told of %q", rows, len(bad), in)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	v := counts(10_000)
	d := New()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.Add(start.Add(time.Duration(i)*time.Minute), v[i%len(v)])
	}
}

func ExampleDetector() {
	d := New()
	for i := range 1000 {
		d.Add(start.Add(time.Duration(i)*time.Hour), float64(10+i%3))
	}
	_, anomaly := d.Add(start.Add(1000*time.Hour), 40)
	fmt.Println(anomaly)
	// Output: true
}

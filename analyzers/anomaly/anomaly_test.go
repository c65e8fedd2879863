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

package anomaly

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

const data = "../../../shared/data/volume-anomaly"

// series is one file of the Numenta Anomaly Benchmark with its windows.
type series struct {
	name    string
	times   []time.Time
	values  []float64
	windows [][2]int // rows, both in
}

func loadSeries(t *testing.T) []series {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(data, "windows.json"))
	if err != nil {
		t.Skip("no data: ", err)
	}
	var windows map[string][][2]string
	if err := json.Unmarshal(b, &windows); err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(windows))
	for name := range windows {
		names = append(names, name)
	}
	sort.Strings(names)
	var out []series
	for _, name := range names {
		f, err := os.Open(filepath.Join(data, name))
		if os.IsNotExist(err) {
			continue // kept back
		}
		if err != nil {
			t.Fatal(err)
		}
		s := series{name: name}
		in := bufio.NewScanner(f)
		for in.Scan() {
			stamp, value, _ := strings.Cut(in.Text(), ",")
			at, err := time.Parse(time.DateTime, stamp)
			if err != nil {
				continue // the header
			}
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			s.times, s.values = append(s.times, at), append(s.values, v)
		}
		f.Close()
		for _, w := range windows[name] {
			var rows [2]int
			for i, stamp := range w {
				at, err := time.Parse("2006-01-02 15:04:05.000000", stamp)
				if err != nil {
					t.Fatal(err)
				}
				rows[i] = sort.Search(len(s.times), func(j int) bool { return !s.times[j].Before(at) })
			}
			s.windows = append(s.windows, rows)
		}
		out = append(out, s)
	}
	return out
}

func sigmoid(x float64) float64 { return 2/(1+math.Exp(5*x)) - 1 }

// nab returns a series' raw score under the standard profile, and that of no
// detection at all; a perfect one has as many points as there are windows.
func nab(s series, flags []bool) (score, null float64) {
	probation := min(int(0.15*float64(len(flags))), 750)
	null = -float64(len(s.windows))
	score = null
	hit := make([]bool, len(s.windows))
	for i := probation; i < len(flags); i++ {
		if !flags[i] {
			continue
		}
		in, before := -1, -1
		for k, w := range s.windows {
			if i >= w[0] && i <= w[1] {
				in = k
			}
			if w[1] < i {
				before = k
			}
		}
		switch {
		case in >= 0 && !hit[in]:
			hit[in] = true
			w := s.windows[in]
			position := -float64(w[1]-i+1) / float64(w[1]-w[0]+1)
			score += 1 + sigmoid(position)/sigmoid(-1)
		case in >= 0:
		case before < 0:
			score -= 0.11
		default:
			w := s.windows[before]
			position := float64(i-w[1]) / float64(w[1]-w[0])
			if position > 3 {
				score -= 0.11
			} else {
				score += 0.11 * sigmoid(position)
			}
		}
	}
	return score, null
}

func TestNAB(t *testing.T) {
	var sum, null, perfect float64
	byFolder := make(map[string][3]float64)
	rows := 0
	begun := time.Now()
	for _, s := range loadSeries(t) {
		d := New()
		flags := make([]bool, len(s.values))
		n := 0
		for i, v := range s.values {
			_, flags[i] = d.Add(s.times[i], v)
			if flags[i] {
				n++
			}
		}
		rows += len(flags)
		a, b := nab(s, flags)
		if testing.Verbose() {
			t.Logf("%-60s %2d windows, %3d flags, %6.2f of %d", s.name, len(s.windows), n, a-b, 2*len(s.windows))
		}
		sum, null, perfect = sum+a, null+b, perfect+float64(len(s.windows))
		f := byFolder[filepath.Dir(s.name)]
		byFolder[filepath.Dir(s.name)] = [3]float64{f[0] + a, f[1] + b, f[2] + float64(len(s.windows))}
	}
	for name, f := range byFolder {
		t.Logf("%s: %.1f", name, 100*(f[0]-f[1])/(f[2]-f[1]))
	}
	got := 100 * (sum - null) / (perfect - null)
	t.Logf("NAB, standard profile: %.1f (asked 62), %.0f rows/s", got, float64(rows)/time.Since(begun).Seconds())
	if got < 65 {
		t.Errorf("NAB score %.1f, want at least 65", got)
	}
}

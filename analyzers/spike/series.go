package spike

import (
	"math"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
)

const (
	day      = 24 * time.Hour
	pastDays = 56            // how far back the usual is looked for
	reach    = 72 * day      // how far back counts are asked for: the oldest past day has a level too
	fuzzy    = 3 * time.Hour // windows up to this are told from counts by the hour only roughly
)

// Series is counts per hour up to a moment. Its last hour may be unfinished.
type Series struct {
	first   time.Time // hour of the first count
	watched time.Time // since when all is read: what came before is an archive; zero: not known
	end     time.Time
	sum     []float64      // sum[i] counts what came before hour i
	silent  []float64      // likewise, the shares of the usual that sources which did not answer bring; nil: none
	zone    *time.Location // of the people who write; nil: unknown
	day     float64        // mean of a day
	levels  map[int64]leveled
}

// NewSeries makes a series that ends at end, of counts in any order. The zone
// is the one whose clock the writers live by, nil where it is not known.
func NewSeries(counts []annotation.Count, end time.Time, zone *time.Location) *Series {
	s := &Series{end: end.UTC(), zone: zone}
	for _, c := range counts {
		if c.Posts > 0 && c.Hour.Before(end) && (s.first.IsZero() || c.Hour.Before(s.first)) {
			s.first = c.Hour.UTC().Truncate(time.Hour)
		}
	}
	if s.first.IsZero() {
		s.first = end.UTC()
		s.sum = []float64{0}
		return s
	}
	hours := make([]float64, int(math.Ceil(end.Sub(s.first).Hours())))
	for _, c := range counts {
		if i := int(c.Hour.Sub(s.first).Hours()); i >= 0 && i < len(hours) {
			hours[i] += float64(c.Posts)
		}
	}
	s.sum = make([]float64, len(hours)+1)
	for i, n := range hours {
		s.sum[i+1] = s.sum[i] + n
	}
	s.settle()
	return s
}

func (s *Series) settle() {
	s.levels = nil
	s.day = s.sum[len(s.sum)-1] / max(s.end.Sub(s.first).Hours()/24, 1)
}

// startAt says that the series was watched from t on, be it that nothing was
// counted before its first hour.
func (s *Series) startAt(t time.Time) {
	t = t.UTC().Truncate(time.Hour)
	missing := int(s.first.Sub(t).Hours())
	if missing <= 0 {
		return
	}
	s.sum = append(make([]float64, missing), s.sum...)
	s.first = t
	s.settle()
}

// quiet says which share of the usual was silent in each hour since 1970.
func (s *Series) quiet(shares map[int64]float64) {
	if len(shares) == 0 {
		return
	}
	s.levels, s.silent = nil, make([]float64, len(s.sum))
	for i := range len(s.sum) - 1 {
		s.silent[i+1] = s.silent[i] + min(shares[s.first.Unix()/3600+int64(i)], 1)
	}
}

// before returns how many came before t, spreading an hour's count evenly.
func (s *Series) before(t time.Time) float64 { return s.upTo(s.sum, t) }

func (s *Series) upTo(sum []float64, t time.Time) float64 {
	if !t.After(s.first) {
		return 0
	}
	last := len(sum) - 1
	if !t.Before(s.end) {
		return sum[last]
	}
	h := t.Sub(s.first).Hours()
	i := int(h)
	if i >= last {
		return sum[last]
	}
	width := math.Min(1, s.end.Sub(s.first).Hours()-float64(i))
	return sum[i] + (sum[i+1]-sum[i])*math.Min(1, (h-float64(i))/width)
}

func (s *Series) between(from, to time.Time) float64 { return s.before(to) - s.before(from) }

// heard is the share of the usual that was not silent between two times.
func (s *Series) heard(from, to time.Time) float64 {
	if s.silent == nil {
		return 1
	}
	hours := math.Max(to.Sub(from).Hours(), 1e-9)
	return 1 - math.Min(1, (s.upTo(s.silent, to)-s.upTo(s.silent, from))/hours)
}

// most is what the window's count may be at most, given the counts of the hours
// that it touches: what they have over their usual may all have come in it.
func (s *Series) most(at time.Time, window time.Duration, v Verdict) float64 {
	from := at.Add(-window)
	touched := from.Truncate(time.Hour)
	if window > fuzzy || touched.Equal(from) {
		return v.Observed
	}
	usual := v.Expected * at.Sub(touched).Hours() / window.Hours()
	return math.Max(v.Observed, v.Expected+math.Max(0, s.between(touched, at)-usual))
}

// episode returns the hour in which the run of hours that are unusual in any of
// the series, and that lasts at the given time, began. Hours apart by less than a
// night belong to one run, and none is looked for more than four weeks back.
func (c Config) episode(at time.Time, series ...*Series) time.Time {
	const longest = 28 * day
	slot := at.Add(-1).Truncate(time.Hour)
	start := slot
	for t := slot; !t.Before(start.Add(-evidence.Night)) && at.Sub(t) < longest; t = t.Add(-time.Hour) {
		if c.anyUnusual(t, series) {
			start = t.Add(-time.Hour)
		}
	}
	return start
}

// anyUnusual looks at windows of an hour and more, the longest first: it is the
// one that lasts.
func (c Config) anyUnusual(at time.Time, series []*Series) bool {
	for i := len(c.Windows) - 1; i >= 0; i-- {
		if c.Windows[i] < time.Hour {
			continue
		}
		for _, s := range series {
			if at.After(s.first) && c.unusual(s.Judge(at, c.Windows[i])) {
				return true
			}
		}
	}
	return false
}

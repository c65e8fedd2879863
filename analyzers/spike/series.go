package spike

import (
	"math"
	"sort"
	"time"

	"vigie/analyzers/annotation"
	"vigie/analyzers/evidence"
)

const (
	day      = 24 * time.Hour
	pastDays = 56 // how far back the usual is looked for
)

// Series is counts per hour up to a moment. Its last hour may be unfinished.
type Series struct {
	first time.Time // hour of the first count
	end   time.Time
	sum   []float64      // sum[i] counts what came before hour i
	zone  *time.Location // of the people who write; nil: unknown
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
	return s
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
}

// before returns how many came before t, spreading an hour's count evenly.
func (s *Series) before(t time.Time) float64 {
	if !t.After(s.first) {
		return 0
	}
	last := len(s.sum) - 1
	if !t.Before(s.end) {
		return s.sum[last]
	}
	h := t.Sub(s.first).Hours()
	i := int(h)
	if i >= last {
		return s.sum[last]
	}
	width := math.Min(1, s.end.Sub(s.first).Hours()-float64(i))
	return s.sum[i] + (s.sum[i+1]-s.sum[i])*math.Min(1, (h-float64(i))/width)
}

func (s *Series) between(from, to time.Time) float64 { return s.before(to) - s.before(from) }

// Verdict is a count beside its usual.
type Verdict struct {
	Observed, Expected, Variance float64
	P                            float64 // chance of Observed or more
	Days                         int     // past days the usual stands on
}

// Judge compares the count of the window that ends at the given time with the
// usual of that hour and weekday, from what came before the window alone.
//
// The usual is a mean of past same weekdays, shrunk toward the other days by
// one day's worth, each past day cut at twice the median so that a past spike
// does not hide the next. Where the zone is not known, the largest of the usual
// now, an hour earlier and an hour later is taken, which rules out a change of
// clocks. On a month's first and last days, those of the months before count too.
func (s *Series) Judge(at time.Time, window time.Duration) Verdict {
	v := s.usual(at, window)
	v.Observed = s.between(at.Add(-window), at)
	if window < day && s.zone == nil {
		for _, shift := range []time.Duration{-time.Hour, time.Hour} {
			if u := s.usual(at.Add(shift), window); u.Expected > v.Expected {
				v.Expected, v.Variance = u.Expected, u.Variance
			}
		}
	}
	if turn := s.monthTurn(at, window); turn > v.Expected {
		v.Variance *= turn / v.Expected
		v.Expected = turn
	}
	v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
	return v
}

type sample struct {
	n, weight float64
}

func (s *Series) usual(at time.Time, window time.Duration) Verdict {
	local := at.UTC()
	if s.zone != nil {
		local = at.In(s.zone)
	}
	var same, others []sample
	var weekdays [7][]sample
	for k := 1; k <= pastDays; k++ {
		end := local.AddDate(0, 0, -k)
		start := end.Add(-window)
		if start.Before(s.first) {
			break
		}
		x := sample{s.between(start, end), math.Exp(-float64(k) / pastDays)}
		weekdays[end.Weekday()] = append(weekdays[end.Weekday()], x)
		switch {
		case k%7 == 0:
			same = append(same, x)
		case weekend(end) == weekend(local):
			others = append(others, x)
		default:
			others = append(others, sample{x.n, x.weight / 4})
		}
	}
	v := Verdict{Days: len(same) + len(others)}
	mean, weight := robust(others)
	sameMean, sameWeight := robust(same)
	pull := math.Min(1, weight)
	total := sameWeight + pull
	if total > 0 {
		v.Expected = (sameMean*sameWeight + mean*pull) / total
	}
	v.Expected = math.Max(v.Expected, 0.3)
	v.Variance = v.Expected * dispersion(weekdays[:], v.Expected, v.Days) * (1 + 1/math.Max(total, 0.3))
	return v
}

// dispersion is the variance of counts over their mean, around the mean of
// their weekday: people answer each other, so it is over 1. It starts from 2,
// less where hardly a post is expected, held by as many as 8 days, and from 4
// where nothing is known.
func dispersion(weekdays [][]sample, expected float64, days int) float64 {
	if days == 0 {
		return 4
	}
	start := 1 + math.Min(1, expected/2)
	var sum, mean, n float64
	for _, w := range weekdays {
		if len(w) < 2 {
			continue
		}
		m, _ := robust(w)
		for _, x := range w {
			d := math.Min(x.n, cut(w)) - m
			sum += d * d * float64(len(w)) / float64(len(w)-1)
			mean += m
			n++
		}
	}
	ratio := 1.0
	if mean > 0 {
		ratio = sum / mean
	}
	return math.Max(1+(start-1)/5, (start*8+ratio*n)/(8+n))
}

// robust returns the weighted mean of the samples cut at twice their median,
// and their weight.
func robust(samples []sample) (mean, weight float64) {
	limit := cut(samples)
	for _, x := range samples {
		mean += x.weight * math.Min(x.n, limit)
		weight += x.weight
	}
	if weight > 0 {
		mean /= weight
	}
	return mean, weight
}

func cut(samples []sample) float64 {
	if len(samples) == 0 {
		return 0
	}
	ns := make([]float64, len(samples))
	for i, x := range samples {
		ns[i] = x.n
	}
	sort.Float64s(ns)
	return ns[(len(ns)-1)/2] + ns[len(ns)/2] + 2
}

// monthTurn returns what was seen at the same distance from the first of the
// last two months, for invoices and monthly figures make people write; 0 where
// the window is not about a month's turn.
func (s *Series) monthTurn(at time.Time, window time.Duration) float64 {
	local := at.UTC()
	if s.zone != nil {
		local = at.In(s.zone)
	}
	first := time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, local.Location())
	if local.Sub(first) > 15*day {
		first = first.AddDate(0, 1, 0)
	}
	offset := local.Sub(first)
	if offset < -day || offset >= day+window {
		return 0
	}
	var most float64
	for back := 1; back <= 2; back++ {
		then := first.AddDate(0, -back, 0).Add(offset)
		if then.Add(-window).Before(s.first) {
			break
		}
		most = math.Max(most, s.between(then.Add(-window), then))
	}
	return most
}

// Episode returns the hour in which the run of unusual hours that lasts at the
// given time began. Hours apart by less than a night belong to one run, and
// none is looked for more than a week back.
func (s *Series) Episode(at time.Time, unusual func(Verdict) bool, windows []time.Duration) time.Time {
	const night = 8 * time.Hour
	slot := at.Add(-1).Truncate(time.Hour)
	start := slot
	for t := slot; !t.Before(start.Add(-night)) && at.Sub(t) < 7*day && !t.Before(s.first); t = t.Add(-time.Hour) {
		for _, w := range windows {
			if unusual(s.Judge(t, w)) {
				start = t.Add(-time.Hour)
				break
			}
		}
	}
	return start
}

func weekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

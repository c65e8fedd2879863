package spike

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"time"

	"vigie/analyzers/evidence"
)

// Verdict is a count beside its usual.
type Verdict struct {
	Observed, Expected, Variance float64
	P                            float64 // chance of Observed or more
	Days                         int     // past days the usual stands on
}

// Judge compares the count of the window that ends at the given time with the
// usual of that hour and weekday, from what came before the window alone (but
// that a series with hardly a post a day leans on the mean of all of it).
//
// The usual is the share of a day's posts that past days had in that window, of
// the same weekday first, times the level of now: what a day of the last week
// has. So growth is followed, and a past that was only sparsely read says when
// people write, not how much. Each past day is cut at twice the median, so that a
// past spike does not hide the next, and hours in which sources were silent count
// as far as the others were heard. Where the zone is not known, the largest of
// the usual now, an hour earlier and an hour later is taken, which rules out a
// change of clocks. On a month's first and last days, those of the months before
// count too.
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
	if turn := s.monthTurn(at, window, v.Expected); turn > v.Expected {
		v.Variance *= turn / v.Expected
		v.Expected = turn
	}
	v.P = evidence.Tail(v.Observed, v.Expected, v.Variance)
	return v
}

// longDays is how many past days a window of more than a day asks for.
const longDays = 21

// sample is one past day: its count as it would be at today's level.
type sample struct {
	n, weight float64
}

// history is the past days of a window.
type history struct {
	same, others []sample // of the same weekday and not
	weekdays     [7][]sample
}

// history looks the window that ends at the given time up in past days, at the
// level of now.
func (s *Series) history(at time.Time, window time.Duration, now float64) history {
	local := s.local(at)
	var h history
	for k := max(1, int(math.Ceil(window.Hours()/24))); k <= pastDays; k++ {
		end := local.AddDate(0, 0, -k)
		start := end.Add(-window)
		if start.Before(s.first) {
			break
		}
		heard := s.heard(start, end)
		if heard < 0.5 {
			continue
		}
		level := s.level(start).perDay
		scale := now / level / heard
		x := sample{s.between(start, end) * scale, math.Exp(-float64(k)/pastDays) * heard * math.Min(2, level/now)}
		if window > day {
			x.weight *= day.Hours() / window.Hours() // they overlap
		}
		h.weekdays[end.Weekday()] = append(h.weekdays[end.Weekday()], sample{s.whole(end, window) * scale, x.weight})
		switch {
		case k%7 == 0:
			h.same = append(h.same, x)
		case weekend(end) == weekend(local):
			h.others = append(h.others, x)
		default:
			h.others = append(h.others, sample{x.n, x.weight / 4})
		}
	}
	return h
}

func (s *Series) usual(at time.Time, window time.Duration) Verdict {
	now, stands := s.levelNow(at.Add(-window))
	h := s.history(at, window, now)
	v := Verdict{Days: len(h.same) + len(h.others)}
	if window > day && v.Days < longDays {
		v.Days = 0 // days that overlap: a few of them are no past
	}
	if !s.watched.IsZero() {
		v.Days = max(0, min(v.Days, int(at.Add(-window).Sub(s.watched)/day)))
	}
	mean, weight := robust(h.others)
	sameMean, sameWeight := robust(h.same)
	// A day's worth, and as much as makes chance as large as weekdays differ, by
	// half: where hardly any come, one weekday's count says little by itself.
	pull := math.Min(1+4/math.Max(mean, 0.1), weight)
	total := sameWeight + pull
	if total > 0 {
		v.Expected = (sameMean*sameWeight + mean*pull) / total
	}
	v.Expected = math.Max(v.Expected, math.Min(0.3, 0.3*window.Hours()))
	spread := 1 + (dispersion(h.weekdays[:], v.Expected, v.Days)-1)*math.Min(1, window.Hours())
	v.Variance = v.Expected*spread*(1+1/math.Max(total, 0.3)) + v.Expected*v.Expected*spread/(stands+3)
	return v
}

// whole is the count of as long a window of whole hours, an hour at the least:
// what is spread evenly within an hour would seem to vary less than it does.
func (s *Series) whole(end time.Time, window time.Duration) float64 {
	if window <= fuzzy {
		end, window = end.Truncate(time.Hour), max(window, time.Hour)
	}
	return s.between(end.Add(-window), end)
}

func (s *Series) local(t time.Time) time.Time {
	if s.zone == nil {
		return t.UTC()
	}
	return t.In(s.zone)
}

// leveled is the level of a day and how many posts it stands on.
type leveled struct{ perDay, posts float64 }

// level is the posts of a day in the week before the day of t (UTC), days of a
// spike cut. Where hardly any came it leans on all of the past.
func (s *Series) level(t time.Time) leveled {
	key := t.Unix() / 86400
	if l, ok := s.levels[key]; ok {
		return l
	}
	midnight := time.Unix(key*86400, 0)
	var days []sample
	for j := range 7 {
		to := midnight.AddDate(0, 0, -j)
		from := to.Add(-day)
		if from.Before(s.first) || from.Before(s.watched) && !midnight.Before(s.watched) {
			break
		}
		if heard := s.heard(from, to); heard >= 0.5 {
			days = append(days, sample{s.between(from, to) / heard, 1})
		}
	}
	mean, n := robust(days)
	overall := math.Max(s.day, 0.05)
	l := leveled{(mean*n + 3) / (n + 3/overall), mean * n}
	if s.levels == nil {
		s.levels = make(map[int64]leveled)
	}
	s.levels[key] = l
	return l
}

// levelNow is the level at t, but no less than four fifths of what two of the
// four weeks before had: after holidays what is usual comes back.
func (s *Series) levelNow(t time.Time) (perDay, posts float64) {
	l := s.level(t)
	now := l.perDay
	var weeks []float64
	for k := 1; k <= 4; k++ {
		then := t.Add(-time.Duration(7*k) * day)
		if then.Add(-7 * day).Before(s.first) {
			break
		}
		weeks = append(weeks, s.level(then).perDay)
	}
	if len(weeks) >= 2 {
		sort.Float64s(weeks)
		now = math.Max(now, 0.8*weeks[len(weeks)-2])
	}
	return now, l.posts
}

// dispersion is the variance of counts over their mean, around the mean of
// their weekday: people answer each other, so it is over 1. It starts from 2,
// less where hardly a post is expected, held by as many as 8 days, and from 4
// where nothing is known.
//
// Where more is expected than those days had, more of it is dispersion: what
// makes people write works on all of them alike, so that the variance grows with
// the square of the mean (the second form of the negative binomial).
func dispersion(weekdays [][]sample, expected float64, days int) float64 {
	if days == 0 {
		return 4
	}
	start := 1 + math.Min(1, expected/2)
	var sum, mean, squares, n float64
	for _, w := range weekdays {
		if len(w) < 2 {
			continue
		}
		m, _ := robust(w)
		limit := 1.5 * cut(w) // a spike is cut, the tail of ordinary days is not
		for _, x := range w {
			d := math.Min(x.n, limit) - m
			sum += x.weight * d * d * float64(len(w)) / float64(len(w)-1)
			mean += x.weight * m
			squares += x.weight * m * m
			n += min(x.weight, 1)
		}
	}
	ratio := 1.0
	if mean > 0 {
		ratio = sum / mean
		if typical := squares / mean; ratio > 1 && expected > typical {
			ratio = 1 + (ratio-1)*math.Min(expected/typical, 4)
		}
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

// cut is twice the median, by weight, and two more.
func cut(samples []sample) float64 {
	sorted := slices.SortedFunc(slices.Values(samples), func(a, b sample) int { return cmp.Compare(a.n, b.n) })
	var all, sum float64
	for _, x := range sorted {
		all += x.weight
	}
	for i, x := range sorted {
		if sum += x.weight; sum > all/2*(1+1e-9) {
			return 2*x.n + 2
		} else if sum > all/2*(1-1e-9) && i+1 < len(sorted) {
			return x.n + sorted[i+1].n + 2
		}
	}
	return 0
}

// monthTurn returns what to expect where the last two months' turns are a
// measure, for invoices and monthly figures make people write: what was seen at
// the same distance from the first, or the usual as many times as it was passed
// then; 0 where the window is not about a month's turn.
func (s *Series) monthTurn(at time.Time, window time.Duration, usual float64) float64 {
	local := s.local(at)
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
		n := s.between(then.Add(-window), then)
		most = math.Max(most, n)
		if v := s.usual(then, window); v.Days >= 7 && n > 1.5*v.Expected {
			most = math.Max(most, usual*n/v.Expected)
		}
	}
	return most
}

func weekend(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

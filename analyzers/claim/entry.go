package claim

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sheet is what a text is checked against where it is known to be about the
// facts: all of them together tell more than each, such as an age from two dates.
type sheet struct {
	entries    []*entry
	title      map[string]bool // the words of the entity's name
	born, died *entry
	dated      bool // a fact has a date
	// now is the year in which the facts were written down, as the ages and "years
	// ago" in them tell; zero: they do not.
	now    int
	known  map[string]bool // stems that some entry may know
	latest int             // the last year that a fact names
}

// entry is a fact taken apart.
type entry struct {
	*known
	key     []string        // stems of its metric, fillers apart
	topics  map[string]bool // stems that speak of the metric, relatives too
	words   map[string]bool // stems of its value
	dates   []stretch
	figures []quantity
	items   int // how many things a list has
	age     int // "(aged 61)"
}

// stretch is a date, or the time from one to another; open: it goes on.
type stretch struct {
	from, to period
	open     bool
}

// long says whether the stretch is more than one date.
func (x stretch) long() bool { return x.open || x.from != x.to }

// The marks that records of people and of houses set beside a date, and the short
// forms of stretches: "June-August 1971", "20 July - 4 August 1996", "(m. 1940;
// div. 1960)".
var (
	agedMark  = regexp.MustCompile(`\(?\b[Aa]ged?\s+(\d{1,3})\)?`)
	agoMark   = regexp.MustCompile(`;?\s*(\d{1,4}) years ago\b`)
	isoMark   = regexp.MustCompile(`\(\s*\d{4}(?:-\d\d){0,2}\s*\)`)
	marriage  = regexp.MustCompile(`\bm\.\s*(\d{4})\s*[;,]\s*(?:div|sep|died|d|annulled|wid)\.?\s*(\d{4})`)
	wedMark   = regexp.MustCompile(`\bm\.\s*(\d{4})`)
	twoMonths = regexp.MustCompile(`(\d{0,2}\s*\p{Lu}\p{L}{2,8})\.?\s*[-–]\s*(\d{0,2}\s*\p{Lu}\p{L}{2,8}),?\s+(\d{4})\b`)
	twoDays   = regexp.MustCompile(`\b(\d{1,2})\s*[-–]\s*(\d{1,2})\s+(\p{Lu}\p{L}{2,8})\s+(\d{4})\b`)
	labelled  = regexp.MustCompile(`(?:^|;)\s*(\p{L}[\p{L} ]{2,24}?)(?:\s*\(\d{4}\))?\s*:\s*(\d[^;]*)`)
	square    = regexp.MustCompile(`\b(km|m|mi|ft|cm) ?2\b`)
	leading   = regexp.MustCompile(`^\s*(\d{1,3})\s*:\s*(\d\d)(?:\s*:\s*(\d\d))?\b`)
)

// newSheets makes one sheet an entity.
func newSheets(facts []*known) map[string]*sheet {
	of := map[string][]*known{}
	for _, f := range facts {
		of[f.Entity] = append(of[f.Entity], f)
	}
	out := map[string]*sheet{}
	for entity, list := range of {
		out[entity] = newSheet(list)
	}
	return out
}

func newSheet(facts []*known) *sheet {
	s := &sheet{title: map[string]bool{}}
	tongue := tongueOf(facts)
	for _, f := range facts {
		s.entries = append(s.entries, newEntry(f, tongue))
		for _, part := range labelled.FindAllStringSubmatch(f.Value, -1) { // "Population: 81,000 ; Area: 12 km2"
			sub := *f
			sub.Metric, sub.Value, sub.aliases = f.Metric+" "+part[1], part[2], nil
			s.entries = append(s.entries, newEntry(&sub, tongue))
		}
		for _, t := range lexed(f.Entity) {
			s.title[t.fold] = true
		}
	}
	s.born, s.died = s.about("born", "birth", "naissanc"), s.about("died", "death", "deces")
	s.learn()
	for _, e := range s.entries {
		s.latest = max(s.latest, min(e.period.end(), 2100))
		for _, d := range e.dates {
			if !d.open {
				s.latest = max(s.latest, min(d.to.end(), 2100))
			}
		}
		if len(e.dates) == 0 {
			continue
		}
		s.dated = true
		if m := agoMark.FindStringSubmatch(e.Value); m != nil {
			n, _ := strconv.Atoi(m[1])
			s.now = max(s.now, e.dates[0].from.year+n)
		} else if e.age > 0 && e == s.born && s.died == nil {
			s.now = max(s.now, e.dates[0].from.year+e.age)
		}
	}
	return s
}

// tongueOf guesses the language of facts from their small words: it says what a
// comma between figures means.
func tongueOf(facts []*known) string {
	english := 0
	for _, f := range facts {
		for _, t := range lexed(f.Metric + " . " + f.Value) {
			switch t.fold {
			case "the", "of", "and", "in", "by", "to", "at", "from", "million", "january", "february", "april", "may", "june", "july", "august", "october":
				english++
			case "de", "la", "le", "les", "du", "et", "en", "au", "par", "des", "janvier", "fevrier", "avril", "mai", "juin", "juillet", "octobre":
				english--
			}
		}
		if strings.Contains(f.Value, "$") {
			english++
		}
	}
	if english < 0 {
		return "fr"
	}
	return "en"
}

func newEntry(f *known, tongue string) *entry {
	e := &entry{known: f, topics: map[string]bool{}, words: map[string]bool{}, items: itemsOf(f.Value)}
	e.name(f)
	value := f.Value
	if m := agedMark.FindStringSubmatch(value); m != nil {
		e.age, _ = strconv.Atoi(m[1])
		value = agedMark.ReplaceAllString(value, " ")
	}
	e.take(plainDates(value), tongue)
	for _, t := range lexed(f.Value) {
		if !function[t.fold] && !t.isNumber() {
			e.words[t.stem] = true
		}
	}
	return e
}

// plainDates writes the short forms of dates out.
func plainDates(s string) string {
	s = agoMark.ReplaceAllString(s, " ")
	s = isoMark.ReplaceAllString(s, " ; ")
	s = marriage.ReplaceAllString(s, "$1-$2")
	s = wedMark.ReplaceAllString(s, "$1")
	s = twoMonths.ReplaceAllStringFunc(s, func(m string) string {
		p := twoMonths.FindStringSubmatch(m)
		if months[strings.ToLower(strings.Trim(p[1], " 0123456789"))] == 0 || months[strings.ToLower(strings.Trim(p[2], " 0123456789"))] == 0 {
			return m
		}
		return p[1] + " " + p[3] + " - " + p[2] + " " + p[3]
	})
	s = twoDays.ReplaceAllString(s, "$1 $3 $4 - $2 $3 $4")
	return square.ReplaceAllString(s, "$1²")
}

// take reads the dates and figures of a value.
func (e *entry) take(value, tongue string) {
	if m := leading.FindStringSubmatch(value); m != nil && (e.topics["last"] || e.topics["dure"] || e.topics["duration"]) {
		first, _ := strconv.Atoi(m[1])
		second, _ := strconv.Atoi(m[2])
		minutes := float64(first) + float64(second)/60
		if third, err := strconv.Atoi(m[3]); err == nil {
			minutes = minutes*60 + float64(third)/60
		}
		e.figures = append(e.figures, quantity{dim: duration, unit: "min", value: minutes, low: minutes, high: minutes, step: 1. / 60})
		value = value[len(m[0]):]
	}
	t, qs := parsed(value, e.Unit, tongue)
	for i := 0; i < len(qs); i++ {
		q := qs[i]
		if q.dim == counted && q.bare && q.noun == "" && q.value >= 1000 && q.value <= 2100 && q.low == q.high && q.to-q.from == 1 {
			q.dim, q.date = dated, period{year: int(q.value)}
		}
		if q.dim != dated {
			q.per = perOf(t.tokens, q.to)
			e.figures = append(e.figures, q)
			continue
		}
		if q.date.month == 0 && q.date.last == 0 && q.to-q.from == 1 && i == 0 { // "Goals scored: 1978"
			v := float64(q.date.year)
			e.figures = append(e.figures, quantity{dim: counted, value: v, low: v, high: v, step: 1, yearlike: true})
		}
		x := stretch{from: q.date, to: q.date}
		if q.date.last > q.date.year && q.date.last-q.date.year != 99 && q.date.last-q.date.year != 9 || q.date.last == openEnd {
			x = stretch{from: period{year: q.date.year}, to: period{year: q.date.last}, open: q.date.last == openEnd}
		} else if i+1 < len(qs) && qs[i+1].dim == dated && qs[i+1].date.year >= q.date.year && dashOnly(t.s[q.end:qs[i+1].start]) {
			i++
			x.to = qs[i].date
		} else if rest := strings.TrimLeft(t.s[q.end:], " -–—,"); strings.HasPrefix(rest, "present") && len(rest) < len(t.s[q.end:]) {
			x.open = true
		}
		if !slices.Contains(e.dates, x) {
			e.dates = append(e.dates, x)
		}
	}
}

func dashOnly(gap string) bool {
	gap = strings.TrimSpace(gap)
	return gap == "-" || gap == "–" || gap == "—" || gap == "to"
}

// name notes the words that speak of the entry.
func (e *entry) name(f *known) {
	for _, w := range append([]string{f.Metric}, f.Aliases...) {
		st := senseStems(w)
		for _, x := range st {
			if len(x) > 1 && (!filler[x] || len(st) == 1) {
				e.key = append(e.key, x)
			}
		}
	}
	for _, st := range e.key {
		e.topics[st] = true
		for _, k := range kin[st] {
			e.topics[k] = true
		}
		for _, k := range topics[st] {
			e.topics[k] = e.topics[k] || len(f.Aliases) == 0
		}
	}
	if len(f.Aliases) > 0 {
		return // which say all the words
	}
	for _, k := range topics[strings.Join(e.key, "_")] {
		e.topics[k] = true
	}
}

// itemsOf is how many things a value lists.
func itemsOf(value string) int {
	if n := strings.Count(value, ";"); n > 0 {
		return n + 1
	}
	return strings.Count(value, ",") + 1
}

// about is the first entry with a date whose metric has one of these stems.
func (s *sheet) about(stems ...string) *entry {
	for _, e := range s.entries {
		for _, st := range stems {
			if len(e.dates) > 0 && slices.Contains(e.key, st) {
				return e
			}
		}
	}
	return nil
}

// topics are words that speak of a metric, from topics.txt.
var topics = topicsOf(topicsFile)

// topicsOf reads lines of a metric and the words that speak of it, as stems.
func topicsOf(file string) map[string][]string {
	m := map[string][]string{}
	for _, l := range lines(file) {
		words := strings.Fields(l)
		var parts []string
		for _, p := range strings.Split(words[0], "_") {
			parts = append(parts, stemOf(p))
		}
		key := strings.Join(parts, "_")
		for _, w := range words[1:] {
			m[key] = append(m[key], stemOf(w))
		}
	}
	return m
}

package claim

import (
	"strconv"
	"strings"
)

// behind is the token at i, where no clause ends before it, and the one behind it.
func (t *text) behind(i int) (next, after *token) {
	if i < len(t.tokens) && t.tokens[i].brk < comma {
		next = &t.tokens[i]
		if i+1 < len(t.tokens) {
			after = &t.tokens[i+1]
		}
	}
	return next, after
}

// clock tells the times of day: 21 h 40, 21h, 21:40, 9 pm.
func (t *text) clock(q *quantity, suffix string) bool {
	suffix = strings.ToLower(suffix)
	if q.value > 24 || q.value != float64(int(q.value)) {
		return false
	}
	if suffix == "am" || suffix == "pm" || len(suffix) > 1 && suffix[0] == 'h' && suffix[1] >= '0' && suffix[1] <= '9' {
		return true
	}
	next, after := t.behind(q.to)
	if q.to < len(t.tokens) && t.s[t.tokens[q.to-1].End:t.tokens[q.to].Start] == ":" && t.tokens[q.to].Kind == 1 && len(t.tokens[q.to].fold) == 2 {
		if t.loose && !t.atTime(q.from) {
			return false // a length: "3:45"
		}
		q.to++
		return true
	}
	switch {
	case suffix == "" && next != nil && (next.fold == "am" || next.fold == "pm" || next.fold == "a.m" || next.fold == "p.m"):
		q.to++
		return true
	case suffix == "" && next != nil && len(next.fold) > 1 && next.fold[0] == 'h' && next.fold[1] >= '0' && next.fold[1] <= '9':
		q.to++
		return true
	case suffix == "h", suffix == "" && next != nil && (next.fold == "h" || next.fold == "heures"):
		if suffix == "h" {
			after = next
		}
		minutes := after != nil && after.Kind == 1 && len(after.fold) == 2 && after.brk < comma
		if !minutes && !t.atTime(q.from) {
			return false
		}
		if suffix == "" {
			q.to++
		}
		if minutes {
			q.to++
		}
		return !minutes || !t.lasting(q)
	}
	return false
}

// lasting makes q, hours and minutes, a length of time where it is one: "une attente de
// 3 h 40".
func (t *text) lasting(q *quantity) bool {
	if !t.lasts(q.from) {
		return false
	}
	n, _ := strconv.Atoi(t.tokens[q.to-1].fold)
	q.value, q.step, q.dim, q.unit, q.grouped = q.value*60+float64(n), 1, duration, "min", true
	return true
}

// lasts says whether hours and minutes at token i are a length of time: it is the whole
// text, or a word before it says so.
func (t *text) lasts(i int) bool {
	if i == 0 {
		return true
	}
	w := t.tokens[i-1].fold
	if (w == "de" || w == "d'" || w == "of") && i > 1 {
		w = t.tokens[i-2].fold
	}
	return lasting[w]
}

var lasting = set(`dure duree durer duraient pendant durant en sous moins plus pres environ presque moyenne prend met faut est
	attente trajet retard panne coupure voyage vol interruption
	lasted lasts takes took average wait delay outage journey trip flight under over about nearly`)

// atTime says whether what stands before token i leads to a time of day.
func (t *text) atTime(i int) bool {
	if i == 0 {
		return false
	}
	switch t.tokens[i-1].fold {
	case "a", "apres", "avant", "vers", "des", "jusqu'a", "at", "after", "before", "depuis", "entre", "et":
		return true
	}
	return false
}

// clockLength reads lengths as records give them, "39:23", into minutes.
func clockLength(t *text, q *quantity) (quantity, bool) {
	if q.to >= len(t.tokens) || t.tokens[q.to].Kind != 1 || q.value > 999 {
		return *q, false
	}
	gap := strings.TrimSpace(t.s[t.tokens[q.to-1].End:t.tokens[q.to].Start])
	sec := t.tokens[q.to].fold
	if gap != ":" || len(sec) != 2 || sec > "59" {
		return *q, false
	}
	s, _ := strconv.Atoi(sec)
	q.to++
	q.value += float64(s) / 60
	q.step, q.dim, q.unit, q.grouped = 1.0/60, duration, "min", true
	return *q, true
}

// slash reads "2/3" as a share and skips other numbers with a slash.
func (t *text) slash(q *quantity) bool {
	if q.to >= len(t.tokens) || t.s[t.tokens[q.to-1].End:t.tokens[q.to].Start] != "/" || t.tokens[q.to].Kind != 1 {
		return false
	}
	d, err := strconv.ParseFloat(t.tokens[q.to].fold, 64)
	q.to++
	if err != nil || d <= q.value || d > 10 || q.value < 1 || q.to < len(t.tokens) && t.tokens[q.to].Kind == 1 && t.tokens[q.to].brk == dash {
		for q.to < len(t.tokens) && t.tokens[q.to].Kind == 1 && t.tokens[q.to].brk == dash {
			q.to++
		}
		q.skip = true
		return true
	}
	q.value = 100 * q.value / d
	q.step, q.dim, q.unit, q.ratio = min(100/d, 8), share, "%", true
	q.low, q.high = q.value, q.value
	return true
}

package claim

// small is the unit of cents, until it is known of which currency they are.
const small = "cents"

// pieces are the hundredths of a currency.
var pieces = set("cent cents centime centimes cts ct pence")

// smallChange reads "32 centimes", "27 cents".
func (t *text) smallChange(q *quantity) bool {
	if q.to >= len(t.tokens) || t.tokens[q.to].brk >= comma || !pieces[t.tokens[q.to].fold] || q.value >= 1000 {
		return false
	}
	if w := t.tokens[q.to].fold; w[:3] == "cen" && len(w) < 6 && !t.tokens[q.to-1].isNumber() && t.lang == "fr" {
		return false // "deux cents"
	}
	t.apply(q, measure{money, small, .01})
	q.to++
	return true
}

// currency is that of the facts, for cents.
func (c *Checker) currency() string {
	for _, f := range c.facts {
		if len(f.values) > 0 && f.values[0].dim == money {
			return f.values[0].unit
		}
	}
	return "EUR"
}

// more reads what goes on behind a unit: "an hour and a half", "trois heures quarante".
func (t *text) more(q *quantity, m measure) {
	if n := t.halfMore(q.to); n > 0 && m.dim == duration {
		q.value, q.step, q.to = q.value+m.scale/2, m.scale/2, q.to+n
	}
	t.minutesMore(q, m)
}

// minutesMore reads the minutes behind hours: "trois heures quarante".
func (t *text) minutesMore(q *quantity, m measure) {
	if m.dim != duration || m.scale != 60 || q.to >= len(t.tokens) || t.tokens[q.to].brk != noBreak || t.tokens[q.to].isNumber() {
		return
	}
	n, ok := t.wordsAt(q.to)
	if !ok || n.value < 1 || n.value >= 60 || n.ratio || n.to < len(t.tokens) && t.tokens[n.to].brk < comma && measures[t.tokens[n.to].stem].dim != "" {
		return
	}
	if q.skip = t.atTime(q.from); !q.skip {
		q.value, q.step = q.value+n.value, 1
	}
	q.to = n.to
}

// scaleless is the number before the last scale of q.
func scaleless(q *quantity) float64 { return max(q.value/scaleOf(q), 1) }

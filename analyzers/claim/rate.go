package claim

// rateOf reads "par an", "a month", "per day" in tokens.
func rateOf(tokens []token) string {
	for i := range tokens {
		if r := rateAt(tokens, i); r != "" {
			return r
		}
	}
	return ""
}

// rateAt reads the rate that begins at token i.
func rateAt(tokens []token, i int) string {
	w := tokens[i].fold
	if w == "quotidien" && i > 0 && tokens[i-1].fold == "au" {
		return "" // how something is, not how much a day
	}
	switch w {
	case "annual", "annuel", "annuels", "annuelle", "annuelles", "yearly", "annually", "annuellement":
		return "year"
	case "mensuel", "mensuels", "mensuelle", "mensuelles", "monthly":
		return "month"
	case "hebdomadaire", "hebdomadaires", "weekly":
		return "week"
	case "quotidien", "quotidiens", "quotidienne", "quotidiennes", "daily", "quotidiennement":
		return "day"
	}
	if i+1 >= len(tokens) || tokens[i+1].brk >= comma && tokens[i+1].brk != dash {
		return ""
	}
	unit := ""
	switch tokens[i+1].fold {
	case "an", "annee", "year":
		unit = "year"
	case "mois", "month":
		unit = "month"
	case "semaine", "week":
		unit = "week"
	case "jour", "day":
		unit = "day"
	case "heure", "hour":
		unit = "hour"
	}
	switch w {
	case "par", "per", "chaque", "each", "every", "a":
		return unit
	}
	if tokens[i+1].brk == dash { // "accidents/an"
		return unit
	}
	return ""
}

// rate reads the rate of q: behind it, in its window.
func (r *reading) rate(q *quantity, w window) string {
	for i := q.to; i < w.to; i++ {
		if got := rateAt(r.tokens[:w.to], i); got != "" {
			return got
		}
	}
	for i := w.from; i+1 < q.from; i++ {
		if f := r.tokens[i].fold; f == "chaque" || f == "each" || f == "every" {
			return rateAt(r.tokens[:w.to], i)
		}
	}
	return ""
}

// turns says whether the rate of q can be turned into the fact's: a price a year into one
// a month.
func (k *known) turns(q *quantity) bool {
	return q.dim == money && (q.rate == "year" && k.rate == "month" || q.rate == "month" && k.rate == "year")
}

// atRate is q at the rate of the fact.
func (k *known) atRate(q *quantity) *quantity {
	if !k.turns(q) {
		return q
	}
	by, out := 12.0, *q
	if k.rate == "month" {
		by = 1. / 12
	}
	out.value, out.low, out.high, out.step = q.value*by, q.low*by, q.high*by, q.step*by
	return &out
}

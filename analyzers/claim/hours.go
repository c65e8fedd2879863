package claim

// hours says whether the word at i only tells hours: "ferme à 17h", "closed on Monday".
func (r *reading) hours(i int, s sentenceSpan) bool {
	for k := i + 1; k < min(i+4, s.to) && r.tokens[k].brk < comma; k++ {
		if f := r.tokens[k].fold; r.tokens[k].isNumber() && r.tokens[k].used < 0 || weekdays[f] || f == "early" || f == "tot" {
			return true
		}
	}
	return false
}

// shutsAWhile says whether tokens [at, to) speak of a door that is shut for some hours, not
// for good: "l'agence fermera à 17 h", "the branch is closed for stocktaking". A day alone
// tells it of what is shut ("l'agence est fermée lundi"), not of who shuts what.
func (r *reading) shutsAWhile(s sentenceSpan, at, to int) bool {
	for i := s.from; i < s.to; i++ {
		if f := r.tokens[i].fold; forGood[f] || r.reads(i, "for", "good") || r.reads(i, "pour", "toujours") || f == "portes" {
			return false
		}
	}
	for i := at; i < to; i++ {
		if !shutting[r.tokens[i].stem] {
			continue
		}
		for k := max(s.from, i-3); k < min(s.to, i+9); k++ {
			if k > i && r.tokens[k].brk >= comma {
				break
			}
			if k != i && r.hourly(k, k > i, i+1 == to && k < i+4) {
				return true
			}
		}
	}
	return false
}

// hourly says whether the word at token k makes what is shut a matter of hours; behind: it
// stands behind the verb, close: so near that a day is one of opening.
func (r *reading) hourly(k int, behind, close bool) bool {
	tk := &r.tokens[k]
	switch {
	case passing[tk.fold]:
		return true
	case !behind:
		return false
	case close && (weekdays[tk.fold] || tk.fold == "today" || tk.fold == "aujourd'hui" || tk.fold == "early" || tk.fold == "tot"):
		return true
	case tk.isNumber() && tk.used < 0:
		return clockLead[r.tokens[k-1].fold]
	case tk.fold == "pour", tk.fold == "for":
		for n := k + 1; n < min(k+4, len(r.tokens)) && r.tokens[n].brk < comma; n++ {
			if occasion[r.tokens[n].fold] {
				return true
			}
		}
	}
	return false
}

var (
	shutting = stems(`ferme fermes ferment fermer fermera fermeront fermee fermees fermeture fermetures
		close closes closed closing closure closures shut shuts shutting`)
	forGood   = set("definitivement definitif definitive definitives permanently permanent forever")
	passing   = set("exceptionnellement exceptionnelle exceptionnelles exceptionally temporairement temporaire temporaires temporarily temporary provisoirement")
	clockLead = set("a des vers avant apres jusqu'a at by from until around")
	// occasion is what a door is shut for, and opened again behind.
	occasion = set(`inventaire inventaires travaux conges renovation formation maintenance dejeuner journee weekend week-end matinee soiree ferie
		stocktaking stocktake stock-taking inventory refurbishment renovation renovations repairs lunch training holiday holidays day afternoon morning`)
	weekdays = set(`lundi mardi mercredi jeudi vendredi samedi dimanche midi noon
	monday tuesday wednesday thursday friday saturday sunday mondays saturdays sundays tuesdays wednesdays thursdays fridays`)
)

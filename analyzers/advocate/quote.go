package advocate

import (
	"math"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/phrase"
	"vigie/analyzers/text"
)

// becauses are what an argument says: why, or how it really is.
var becauses = [...]string{" parce ", " car ", " because ", " since ", " pour que ", " afin ", " puisque ", " c' est ", " so that ", " in fact ",
	" en fait ", " en realite ", " chaque ", " each ", " toujours ", " lorsque ", " quand ", " tant que ", " sinon "}

// reported open what others say, which is no argument.
var reported = [...]string{" je lis ", " j' ai lu ", " on me demande ", " on me dit ", " vous me demandez ", " vous dites ", " on lit ", " on dit que ", " i read ", " i am asked ",
	" people ask ", " people say ", " you say ", " je suis ", " je travaille ", " i work ", " i drive ", " j' ai eu ", " j' avais ", " i had "}

// bestSentence is the one to quote: it gives a figure, best one that a fact
// confirms, or says why; it names what the answered posts speak of; it is no
// greeting, byline, introduction or question, and does not repeat what it denies.
func bestSentence(p annotation.Post, answers []annotation.Post) string {
	themes := make(map[string]bool)
	for _, q := range append(answers, p) {
		for t := range termSet(q) {
			themes[t] = true
		}
	}
	wrong := falseFigures(answers)
	best, most := "", math.Inf(-1)
	for i, span := range text.Sentences(p.Text) {
		s := strings.TrimSpace(p.Text[span.Start:span.End])
		folded := " " + strings.TrimSpace(text.Index(s)) + " "
		if dateline(folded) {
			continue
		}
		n := float64(len(strings.Fields(folded)))
		score := -math.Abs(n-18)/10 - 0.03*float64(i) + figureScore(p, s, wrong)
		if strings.HasSuffix(s, "?") || n < 5 {
			score -= 2
		}
		for _, why := range becauses {
			if strings.Contains(folded, why) {
				score += 0.7
			}
		}
		for _, said := range reported {
			if strings.Contains(folded, said) {
				score -= 1.5
			}
		}
		for t := range themes {
			if strings.Contains(folded, " "+t+" ") {
				score += 0.3
			}
		}
		if score > most {
			best, most = s, score
		}
	}
	return phrase.Excerpt(best, 300)
}

// figureScore is what the figures of a sentence are worth as an argument.
func figureScore(p annotation.Post, s string, wrong map[float64]bool) float64 {
	score := 0.0
	for _, c := range p.Annotation.Claims {
		switch {
		case !strings.Contains(s, c.Text) && !strings.Contains(c.Text, s):
		case c.Denied || c.Verdict == "contradicts" || wrong[c.Value]:
			score -= 2
		case c.Verdict == "matches":
			score += 3
		case c.Unit != "":
			score = max(score, 0.5) // nobody can hold it against anything: less than a reason
		}
	}
	return score
}

// falseFigures are those that the answered posts tell against a fact, and those
// told with them.
func falseFigures(answers []annotation.Post) map[float64]bool {
	out := make(map[float64]bool)
	for _, q := range answers {
		against := false
		for _, c := range q.Annotation.Claims {
			against = against || c.Verdict == "contradicts"
		}
		for _, c := range q.Annotation.Claims {
			if against && c.Verdict != "matches" && c.Value >= 10 {
				out[c.Value] = true
			}
		}
	}
	return out
}

// figures reports whether the sentence gives a figure that is no date.
func figures(p annotation.Post, s string) bool {
	for _, c := range p.Annotation.Claims {
		if c.Unit != "" && !c.Denied && c.Verdict != "contradicts" && (strings.Contains(s, c.Text) || strings.Contains(c.Text, s)) {
			return true
		}
	}
	return false
}

// dateline reports whether folded words are a byline or a date: a weekday with a
// month, or mostly digits.
func dateline(folded string) bool {
	words := strings.Fields(folded)
	weekday, month, digits := false, false, 0
	for _, w := range words {
		weekday, month = weekday || weekdays[w], month || months[w]
		if w[0] >= '0' && w[0] <= '9' {
			digits++
		}
	}
	return weekday && month || 2*digits > len(words)
}

var weekdays, months = set("lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday"),
	set("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february march april may june july august september october november december")

func set(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

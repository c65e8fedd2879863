package claim

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/phrase"
)

// reason is why a verdict is what it is.
type reason string

const (
	sameFigure  reason = "same"
	otherFigure reason = "other"
	deniesFalse reason = "denies false"
	deniesTrue  reason = "denies true"
	noFact      reason = "no fact"
	otherUnit   reason = "other unit"
	otherRate   reason = "other rate"
	otherYear   reason = "other year"
	otherEntity reason = "other entity"
	otherName   reason = "other name"
	aChange     reason = "change"
	noLevel     reason = "no level"
	aPlan       reason = "plan"
	asked       reason = "asked"
	saysNot     reason = "says not"
	unsure      reason = "unsure"
	reckoned    reason = "reckoned"
	twoFacts    reason = "two facts"
	aList       reason = "a list"
	saysSo      reason = "says so"
)

// figureText is the figure as the post wrote it, with what it counts.
func (r *reading) figureText(q *quantity) string {
	start := q.start
	if before := strings.TrimRight(r.s[:start], spaces); q.dim == money {
		for _, sign := range signs { // "€350m"
			if strings.HasSuffix(before, sign) {
				start = len(before) - len(sign)
			}
		}
	}
	s := strings.Join(strings.Fields(r.s[start:q.end]), phrase.Hard)
	if q.dim == counted && q.shown != "" {
		s += phrase.Hard + ofMillions(lang(r.french), s, q.shown) + q.shown
	}
	return s
}

// truthIn is the fact's value with its unit and period.
func truthIn(f *Fact, lang string) string {
	if f.Value == "" {
		return f.Statement.In(lang)
	}
	v := Measured(lang, f.Value, f.Unit)
	if f.Period != "" {
		v += " (" + periodIn(lang, f.Period) + ")"
	}
	return v
}

// periodIn is a fact's period as a reader of lang writes it.
func periodIn(lang, period string) string {
	if day, err := time.Parse(time.DateOnly, period); err == nil {
		return phrase.Date(lang, day)
	}
	return period
}

// truth is the fact as the reader is told it.
func (r *reading) truth(f *known) string {
	if r.french {
		return f.truths[0]
	}
	return f.truths[1]
}

func lang(french bool) string {
	if french {
		return "fr"
	}
	return "en"
}

// found writes why a figure differs from what was found of it.
func (r *reading) found(f *reported) string {
	why := otherFigure
	switch {
	case f.other != nil && f.other != f.entry:
		why = twoFacts
	case f.kind == bySince || f.kind == bySpan || f.kind == byAge:
		why = reckoned
	case f.kind == byList:
		why = aList
	}
	out := r.say(why, f.known, f.quantity)
	if why == twoFacts {
		out = strings.NewReplacer("{other}", f.other.Metric, "{true other}", r.truth(f.other.known)).Replace(out)
	}
	return strings.Replace(out, "{n}", strconv.Itoa(f.items), 1)
}

// say writes the reason, in the language of the text.
func (r *reading) say(why reason, f *known, q *quantity) string {
	forms := inEnglish
	if r.french {
		forms = inFrench
	}
	var truth, metric, entity string
	if f != nil {
		truth, metric, entity = r.truth(f), f.Metric, f.Entity
	}
	out := forms[why]
	for _, part := range [...][2]string{{"{said}", r.figureText(q)}, {"{true}", truth}, {"{metric}", metric}, {"{entity}", entity}} {
		out = strings.Replace(out, part[0], part[1], 1)
	}
	if q.hedge != "" && (why == sameFigure || why == otherFigure) {
		out += " (" + hedgeWords(q.hedge, r.french) + ")"
	}
	return phrase.Spaced(lang(r.french), out)
}

func hedgeWords(h string, french bool) string {
	if !french {
		return "said as “" + h + "”"
	}
	return "dit « " + map[string]string{About: "environ", AtLeast: "au moins", AtMost: "au plus"}[h] + " »"
}

// formatValue is a quantity as a key: the same figure said twice is one claim.
func formatValue(q *quantity) string { return fmt.Sprintf("%.6g %.6g", q.low, q.high) }

var (
	inFrench = map[reason]string{
		sameFigure:  "{said} : conforme au fait, {true}",
		otherFigure: "dit {said} ; le fait : {true}",
		deniesFalse: "dément {said} ; le fait : {true}",
		deniesTrue:  "dément {said}, qui est pourtant le fait : {true}",
		noFact:      "aucun fait ne parle de cela",
		otherUnit:   "{said} n’est pas dans l’unité du fait « {metric} »",
		otherRate:   "{said} vaut pour une autre durée que le fait « {metric} »",
		otherYear:   "{said} vaut pour une autre période que le fait « {metric} »",
		otherEntity: "{said} parle d’une autre organisation que {entity}",
		otherName:   "{said} parle d’un autre nom que {entity}",
		aChange:     "{said} est une variation ou une partie, non le niveau « {metric} »",
		noLevel:     "{said} : rien ne dit que ce soit le total « {metric} »",
		aPlan:       "{said} est un projet ou une hypothèse, non un constat",
		asked:       "une question, non une affirmation ; le fait : {true}",
		reckoned:    "dit {said} ; compté depuis le fait « {metric} », {true}, il en va autrement",
		twoFacts:    "dit {said} ; les faits « {metric} », {true}, et « {other} », {true other}, donnent autre chose",
		aList:       "dit {said} ; le fait « {metric} » en énumère {n} : {true}",
		unsure:      "{said} diffère du fait {true}, mais rien n’assure qu’il en parle",
		saysNot:     "dit de même que le fait : {true}",
		saysSo:      "« {said} » contredit le fait : {true}",
	}
	inEnglish = map[reason]string{
		sameFigure:  "{said}: agrees with the fact, {true}",
		otherFigure: "says {said}; the fact: {true}",
		deniesFalse: "denies {said}; the fact: {true}",
		deniesTrue:  "denies {said}, which is the fact: {true}",
		noFact:      "no fact speaks of this",
		otherUnit:   "{said} is not in the unit of the fact “{metric}”",
		otherRate:   "{said} is for another length of time than the fact “{metric}”",
		otherYear:   "{said} is for another period than the fact “{metric}”",
		otherEntity: "{said} is about another organisation than {entity}",
		otherName:   "{said} is about another name than {entity}",
		aChange:     "{said} is a change or a part, not the level “{metric}”",
		noLevel:     "{said}: nothing says that this is the whole of “{metric}”",
		aPlan:       "{said} is a plan or a supposition, not a finding",
		asked:       "a question, not a statement; the fact: {true}",
		reckoned:    "says {said}; reckoned from the fact “{metric}”, {true}, it is otherwise",
		twoFacts:    "says {said}; the facts “{metric}”, {true}, and “{other}”, {true other}, give something else",
		aList:       "says {said}; the fact “{metric}” lists {n}: {true}",
		unsure:      "{said} differs from the fact {true}, though nothing says for certain that it is about that",
		saysNot:     "says the same as the fact: {true}",
		saysSo:      "“{said}” contradicts the fact: {true}",
	}
)

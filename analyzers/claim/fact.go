package claim

import (
	"cmp"
	"slices"
	"strings"

	"vigie/analyzers/fact"
)

// What claims are held against.
type (
	Fact      = fact.Fact
	Facts     = fact.Facts
	Statement = fact.Statement
)

// alias is a way to name a metric: the stems of its words that carry sense.
type alias struct {
	stems []string
	ids   []int32 // of the stems, in the checker
	weak  bool    // it only names what is counted: "bus"
	loss  bool    // it names the opposite: a loss, of a profit
	shown string
}

// known is a Fact made ready.
type known struct {
	Fact
	aliases    []alias
	denials    []alias    // wordings that deny a statement
	states     *state     // what a statement says is so, and what it then is not
	values     []quantity // what Value holds; none: a statement
	noun       string     // stem of what is counted
	period     period
	event      event           // what it is of
	vocabulary map[string]bool // the stems of all that it says
	rate       string          // "year": it is a figure per year
	truths     [2]string       // how it is told, in French and in English
	places     map[string]bool // the words of all of it, for places
	mean       bool            // an average
	every      bool            // a statement that something is everywhere
	changes    bool            // the metric is itself a change, such as withdrawals
	bare       bool            // it says no more than metric and value, as a row of a table does
}

func prepare(f Fact) *known {
	k := &known{Fact: f, places: map[string]bool{}, period: parsePeriod(f.Period), truths: [2]string{truthIn(&f, "fr"), truthIn(&f, "en")}}
	k.values = parseValue(f.Value, f.Unit)
	if len(k.values) > 0 && k.values[0].dim == counted {
		if w := senseStems(f.Unit); len(w) > 0 {
			k.noun = w[0]
		} else {
			k.noun = k.values[0].noun
		}
	}
	k.bare = len(f.Aliases) == 0 && f.Unit == "" && f.Period == "" && f.Statement == (Statement{})
	metric := senseStems(f.Metric)
	bare := len(metric) == 1 && k.countsWith(metric[0]) // the metric is what is counted: "clients"
	for _, a := range append([]string{f.Metric}, f.Aliases...) {
		if st := senseStems(a); len(st) > 0 {
			weak := len(st) == 1 && (k.countsWith(st[0]) || bare && strings.HasSuffix(strings.ToLower(a), "s"))
			k.aliases = append(k.aliases, alias{stems: st, shown: a, weak: weak})
		}
	}
	for _, s := range relatives(senseStems(f.Metric)) {
		if !k.countsWith(s) {
			k.aliases = append(k.aliases, alias{stems: []string{s}, shown: f.Metric})
		}
	}
	k.addLosses()
	if k.noun != "" { // what is counted names the metric too, if weakly
		k.aliases = append(k.aliases, alias{stems: []string{k.noun}, shown: f.Unit, weak: true})
	}
	for _, s := range metric {
		k.changes = k.changes || changeStems[s] || rises[s]
	}
	for _, t := range lexed(f.Statement.FR + " " + f.Statement.EN + " " + f.Document + " " + f.Unit + " " + f.Metric + " " + f.Value) {
		k.places[t.fold] = true
	}
	for _, t := range lexed(f.Metric) {
		k.mean = k.mean || means[t.fold]
	}
	k.rate = rateOf(lexed(f.Unit + " " + f.Metric + " " + strings.Join(f.Aliases, " ") + " . " + f.Value))
	if k.rate == "" && len(k.values) > 0 && k.values[0].dim == money {
		k.rate = cmp.Or(rateOf(lexed(f.Statement.FR)), rateOf(lexed(f.Statement.EN)))
	}
	k.period.quarter = cmp.Or(k.period.quarter, quarterOf(lexed(f.Metric)))
	k.denials, k.states = wordingsOf(k)
	k.event, k.vocabulary = eventOf(k), vocabulary(k)
	return k
}

// addLosses names the opposite of a gain.
func (k *known) addLosses() {
	if slices.ContainsFunc(k.aliases, func(a alias) bool { return slices.ContainsFunc(a.stems, func(s string) bool { return profits[s] }) }) {
		for _, l := range losses {
			k.aliases = append(k.aliases, alias{stems: senseStems(l), shown: l, loss: true})
		}
	}
}

// profits are words for a gain, and losses names of what is none.
var (
	profits = stems("profit benefice benef gain")
	losses  = []string{"perte nette", "perte annuelle", "net loss", "annual loss", "deficit"}
)

// countsWith says whether a stem is what the fact counts: then an alias of that
// one word says nothing about which figure of it is meant.
func (k *known) countsWith(stem string) bool {
	return len(k.values) > 0 && k.values[0].dim == counted &&
		(stem == k.noun || sameNoun(stem, k.noun))
}

// negative says whether a statement says that something is not.
func negative(s string) bool {
	for _, t := range lexed(s) {
		if negations[t.fold] {
			return true
		}
	}
	return false
}

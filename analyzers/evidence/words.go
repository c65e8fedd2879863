package evidence

import (
	"math"
	"strconv"
	"strings"

	"vigie/analyzers/annotation"
	"vigie/analyzers/phrase"
	"vigie/analyzers/signal"
)

// Round makes a number short enough to read: whole from 10 on, else with one
// decimal.
func Round(v float64) float64 {
	if math.Abs(v) >= 10 {
		return math.Round(v)
	}
	return math.Round(v*10) / 10
}

// Chance writes a p-value as odds, with the p-value itself.
func Chance(p float64) signal.Text {
	if p < 1e-9 {
		return phrase.Text("Moins d’une chance sur un milliard que ce soit le hasard (p < 10⁻⁹)",
			"Less than one chance in a billion that this is luck (p < 10⁻⁹)")
	}
	odds := 1 / p
	unit := math.Pow(10, math.Floor(math.Log10(odds))-1)
	short := strconv.FormatFloat(p, 'g', 1, 64)
	return phrase.Text("Une chance sur %s que ce soit le hasard (p = %s)", "One chance in %s that this is luck (p = %s)",
		math.Round(odds/unit)*unit, phrase.Word(func(lang string) string {
			if phrase.French(lang) {
				return strings.Replace(short, ".", ",", 1)
			}
			return short
		}))
}

// Quotes quotes three posts of as many voices, for the reasons of a signal.
func Quotes(posts []annotation.Post) []signal.Text {
	var out []signal.Text
	for _, p := range Examples(posts, 3) {
		s := p.Title
		if s == "" || p.Thread != "" && p.Text != "" { // a thread's title is not its answers' word
			s = p.Text
		}
		who := p.Source
		if who == "" {
			who = p.Author
		}
		quote := phrase.Quoted(phrase.Excerpt(s, 120))
		if who == "" {
			out = append(out, phrase.Text("%s", "%s", quote))
		} else {
			out = append(out, phrase.Text("%s"+phrase.Thin+": %s", "%s: %s", who, quote))
		}
	}
	return out
}

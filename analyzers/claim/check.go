package claim

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"vigie/analyzers/fact"
)

// Check says what keeps claims from being held against a fact: that it names
// nothing, a period that is none, a unit that its value cannot have.
func Check(f fact.Fact) []fact.Problem {
	var found []fact.Problem
	if len(senseStems(f.Metric)) == 0 && len(f.Aliases) == 0 {
		found = append(found, fact.Problem{Field: "metric", Cause: "no metric", Remedy: "say what the figure counts, such as \"bus en service\""})
	}
	if f.Period != "" && !readable(f.Period) {
		found = append(found, fact.Problem{Field: "period", Cause: fmt.Sprintf("period %q is no period", f.Period), Remedy: "write 2026, 2026-11, 2026-Q3 or 2026-11-01"})
	}
	if vs := parseValue(f.Value, ""); len(vs) > 0 && f.Unit != "" {
		if u, ok := unitOf(f.Unit); ok && vs[0].dim != counted && u.dim != vs[0].dim && (vs[0].dim != dated || u.dim != duration) { // "1921", in "année"
			found = append(found, fact.Problem{Field: "unit", Cause: fmt.Sprintf("unit %q does not fit value %q", f.Unit, f.Value), Remedy: "give the unit once, in value or in unit"})
		}
	}
	return found
}

// CheckAbout is Check that wants a fact to be about one of the entities that are
// looked for, too, where any are.
func CheckAbout(entities ...string) func(fact.Fact) []fact.Problem {
	if len(entities) == 0 {
		return Check
	}
	about := fact.Of(entities...)
	return func(f fact.Fact) []fact.Problem { return append(Check(f), about(f)...) }
}

// half is a half of a year, which is held as the year.
var half = regexp.MustCompile(`(?i)\b[sh][12]\b|semest|half`)

// readable tells whether all of a period was understood: there is a year, the day
// exists, and no number is left over, as in 2026-13-45.
func readable(s string) bool {
	p := parsePeriod(s)
	if p.year == 0 || p.day > 0 && time.Date(p.year, time.Month(p.month), p.day, 0, 0, 0, 0, time.UTC).Day() != p.day {
		return false
	}
	for _, digits := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.Atoi(digits)
		if err != nil {
			return false
		}
		switch n {
		case 1, 2:
			if p.month != n && p.day != n && p.quarter != n && !half.MatchString(s) {
				return false
			}
		case p.year, p.last, p.year % 100, p.last % 100, p.end() / 100, p.month, p.day, p.quarter: // "20" of the 20th century
		default:
			return false
		}
	}
	return true
}

// ReadFacts reads a file of facts that claims can be held against.
func ReadFacts(r io.Reader, filename string) (fact.Facts, error) {
	return fact.Read(r, filename, nil, Check)
}

package report

import (
	"encoding/json"
	"math"
	"time"

	"vigie/analyzers/signal"
)

// precisionSpan is the past over which a rule's recent precision is measured.
const precisionSpan = 90 * 24 * time.Hour

// Precision is how many of a rule's signals were worth it, of those that
// somebody judged.
type Precision struct {
	Kind   signal.Kind  `json:"kind"`
	Level  signal.Level `json:"level,omitempty"` // as it was when judged; empty: all levels of the kind
	Recent Tally        `json:"recent"`          // judged in the last ninety days
	Ever   Tally        `json:"ever"`
}

// Tally counts signals by what was said of them.
type Tally struct{ Useful, Noise int }

// MarshalJSON adds the share and its interval to the counts.
func (t Tally) MarshalJSON() ([]byte, error) {
	low, high := t.Interval()
	return json.Marshal(map[string]any{"useful": t.Useful, "noise": t.Noise, "judged": t.Judged(), "share": t.Share(), "low": low, "high": high})
}

func (t *Tally) add(a Action) {
	if a == Useful {
		t.Useful++
	} else {
		t.Noise++
	}
}

// Plus adds two tallies.
func (t Tally) Plus(o Tally) Tally { return Tally{t.Useful + o.Useful, t.Noise + o.Noise} }

// Judged is how many signals somebody judged.
func (t Tally) Judged() int { return t.Useful + t.Noise }

// Share is the part that was useful, 0 to 1; 0 where none was judged.
func (t Tally) Share() float64 {
	if t.Judged() == 0 {
		return 0
	}
	return float64(t.Useful) / float64(t.Judged())
}

// Interval is where the true share lies, nineteen times out of twenty: Wilson's
// interval, which stays honest where few were judged. Without any it is all.
func (t Tally) Interval() (low, high float64) {
	n := float64(t.Judged())
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964 // of the normal law, at 95 %
	p := t.Share()
	centre := p + z*z/(2*n)
	spread := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (centre-spread)/(1+z*z/n)), min(1, (centre+spread)/(1+z*z/n))
}

// PrecisionOf finds the line of a kind and level (empty: the whole kind); zero
// counts where nobody judged one.
func PrecisionOf(list []Precision, kind signal.Kind, level signal.Level) Precision {
	for _, p := range list {
		if p.Kind == kind && p.Level == level {
			return p
		}
	}
	return Precision{Kind: kind, Level: level}
}

package fact

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// WriteYAML writes facts as a file of facts, which Read takes in again as they
// were.
func WriteYAML(w io.Writer, facts Facts) error {
	out := bufio.NewWriter(w)
	if len(facts) == 0 {
		out.WriteString("[]\n")
	}
	for _, f := range facts {
		line := func(key, value string) {
			if value != "" {
				fmt.Fprintf(out, "  %s: %s\n", key, value)
			}
		}
		fmt.Fprintf(out, "- id: %s\n", quoted(f.ID))
		line("entity", quoted(f.Entity))
		line("metric", quoted(f.Metric))
		line("aliases", flow(f.Aliases))
		line("value", quoted(f.Value))
		line("unit", quoted(f.Unit))
		line("period", quoted(f.Period))
		line("valid_from", quoted(day(f.From)))
		line("valid_until", quoted(day(f.Until)))
		line("document", quoted(f.Document))
		switch {
		case f.File.Sum != "":
			line("file", fmt.Sprintf("{name: %s, sha256: %s, type: %s, size: %d}", quoted(f.File.Name), quoted(f.File.Sum), always(f.File.Type), f.File.Size))
		default:
			line("file", quoted(f.File.Name))
		}
		line("denied_by", flow(f.DeniedBy))
		if f.Statement != (Statement{}) {
			out.WriteString("  statement:\n")
			line("  fr", quoted(f.Statement.FR))
			line("  en", quoted(f.Statement.EN))
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}

// bare are words that YAML takes for nothing but text.
var bare = regexp.MustCompile(`^[a-z][a-z]+([ _-][a-z0-9]+)*$`)

// quoted is a text as YAML reads it; empty, where it is.
func quoted(s string) string {
	if s == "" {
		return ""
	}
	if bare.MatchString(s) && !slices.Contains([]string{"yes", "no", "on", "off", "true", "false", "null"}, s) {
		return s
	}
	return literal(s)
}

func always(s string) string {
	if s == "" {
		return `""`
	}
	return quoted(s)
}

// literal is a text between double quotes, which YAML and JSON write alike.
func literal(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always can be
	return strings.TrimSpace(b.String())
}

func flow(list []string) string {
	if len(list) == 0 {
		return ""
	}
	var all []string
	for _, s := range list {
		all = append(all, quoted(s))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

package config

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// YAML is the list that the sources are in a file.
func YAML(sources ...Source) string {
	var b strings.Builder
	for _, s := range sources {
		for i, line := range s.lines(plain) {
			b.WriteString(map[bool]string{true: "- ", false: "  "}[i == 0] + line + "\n")
		}
	}
	return b.String()
}

// lines are the keys of a source that say something, one a line.
func (s Source) lines(scalar func(string) string) []string {
	var out []string
	add := func(key, value string) {
		if value != "" {
			out = append(out, key+": "+value)
		}
	}
	text := func(key, value string) {
		if value != "" {
			add(key, scalar(value))
		}
	}
	text("url", s.URL)
	text("name", s.Name)
	text("id", s.ID)
	text("kind", s.Kind)
	text("owner", s.Owner)
	text("language", s.Language)
	if s.Audience > 0 {
		add("audience", strconv.Itoa(s.Audience))
	}
	if len(s.Tags) > 0 {
		tags := make([]string, len(s.Tags))
		for i, t := range s.Tags {
			tags[i] = flow(t)
		}
		add("tags", "["+strings.Join(tags, ", ")+"]")
	}
	if s.Every > 0 {
		add("every", Interval(s.Every))
	}
	text("schedule", s.Schedule)
	if s.Leave {
		add("leave", "true")
	}
	text("token_file", s.TokenFile)
	return out
}

// Interval writes d as people do: 15m, not 15m0s.
func Interval(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

var (
	// bare is a text that needs no quotes in a block of YAML.
	bare = regexp.MustCompile(`^[\p{L}/](?:[\p{L}\p{N} ._/?&=%+~@()'’–—-]|:[\p{L}\p{N}/_])*$`)
	// unsafe are bare texts that mean something else.
	unsafe = regexp.MustCompile(`(?i)^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$| $`)
)

// plain writes s as a value of its own line.
func plain(s string) string {
	if bare.MatchString(s) && !unsafe.MatchString(s) {
		return s
	}
	return quoted(s)
}

// flow writes s inside brackets.
func flow(s string) string {
	if bare.MatchString(s) && !unsafe.MatchString(s) && !strings.ContainsAny(s, ":?&%@'") {
		return s
	}
	return quoted(s)
}

// quoted writes s in double quotes, as JSON does, which YAML reads.
func quoted(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // a string always can be
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimRight(b.String(), "\n")
}

package fetch

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// match reports whether a path begins as a pattern says: "*" stands for any
// octets, "$" at the end for the end of the path (RFC 9309, 2.2.3).
func match(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	part, rest, star := strings.Cut(pattern, "*")
	path, ok := strings.CutPrefix(path, part)
	if !ok {
		return false
	}
	for star {
		part, rest, star = strings.Cut(rest, "*")
		if whole && !star {
			return strings.HasSuffix(path, part)
		}
		// The first place where it fits leaves most for what follows.
		if _, path, ok = strings.Cut(path, part); !ok {
			return false
		}
	}
	return !whole || path == ""
}

// target is the path and query of an address as patterns are compared with it.
// A "*" or "$" in an address is no wildcard.
func target(u *url.URL) string {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	return strings.NewReplacer("*", "%2A", "$", "%24").Replace(octets(path))
}

// pattern is a pattern as it is compared. One that lacks the slash in front is
// taken to mean it; a "$" that is not at the end is no wildcard.
func pattern(raw string) string {
	p := octets(raw)
	if !strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "*") {
		p = "/" + p
	}
	p, whole := strings.CutSuffix(p, "$")
	p = strings.ReplaceAll(p, "$", "%24")
	for strings.Contains(p, "**") {
		p = strings.ReplaceAll(p, "**", "*")
	}
	if whole {
		return p + "$"
	}
	return p
}

// octets writes a path the one way that RFC 9309 (2.2.2) compares: letters
// beyond ASCII as escapes, escapes in capitals, what needs no escape plain.
func octets(path string) string {
	var out strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && i+2 < len(path) {
			if v, err := strconv.ParseUint(path[i+1:i+3], 16, 8); err == nil {
				c = byte(v)
				i += 2
				if plain(c) {
					out.WriteByte(c)
				} else {
					fmt.Fprintf(&out, "%%%02X", c)
				}
				continue
			}
		}
		if c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&out, "%%%02X", c)
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

// plain reports whether RFC 3986 calls c unreserved.
func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

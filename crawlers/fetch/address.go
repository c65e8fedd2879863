package fetch

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"

	"vigie/crawlers/post"
)

// address reads an address of the web and writes it one way: the host in small
// ASCII letters, no port that goes without saying, no fragment.
func address(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return nil, fmt.Errorf("read address %q: not an address", masked(raw))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("read address %q: %w", masked(raw), ErrScheme)
	}
	u.Fragment, u.RawFragment = "", ""
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if !ascii(host) {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return nil, fmt.Errorf("read address %q: %w", masked(raw), ErrName)
		}
	}
	if port := u.Port(); port != "" && port != standard(u.Scheme) {
		u.Host = net.JoinHostPort(host, port)
	} else if strings.Contains(host, ":") {
		u.Host = "[" + host + "]"
	} else {
		u.Host = host
	}
	return u, nil
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

func standard(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// masked is an address for a message, without what may be a password.
func masked(raw string) string {
	scheme, rest, ok := strings.Cut(raw, "://")
	at := strings.LastIndexByte(rest, '@')
	if !ok || at < 0 {
		return raw
	}
	return scheme + "://" + rest[at+1:]
}

// origin is the scheme, host and port of an address.
func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// domain is whose host it is: what somebody registered of it. Numbers and the
// names of this machine count for themselves, each port apart.
func domain(host string) string {
	name := host
	if bare, _, err := net.SplitHostPort(host); err == nil {
		name = bare
	}
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil || local(name) {
		return host
	}
	return post.Domain(name)
}

package post

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Domain is the part of a host that somebody registered, by the list of public
// suffixes with its private section: "example.co.uk" of "www.example.co.uk",
// and each blog of a host of blogs for itself. Of a number, a bare name, a
// public suffix, and under .localhost, where nothing is registered, it is the
// whole host. The host has no port.
func Domain(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil || strings.HasSuffix(host, ".localhost") {
		return host
	}
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	if registered, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return registered
	}
	return host
}

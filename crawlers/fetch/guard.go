package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// closed lists the networks that no page of the public web is at, beside those
// that netip knows by name.
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared by carriers (CGNAT)
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("168.63.129.16/32"), // a cloud's metadata
	netip.MustParsePrefix("64:ff9b:1::/48"),   // NAT64, local use
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), // Teredo and other special uses
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("fec0::/10"),
	netip.MustParsePrefix("5f00::/16"),
}

// wrapped are IPv6 networks whose addresses carry an IPv4 address, and the
// byte it begins at.
var wrapped = []struct {
	network netip.Prefix
	at      int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12}, // NAT64
	{netip.MustParsePrefix("2002::/16"), 2},     // 6to4
	{netip.MustParsePrefix("::/96"), 12},        // IPv4-compatible
}

// Public reports whether addr belongs to the public internet.
func Public(addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	if !addr.IsValid() || !addr.IsGlobalUnicast() || addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() {
		return false
	}
	for _, network := range closed {
		if network.Contains(addr) {
			return false
		}
	}
	for _, w := range wrapped {
		if w.network.Contains(addr) {
			bytes := addr.As16()
			return Public(netip.AddrFrom4([4]byte(bytes[w.at : w.at+4])))
		}
	}
	return true
}

// guard opens connections, to allowed addresses only. The check is made on the
// address that is really connected to, after the name was resolved, so a name
// that changes its address between two look-ups gains nothing.
type guard struct {
	all      bool
	networks []netip.Prefix
}

func (g *guard) allows(addr netip.Addr) bool {
	if g.all || Public(addr) {
		return true
	}
	plain := addr.Unmap().WithZone("")
	for _, network := range g.networks {
		if network.Contains(plain) {
			return true
		}
	}
	return false
}

func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", address, err)
	}
	target := address
	if local(host) {
		// RFC 6761: these names mean this machine, whatever a name server says.
		target = net.JoinHostPort("127.0.0.1", port)
	}
	dialer := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	dialer.Control = func(_, real string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(real)
		if err != nil {
			return fmt.Errorf("check address %s: %w", real, err)
		}
		if !g.allows(ap.Addr()) {
			return &PrivateAddressError{Host: host, Addr: ap.Addr().Unmap()}
		}
		return nil
	}
	return dialer.DialContext(ctx, network, target)
}

func local(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// transport makes connections that the guard opens. It takes no proxy: there
// nobody would check the address.
func (g *guard) transport() *http.Transport {
	return &http.Transport{
		DialContext:            g.dial,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           200,
		MaxIdleConnsPerHost:    1, // one request at a time needs no more
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
	}
}

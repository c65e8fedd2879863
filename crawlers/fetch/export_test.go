package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
)

// Trust makes the Fetcher trust the certificates of a test's server.
func (f *Fetcher) Trust(pool *x509.CertPool) {
	f.base.TLSClientConfig = &tls.Config{RootCAs: pool}
	f.long.TLSClientConfig = &tls.Config{RootCAs: pool}
}

// Resolve makes every name lead to one address, for tests that need names
// which this machine does not have.
func (f *Fetcher) Resolve(address string) {
	f.base.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, address)
	}
}

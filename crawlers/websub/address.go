package websub

import (
	"errors"
	"fmt"
	"net/url"
)

// maxAddress is how long an address may be that a feed names.
const maxAddress = 2048

// hubAddress is where a hub is asked. The request carries the secret and the
// callback's key, and whoever reads them can make posts up. So a hub at an http
// address is asked over https, as the Recommendation (8.2) advises, and never
// without a secret.
func (s *Subscriber) hubAddress(raw string) (string, error) {
	u, err := webAddress(raw)
	if err != nil {
		return "", fmt.Errorf("read address of hub: %w", err)
	}
	if u.Scheme == "http" && !s.o.ClearHubs {
		u.Scheme = "https"
		if u.Port() == "80" {
			u.Host = u.Host[:len(u.Host)-len(":80")]
		}
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String(), nil
}

// checkTopic looks at a topic, which is used as it stands: hubs compare it byte
// by byte. A password in it would be told to the hub.
func checkTopic(raw string) error {
	if _, err := webAddress(raw); err != nil {
		return fmt.Errorf("read topic: %w", err)
	}
	return nil
}

func webAddress(raw string) (*url.URL, error) {
	if len(raw) > maxAddress {
		return nil, fmt.Errorf("%d bytes are too many for an address", len(raw))
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, err
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, errors.New("not an address of the web")
	case u.User != nil:
		return nil, errors.New("it holds a name or a password")
	}
	return u, nil
}

// host is what a hub is known by when it fails.
func host(hub string) string {
	if u, err := url.Parse(hub); err == nil {
		return u.Host
	}
	return hub
}

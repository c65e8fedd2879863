package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// The kinds of refusal and failure, for errors.Is. The errors themselves carry
// the place and the words for people.
var (
	ErrPrivateAddress   = errors.New("private address")
	ErrRobots           = errors.New("robots.txt says no")
	ErrTooLarge         = errors.New("too large")
	ErrTooManyRedirects = errors.New("too many redirects")
	ErrScheme           = errors.New("not http or https")
	ErrTooSlow          = errors.New("too slow")
)

// RobotsError says that a site's robots.txt keeps us out.
type RobotsError struct {
	URL    string
	Reason string // which rule, or which answer of the server counts as a refusal
}

func (e *RobotsError) Error() string {
	return fmt.Sprintf("%s: %s; ask the site's owner, or remove the source", e.URL, e.Reason)
}

// Is makes the error match ErrRobots.
func (e *RobotsError) Is(target error) bool { return target == ErrRobots }

// PrivateAddressError says that a name leads to an address that must not be
// fetched from.
type PrivateAddressError struct {
	Host string
	Addr netip.Addr
}

func (e *PrivateAddressError) Error() string {
	return fmt.Sprintf("%s leads to %s, an address of a private network; allow it in config.yaml if that is meant", e.Host, e.Addr)
}

// Is makes the error match ErrPrivateAddress.
func (e *PrivateAddressError) Is(target error) bool { return target == ErrPrivateAddress }

// RetryAfterError says that a host asked to be left alone until a moment.
type RetryAfterError struct {
	Host   string
	Status int // of the answer that asked for it; 0: the host's Crawl-delay is too long to wait for
	Until  time.Time
}

func (e *RetryAfterError) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("%s asks for a long delay between two requests; next one at %s", e.Host, e.Until.UTC().Format(time.RFC3339))
	}
	return fmt.Sprintf("%s answered %d and asks to be left alone until %s", e.Host, e.Status, e.Until.UTC().Format(time.RFC3339))
}

// StatusError says that a server answered with a status that is not a success.
type StatusError struct {
	URL    string
	Status int
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s answered %d%s", e.URL, e.Status, remedy(e.Status))
}

func remedy(status int) string {
	switch {
	case status == 401 || status == 403:
		return ": it lets no one in without leave"
	case status == 404 || status == 410:
		return ": the page is gone; look for the source's new address"
	case status >= 500:
		return ": the site has a fault; it is tried again"
	}
	return ""
}

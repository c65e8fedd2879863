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
	ErrRobots           = errors.New("robots.txt says no")
	ErrReserved         = errors.New("text and data mining is reserved")
	ErrPrivateAddress   = errors.New("private address")
	ErrScheme           = errors.New("not http or https")
	ErrName             = errors.New("no host of that name")
	ErrConnect          = errors.New("no connection")
	ErrTLS              = errors.New("no trusted connection")
	ErrTooSlow          = errors.New("too slow")
	ErrCut              = errors.New("the answer broke off")
	ErrTooLarge         = errors.New("too large")
	ErrTooManyRedirects = errors.New("too many redirects")
	ErrUnreadable       = errors.New("unreadable answer")
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

// ReservedError says that an owner reserves text and data mining (TDMRep).
type ReservedError struct {
	URL    string
	By     string // what says so
	Policy string // address of the owner's terms; empty: none given
}

func (e *ReservedError) Error() string {
	terms := ""
	if e.Policy != "" {
		terms = " (terms: " + e.Policy + ")"
	}
	return fmt.Sprintf("%s: %s reserves text and data mining%s; ask the owner for leave and write `leave: true` at the source, or remove the source", e.URL, e.By, terms)
}

// Is makes the error match ErrReserved.
func (e *ReservedError) Is(target error) bool { return target == ErrReserved }

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
	Status int // of the answer that asked for it; 0: its turn comes too late to wait for
	Until  time.Time
}

func (e *RetryAfterError) Error() string {
	until := e.Until.UTC().Format(time.RFC3339)
	switch {
	case e.Status == 0:
		return fmt.Sprintf("%s: its turn comes too late to wait for it; next one at %s", e.Host, until)
	case e.Status < 400:
		return fmt.Sprintf("%s says that no more requests are left until %s", e.Host, until)
	}
	return fmt.Sprintf("%s answered %d and asks to be left alone until %s", e.Host, e.Status, until)
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
		return ": it wants a sign-in; where you have a token for it give the source a token_file, else ask its owner or remove it"
	case status == 404 || status == 410:
		return ": the page is gone; look for the source's new address"
	case status >= 500:
		return ": the site has a fault; it is tried again"
	}
	return ""
}

// failure is an exchange that came to nothing. It names the place once, where
// the errors below it name it at every layer.
type failure struct {
	place string
	words string
	kind  error // one of the kinds above
	cause error
}

func (e *failure) Error() string { return e.place + ": " + e.words }

// Unwrap gives the kind and the cause to errors.Is and errors.As.
func (e *failure) Unwrap() []error { return []error{e.kind, e.cause} }

func tooManyRedirects(address string, limit int) error {
	return fmt.Errorf("%s: more than %d redirects: %w", address, limit, ErrTooManyRedirects)
}

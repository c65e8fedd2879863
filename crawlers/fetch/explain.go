package fetch

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"
)

// explain words a failure of an exchange, and tells its kind.
func explain(req *http.Request, err error, timeout time.Duration) error {
	var private *PrivateAddressError
	switch {
	case errors.As(err, &private):
		return private
	case req.Context().Err() != nil:
		return req.Context().Err() // the caller stopped it
	}
	kind, words := diagnose(err, timeout)
	if kind == nil {
		return fmt.Errorf("%s: %w", req.URL.Redacted(), err)
	}
	return &failure{place: req.URL.Redacted(), words: words, kind: kind, cause: err}
}

// diagnose finds the kind of a failure; nil when it has none, or tells it.
func diagnose(err error, timeout time.Duration) (kind error, words string) {
	var dns *net.DNSError
	var op *net.OpError
	var wait net.Error
	cause := root(err).Error()
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return ErrName, "there is no host of that name; look for the source's new address"
	case errors.As(err, &dns):
		return ErrConnect, "its name could not be looked up (" + dns.Err + "); it is tried again"
	case errors.As(err, &op) && op.Op == "dial":
		return ErrConnect, "nobody answers there (" + cause + "); if that lasts, look for the source's new address"
	case untrusted(err):
		return ErrTLS, "no trusted connection (" + cause + "); the site's owner has to mend that"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &wait) && wait.Timeout():
		return ErrTooSlow, fmt.Sprintf("no complete answer within %s", timeout)
	case says(err, "response headers exceeded", "header list larger"):
		return ErrTooLarge, "the header of its answer is too large"
	case broken(err):
		return ErrCut, "the answer broke off (" + cause + "); it is tried again"
	case garbled(err):
		return ErrUnreadable, "the answer is not what a web server says (" + cause + ")"
	}
	return nil, ""
}

// root is the innermost error: the ones around it say again what is known.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

func untrusted(err error) bool {
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &verify) || errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch) ||
		strings.HasPrefix(root(err).Error(), "tls: ")
}

func broken(err error) bool {
	for _, sign := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED, net.ErrClosed} {
		if errors.Is(err, sign) {
			return true
		}
	}
	return says(err, "server closed idle connection", "stream error", "GOAWAY", "client connection lost", "client connection force closed")
}

// says looks for the words of an error that net/http gives no name.
func says(err error, words ...string) bool {
	text := err.Error()
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

func garbled(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt) ||
		says(err, "malformed", "chunk", "transport connection broken", "connection error: ")
}

// Package email renders an alert as a mail in its reader's language, HTML and
// plain text, and hands it to an SMTP server. It does not decide what is sent
// to whom: see alert.
package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"net/textproto"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"vigie/dashboards/alert"
)

// TLS says how the connection is kept from being read.
type TLS string

// The ways. With StartTLS and Implicit a server that cannot is refused.
const (
	StartTLS TLS = "starttls"
	Implicit TLS = "tls"
	None     TLS = "none"
)

// Options say by which server mails leave and what they say of themselves.
type Options struct {
	Server   string // host:port
	From     string // "Vigie <vigie@example.org>"
	User     string // empty: no authentication
	Password string
	TLS      TLS
	CA       *x509.CertPool // nil: the system's
	Timeout  time.Duration  // of one mail; default: 30 seconds

	Organisation string
	PublicURL    string // what links begin with
	Zone         *time.Location
}

// Sender sends alerts by mail. It serves alert.Sender.
type Sender struct{ o Options }

// New returns a Sender. It does not connect.
func New(o Options) *Sender {
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	return &Sender{o}
}

// Channel names the transport in the log.
func (*Sender) Channel() string { return "mail" }

// Subject is the line that a reader sees first.
func (s *Sender) Subject(a alert.Alert) string { return s.letter(a).Subject }

// Send renders the alert and delivers it. Retry is true where the server said
// "later" or did not answer.
func (s *Sender) Send(ctx context.Context, a alert.Alert) (retry bool, err error) {
	msg, err := s.message(a)
	if err != nil {
		return false, err
	}
	client, err := s.client()
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // a server may hang up once it has taken the mail
		return false, nil
	}
	return isTemporary(err), fmt.Errorf("send the mail by %s: %w", s.o.Server, err)
}

// Check connects, secures and authenticates, and sends nothing.
func (s *Sender) Check(ctx context.Context) error {
	client, err := s.client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("reach the mail server %s: %w", s.o.Server, err)
	}
	return client.Close()
}

func (s *Sender) client() (*mail.Client, error) {
	host, portText, err := net.SplitHostPort(s.o.Server)
	if err != nil {
		return nil, fmt.Errorf("mail server %q: %w", s.o.Server, err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return nil, fmt.Errorf("mail server %q: %w", s.o.Server, err)
	}
	opts := []mail.Option{
		mail.WithPort(port), mail.WithTimeout(s.o.Timeout),
		mail.WithTLSConfig(&tls.Config{ServerName: host, RootCAs: s.o.CA, MinVersion: tls.VersionTLS12}),
	}
	switch s.o.TLS {
	case Implicit:
		opts = append(opts, mail.WithSSL())
	case None:
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.o.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.o.User), mail.WithPassword(s.o.Password))
	}
	return mail.NewClient(host, opts...)
}

func (s *Sender) message(a alert.Alert) (*mail.Msg, error) {
	l := s.letter(a)
	html, text, err := l.render()
	if err != nil {
		return nil, err
	}
	msg := mail.NewMsg()
	if err := msg.From(s.o.From); err != nil {
		return nil, fmt.Errorf("mail from %q: %w", s.o.From, err)
	}
	if err := msg.To(a.To); err != nil {
		return nil, fmt.Errorf("mail to %q: %w", a.To, err)
	}
	msg.Subject(l.Subject)
	msg.SetDateWithValue(a.At)
	msg.SetMessageIDWithValue(a.ID + "@" + domain(s.o.From)) // the same alert twice is one mail to a mail program
	msg.SetGenHeader("Auto-Submitted", "auto-generated")     // RFC 3834: no out-of-office answers
	msg.SetGenHeader(mail.HeaderContentLang, a.Language)
	msg.SetBodyString(mail.TypeTextPlain, text)
	msg.AddAlternativeString(mail.TypeTextHTML, html)
	return msg, nil
}

func domain(from string) string {
	if a, err := netmail.ParseAddress(from); err == nil {
		for i := len(a.Address) - 1; i >= 0; i-- {
			if a.Address[i] == '@' {
				return a.Address[i+1:]
			}
		}
	}
	return "vigie.invalid"
}

// isTemporary tells "later" from "no". A server that cannot be reached or hangs
// up may be back soon; one whose certificate or password is wrong will not be by
// itself.
func isTemporary(err error) bool {
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return false
	}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code/100 == 4
	}
	var network net.Error
	if errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return true
	}
	var send *mail.SendError
	return errors.As(err, &send) && send.IsTemp()
}

package demo

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// MailboxOptions says which mailbox to build.
type MailboxOptions struct {
	User, Password string           // the one pair that may send; empty: "vigie" and "vigie"
	Keep           int              // messages kept, the oldest go first; 0: 200
	Now            func() time.Time // nil: time.Now
	Logger         *slog.Logger     // nil: none
}

// Mailbox is a mail server on loopback that keeps what it is sent and shows it.
// It asks for STARTTLS and a user before it takes anything.
type Mailbox struct {
	opts MailboxOptions
	cert tls.Certificate
	pem  []byte

	mu       sync.Mutex
	messages []Message
	next     int
	later    int
}

// NewMailbox makes a mailbox with a certificate of its own, for localhost.
func NewMailbox(o MailboxOptions) (*Mailbox, error) {
	if o.User == "" {
		o.User, o.Password = "vigie", "vigie"
	}
	if o.Keep == 0 {
		o.Keep = 200
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	m := &Mailbox{opts: o}
	if err := m.certify(); err != nil {
		return nil, fmt.Errorf("make the mailbox's certificate: %w", err)
	}
	return m, nil
}

func (m *Mailbox) certify() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	now := time.Now() // a certificate is judged by the real clock
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		return err
	}
	m.cert = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	m.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return nil
}

// Certificate returns the mailbox's certificate in PEM, for a sender to trust.
func (m *Mailbox) Certificate() []byte { return bytes.Clone(m.pem) }

// Serve takes mail on l until ctx ends.
func (m *Mailbox) Serve(ctx context.Context, l net.Listener) error {
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &delivery{box: m}, nil
	}))
	srv.Domain = "localhost"
	srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{m.cert}, MinVersion: tls.VersionTLS12}
	srv.MaxMessageBytes = 5 << 20
	srv.MaxRecipients = 50
	srv.ReadTimeout, srv.WriteTimeout = 30*time.Second, 30*time.Second
	srv.EnableSMTPUTF8 = true
	srv.ErrorLog = slog.NewLogLogger(m.opts.Logger.Handler(), slog.LevelDebug)
	err := serveUntil(ctx, func() error { return srv.Serve(l) }, func(ctx context.Context) error {
		if err := srv.Shutdown(ctx); err != nil {
			return srv.Close()
		}
		return nil
	})
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// Later makes the mailbox answer "try later" to the next n messages.
func (m *Mailbox) Later(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.later = n
}

// Messages returns what the mailbox holds, oldest first.
func (m *Mailbox) Messages() []Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Message(nil), m.messages...)
}

func (m *Mailbox) refuses() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.later == 0 {
		return false
	}
	m.later--
	return true
}

func (m *Mailbox) keep(from string, to []string, raw []byte) {
	msg := readMessage(raw)
	m.mu.Lock()
	m.next++
	msg.ID, msg.Received, msg.EnvelopeFrom, msg.EnvelopeTo = m.next, m.opts.Now(), from, to
	m.messages = append(m.messages, msg)
	if n := len(m.messages) - m.opts.Keep; n > 0 {
		m.messages = append([]Message(nil), m.messages[n:]...)
	}
	m.mu.Unlock()
	m.opts.Logger.Info("mail taken", "to", to, "subject", msg.Subject)
}

// delivery is one sender's session.
type delivery struct {
	box  *Mailbox
	user bool
	from string
	to   []string
}

func (d *delivery) AuthMechanisms() []string { return []string{sasl.Plain, sasl.Login} }

func (d *delivery) Auth(mech string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != d.box.opts.User || password != d.box.opts.Password {
			return smtp.ErrAuthFailed
		}
		d.user = true
		return nil
	}
	switch mech {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
	case sasl.Login:
		return &loginServer{check: check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	if !d.user {
		return smtp.ErrAuthRequired
	}
	d.from = from
	return nil
}

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = append(d.to, to)
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if d.box.refuses() {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Try again later"}
	}
	d.box.keep(d.from, d.to, raw)
	return nil
}

func (d *delivery) Reset()        { d.from, d.to = "", nil }
func (d *delivery) Logout() error { return nil }

// loginServer speaks AUTH LOGIN: asks for the name, then for the password.
type loginServer struct {
	check func(user, password string) error
	user  *string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if response == nil {
		return []byte("Username:"), false, nil
	}
	answer := string(response)
	if l.user == nil {
		l.user = &answer
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(*l.user, answer)
}

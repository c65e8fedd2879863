package email

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"flag"
	"io"
	"math/big"
	"mime"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"vigie/analyzers/signal"
	"vigie/crawlers/post"
	"vigie/dashboards/alert"
	"vigie/dashboards/report"
)

var update = flag.Bool("update", false, "write testdata anew")

// server is a real SMTP server with STARTTLS and authentication.
type server struct {
	addr string
	ca   *x509.CertPool

	mu       sync.Mutex
	mails    []string
	answer   error // to the next mails
	secured  bool  // the last one came over TLS
	password string
}

func newServer(t *testing.T) *server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{ca: x509.NewCertPool(), password: "secret"}
	s.ca.AddCert(cert)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = strings.Replace(ln.Addr().String(), "127.0.0.1", "localhost", 1)
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	srv.Domain = "localhost"
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(ln) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	return s
}

type session struct {
	*server
	conn *smtp.Conn
	in   bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "vigie" || password != s.password {
			return &smtp.SMTPError{Code: 535, Message: "wrong password"}
		}
		s.in = true
		return nil
	}), nil
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.in {
		return &smtp.SMTPError{Code: 530, Message: "who are you"}
	}
	return nil
}
func (s *session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *session) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answer != nil {
		return s.answer
	}
	_, s.secured = s.conn.TLSConnectionState()
	s.mails = append(s.mails, string(body))
	return nil
}

func (s *server) sender() *Sender {
	return New(Options{Server: s.addr, From: "Vigie <vigie@example.org>", User: "vigie", Password: s.password, CA: s.ca,
		Timeout: 5 * time.Second, Organisation: "Réseau Translum", PublicURL: "http://vigie.example.org", Zone: paris()})
}

func paris() *time.Location { return time.FixedZone("CET", 3600) }

func rumour(lang string) alert.Alert {
	at := time.Date(2026, 11, 21, 8, 40, 0, 0, time.UTC)
	forum := post.Source{ID: "lr", Name: "Lignes & Rails", Audience: 38000}
	blog := post.Source{ID: "td", Name: "Le Ticket déchiré", Audience: 6200}
	return alert.Alert{ID: "a1", To: "com@example.org", Language: lang, At: at.Add(time.Hour), First: map[string][]string{"s1": {"Lignes & Rails", "<b>Le Ticket"}}, Findings: []report.Finding{{
		Standing: report.Standing{Handling: report.Handling{State: report.CaseNew, Deadline: at.Add(4 * time.Hour)}},
		Signal: signal.Signal{ID: "s1", Kind: signal.Rumor, Level: signal.Strong, Score: .86, FirstAt: at, LastAt: at.Add(30 * time.Minute),
			Title:  signal.Text{FR: "« 940 bus » au lieu de 1 240", EN: "“940 buses” instead of 1,240"},
			Why:    []signal.Text{{FR: "Le chiffre contredit un fait.", EN: "The figure contradicts a fact."}, {FR: "Deux sources sans lien la portent.", EN: "Two unrelated sources carry it."}},
			Silent: signal.Text{FR: "Un seul relais.", EN: "A single relay."}, Posts: []string{"p1", "p2"}, Sources: []string{"lr", "td"},
			Rumour: &signal.Rumour{Claim: "Il n’en resterait que 940 <script>alert(1)</script>", Said: "940 bus", True: "1 240 bus", Fact: "fleet-2026",
				Document: "Rapport d’exploitation 2026, p. 12",
				Truth:    signal.Text{FR: "1 240 bus sont en service au 1er novembre 2026.", EN: "1,240 buses are in service as of 1 November 2026."},
				Relays:   []signal.Relay{{Post: "p1", Source: "lr", At: at, Role: "origin"}, {Post: "p2", Source: "td", At: at.Add(30 * time.Minute), Role: "relay"}}}},
		Items: []report.Item{{ID: "p1", URL: "http://lr.example/1", Source: forum, Published: at}, {ID: "p2", URL: "javascript:alert(1)", Source: blog, Published: at.Add(30 * time.Minute)}},
	}}}
}

func weak(lang string) alert.Alert {
	a := rumour(lang)
	f := a.Findings[0]
	f.ID, f.Kind, f.Level, f.Rumour, f.Standing = "s2", signal.Weak, signal.Low, nil, report.Standing{}
	f.Title = signal.Text{FR: "« odeur de brûlé », ligne 3", EN: "“burning smell”, line 3"}
	f.Items = []report.Item{{ID: "p3", URL: "http://lr.example/3", Title: "Odeur de brûlé ce matin", Source: post.Source{Name: "Lignes & Rails"}, Published: f.FirstAt}}
	a.Findings, a.Again = append(a.Findings, f), true
	return a
}

func late(lang string) alert.Alert {
	a := rumour(lang)
	a.At, a.Late = a.At.Add(4*time.Hour), true
	return a
}

func TestLetters(t *testing.T) {
	s := New(Options{Organisation: "Réseau Translum", PublicURL: "http://vigie.example.org", Zone: paris()})
	for name, a := range map[string]alert.Alert{"rumour-fr": rumour("fr"), "rumour-en": rumour("en"), "two-fr": weak("fr"), "two-en": weak("en"), "late-fr": late("fr"), "late-en": late("en")} {
		l := s.letter(a)
		html, text, err := l.render()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", "Subject: "+l.Subject+"\n\n"+text)
		golden(t, name+".html", html)
		if strings.Contains(html, "<script>") || strings.Contains(html, "<b>") || strings.Contains(html, "javascript:") || strings.Contains(text, "javascript:") {
			t.Errorf("%s: what a post holds got through:\n%s", name, html)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, string(want)); diff != "" {
		t.Errorf("%s: got -, want +:\n%s", name, diff)
	}
}

func TestCatalogueIsTheSameInBothLanguages(t *testing.T) {
	fr, en := catalogue("fr"), catalogue("en")
	for key := range fr {
		if en[key] == "" {
			t.Errorf("%s: English is missing", key)
		}
	}
	if len(fr) != len(en) || len(fr) == 0 {
		t.Errorf("got %d French, %d English texts, want as many", len(fr), len(en))
	}
}

func TestSendOverSTARTTLSWithAuthentication(t *testing.T) {
	srv := newServer(t)
	if err := srv.sender().Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if retry, err := srv.sender().Send(t.Context(), rumour("fr")); err != nil {
		t.Fatalf("got %v (retry %v)", err, retry)
	}
	if len(srv.mails) != 1 || !srv.secured {
		t.Fatalf("got %d mails, secured %v; want 1, true", len(srv.mails), srv.secured)
	}
	m, err := netmail.ReadMessage(strings.NewReader(srv.mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if want := "Rumeur : « 940 bus » au lieu de 1 240"; got != want {
		t.Errorf("subject: got %q, want %q", got, want)
	}
	if got, want := m.Header.Get("Message-Id"), "<a1@example.org>"; got != want {
		t.Errorf("message id: got %q, want %q", got, want)
	}
}

func TestWhatTheServerSaysDecidesWhetherToRetry(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*server, *Options)
		retry   bool
	}{
		"451 later":      {func(s *server, _ *Options) { s.answer = &smtp.SMTPError{Code: 451, Message: "later"} }, true},
		"550 no":         {func(s *server, _ *Options) { s.answer = &smtp.SMTPError{Code: 550, Message: "no"} }, false},
		"wrong password": {func(_ *server, o *Options) { o.Password = "wrong" }, false},
		"unknown CA":     {func(_ *server, o *Options) { o.CA = x509.NewCertPool() }, false},
		"not there":      {func(_ *server, o *Options) { o.Server = "localhost:1" }, true},
	} {
		t.Run(name, func(t *testing.T) {
			srv := newServer(t)
			o := srv.sender().o
			c.prepare(srv, &o)
			retry, err := New(o).Send(t.Context(), rumour("en"))
			if err == nil || retry != c.retry {
				t.Errorf("got %v, retry %v; want an error, retry %v", err, retry, c.retry)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is told: %v", err)
			}
		})
	}
}

func TestNoTLSWhereItIsAskedIsRefused(t *testing.T) {
	srv := newServer(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	plain := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: srv, conn: c, in: true}, nil }))
	done := make(chan struct{})
	go func() { defer close(done); _ = plain.Serve(ln) }()
	defer func() { _ = plain.Close(); <-done }()
	o := srv.sender().o
	o.Server, o.User = strings.Replace(ln.Addr().String(), "127.0.0.1", "localhost", 1), ""
	if _, err := New(o).Send(t.Context(), rumour("en")); err == nil || len(srv.mails) != 0 {
		t.Errorf("got %v, %d mails; want an error and none in clear", err, len(srv.mails))
	}
	o.TLS = None
	if _, err := New(o).Send(t.Context(), rumour("en")); err != nil || len(srv.mails) != 1 {
		t.Errorf("tls: none: got %v, %d mails; want one", err, len(srv.mails))
	}
}

func TestHostileTitleStaysInItsHeader(t *testing.T) {
	srv := newServer(t)
	a := rumour("en")
	a.Findings[0].Title.EN = "x\r\nBcc: victim@example.org\r\n\r\n<b>body</b>"
	if _, err := srv.sender().Send(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	m, err := netmail.ReadMessage(strings.NewReader(srv.mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("Bcc") != "" {
		t.Errorf("a title made a header: %v", m.Header)
	}
	if errors.Is(err, io.EOF) {
		t.Error("no body")
	}
}

// rough is a server that says its lines, one for each that it hears, and hangs
// up after the last.
func rough(t *testing.T, lines ...string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			in := bufio.NewReader(conn)
			for i, line := range lines {
				if _, err := io.WriteString(conn, line+"\r\n"); err != nil || i == len(lines)-1 {
					break
				}
				for heard := ""; heard == "" || strings.HasPrefix(line, "354") && heard != ".\r\n"; {
					if heard, err = in.ReadString('\n'); err != nil {
						break
					}
				}
			}
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = ln.Close(); <-done })
	return strings.Replace(ln.Addr().String(), "127.0.0.1", "localhost", 1)
}

func TestServersThatHangUp(t *testing.T) {
	for name, c := range map[string]struct {
		lines     []string
		delivered bool
	}{
		"at once":            {nil, false},
		"421 at the door":    {[]string{"421 restarting"}, false},
		"before the text":    {[]string{"220 hello", "250 hello", "250 noop", "250 sender", "250 reader"}, false},
		"having taken it":    {[]string{"220 hello", "250 hello", "250 noop", "250 sender", "250 reader", "354 go on", "250 taken"}, true},
		"451 for the reader": {[]string{"220 hello", "250 hello", "250 noop", "250 sender", "451 later", "250 reset", "221 bye"}, false},
	} {
		o := New(Options{Server: rough(t, c.lines...), From: "vigie@example.org", TLS: None, Timeout: 5 * time.Second, PublicURL: "http://vigie.example.org"}).o
		retry, err := New(o).Send(t.Context(), rumour("en"))
		if (err == nil) != c.delivered || !c.delivered && !retry {
			t.Errorf("%s: got %v, retry %v; want delivered %v, else retry", name, err, retry, c.delivered)
		}
	}
}

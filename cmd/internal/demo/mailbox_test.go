package demo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wneessen/go-mail"
)

// mailbox is a mailbox that takes mail on loopback.
func mailbox(t *testing.T, keep int) (*Mailbox, *net.TCPAddr) {
	t.Helper()
	box, err := NewMailbox(MailboxOptions{Keep: keep, Now: start})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- box.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return box, l.Addr().(*net.TCPAddr)
}

func sendMail(t *testing.T, box *Mailbox, at *net.TCPAddr, password string, auth mail.SMTPAuthType, subject, html string) error {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(box.Certificate()) {
		t.Fatal("the certificate is no PEM")
	}
	c, err := mail.NewClient("localhost", mail.WithPort(at.Port), mail.WithTLSPolicy(mail.TLSMandatory),
		mail.WithTLSConfig(&tls.Config{RootCAs: roots, ServerName: "localhost"}), mail.WithTimeout(10*time.Second),
		mail.WithSMTPAuth(auth), mail.WithUsername("vigie"), mail.WithPassword(password))
	if err != nil {
		t.Fatal(err)
	}
	m := mail.NewMsg()
	if err := errors.Join(m.FromFormat("Vigie", "vigie@translum.example"), m.To("direction@translum.example")); err != nil {
		t.Fatal(err)
	}
	m.Subject(subject)
	m.SetBodyString(mail.TypeTextPlain, "Un chiffre faux circule : « 940 bus ».")
	m.AddAlternativeString(mail.TypeTextHTML, html)
	return c.DialAndSendWithContext(t.Context(), m)
}

func TestMailboxTakesMail(t *testing.T) {
	box, at := mailbox(t, 2)
	for i, auth := range []mail.SMTPAuthType{mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthAutoDiscover} {
		if err := sendMail(t, box, at, "vigie", auth, "Rumeur émergente n° "+string(rune('1'+i)), "<p>Vrai : <b>1 240</b></p>"); err != nil {
			t.Fatalf("send with %s: %v", auth, err)
		}
	}
	got := box.Messages()
	if len(got) != 2 {
		t.Fatalf("the box keeps %d messages, want the latest 2", len(got))
	}
	m := got[1]
	if m.Subject != "Rumeur émergente n° 3" || !strings.Contains(m.Text, "« 940 bus »") || !strings.Contains(m.HTML, "<b>1 240</b>") {
		t.Errorf("read back %q, %q, %q", m.Subject, m.Text, m.HTML)
	}
	if m.To != "<direction@translum.example>" || m.EnvelopeTo[0] != "direction@translum.example" || m.Fault != "" {
		t.Errorf("to %q, envelope %q, fault %q", m.To, m.EnvelopeTo, m.Fault)
	}
}

func TestMailboxRefuses(t *testing.T) {
	box, at := mailbox(t, 10)
	if err := sendMail(t, box, at, "wrong", mail.SMTPAuthPlain, "s", "h"); err == nil {
		t.Error("a wrong password is let in")
	}
	box.Later(2)
	for i := range 2 {
		err := sendMail(t, box, at, "vigie", mail.SMTPAuthPlain, "s", "h")
		var se *mail.SendError
		if !errors.As(err, &se) || !se.IsTemp() {
			t.Errorf("try %d: %v, want a temporary refusal", i, err)
		}
	}
	if err := sendMail(t, box, at, "vigie", mail.SMTPAuthPlain, "s", "h"); err != nil {
		t.Errorf("third try: %v", err)
	}
	if n := len(box.Messages()); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
	// Without STARTTLS nobody gets to give a name.
	conn, err := net.DialTCP("tcp", nil, at)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	b := make([]byte, 4096)
	conn.Read(b)
	conn.Write([]byte("MAIL FROM:<a@b.example>\r\n"))
	if n, _ := conn.Read(b); !strings.HasPrefix(string(b[:n]), "5") {
		t.Errorf("mail without a name: %q", b[:n])
	}
}

func TestOutboxIsSafe(t *testing.T) {
	box, at := mailbox(t, 10)
	evil := `<script>alert(1)</script><img src=x onerror=alert(2)><p>Bonjour</p>`
	if err := sendMail(t, box, at, "vigie", mail.SMTPAuthPlain, `<script>alert("objet")</script>`, evil); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(box.Outbox("/outbox"))
	defer srv.Close()
	get := func(path, lang string) (http.Header, string) {
		req, _ := http.NewRequestWithContext(t.Context(), "GET", srv.URL+path, nil)
		req.Header.Set("Accept-Language", lang)
		resp, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var b strings.Builder
		if _, err := io.Copy(&b, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
		}
		return resp.Header, b.String()
	}
	for path, want := range map[string]string{"/outbox": "1 message envoyé", "/outbox/": "Boîte d’envoi", "/outbox/1": "En texte brut"} {
		h, body := get(path, "fr-FR,fr;q=0.9")
		if !strings.Contains(body, want) {
			t.Errorf("%s lacks %q", path, want)
		}
		if strings.Contains(body, "<script>") || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s lets a script in", path)
		}
	}
	if _, body := get("/outbox?lang=en", "fr"); !strings.Contains(body, "1 message sent") {
		t.Error("?lang=en is not English")
	}
	h, body := get("/outbox/1/html", "fr")
	if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox ") || strings.Contains(csp, "allow-scripts") || !strings.Contains(body, "Bonjour") {
		t.Errorf("the HTML part: policy %q, body %q", csp, body)
	}
	if h, _ := get("/outbox/1/raw", "fr"); h.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("the raw message is served as %q", h.Get("Content-Type"))
	}
}

func FuzzReadMessage(f *testing.F) {
	f.Add([]byte("Subject: a\r\n\r\nb"))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>\r\n--x--\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if m := readMessage(raw); len(m.Raw) != len(raw) {
			t.Errorf("kept %d bytes of %d", len(m.Raw), len(raw))
		}
	})
}

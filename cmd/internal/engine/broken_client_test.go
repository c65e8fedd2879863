package engine

import (
	"context"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// A client's fault must stay the client's: without the terminal of Child each
// of these ended the whole engine.
func TestBrokenClientsDoNotEndTheEngine(t *testing.T) {
	dir := t.TempDir()
	e := start(t, Options{DataDir: dir})
	conn := connect(t, e.Address.Options())
	mustExec(t, conn, "CREATE TABLE rows (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
	child := readState(t, dir).Child
	web := strings.TrimPrefix(e.HTTP, "http://")
	post := "POST /?user=" + e.User + "&password=" + e.Password + "&query=INSERT+INTO+vigie.rows+FORMAT+TSV HTTP/1.1\r\nContent-Length: 1000\r\n\r\n1\tx\n"
	said := []struct{ name, address, text string }{
		{"nothing", e.Native, ""},
		{"noise", e.Native, "\x05noise noise"},
		{"half a greeting", e.Native, "\x00\x05gar"},
		{"HTTP at the native port", e.Native, "GET / HTTP/1.0\r\n\r\n"},
		{"noise", web, "\x05noise\r\n\r\n"},
		{"half an insert", web, post},
		{"half an insert by a stranger", web, strings.ReplaceAll(post, e.Password, "wrong")},
	}
	for _, s := range said {
		for _, reset := range []bool{false, true} {
			speak(t, s.address, s.text, reset)
			if err := e.answers(t.Context(), 5*time.Second); err != nil {
				t.Fatalf("after %s at %s, reset %t: %v", s.name, s.address, reset, err)
			}
		}
	}
	wrong := e.Address
	wrong.Password = "wrong"
	for range 3 {
		if err := wrong.answers(t.Context(), 5*time.Second); err == nil {
			t.Error("a wrong password was accepted")
		}
	}
	for range 3 {
		cutInsert(t, e.Address)
	}
	eventually(t, "the noise is in engine.log", func() bool {
		b, err := os.ReadFile(e.folder.log())
		return err == nil && strings.Contains(string(b), "UNEXPECTED_PACKET_FROM_CLIENT")
	})
	if got := readState(t, dir).Child; got != child {
		t.Errorf("child after broken clients: got a new one, %d, want %d", got, child)
	}
	if got := count(t, conn, "SELECT count() FROM rows"); got != 0 {
		t.Errorf("rows of inserts that were cut: got %d, want 0", got)
	}
}

// speak sends a text and hangs up, politely or with a reset.
func speak(t *testing.T, address, text string, reset bool) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(c, text)
	if reset {
		_ = c.(*net.TCPConn).SetLinger(0)
	}
	_ = c.Close()
}

// cutInsert is a client that is killed in the midst of a native insert.
func cutInsert(t *testing.T, a Address) {
	t.Helper()
	var wire net.Conn
	o := a.Options()
	o.DialContext = func(ctx context.Context, address string) (net.Conn, error) {
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", address)
		wire = c
		return c, err
	}
	conn := connect(t, o)
	batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO rows")
	if err != nil {
		t.Fatal(err)
	}
	for n := range uint64(1000) {
		if err := batch.Append(n, "x"); err != nil {
			t.Fatal(err)
		}
	}
	// Half a packet, then a reset.
	_, _ = wire.Write([]byte{2, 0, 1, 0, 2})
	_ = wire.(*net.TCPConn).SetLinger(0)
	_ = wire.Close()
	if err := batch.Send(); err == nil {
		t.Error("a batch was sent over a connection that was cut")
	}
}

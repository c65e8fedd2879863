package web

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"vigie/analyzers/fact"
)

func TestDocument(t *testing.T) {
	w := newWorld(t)
	c := newCabinet(t, w)
	site := factSite(t, w, c)
	named := c.lines[7].Fact.File
	stray, _ := c.Keep("stray.pdf", strings.NewReader("stray"))
	evil, _ := c.Keep("x.html", strings.NewReader("<html><script>alert(1)</script>"))
	x := fleet()
	x.File = evil
	x.File.Name = "é \"; filename=a.exe\r\n.html"
	c.lines = append(c.lines, fact.Version{Line: 9, Action: fact.Put, Fact: x})
	for _, d := range []struct {
		path   string
		status int
	}{
		{documentPage(named), 200},
		{documentPage(x.File), 200},
		{documentPage(stray), 404},
		{"/documents/" + named.Sum + "/other.pdf", 404},
		{"/documents/" + strings.Repeat("0", 64) + "/x", 404},
		{"/documents/..%2f..%2fetc/passwd", 404},
	} {
		r := get(t, site, d.path)
		if r.StatusCode != d.status {
			t.Errorf("%s: status %d, want %d", d.path, r.StatusCode, d.status)
		}
		if d.status != 200 {
			continue
		}
		for header, want := range map[string]string{"Content-Disposition": "attachment; filename", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox", "Cache-Control": "immutable"} {
			if got := r.Header.Get(header); !strings.Contains(got, want) || strings.ContainsAny(got, "\r\n") {
				t.Errorf("%s: %s is %q", d.path, header, got)
			}
		}
		if got := r.Header.Get("Content-Type"); strings.Contains(got, "html") {
			t.Errorf("%s goes out as %s", d.path, got)
		}
	}
	if got := body(t, get(t, site, documentPage(named))); !strings.HasPrefix(got, "%PDF") {
		t.Errorf("the document says %q", got)
	}
}

func TestFileName(t *testing.T) {
	for said, want := range map[string]string{
		"a.pdf": "a.pdf", `C:\Users\x\a.pdf`: "a.pdf", "../../etc/passwd": "passwd", "": "", ".": "", "..": "", "a\u202egnp.exe": "agnp.exe", "a\r\nb": "ab", " é.pdf ": "é.pdf",
		strings.Repeat("x", 500) + ".pdf": strings.Repeat("x", 196) + ".pdf",
	} {
		if got := fileName(said); got != want {
			t.Errorf("fileName(%q) = %q, want %q", said, got, want)
		}
	}
}

// TestPostsAreGuarded sends what another site would have a reader's browser send.
func TestPostsAreGuarded(t *testing.T) {
	w := newWorld(t)
	c := newCabinet(t, w)
	site := factSite(t, w, c)
	for _, path := range []string{"/facts/new", "/facts/import", "/facts/fleet-2026", "/facts/fleet-2026/edit"} {
		form := url.Values{"action": {"retire"}, "entity": {"translum"}, "value": {"1"}}
		if got := send(t, site, path, form, "Sec-Fetch-Site", "cross-site").StatusCode; got != http.StatusForbidden {
			t.Errorf("%s from another site: status %d", path, got)
		}
		r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, strings.NewReader("--x\r\nbroken"))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		rec := httptest.NewRecorder()
		if site.ServeHTTP(rec, r); rec.Code != http.StatusBadRequest {
			t.Errorf("%s, a broken form: status %d", path, rec.Code)
		}
	}
	if got := send(t, site, "/facts/new", url.Values{"note": {strings.Repeat("x", fieldsMax)}}).StatusCode; got != http.StatusBadRequest {
		t.Errorf("fields too large: status %d", got)
	}
	if len(c.lines) != 8 {
		t.Errorf("%d lines were written", len(c.lines)-8)
	}
}

func FuzzForm(f *testing.F) {
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a.pdf\"\r\n\r\n%PDF\r\n--x--\r\n"))
	f.Add("application/x-www-form-urlencoded", []byte("a=b&c=%zz"))
	f.Fuzz(func(t *testing.T, media string, sent []byte) {
		r := httptest.NewRequest(http.MethodPost, "/facts/new", bytes.NewReader(sent))
		r.Header.Set("Content-Type", media)
		p, err := readForm(r, func(_ *posted, name string, body io.Reader) error {
			if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\\\r\n\x00") {
				t.Errorf("a file is named %q", name)
			}
			_, err := io.Copy(io.Discard, &capped{from: body, left: 10})
			return err
		})
		if err == nil && p == nil {
			t.Error("no form and no error")
		}
	})
}

package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// Serve answers for every site on l until ctx ends. Sites are told apart by
// their Host, NAME.localhost; any other host gets the front page.
func (w *Web) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{Handler: w, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	return serveUntil(ctx, func() error { return srv.Serve(l) }, func(ctx context.Context) error {
		if err := srv.Shutdown(ctx); err != nil {
			return srv.Close()
		}
		return nil
	})
}

// serveUntil runs a server until ctx ends, then stops it within three seconds.
func serveUntil(ctx context.Context, serve func() error, stop func(context.Context) error) error {
	done := make(chan error, 1)
	go func() { done <- serve() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	err := stop(limit)
	<-done
	return err
}

// answer is one page of a site.
type answer struct {
	status   int
	kind     string // Content-Type
	body     []byte
	modified time.Time
	location string // of a redirect
}

// errNone means that the site has no such page, or not yet.
var errNone = errors.New("no such page")

// ServeHTTP answers one request.
func (w *Web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	name, port := splitHost(r.Host)
	now := w.opts.Now()
	s := w.byHost[strings.TrimSuffix(name, ".localhost")]
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		rw.Header().Set("Allow", "GET, HEAD")
		http.Error(rw, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if s == nil {
		w.frontPage(rw, r, name, port, now)
		return
	}
	if s.Quirk == "gone" {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		rw.WriteHeader(http.StatusGone)
		fmt.Fprintf(rw, "<!doctype html><html lang=fr><meta charset=utf-8><title>%s</title><h1>Ce site a fermé</h1><p>Le contenu a été supprimé par son auteur.</p></html>", s.Name)
		return
	}
	if s.Quirk == "slow" && r.URL.Path != "/robots.txt" {
		select {
		case <-time.After(w.opts.Slow):
		case <-r.Context().Done():
			return
		}
	}
	v := &view{web: w, site: s, port: port, now: now, base: "http://" + s.host(port)}
	a, err := v.answer(r)
	if err != nil {
		a = v.notFound()
	}
	send(rw, r, s, a)
}

func splitHost(host string) (name, port string) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return strings.ToLower(host), "80"
	}
	return strings.ToLower(name), port
}

// send writes the answer with its validators, and lets net/http reply 304 to
// whoever has it already.
func send(rw http.ResponseWriter, r *http.Request, s *site, a answer) {
	h := rw.Header()
	h.Set("Server", "nginx")
	if a.location != "" {
		http.Redirect(rw, r, a.location, a.status)
		return
	}
	body := a.body
	if s != nil && s.Quirk == "charset" && strings.Contains(a.kind, "utf-8") {
		body = asWindows1252(body) // what it says stays utf-8: that is the fault
	}
	h.Set("Content-Type", a.kind)
	if a.status != 0 && a.status != http.StatusOK {
		rw.WriteHeader(a.status)
		if r.Method != http.MethodHead {
			rw.Write(body)
		}
		return
	}
	sum := sha256.Sum256(body)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:10])+`"`)
	h.Set("Cache-Control", "max-age=0, must-revalidate")
	http.ServeContent(rw, r, "", a.modified, bytes.NewReader(body))
}

// asWindows1252 encodes text as an old content manager does; what that set
// lacks is written plainly.
func asWindows1252(b []byte) []byte {
	plain := strings.NewReplacer("\u202f", "\u00a0", "→", "-").Replace(string(b))
	enc := charmap.Windows1252.NewEncoder()
	out, err := enc.Bytes([]byte(plain))
	if err != nil {
		return b
	}
	return out
}

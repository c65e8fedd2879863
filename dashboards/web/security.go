package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// policy lets a page load nothing but its own style, script, fonts and pictures.
const policy = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"

// ours tells whether a request was made to the name that these pages have, or
// to a bare address. Any other name is another site's that points here (DNS
// rebinding): its scripts could read the pages from a reader's browser.
func ours(host, publicURL string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	if net.ParseIP(name) != nil || name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	u, err := url.Parse(publicURL)
	return err == nil && strings.EqualFold(u.Hostname(), name)
}

// pushed is where hubs deliver. They are other sites, and prove themselves to the
// handler.
const pushed = "/websub/"

// guard sets the headers of every answer and refuses requests that other sites
// make in a reader's name. A handler may set its own policy over it.
func guard(next http.Handler, publicURL string) http.Handler {
	same := http.NewCrossOriginProtection()
	same.AddInsecureBypassPattern(pushed)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		if strings.HasPrefix(r.URL.Path, "/outbox/") { // shows a mail in a frame of its own
			h.Set("X-Frame-Options", "SAMEORIGIN")
		}
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
		if !ours(r.Host, publicURL) {
			http.Error(w, "refused: these pages do not go by that name; set public_url in config.yaml to the address that you opened", http.StatusMisdirectedRequest)
			return
		}
		if err := same.Check(r); err != nil {
			http.Error(w, "refused: the request comes from another site", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// compress sends text compressed to who accepts it; fonts already are.
func compress(next http.Handler) http.Handler {
	zipped := gzhttp.GzipHandler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".woff2") {
			next.ServeHTTP(w, r)
			return
		}
		zipped.ServeHTTP(w, r)
	})
}

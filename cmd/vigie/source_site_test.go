package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// serveSite serves testdata/site to a script, as $SITE; $HOST is without its
// scheme. What stands under /reserved/ reserves text and data mining.
func serveSite(env *testscript.Env) {
	files := http.FileServerFS(os.DirFS("testdata/site"))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/reserved/") {
			w.Header().Set("tdm-reservation", "1")
		}
		files.ServeHTTP(w, r)
	}))
	env.Defer(srv.Close)
	env.Setenv("SITE", srv.URL)
	env.Setenv("HOST", strings.TrimPrefix(srv.URL, "http://"))
}

package web

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// resend is a form that came while the database was away, to be sent again.
type resend struct {
	To     string
	File   bool // its form is one that can hold a file
	Fields []resendField
}

// resendField is one value of the form.
type resendField struct {
	Name, Value string
	Text        bool // a person wrote it, as far as one can tell
}

func resent(r *http.Request) *resend {
	f := &resend{To: r.URL.Path, File: strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/")}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, value := range r.PostForm[name] {
			f.Fields = append(f.Fields, resendField{name, value, strings.ContainsAny(strings.TrimSpace(value), " \n") && len(value) <= 5*formMax})
		}
	}
	return f
}

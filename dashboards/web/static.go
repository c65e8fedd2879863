package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"time"
)

//go:embed all:static
var embedded embed.FS

// assets are the files beside the pages. Their address holds a hash of all of
// them, so that a browser keeps them for ever and a new build is seen at once.
type assets struct {
	version string
	files   map[string][]byte
}

func readAssets(from fs.FS) (*assets, error) {
	a := &assets{files: map[string][]byte{}}
	sum := sha256.New()
	err := fs.WalkDir(from, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		name = name[len("static/"):]
		a.files[name] = body
		sum.Write([]byte(name))
		sum.Write(body)
		return nil
	})
	a.version = hex.EncodeToString(sum.Sum(nil)[:8])
	return a, err
}

// has says whether the file was there at build time: the fonts and htmx come
// from npm, and a build without them uses the reader's own fonts.
func (a *assets) has(name string) bool { return a.files[name] != nil }

func (a *assets) url(name string) string { return "/static/" + a.version + "/" + name }

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Clean(r.PathValue("file"))
	body, ok := a.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.PathValue("version") == a.version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	w.Header().Set("ETag", `"`+a.version+`"`)
	if path.Ext(name) == ".woff2" {
		w.Header().Set("Content-Type", "font/woff2")
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}

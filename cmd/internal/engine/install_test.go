package engine

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archive packs files as npm does and returns its path and its sum.
func archive(t *testing.T, files map[string]string) (path, sum string) {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range files {
		if err := w.WriteHeader(&tar.Header{Name: "package/" + name, Mode: 0o644, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "lib.tgz")
	place(t, path, b.String(), 0o644)
	s := sha512.Sum512(b.Bytes())
	return path, base64.StdEncoding.EncodeToString(s[:])
}

func TestUnpack(t *testing.T) {
	whole, sum := archive(t, map[string]string{"libchdb.so": "the library", "index.js": "other"})
	bare, bareSum := archive(t, map[string]string{"index.js": "other"})
	b, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "cut.tgz")
	place(t, cut, string(b[:len(b)-4]), 0o644)
	tail := filepath.Join(t.TempDir(), "tail.tgz")
	place(t, tail, string(b)+"\x00", 0o644)
	tests := []struct{ name, path, sum, want string }{
		{"the pinned file", whole, sum, ""},
		{"another file", whole, bareSum, "not the pinned one"},
		{"a file cut short", cut, sum, "not the pinned one"},
		{"a file with a tail", tail, sum, "not the pinned one"},
		{"no library in it", bare, bareSum, "holds no libchdb.so"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			target := filepath.Join(t.TempDir(), "libchdb.so")
			var out bytes.Buffer
			err := unpack(t.Context(), test.path, pack{name: "x", sha512: test.sum}, target, newMeter(&out, "unpack", 11))
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %v, want %q", err, test.want)
				}
				return
			}
			got, readErr := os.ReadFile(target)
			if err != nil || readErr != nil || string(got) != "the library" {
				t.Errorf("got %q, %v, %v", got, err, readErr)
			}
			if want := "unpack: 0% of 0 MB\nunpack: 90% of 0 MB\nunpack: 100% of 0 MB\n"; out.String() != want {
				t.Errorf("progress in a log: got %q, want %q", out.String(), want)
			}
		})
	}
}

func TestInstallWithoutNPM(t *testing.T) {
	bareMachine(t)
	_, err := Install(t.Context(), &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "clickhouse.address") {
		t.Errorf("Install without npm: got %v, want what to do instead", err)
	}
}

func TestInstallKeepsWhatIsThere(t *testing.T) {
	p, known := packs()[platform()]
	if !known {
		t.Skip("nothing is pinned for", platform())
	}
	target := filepath.Join(bareMachine(t), "libchdb.so")
	place(t, target, "", 0o644)
	if err := os.Truncate(target, p.size); err != nil { // sparse: takes no room
		t.Fatal(err)
	}
	var out bytes.Buffer
	if got, err := Install(t.Context(), &out); got != target || err != nil {
		t.Errorf("Install: got %q, %v, want %q without a download", got, err, target)
	}
	if !strings.Contains(out.String(), "is installed") {
		t.Errorf("Install said %q", out.String())
	}
}

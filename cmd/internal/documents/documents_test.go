package documents

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"vigie/analyzers/fact"
)

// TestMain lets the test binary be a writer that is killed.
func TestMain(m *testing.M) {
	if data := os.Getenv("VIGIE_TEST_KEEP"); data != "" {
		_, err := In(data).Keep("r.pdf", &halfway{})
		fmt.Println("kept", err)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// halfway gives some bytes, says so, and then waits for ever.
type halfway struct{ given bool }

func (h *halfway) Read(p []byte) (int, error) {
	if h.given {
		fmt.Println("halfway")
		_, err := io.Copy(io.Discard, os.Stdin)
		return 0, err
	}
	h.given = true
	return copy(p, "%PDF-1.7 half"), nil
}

func read(t *testing.T, f Folder, sum string) string {
	t.Helper()
	r, err := f.Open(sum)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// files are the names of all files below a folder.
func files(t *testing.T, folder string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestKeep(t *testing.T) {
	data := filepath.Join(t.TempDir(), "not", "there")
	f := In(data)
	body := "%PDF-1.7\n" + strings.Repeat("x", 1000)
	want := fact.File{Sum: fmt.Sprintf("%x", sha256.Sum256([]byte(body))), Name: "rapport 2026.pdf", Type: "application/pdf", Size: int64(len(body))}
	for _, name := range []string{"rapport 2026.pdf", `C:\Users\ada\rapport  2026.pdf`, "../../rapport 2026.pdf"} {
		got, err := f.Keep(name, iotest.OneByteReader(strings.NewReader(body)))
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v", name, got, err)
		}
	}
	if got := read(t, f, want.Sum); got != body || f.Verify(want.Sum) != nil {
		t.Errorf("read %d bytes, %v", len(got), f.Verify(want.Sum))
	}
	path := filepath.Join(data, "documents", want.Sum[:2], want.Sum)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o222 != 0 || len(files(t, data)) != 1 {
		t.Errorf("%v, %v, files %v", info.Mode(), err, files(t, data))
	}
	// What the disk changed is told, and mended by the same document.
	if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte("other"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := f.Verify(want.Sum); !errors.Is(err, ErrChanged) {
		t.Errorf("of changed bytes: %v", err)
	}
	if _, err := f.Keep("r.pdf", strings.NewReader(body)); err != nil || f.Verify(want.Sum) != nil {
		t.Errorf("kept again: %v, %v", err, f.Verify(want.Sum))
	}
}

func TestNotKept(t *testing.T) {
	data := t.TempDir()
	f := In(data)
	broken := errors.New("the line went dead")
	for _, c := range []struct {
		r    io.Reader
		want error
	}{
		{strings.NewReader(""), ErrEmpty},
		{io.LimitReader(endless{}, Largest+1), ErrLarge},
		{io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken)), broken},
	} {
		if got, err := f.Keep("a", c.r); !errors.Is(err, c.want) || got != (fact.File{}) {
			t.Errorf("got %+v, %v, want %v", got, err, c.want)
		}
	}
	if left := files(t, data); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
	if got, err := f.Keep("a", io.LimitReader(endless{}, Largest)); err != nil || got.Size != Largest {
		t.Errorf("the largest: %+v, %v", got, err)
	}
	for _, sum := range []string{"", "../../etc/passwd", strings.Repeat("a", 64), strings.Repeat("A", 64), strings.Repeat("a", 63) + "/"} {
		if _, err := f.Open(sum); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("open %q: %v", sum, err)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"":                                  "document",
		"..":                                "document",
		"a/..":                              "document",
		"/etc/passwd":                       "passwd",
		".htaccess":                         "htaccess",
		"r\u202efdp.exe":                    "rfdp.exe",
		"a\x00b\r\nSet-Cookie: x.pdf":       "abSet-Cookie_ x.pdf",
		"<script>.html":                     "_script_.html",
		"\xff\xfe.pdf":                      "pdf",
		"Rapport d’exploitation 1\u202f240": "Rapport d’exploitation 1\u202f240",
		strings.Repeat("é", 300) + ".pdf":   strings.Repeat("é", 115) + "….pdf",
	} {
		if got := plain(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestTwoWriters(t *testing.T) {
	data := t.TempDir()
	body := bytes.Repeat([]byte("0123456789"), 100_000)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() { // each as a process of its own would
			if kept, err := In(data).Keep("a", bytes.NewReader(body)); err != nil || In(data).Verify(kept.Sum) != nil {
				t.Errorf("%+v, %v", kept, err)
			}
		})
	}
	wait.Wait()
	if all := files(t, data); len(all) != 1 {
		t.Errorf("files: %v", all)
	}
}

// TestCrash kills a writer in the middle: nothing is there under a checksum, and
// what it left goes a day later.
func TestCrash(t *testing.T) {
	data := t.TempDir()
	writer := exec.Command(os.Args[0])
	writer.Env = append(os.Environ(), "VIGIE_TEST_KEEP="+data)
	in, err := writer.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, len("halfway"))
	_, err = io.ReadFull(out, said)
	if err := errors.Join(err, writer.Process.Kill()); err != nil {
		t.Fatal(err)
	}
	_ = writer.Wait() // killed
	left := files(t, data)
	if len(left) != 1 || !strings.HasPrefix(left[0], partial) {
		t.Fatalf("the killed writer left %v", left)
	}
	f := In(data)
	kept, err := f.Keep("r.pdf", strings.NewReader("%PDF-1.7 half and the rest"))
	if err != nil || f.Verify(kept.Sum) != nil || len(files(t, data)) != 2 {
		t.Errorf("%+v, %v, files %v", kept, err, files(t, data))
	}
	old := time.Now().Add(-2 * stale)
	if err := os.Chtimes(filepath.Join(data, "documents", left[0]), old, old); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Keep("other", strings.NewReader("other")); err != nil || len(files(t, data)) != 2 {
		t.Errorf("%v, files %v", err, files(t, data))
	}
}

func TestTake(t *testing.T) {
	beside, data := t.TempDir(), t.TempDir()
	f := In(data)
	for name, body := range map[string]string{"docs/r.pdf": "%PDF-1.7", "secret": "s"} {
		path := filepath.Join(beside, "facts", name)
		if name == "secret" {
			path = filepath.Join(beside, name)
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(body), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(beside, "facts")
	if err := os.Symlink("../secret", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	named := func(name, sum string) fact.Facts {
		return fact.Facts{{ID: "a", File: fact.File{Name: name, Sum: sum}}, {ID: "b"}}
	}
	for _, dry := range []bool{true, false} {
		got, err := f.Take(dir, named("docs/r.pdf", ""), dry)
		if err != nil || got[0].File.Name != "r.pdf" || !got[0].File.Kept() || got[1].File != (fact.File{}) {
			t.Errorf("dry %v: %+v, %v", dry, got, err)
		}
		if there := f.Verify(got[0].File.Sum) == nil; there == dry {
			t.Errorf("dry %v, kept %v", dry, there)
		}
	}
	kept, _ := f.Take(dir, named("docs/r.pdf", ""), false)
	if got, err := f.Take(dir, kept, false); err != nil || got[0].File != kept[0].File {
		t.Errorf("by its checksum: %+v, %v", got, err)
	}
	for name, want := range map[string]string{"none.pdf": "no such document", "../secret": "not in the folder", "/etc/passwd": "not in the folder", "docs": "it is no file", "link": "escapes"} {
		if _, err := f.Take(dir, named(name, ""), false); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), fmt.Sprintf("fact %q: file %q: ", "a", name)) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	if _, err := f.Take(dir, named("r.pdf", strings.Repeat("a", 64)), false); err == nil || !strings.Contains(err.Error(), "never kept here") {
		t.Errorf("an unknown checksum: %v", err)
	}
}

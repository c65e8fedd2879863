// Package documents keeps the files that show facts in the data folder, each under
// the SHA-256 of its bytes: written once, whole or not at all, and never changed.
// It knows nothing of what they show, and nothing is ever taken away here.
package documents

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"

	"vigie/analyzers/fact"
)

// Largest is how many bytes a document may have.
const Largest = 50 << 20

// What cannot be kept or given.
var (
	ErrLarge   = errors.New("over 50 MB; give a link to it instead, or make it smaller")
	ErrEmpty   = errors.New("it is empty; choose the document again")
	ErrChanged = errors.New("its bytes are no more what they were; attach the document again")
)

// Folder is where documents are kept. Several processes may use it at a time.
type Folder struct{ path string }

// In is the folder of documents in a data folder. It is made when the first
// document is kept.
func In(data string) Folder { return Folder{filepath.Join(data, "documents")} }

// partial begins the names of what is being written, stale is when one of them
// was left by a crash.
const (
	partial = ".writing-"
	stale   = 24 * time.Hour
)

// Keep writes a document, and says by what it is found again. What was kept
// before under the same bytes stays. Of the name only what shows is kept, and no
// folder; the error is ErrLarge, ErrEmpty, or of the reader or the disk.
func (f Folder) Keep(name string, r io.Reader) (kept fact.File, err error) {
	if err := f.make(f.path); err != nil {
		return fact.File{}, fmt.Errorf("keep document %q: %w", plain(name), err)
	}
	part, err := os.CreateTemp(f.path, partial)
	if err != nil {
		return fact.File{}, fmt.Errorf("keep document %q: %w", plain(name), err)
	}
	defer os.Remove(part.Name())
	if kept, err = measure(name, r, part); err == nil {
		err = errors.Join(f.own(part), part.Chmod(0o444), part.Sync())
	}
	if err = errors.Join(err, part.Close()); err == nil {
		f.sweep(part.Name())
		err = f.place(part.Name(), kept.Sum)
	}
	if err != nil {
		return fact.File{}, fmt.Errorf("keep document %q: %w", plain(name), err)
	}
	return kept, nil
}

// place gives what was written its name. One that stands there already is the
// same, unless the disk has changed it.
func (f Folder) place(part, sum string) error {
	path := f.at(sum)
	if err := f.make(filepath.Dir(path)); err != nil {
		return err
	}
	if f.Verify(sum) == nil {
		return nil
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// sweep takes away what crashes left: of an age that no writing has, by the clock
// of the disk that dates them.
func (f Folder) sweep(written string) {
	now, err := os.Stat(written)
	left, _ := filepath.Glob(filepath.Join(f.path, partial+"*"))
	for _, path := range left {
		if info, e := os.Stat(path); err == nil && e == nil && now.ModTime().Sub(info.ModTime()) > stale {
			os.Remove(path)
		}
	}
}

// measure copies a document and says what it is.
func measure(name string, r io.Reader, w io.Writer) (fact.File, error) {
	sum, head := sha256.New(), &beginning{}
	n, err := io.Copy(io.MultiWriter(w, sum, head), io.LimitReader(r, Largest+1))
	switch {
	case err != nil:
		return fact.File{}, err
	case n > Largest:
		return fact.File{}, ErrLarge
	case n == 0:
		return fact.File{}, ErrEmpty
	}
	return fact.File{Sum: text(sum), Name: plain(name), Type: http.DetectContentType(head.bytes), Size: n}, nil
}

// beginning keeps what the type is told from.
type beginning struct{ bytes []byte }

func (b *beginning) Write(p []byte) (int, error) {
	b.bytes = append(b.bytes, p[:min(len(p), 512-len(b.bytes))]...)
	return len(p), nil
}

func text(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

var checksum = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open opens the document with that checksum; without one the error is
// fs.ErrNotExist.
func (f Folder) Open(sum string) (io.ReadSeekCloser, error) {
	if !checksum.MatchString(sum) {
		return nil, fmt.Errorf("open document %.70q: %w", sum, fs.ErrNotExist)
	}
	file, err := os.Open(f.at(sum))
	if err != nil {
		return nil, fmt.Errorf("open document: %w", err)
	}
	return file, nil
}

// Verify reads a document and tells whether its bytes are still those that were
// kept; if not, the error is ErrChanged.
func (f Folder) Verify(sum string) error {
	file, err := f.Open(sum)
	if err != nil {
		return err
	}
	defer file.Close()
	now := sha256.New()
	if _, err := io.Copy(now, file); err != nil {
		return fmt.Errorf("read document %.8s: %w", sum, err)
	}
	if text(now) != sum {
		return fmt.Errorf("document %.8s: %w", sum, ErrChanged)
	}
	return nil
}

func (f Folder) at(sum string) string { return filepath.Join(f.path, sum[:2], sum) }

// make makes a folder and gives it to who has the data folder.
func (f Folder) make(path string) error {
	if err := os.Mkdir(path, 0o755); err == nil {
		folder, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(f.own(folder), folder.Close(), syncFolder(filepath.Dir(path)))
	} else if errors.Is(err, fs.ErrNotExist) { // the data folder is not there yet either
		return os.MkdirAll(path, 0o755)
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// longestName is how many characters of a name are kept.
const longestName = 120

// plain is the name of a document without folders and without what would hide
// or move text, or that no disk takes.
func plain(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar || !unicode.IsGraphic(r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' }), " "), ". ")
	if letters := []rune(name); len(letters) > longestName { // its ending says what it is
		end := []rune(filepath.Ext(name))
		if len(end) > 12 {
			end = nil
		}
		name = string(letters[:longestName-len(end)-1]) + "…" + string(end)
	}
	if name == "" {
		return "document"
	}
	return name
}

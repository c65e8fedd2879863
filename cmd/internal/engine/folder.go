package engine

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"
)

// userName and databaseName are the service's own; the user "default" belongs
// to the engine's inner session alone.
const (
	userName     = "vigie"
	databaseName = "vigie"
)

//go:embed config.xml.tmpl
var configTemplate string

//go:embed users.xml.tmpl
var usersTemplate string

// folder is where one engine keeps everything: its data, its settings, its
// password, its lock and the note that tells others where it listens.
type folder struct{ path string }

// folderIn is absolute, since another process reads the note in it from a
// working folder of its own.
func folderIn(dataDir string) folder {
	path := filepath.Join(dataDir, "engine")
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return folder{path}
}

func (f folder) data() string     { return filepath.Join(f.path, "data") }
func (f folder) config() string   { return filepath.Join(f.path, "config.xml") }
func (f folder) users() string    { return filepath.Join(f.path, "users.xml") }
func (f folder) password() string { return filepath.Join(f.path, "password") }
func (f folder) state() string    { return filepath.Join(f.path, "state.json") }
func (f folder) lockFile() string { return filepath.Join(f.path, "lock") }
func (f folder) useFile() string  { return filepath.Join(f.path, "use") }
func (f folder) log() string      { return filepath.Join(f.path, "engine.log") }
func (f folder) stderr() string   { return filepath.Join(f.path, "stderr.log") }

// make creates the folder, closed to other users.
func (f folder) make() error {
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return fmt.Errorf("create the engine's folder: %w", err)
	}
	return nil
}

// lock takes the folder for this process and waits a while for another to
// leave: an orphan whose parent was killed needs a moment. The file returned
// is the lock; closing it, here and in every child that inherited it, frees
// the folder.
func (f folder) lock(ctx context.Context, wait time.Duration, log *slog.Logger) (*os.File, error) {
	deadline := time.Now().Add(wait)
	for told := false; ; {
		lock, err := f.tryLock()
		if err == nil || !errors.Is(err, errLocked) {
			return lock, err
		}
		if time.Now().After(deadline) {
			return nil, f.heldError()
		}
		if !told {
			log.Info("waiting for another process to leave the data folder", "folder", f.path, "holder", f.holder())
			told = true
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for the data folder %s: %w", f.path, context.Cause(ctx))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// tryLock is lock without waiting; errLocked says that another holds it.
func (f folder) tryLock() (*os.File, error) {
	if err := f.make(); err != nil {
		return nil, err
	}
	lock, err := lockPath(f.lockFile(), true)
	if err != nil {
		return nil, err
	}
	// Who holds it is a help for people, not the lock itself.
	if err := lock.Truncate(0); err == nil {
		_, _ = lock.WriteAt([]byte(fmt.Sprintf("%d\n", os.Getpid())), 0)
	}
	return lock, nil
}

// holder is the process number that the lock file names, or "unknown".
func (f folder) holder() string {
	b, err := os.ReadFile(f.lockFile())
	if pid := strings.TrimSpace(string(b)); err == nil && pid != "" {
		return pid
	}
	return "unknown"
}

func (f folder) heldError() error {
	return fmt.Errorf("the data folder %s is in use by process %s: two engines must never open the same data; "+
		"stop that process, or give this one a data folder of its own: %w", f.path, f.holder(), errLocked)
}

// secret returns the service's password and makes it on first use.
func (f folder) secret() (string, error) {
	b, err := os.ReadFile(f.password())
	if err == nil && len(bytes.TrimSpace(b)) > 0 {
		return string(bytes.TrimSpace(b)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the engine's password: %w", err)
	}
	secret := rand.Text()
	return secret, writeFile(f.password(), []byte(secret+"\n"))
}

// settings writes the engine's configuration for the given ports.
func (f folder) settings(p ports, password string, maxMemory uint64) error {
	sum := sha256.Sum256([]byte(password))
	values := map[string]any{
		"Host": p.host, "TCP": p.native, "HTTP": p.http,
		"Users": f.users(), "Log": f.log(), "MaxMemory": maxMemory,
		"User": userName, "PasswordSHA256": hex.EncodeToString(sum[:]),
		"QueryMemory": maxMemory / 10 * 7,
	}
	for path, text := range map[string]string{f.config(): configTemplate, f.users(): usersTemplate} {
		b, err := fill(text, values)
		if err != nil {
			return err
		}
		if err := writeFile(path, b); err != nil {
			return err
		}
	}
	return os.MkdirAll(f.data(), 0o700)
}

// forget removes the note of where an engine listened.
func (f folder) forget() { _ = os.Remove(f.state()) }

// fill executes an XML template; every value is escaped by `x`.
func fill(text string, values map[string]any) ([]byte, error) {
	escape := func(v any) (string, error) {
		var b bytes.Buffer
		err := xml.EscapeText(&b, []byte(fmt.Sprint(v)))
		return b.String(), err
	}
	t, err := template.New("").Funcs(template.FuncMap{"x": escape}).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, fmt.Errorf("read the engine's settings template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, values); err != nil {
		return nil, fmt.Errorf("fill the engine's settings template: %w", err)
	}
	return b.Bytes(), nil
}

// writeFile replaces a file in one step, readable by the owner alone.
func writeFile(path string, b []byte) error {
	t, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // CreateTemp makes it 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = t.Write(b)
	if err := errors.Join(err, t.Sync(), t.Close()); err != nil {
		_ = os.Remove(t.Name())
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(t.Name(), path); err != nil {
		_ = os.Remove(t.Name())
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

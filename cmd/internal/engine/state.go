package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// state is the note, beside the data, of where a running engine listens.
type state struct {
	PID          int    `json:"pid"`
	Child        int    `json:"child"`
	Native       string `json:"native"`
	HTTP         string `json:"http"`
	User         string `json:"user"`
	Database     string `json:"database"`
	PasswordFile string `json:"password_file"`
	Program      string `json:"program"`
}

// note writes the state for others to find.
func (f folder) note(s state) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("write the engine's state: %w", err)
	}
	return writeFile(f.state(), append(b, '\n'))
}

// Discover looks for an engine that runs on the data folder, in whatever
// process, and checks that it answers. It never starts one.
func Discover(ctx context.Context, dataDir string) (Address, bool, error) {
	f := folderIn(dataDir)
	// A note without a lock is stale. Nothing is sent to its ports then: who
	// listens there now must not learn the password.
	probe, err := lockPath(f.lockFile(), false)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Address{}, false, nil
	case err == nil:
		probe.Close()
		return Address{}, false, nil
	case errors.Is(err, fs.ErrPermission):
		return Address{}, false, fmt.Errorf("the data folder %s belongs to another user; run this command as the user of the service: %w", f.path, err)
	case !errors.Is(err, errLocked):
		return Address{}, false, fmt.Errorf("look for an engine in %s: %w", f.path, err)
	}
	b, err := os.ReadFile(f.state())
	if errors.Is(err, fs.ErrNotExist) {
		return Address{}, false, nil // it is starting, or leaving
	}
	if err != nil {
		return Address{}, false, fmt.Errorf("read the engine's state: %w", err)
	}
	var s state
	if err := json.Unmarshal(b, &s); err != nil {
		return Address{}, false, fmt.Errorf("read the engine's state %s: %w", f.state(), err)
	}
	password, err := os.ReadFile(s.PasswordFile)
	if err != nil {
		return Address{}, false, fmt.Errorf("read the engine's password: %w", err)
	}
	a := Address{Native: s.Native, HTTP: s.HTTP, User: s.User, Password: string(bytes.TrimSpace(password)), Database: s.Database}
	if err := a.answers(ctx, 3*time.Second); err != nil {
		return Address{}, false, nil
	}
	return a, true, nil
}

// Open reaches an engine for the life of a short command: the one that runs on
// the data folder, else one of its own. The function returned lets go of it:
// an engine of our own is stopped, but not under the feet of another command
// that meanwhile uses it; the end of ctx stops it all the same.
func Open(ctx context.Context, o Options) (Address, func() error, error) {
	f := folderIn(o.DataDir)
	if err := f.make(); err != nil {
		return Address{}, nil, err
	}
	for deadline := time.Now().Add(lockWait); ; {
		a, closer, err := attempt(ctx, o)
		if err == nil || !errors.Is(err, errLocked) {
			return a, closer, err
		}
		if time.Now().After(deadline) {
			return Address{}, nil, f.heldError()
		}
		select {
		case <-ctx.Done():
			return Address{}, nil, fmt.Errorf("wait for the engine: %w", context.Cause(ctx))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// attempt is Open without patience: errLocked says that another process is
// just now starting or stopping the engine.
func attempt(ctx context.Context, o Options) (Address, func() error, error) {
	f := folderIn(o.DataDir)
	// Every user of the engine shares this second lock; whoever owns the engine
	// takes it whole before stopping.
	use, err := lockPath(f.useFile(), false)
	if err != nil {
		return Address{}, nil, err
	}
	a, found, err := Discover(ctx, o.DataDir)
	if err != nil {
		use.Close()
		return Address{}, nil, err
	}
	if found {
		return a, use.Close, nil
	}
	lock, err := f.tryLock()
	if err != nil {
		use.Close()
		return Address{}, nil, err
	}
	return own(ctx, o, lock, use)
}

// own starts an engine under a lock that is already ours.
func own(ctx context.Context, o Options, lock, use *os.File) (Address, func() error, error) {
	e := New(o)
	life, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- e.runLocked(life, lock) }()
	a, err := e.Ready(ctx)
	if err != nil {
		stop()
		err = errors.Join(err, <-ended)
		use.Close()
		return Address{}, nil, err
	}
	return a, func() error {
		defer use.Close()
		e.awaitOthers(ctx, use)
		stop()
		return <-ended
	}, nil
}

// awaitOthers returns when no other process uses the engine, or ctx ends.
func (e *Engine) awaitOthers(ctx context.Context, use *os.File) {
	for told := false; ; told = true {
		if err := relock(use, true); !errors.Is(err, errLocked) {
			return
		}
		if !told {
			e.log.Info("another command still uses the embedded ClickHouse; waiting for it")
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
}

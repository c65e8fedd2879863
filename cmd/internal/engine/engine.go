// Package engine finds, starts, watches and stops the embedded ClickHouse that
// stores everything when config.yaml names no server of its own.
//
// The engine is a child process (a hidden subcommand of our own binary that
// loads libchdb), so a crash of the engine never takes the crawlers down. It
// speaks the ordinary ClickHouse protocols on two loopback ports. The package
// holds no SQL of the product: it makes the empty database and hands out its
// address.
//
// Three things keep one folder from being opened twice: the parent holds a
// lock on it; the child inherits that same lock, so it lasts until both are
// gone; and ClickHouse locks its own status file.
package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// ChildCommand is the hidden subcommand that must end in a call of Child.
const ChildCommand = "engine-child"

const (
	lockWait    = 15 * time.Second // an orphan child needs about a second to leave
	startWait   = 2 * time.Minute  // opening many parts on a slow disk
	stopWait    = 12 * time.Second // a bit more than the child gives itself
	steadyAfter = time.Minute      // a life this long resets the back-off
	firstTries  = 4                // failed starts in a row, before any answer, that end Run
)

// Options say where an engine lives and how much it may take.
type Options struct {
	// DataDir is the service's data folder; the engine keeps to its
	// subfolder "engine".
	DataDir string
	// Library is the path from config.yaml to libchdb.so or to a clickhouse
	// executable; empty means: look for one (see Find).
	Library string
	// MaxMemory bounds the engine's memory in bytes; 0 means 2 GiB. Half of
	// the machine's memory is a second bound.
	MaxMemory uint64
	// Command starts the child; empty means this executable with
	// ChildCommand.
	Command []string
	// Log receives starts, stops and deaths; nil means silence.
	Log *slog.Logger
}

// Engine is one embedded ClickHouse. New makes it, Run gives it life.
type Engine struct {
	options Options
	folder  folder
	log     *slog.Logger

	mu      sync.Mutex
	address Address
	ready   chan struct{} // closed while the engine answers
	ended   chan struct{} // closed when Run has returned
	err     error         // why Run returned; set before ended is closed
}

// New returns an engine that does nothing until Run.
func New(o Options) *Engine {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.MaxMemory == 0 {
		o.MaxMemory = 2 << 30
	}
	return &Engine{
		options: o,
		folder:  folderIn(o.DataDir),
		log:     o.Log,
		ready:   make(chan struct{}),
		ended:   make(chan struct{}),
	}
}

// Run starts the engine, restarts it with back-off when it dies, and stops it
// when ctx ends; it returns once the engine has left. It must be called once.
// Ending ctx is the ordinary way out and gives nil.
func (e *Engine) Run(ctx context.Context) error {
	lock, err := e.folder.lock(ctx, lockWait, e.log)
	if ctx.Err() != nil {
		if lock != nil {
			lock.Close()
		}
		return e.end(nil)
	}
	if err != nil {
		return e.end(err)
	}
	return e.runLocked(ctx, lock)
}

// Ready waits until the engine answers and returns its address. After a
// restart the address is the same unless its ports were taken meanwhile.
func (e *Engine) Ready(ctx context.Context) (Address, error) {
	for {
		e.mu.Lock()
		ready := e.ready
		e.mu.Unlock()
		select {
		case <-ready:
			e.mu.Lock()
			address, same := e.address, e.ready == ready
			e.mu.Unlock()
			if same {
				return address, nil
			}
		case <-e.ended:
			if e.err != nil {
				return Address{}, e.err
			}
			return Address{}, errors.New("the engine was stopped")
		case <-ctx.Done():
			return Address{}, fmt.Errorf("wait for the engine: %w", context.Cause(ctx))
		}
	}
}

// DialContext connects to the engine's native port, wherever it is now, and
// waits while it restarts. It fits clickhouse.Options.DialContext.
func (e *Engine) DialContext(ctx context.Context, _ string) (net.Conn, error) {
	address, err := e.Ready(ctx)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", address.Native)
}

// runLocked is Run for a caller that already holds the folder's lock; it
// releases it.
func (e *Engine) runLocked(ctx context.Context, lock *os.File) error {
	defer lock.Close()
	// What a parent that was killed left behind names nobody any more.
	e.folder.forget()
	program, err := Find(e.options.Library)
	if err != nil {
		return e.end(err)
	}
	if err := checkProgram(ctx, program); err != nil {
		return e.end(err)
	}
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval = 50 * time.Millisecond
	wait.MaxInterval = 20 * time.Second
	l := life{engine: e, program: program, lock: lock}
	answeredOnce, failures := false, 0
	for {
		began := time.Now()
		err := l.live(ctx)
		if ctx.Err() != nil {
			return e.end(nil)
		}
		answeredOnce = answeredOnce || l.answered
		failures++
		if l.answered {
			failures = 0
		}
		if !answeredOnce && failures >= firstTries {
			return e.end(fmt.Errorf("start the embedded ClickHouse: %w", err))
		}
		if time.Since(began) > steadyAfter {
			wait.Reset()
		}
		pause := wait.NextBackOff()
		e.log.Warn("the embedded ClickHouse died; starting it again", "err", err, "in", pause.Round(time.Millisecond))
		select {
		case <-ctx.Done():
			return e.end(nil)
		case <-time.After(pause):
		}
	}
}

// end records why Run returns and lets go whoever waits in Ready.
func (e *Engine) end(err error) error {
	e.down()
	e.err = err
	close(e.ended)
	return err
}

// up publishes the address of an engine that answers.
func (e *Engine) up(a Address) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.address = a
	close(e.ready)
}

// down withdraws the address, if there is one.
func (e *Engine) down() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.address == (Address{}) {
		return
	}
	e.address = Address{}
	e.ready = make(chan struct{})
}

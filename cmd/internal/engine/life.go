package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

const (
	checkEvery = 10 * time.Second // between two looks at a running engine
	checkLimit = 10 * time.Second // for one answer
	silentMost = 6                // unanswered looks in a row before it counts as hung
	samePorts  = 3                // failed starts before new ports are tried
)

// ports are where one engine listens.
type ports struct{ host, native, http string }

// freePorts asks the system for two free loopback ports. Another process can
// take them before the engine does: then the start fails and is repeated.
func freePorts() (ports, error) {
	p := ports{host: "127.0.0.1"}
	for _, to := range []*string{&p.native, &p.http} {
		l, err := net.Listen("tcp", net.JoinHostPort(p.host, "0"))
		if err != nil {
			return ports{}, fmt.Errorf("find a free port for the engine: %w", err)
		}
		// Both stay taken until both are known, or they could be the same.
		defer l.Close()
		_, *to, _ = net.SplitHostPort(l.Addr().String())
	}
	return p, nil
}

// life runs one child after another; its ports outlast a child, so that open
// clients find the next one.
type life struct {
	engine   *Engine
	program  string
	lock     *os.File
	ports    ports
	failures int
	answered bool // whether the last child ever answered
}

// live runs one child from its start to its end and says why it ended.
func (l *life) live(ctx context.Context) (err error) {
	e := l.engine
	l.answered = false
	defer func() {
		if l.failures++; l.answered {
			l.failures = 0
		}
	}()
	if l.ports == (ports{}) || l.failures >= samePorts {
		if l.ports, err = freePorts(); err != nil {
			return err
		}
	}
	password, err := e.folder.secret()
	if err != nil {
		return err
	}
	if err := e.folder.settings(l.ports, password, e.options.MaxMemory); err != nil {
		return fmt.Errorf("write the engine's settings: %w", err)
	}
	address := l.address(password)
	began := time.Now()
	c, err := l.start()
	if err != nil {
		return err
	}
	defer l.stop(c)
	if err := l.firstAnswer(ctx, c, address); err != nil {
		return err
	}
	if err := e.folder.note(state{PID: os.Getpid(), Child: c.cmd.Process.Pid, Native: address.Native, HTTP: address.HTTP,
		User: address.User, Database: address.Database, PasswordFile: e.folder.password(), Program: l.program}); err != nil {
		return err
	}
	defer e.folder.forget()
	l.answered = true
	e.up(address)
	defer e.down()
	e.log.Info("the embedded ClickHouse answers", "address", address, "pid", c.cmd.Process.Pid,
		"after", time.Since(began).Round(time.Millisecond))
	return l.watch(ctx, c, address)
}

func (l *life) address(password string) Address {
	return Address{
		Native:   net.JoinHostPort(l.ports.host, l.ports.native),
		HTTP:     "http://" + net.JoinHostPort(l.ports.host, l.ports.http),
		User:     userName,
		Password: password,
		Database: databaseName,
	}
}

// firstAnswer waits until the child answers and has our database.
func (l *life) firstAnswer(ctx context.Context, c *child, a Address) error {
	limit := time.After(startWait)
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, 200*time.Millisecond) {
		if a.answers(ctx, 5*time.Second) == nil {
			if err := a.exec(ctx, "CREATE DATABASE IF NOT EXISTS "+databaseName+" ENGINE = Atomic"); err != nil {
				return fmt.Errorf("create the database %s: %w", databaseName, err)
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.done:
			return c.why()
		case <-limit:
			return fmt.Errorf("the engine did not answer within %s; see %s", startWait, l.engine.folder.log())
		case <-time.After(pause):
		}
	}
}

// watch returns when the child has died, hangs, or ctx ends.
func (l *life) watch(ctx context.Context, c *child, a Address) error {
	look := time.NewTicker(checkEvery)
	defer look.Stop()
	for silent := 0; ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.done:
			return c.why()
		case <-look.C:
		}
		var refusal *clickhouse.Exception
		err := a.answers(ctx, checkLimit)
		// A refusal, such as "too many queries", is an answer too.
		if silent++; err == nil || errors.As(err, &refusal) {
			silent = 0
		}
		if silent >= silentMost {
			_ = c.cmd.Process.Kill()
			return fmt.Errorf("the engine did not answer %d times in a row and was killed: %w", silent, err)
		}
	}
}

// child is one process of the engine.
type child struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	stderr string
	done   chan struct{} // closed when it has left
	err    error         // its exit; set before done is closed
}

// start launches the child. Its standard error goes to a file and not to a
// pipe, so that an orphan can still write and leave in order.
func (l *life) start() (*child, error) {
	e := l.engine
	command := e.options.Command
	if len(command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find our own program: %w", err)
		}
		command = []string{self, ChildCommand}
	}
	stderr, err := os.OpenFile(e.folder.stderr(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the engine's standard error: %w", err)
	}
	defer stderr.Close()
	args := append(command[1:len(command):len(command)],
		"--program", l.program, "--folder", e.folder.path)
	cmd := exec.Command(command[0], args...)
	cmd.Stderr = stderr
	cmd.ExtraFiles = []*os.File{l.lock}
	cmd.Env = childEnv(os.Environ())
	cmd.SysProcAttr = apart()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("open the engine's standard input: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", command[0], err)
	}
	c := &child{cmd: cmd, stdin: stdin, stderr: e.folder.stderr(), done: make(chan struct{})}
	go func() {
		c.err = cmd.Wait()
		close(c.done)
	}()
	return c, nil
}

// stop asks the child to leave, waits a bounded time, and returns when it has
// left, killed if need be. On one that has died it does nothing.
func (l *life) stop(c *child) {
	select {
	case <-c.done:
		return
	default:
	}
	_ = c.stdin.Close()
	select {
	case <-c.done:
	case <-time.After(stopWait):
		_ = c.cmd.Process.Kill()
		<-c.done
	}
	if c.err != nil {
		l.engine.log.Warn("the embedded ClickHouse did not leave in order; nothing acknowledged is lost", "err", c.why())
	}
}

// why explains the end of a child that has left: its exit and its last words.
func (c *child) why() error {
	reason := "it left without being asked"
	if c.err != nil {
		reason = c.err.Error()
	}
	if words := lastWords(c.stderr); words != "" {
		reason += ": " + words
	}
	return errors.New(reason)
}

// lastWords is the end of what the engine wrote to standard error.
func lastWords(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	var words []string
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "Logging ") {
			words = append(words, line)
		}
	}
	text := strings.Join(words[max(0, len(words)-5):], " | ")
	return text[max(0, len(text)-600):]
}

// childEnv keeps what a process needs to run and leaves out the rest: the
// service's secrets may be there.
func childEnv(env []string) []string {
	kept := []string{"TZ=UTC"}
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "GOCOVERDIR":
			kept = append(kept, v)
		}
	}
	return kept
}

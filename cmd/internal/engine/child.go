package engine

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

const (
	lockFD    = 3               // the first of exec.Cmd.ExtraFiles
	leaveWait = 8 * time.Second // for the engine to close its tables

	// listen is all that the engine is asked before its prompt.
	listen = "SYSTEM START LISTEN TCP; SYSTEM START LISTEN HTTP"
	// leaveLine is what is typed at the prompt to make the engine leave.
	leaveLine = "exit\r"
)

// Child is what the hidden subcommand ChildCommand runs, in a process that
// Engine started: ClickHouse itself, until standard input ends, which it does
// when the parent closes it or dies in whatever way. It returns the exit code.
//
// The engine runs as clickhouse-local does before a person: with a terminal,
// of which we hold the other end, and a prompt at which nobody types. Without
// a terminal clickhouse-local ends the whole process as soon as any client's
// connection fails, be it by a wrong password or a client that was killed in
// the midst of an insert; before a person it writes a line in its log.
func Child(args []string) int {
	c, err := parseChild(args)
	if err == nil {
		err = c.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		return 1
	}
	return 0
}

type childRun struct {
	program string
	folder  folder
	lock    *os.File
}

func parseChild(args []string) (childRun, error) {
	var c childRun
	flags := flag.NewFlagSet(ChildCommand, flag.ContinueOnError)
	flags.StringVar(&c.program, "program", "", "libchdb or a clickhouse executable")
	flags.StringVar(&c.folder.path, "folder", "", "the engine's folder")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.lock = os.NewFile(lockFD, "the inherited lock")
	if !c.holdsLock() {
		return c, fmt.Errorf("%s is started by vigie itself and not by hand; try: vigie serve", ChildCommand)
	}
	return c, nil
}

// holdsLock tells whether the parent handed down the lock of our folder.
func (c childRun) holdsLock() bool {
	want, err := os.Stat(c.folder.lockFile())
	if err != nil {
		return false
	}
	got, err := c.lock.Stat()
	return err == nil && os.SameFile(got, want) && relock(c.lock, true) == nil
}

// run starts the engine and returns when it has left, or did not leave in time.
func (c childRun) run() error {
	// The lock must last as long as the process: a collected file is closed.
	defer runtime.KeepAlive(c.lock)
	parent := os.Getppid()
	signals := make(chan os.Signal, 4)
	// A service manager signals every process of the service at once; only
	// the parent decides when the engine leaves, which is last.
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE)
	terminal, err := openTerminal()
	if err != nil {
		return err
	}
	defer terminal.close()
	parted := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, terminal.stdin)
		close(parted)
	}()
	// What the prompt prints must be read, or it would block one day.
	go func() { _, _ = io.Copy(io.Discard, terminal.ours) }()
	ended := make(chan error, 1)
	go func() { ended <- c.serve() }()
	for {
		select {
		case err := <-ended:
			if err == nil {
				err = errors.New("the engine left its prompt")
			}
			return err
		case <-parted:
			return leave(terminal.ours, ended)
		case <-signals:
			if os.Getppid() != parent {
				return leave(terminal.ours, ended)
			}
		}
	}
}

// serve runs the engine in this process, or the executable as another.
func (c childRun) serve() error {
	args := []string{
		"--config-file=" + c.folder.config(),
		"--path=" + c.folder.data(),
		"--interactive", "--disable_suggestion", "--progress=off", "--history_file=/dev/null",
		"--query", listen,
	}
	if isLibrary(c.program) {
		return runLibrary(c.program, append([]string{"clickhouse"}, args...))
	}
	return c.runExecutable(append([]string{"local"}, args...))
}

// leave asks the engine to leave and waits for it to close its tables. What it
// acknowledged is on the disk already, so giving up after a while loses
// nothing but the work of a merge.
func leave(prompt io.Writer, ended <-chan error) error {
	limit := time.After(leaveWait)
	for {
		// Asked before its prompt is there, the engine finds the line waiting.
		_, _ = io.WriteString(prompt, leaveLine)
		select {
		case err := <-ended:
			return err
		case <-limit:
			return fmt.Errorf("the engine did not leave within %s", leaveWait)
		case <-time.After(time.Second):
		}
	}
}

// runExecutable runs a clickhouse executable until it ends. The executable
// holds the lock too.
func (c childRun) runExecutable(args []string) error {
	cmd := exec.Command(c.program, args...)
	cmd.Stdin = os.Stdin // the terminal by now
	cmd.Stderr = os.Stderr
	cmd.ExtraFiles = []*os.File{c.lock}
	cmd.SysProcAttr = bound()
	return onOneThread(func() error {
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("run %s: %w", filepath.Base(c.program), err)
		}
		return nil
	})
}

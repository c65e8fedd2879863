package engine

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// play starts this test program in another part (see TestMain). Closing the
// writer ends it in order.
func play(t *testing.T, part, dataDir string) (*exec.Cmd, io.WriteCloser, *bufio.Reader) {
	t.Helper()
	needEngine(t)
	cmd := exec.Command(os.Args[0], part, dataDir)
	cmd.Stderr = t.Output()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, in, bufio.NewReader(out)
}

func wantLine(t *testing.T, from *bufio.Reader, prefix string) string {
	t.Helper()
	line, err := from.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, prefix) {
		t.Fatalf("got line %q, %v; want %q", line, err, prefix)
	}
	return strings.TrimSpace(strings.TrimPrefix(line, prefix))
}

func discovered(t *testing.T, dataDir string) (a Address, found bool) {
	t.Helper()
	a, found, err := Discover(t.Context(), dataDir)
	if err != nil {
		t.Fatalf("Discover: %v", err)
	}
	return a, found
}

func TestSecondProcessDiscoversTheEngine(t *testing.T) {
	dir := t.TempDir()
	if _, found := discovered(t, dir); found {
		t.Error("Discover found an engine in an empty folder")
	}
	e := start(t, Options{DataDir: dir})
	if a, found := discovered(t, dir); !found || a != e.Address {
		t.Errorf("Discover: got %v, %t; want %v, true", a, found, e.Address)
	}
	_, in, out := play(t, "play-command", dir)
	if got := wantLine(t, out, "open "); got != e.Native {
		t.Errorf("a command beside the service uses %s, want the running engine at %s", got, e.Native)
	}
	_ = in.Close()
	wantLine(t, out, "closed")
	if err := e.answers(t.Context(), 5*time.Second); err != nil {
		t.Errorf("the service's engine after the command left: %v", err)
	}
	if err := e.stop(); err != nil {
		t.Fatal(err)
	}
	if _, found := discovered(t, dir); found {
		t.Error("Discover finds an engine that was stopped")
	}
}

func TestTwoCommandsShareOneEngine(t *testing.T) {
	dir := t.TempDir()
	_, in1, out1 := play(t, "play-command", dir)
	_, in2, out2 := play(t, "play-command", dir)
	first, second := wantLine(t, out1, "open "), wantLine(t, out2, "open ")
	if first != second {
		t.Fatalf("two commands at once: engines at %s and %s, want one", first, second)
	}
	// Whichever owns the engine and is done first, the other still works.
	s := readState(t, dir)
	_ = in1.Close()
	if err := syscall.Kill(s.Child, 0); err != nil {
		t.Errorf("the engine left under the feet of the other command: %v", err)
	}
	_ = in2.Close()
	wantLine(t, out2, "closed")
	wantLine(t, out1, "closed")
	if _, found := discovered(t, dir); found {
		t.Error("an engine outlived its commands")
	}
}

func TestParentKilledAndStartedAgain(t *testing.T) {
	dir := t.TempDir()
	parent, _, _ := play(t, "play-service", dir)
	var a Address
	eventually(t, "the service answers", func() bool {
		var found bool
		a, found = discovered(t, dir)
		return found
	})
	conn := connect(t, a.Options())
	mustExec(t, conn,
		"CREATE TABLE rows (n UInt64) ENGINE = MergeTree ORDER BY n",
		"INSERT INTO rows SELECT number FROM numbers(1000)")
	child := readState(t, dir).Child
	_ = conn.Close()
	_ = parent.Process.Kill()
	_ = parent.Wait()
	killed := time.Now()
	// At once: the orphan may still be there, and must be waited for.
	e := start(t, Options{DataDir: dir})
	t.Logf("a new service answers %s after kill -9 of the old one", time.Since(killed).Round(time.Millisecond))
	eventually(t, "the orphan leaves", func() bool { return syscall.Kill(child, 0) != nil })
	if got := count(t, connect(t, e.Address.Options()), "SELECT count() FROM rows"); got != 1000 {
		t.Errorf("rows after kill -9 of the parent: got %d, want 1000", got)
	}
	if e.Password != a.Password {
		t.Error("the password changed between two starts")
	}
}

func TestParentDeathStopsTheChild(t *testing.T) {
	dir := t.TempDir()
	parent, _, _ := play(t, "play-service", dir)
	eventually(t, "the service answers", func() bool { _, found := discovered(t, dir); return found })
	child := readState(t, dir).Child
	_ = parent.Process.Kill()
	_ = parent.Wait()
	eventually(t, "the child leaves", func() bool { return syscall.Kill(child, 0) != nil })
	if _, found := discovered(t, dir); found {
		t.Error("Discover believes the note of a service that was killed")
	}
}

func TestChildIgnoresSignalsOfTheGroup(t *testing.T) {
	dir := t.TempDir()
	e := start(t, Options{DataDir: dir})
	child := readState(t, dir).Child
	group, err := syscall.Getpgid(child)
	if err != nil {
		t.Fatal(err)
	}
	if own := syscall.Getpgrp(); group == own {
		t.Errorf("process group of the child: got ours, %d: Ctrl-C would reach it", group)
	}
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if err := syscall.Kill(child, s); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		if err := e.answers(t.Context(), 5*time.Second); err != nil {
			t.Fatalf("after signals: %v", err)
		}
	}
	if got := readState(t, dir).Child; got != child {
		t.Errorf("child after signals: got a new one, %d, want %d", got, child)
	}
}

func TestLockedFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	f := folderIn(dir)
	lock, err := f.tryLock()
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	_, err = f.lock(t.Context(), 100*time.Millisecond, New(Options{}).log)
	if !errors.Is(err, errLocked) {
		t.Fatalf("lock of a locked folder: got %v, want errLocked", err)
	}
	for _, want := range []string{f.path, itoa(os.Getpid()), "stop that process", "data folder of its own"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("message %q lacks %q", err, want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, _, err := Open(ctx, Options{DataDir: dir}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Open of a locked folder until a deadline: got %v, want the deadline", err)
	}
}

func TestExecutableInsteadOfTheLibrary(t *testing.T) {
	library := needEngine(t)
	dir := t.TempDir()
	executable := filepath.Join(dir, "clickhouse")
	script := "#!/bin/sh\nexec '" + os.Args[0] + "' play-clickhouse '" + library + "' \"$@\"\n"
	if err := os.WriteFile(executable, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	e := start(t, Options{DataDir: dir, Library: executable})
	s := readState(t, dir)
	if s.Program != executable {
		t.Errorf("program: got %s, want %s", s.Program, executable)
	}
	if err := syscall.Kill(s.Child, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a new child answers", func() bool {
		b, err := os.ReadFile(filepath.Join(dir, "engine", "state.json"))
		return err == nil && !strings.Contains(string(b), itoa(s.Child))
	})
	if err := ready(t, e.Engine).answers(t.Context(), 5*time.Second); err != nil {
		t.Errorf("after kill -9: %v", err)
	}
	if err := e.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

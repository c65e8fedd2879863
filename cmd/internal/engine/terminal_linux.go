package engine

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal whose far end has become standard input.
type terminal struct {
	ours  *os.File // what is written here is typed at the prompt
	stdin *os.File // what standard input was before
}

// openTerminal makes standard input a terminal and keeps the old one.
func openTerminal() (terminal, error) {
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return terminal{}, fmt.Errorf("open a terminal for the engine: %w", err)
	}
	far, err := farEnd(ours)
	if err != nil {
		ours.Close()
		return terminal{}, fmt.Errorf("open a terminal for the engine: %w", err)
	}
	defer far.Close()
	old, err := unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, lockFD+1)
	if err == nil {
		err = unix.Dup3(int(far.Fd()), 0, 0)
	}
	if err != nil {
		ours.Close()
		return terminal{}, fmt.Errorf("make a terminal the engine's standard input: %w", err)
	}
	return terminal{ours: ours, stdin: os.NewFile(uintptr(old), "the parent's end")}, nil
}

func farEnd(ours *os.File) (*os.File, error) {
	raw, err := ours.SyscallConn()
	if err != nil {
		return nil, err
	}
	var n int
	var failed error
	err = raw.Control(func(fd uintptr) {
		if failed = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); failed != nil {
			return
		}
		n, failed = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
	})
	if err != nil || failed != nil {
		return nil, fmt.Errorf("unlock it: %w", firstOf(err, failed))
	}
	return os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (t terminal) close() {
	t.ours.Close()
	t.stdin.Close()
}

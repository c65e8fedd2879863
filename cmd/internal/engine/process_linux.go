package engine

import "syscall"

// apart keeps the terminal's Ctrl-C from the child: the parent must finish its
// writes first, and then it stops the child. The end of standard input tells
// the child that its parent is gone; the signal at the parent's death is a
// second way to learn it.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

// bound ties a process to this one for good: it is killed when we die.
func bound() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

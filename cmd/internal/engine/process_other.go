//go:build unix && !linux

package engine

import "syscall"

// apart keeps the terminal's Ctrl-C from the child: the parent must finish its
// writes first, and then it stops the child.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// bound has no counterpart here: the child kills what it started.
func bound() *syscall.SysProcAttr { return nil }

//go:build unix

package documents

import (
	"os"
	"path/filepath"
	"syscall"
)

// own gives what an administrator made to who has the data folder: the service
// that runs as somebody else reads it and writes beside it.
func (f Folder) own(made *os.File) error {
	info, err := os.Stat(filepath.Dir(f.path))
	if err != nil {
		return err
	}
	if has, ok := info.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		return made.Chown(int(has.Uid), int(has.Gid))
	}
	return nil
}

//go:build !unix

package documents

import "os"

// own has nothing to give where files have no owner as of Unix.
func (Folder) own(*os.File) error { return nil }

package documents

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"vigie/analyzers/fact"
)

// Take keeps the documents that facts of a file name by their paths, which begin
// at the file's folder and stay in it, and returns the facts with them. Of a dry
// run nothing is kept. Of a document that is named by its checksum it makes sure
// that it was kept. The error joins what is wrong with each fact.
func (f Folder) Take(dir string, facts fact.Facts, dry bool) (fact.Facts, error) {
	var faults []error
	facts = slices.Clone(facts)
	for i := range facts {
		file := &facts[i].File
		if *file == (fact.File{}) {
			continue
		}
		taken, err := f.take(dir, *file, dry)
		if err != nil {
			faults = append(faults, fmt.Errorf("fact %q: file %q: %w", facts[i].ID, file.Name, err))
		}
		*file = taken
	}
	return facts, errors.Join(faults...)
}

func (f Folder) take(dir string, file fact.File, dry bool) (fact.File, error) {
	if file.Sum != "" {
		err := f.Verify(file.Sum)
		if errors.Is(err, fs.ErrNotExist) {
			err = errors.New("a document that was never kept here; name its path beside the facts file instead")
		}
		return file, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return file, err
	}
	defer root.Close()
	if !filepath.IsLocal(filepath.FromSlash(file.Name)) {
		return file, errors.New("it is not in the folder of the facts file; put it there, and name it from there")
	}
	info, err := root.Stat(file.Name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return file, fmt.Errorf("there is no such document in %s; put it there, or correct its name", dir)
	case err != nil:
		return file, err
	case !info.Mode().IsRegular():
		return file, errors.New("it is no file; name one")
	}
	r, err := root.Open(file.Name)
	if err != nil {
		return file, err
	}
	defer r.Close()
	if dry {
		return measure(file.Name, r, io.Discard)
	}
	return f.Keep(file.Name, r)
}

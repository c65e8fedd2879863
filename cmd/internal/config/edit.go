package config

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// ErrByHand says that the list of sources is written in a way that cannot be
// changed without touching what stands around it.
var ErrByHand = errors.New("the list of sources is written in a way that cannot be changed safely")

// AddSources writes sources at the end of the list in the file at path. Every
// other byte stays. A file that would not be read as the old one and the
// sources is not written.
func AddSources(path string, getenv func(string) string, sources ...Source) error {
	return rewrite(path, getenv, func(body []byte, c Config) ([]byte, []Source, error) {
		added := Config{Crawl: c.Crawl, Sources: slices.Clone(sources), dir: c.dir}
		added.fill()
		p, err := locate(body)
		if err != nil {
			return nil, nil, err
		}
		out, err := p.add(sources)
		return out, slices.Concat(c.Sources, added.Sources), err
	})
}

// RemoveSources takes the sources of those ids out of the file at path, each
// with the comments that hang below its keys, and returns what it took.
func RemoveSources(path string, getenv func(string) string, ids ...string) (removed string, err error) {
	err = rewrite(path, getenv, func(body []byte, c Config) ([]byte, []Source, error) {
		var gone []int
		var kept []Source
		for i, s := range c.Sources {
			if slices.Contains(ids, s.ID) {
				gone = append(gone, i)
				continue
			}
			kept = append(kept, s)
		}
		p, err := locate(body)
		if err != nil || len(gone) == 0 {
			return body, c.Sources, err
		}
		out, taken, err := p.remove(gone)
		removed = taken
		return out, kept, err
	})
	return removed, err
}

// rewrite changes the file at path to what edit makes of it, if that is read as
// a configuration that differs in its sources alone, and in these as edit says.
func rewrite(path string, getenv func(string) string, edit func([]byte, Config) ([]byte, []Source, error)) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	body, err := os.ReadFile(target)
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	old, err := Parse(body, path, getenv)
	if err != nil {
		return err
	}
	out, want, err := edit(body, old)
	if err != nil {
		return fmt.Errorf("change %s: %w", path, err)
	}
	changed, err := Parse(out, path, getenv)
	if err != nil {
		return fmt.Errorf("change %s: %w", path, errors.Join(ErrByHand, err))
	}
	if !same(changed.Sources, want) {
		return fmt.Errorf("change %s: %w", path, ErrByHand)
	}
	old.Sources, changed.Sources = nil, nil
	if !reflect.DeepEqual(old, changed) {
		return fmt.Errorf("change %s: %w", path, ErrByHand)
	}
	if bytes.Equal(out, body) {
		return nil
	}
	return replace(target, body, out)
}

// same compares sources, but for what is read from other files.
func same(a, b []Source) bool {
	return slices.EqualFunc(a, b, func(a, b Source) bool {
		if !slices.Equal(a.Tags, b.Tags) {
			return false
		}
		a.token, b.token, a.Tags, b.Tags = "", "", nil, nil
		a.Line, b.Line = 0, 0
		return reflect.DeepEqual(a, b)
	})
}

// replace puts out in the place of old at once, with the rights of the file.
func replace(path string, old, out []byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	defer os.Remove(f.Name()) // nothing is left where it was renamed
	_, err = f.Write(out)
	err = errors.Join(err, f.Chmod(info.Mode().Perm()), keepOwner(f, info), f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, old) {
		return fmt.Errorf("write configuration: %s was changed meanwhile; nothing was written, try again", path)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	return nil
}

// add writes sources behind the last entry.
func (p place) add(sources []Source) ([]byte, error) {
	if p.list != nil && p.list.IsFlowStyle && len(p.list.Values) > 0 {
		return p.addFlow(sources)
	}
	lines, at, gap := slices.Clone(p.lines), len(p.lines), " "
	switch {
	case p.key == nil:
		if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
			lines[at-1] += p.end
		}
		lines = append(lines, p.end, "sources:"+p.end)
		at = len(lines)
	case p.list == nil || p.list.IsFlowStyle: // sources: []
		at = p.key.Position.Line
		line, ok := p.emptied()
		if !ok {
			return nil, ErrByHand
		}
		lines[at-1] = line
	default:
		_, at = p.item(len(p.list.Entries) - 1)
		gap = p.gap()
		if !strings.HasSuffix(lines[at-1], "\n") {
			lines[at-1] += p.end
		}
	}
	lead := strings.Repeat(" ", p.indent)
	var fresh []string
	for _, s := range sources {
		for i, line := range s.lines(plain) {
			dash := "-"
			if i > 0 {
				dash = " "
			}
			fresh = append(fresh, lead+dash+gap+line+p.end)
		}
	}
	return []byte(strings.Join(slices.Insert(lines, at, fresh...), "")), nil
}

// emptied is the line of the key without its empty value; its comment stays.
func (p place) emptied() (string, bool) {
	line := p.lines[p.key.Position.Line-1]
	colon := strings.IndexByte(line[p.offset(p.key):], ':')
	if colon < 0 {
		return "", false
	}
	colon += p.offset(p.key) + 1
	value, comment := line[colon:], ""
	if hash := strings.Index(value, " #"); hash >= 0 {
		hash = len(strings.TrimRight(value[:hash], " "))
		value, comment = value[:hash], strings.TrimRight(value[hash:], "\r\n")
	}
	switch strings.ReplaceAll(strings.TrimSpace(value), " ", "") {
	case "", "[]", "~", "null":
		return line[:colon] + comment + p.end, true
	}
	return "", false
}

// addFlow writes sources before the bracket that closes the list.
func (p place) addFlow(sources []Source) ([]byte, error) {
	if p.list.End == nil {
		return nil, ErrByHand
	}
	var fresh strings.Builder
	for _, s := range sources {
		fresh.WriteString(", {" + strings.Join(s.lines(flow), ", ") + "}")
	}
	lines := slices.Clone(p.lines)
	line, at := p.list.End.Position.Line-1, p.offset(p.list.End)
	lines[line] = lines[line][:at] + fresh.String() + lines[line][at:]
	return []byte(strings.Join(lines, "")), nil
}

// remove takes out the entries of those numbers.
func (p place) remove(gone []int) (out []byte, taken string, err error) {
	if p.list == nil {
		return nil, "", ErrByHand
	}
	if p.list.IsFlowStyle {
		return p.removeFlow(gone)
	}
	lines := slices.Clone(p.lines)
	for _, i := range slices.Backward(gone) {
		from, to := p.item(i)
		taken = strings.Join(lines[from:to], "") + taken
		lines = slices.Delete(lines, from, to)
	}
	if len(gone) == len(p.list.Entries) {
		line := lines[p.key.Position.Line-1]
		colon := p.offset(p.key) + strings.IndexByte(line[p.offset(p.key):], ':') + 1
		lines[p.key.Position.Line-1] = line[:colon] + " []" + line[colon:]
	}
	return []byte(strings.Join(lines, "")), taken, nil
}

// removeFlow takes entries out of a list in brackets, each with one comma.
func (p place) removeFlow(gone []int) (out []byte, taken string, err error) {
	text := strings.Join(p.lines, "")
	for _, i := range slices.Backward(gone) {
		m, ok := p.list.Values[i].(*ast.MappingNode)
		if !ok || !m.IsFlowStyle || m.End == nil {
			return nil, "", ErrByHand
		}
		from, to := p.absolute(m.Start), p.absolute(m.End)+1
		taken = "- " + text[from:to] + "\n" + taken
		if rest := strings.TrimLeft(text[to:], " \t\r\n"); strings.HasPrefix(rest, ",") {
			to = len(text) - len(strings.TrimLeft(rest[1:], " \t\r\n"))
		} else if before := strings.TrimRight(text[:from], " \t\r\n"); strings.HasSuffix(before, ",") {
			from = len(before) - 1
		}
		text = text[:from] + text[to:]
	}
	return []byte(text), taken, nil
}

package engine

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// pack is one npm package that holds the library for one platform.
type pack struct {
	name   string
	sha512 string // of the packed file, as npm writes it (dist.integrity)
	packed int64  // bytes to download
	size   int64  // bytes of the library in it
}

// packs returns what is pinned. Only what was downloaded, checked and run is
// in it.
func packs() map[string]pack {
	return map[string]pack{
		"linux/amd64": {
			name:   "@chdb/lib-linux-x64-gnu",
			sha512: "XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw==",
			packed: 177817999,
			size:   566330096,
		},
	}
}

// Install brings the pinned library into the cache folder and returns its
// path. It downloads with npm, so that the machine's own settings for
// registries and proxies hold, checks the SHA-512 pinned here, and unpacks in
// one step: a library that is there is whole. Progress goes to out: a line
// that moves on a terminal, a line every tenth elsewhere.
func Install(ctx context.Context, out io.Writer) (string, error) {
	dir, err := CacheFolder()
	if err != nil {
		return "", err
	}
	p, known := packs()[platform()]
	if !known {
		return "", fmt.Errorf("no embedded ClickHouse is pinned for %s; set `clickhouse.address` in config.yaml "+
			"(or VIGIE_CLICKHOUSE) to a server of your own, or put a `clickhouse` executable on PATH", platform())
	}
	target := filepath.Join(dir, libraryName())
	if info, err := os.Stat(target); err == nil && info.Size() == p.size {
		fmt.Fprintf(out, "ClickHouse engine %s is installed: %s\n", Version, target)
		return target, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("create the cache folder: %w", err)
	}
	sweep(dir)
	work, err := os.MkdirTemp(dir, ".install-*")
	if err != nil {
		return "", fmt.Errorf("create a folder for the download: %w", err)
	}
	defer os.RemoveAll(work)
	archive, err := download(ctx, p, work, newMeter(out, "download ClickHouse engine "+Version, p.packed))
	if err != nil {
		return "", err
	}
	unpacked := filepath.Join(work, libraryName())
	if err := unpack(ctx, archive, p, unpacked, newMeter(out, "check and unpack", p.size)); err != nil {
		return "", err
	}
	if err := os.Rename(unpacked, target); err != nil {
		return "", fmt.Errorf("put the library in its place: %w", err)
	}
	fmt.Fprintf(out, "ClickHouse engine %s is installed: %s\n", Version, target)
	return target, nil
}

// sweep removes what an installation that was killed left behind.
func sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, ".install-*"))
	for _, path := range left {
		// A young one may belong to an installation under way.
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.RemoveAll(path)
		}
	}
}

// download lets npm fetch the package into work and returns the packed file.
// npm shows no progress of its own, so its private cache is watched growing.
func download(ctx context.Context, p pack, work string, m *meter) (string, error) {
	if _, err := exec.LookPath("npm"); err != nil {
		return "", errors.New("npm is needed to fetch the embedded ClickHouse: install it (Debian: apt install npm), " +
			"or set `clickhouse.address` in config.yaml (or VIGIE_CLICKHOUSE) to a server of your own")
	}
	cache := filepath.Join(work, "npm")
	cmd := exec.CommandContext(ctx, "npm", "pack", "--json", "--ignore-scripts", "--loglevel=error",
		"--cache", cache, "--pack-destination", work, p.name+"@"+Version)
	cmd.Dir = work // a package.json of the caller's folder is none of npm's business
	cmd.WaitDelay = 5 * time.Second
	var said, faults bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &faults
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start npm: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			if err != nil {
				return "", fmt.Errorf("npm pack %s@%s: %w: %s", p.name, Version, err, brief(faults.String()))
			}
			m.end()
			return packedFile(said.Bytes(), work)
		case <-look.C:
			m.set(folderSize(cache))
		}
	}
}

// packedFile reads from npm's answer where it put the file.
func packedFile(said []byte, work string) (string, error) {
	var answers []struct{ Filename string }
	if err := json.Unmarshal(said, &answers); err != nil || len(answers) != 1 {
		return "", fmt.Errorf("npm pack answered %q", brief(string(said)))
	}
	// Some versions of npm name the file with the scope's slash in it.
	return filepath.Join(work, strings.NewReplacer("@", "", "/", "-").Replace(answers[0].Filename)), nil
}

// unpack writes the library out of the packed file to target, and refuses a
// file whose SHA-512 is another than the pinned one. Until then target must
// not be used.
func unpack(ctx context.Context, archive string, p pack, target string, m *meter) error {
	f, err := os.Open(archive)
	if err != nil {
		return fmt.Errorf("open the download: %w", err)
	}
	defer f.Close()
	sum := sha512.New()
	packed := io.TeeReader(f, sum)
	found, err := extract(ctx, packed, target, m)
	if err != nil {
		return fmt.Errorf("unpack %s: %w", filepath.Base(archive), err)
	}
	// What follows the archive's end belongs to the sum too.
	if _, err := io.Copy(io.Discard, packed); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(archive), err)
	}
	if got := base64.StdEncoding.EncodeToString(sum.Sum(nil)); got != p.sha512 {
		return fmt.Errorf("the download of %s@%s is not the pinned one: sha512-%s, want sha512-%s; nothing was installed",
			p.name, Version, got, p.sha512)
	}
	if !found {
		return fmt.Errorf("%s holds no %s", filepath.Base(archive), libraryName())
	}
	m.end()
	return nil
}

// extract writes the library, if the archive holds one.
func extract(ctx context.Context, packed io.Reader, target string, m *meter) (found bool, err error) {
	z, err := gzip.NewReader(packed)
	if err != nil {
		return false, err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return false, err
		}
		if h.Typeflag != tar.TypeReg || filepath.Base(h.Name) != libraryName() {
			continue
		}
		out, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
		if err != nil {
			return false, err
		}
		_, err = io.Copy(io.MultiWriter(out, m), contextReader{ctx, t})
		if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
			return false, err
		}
		found = true
	}
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// folderSize is the sum of the sizes of the files below a folder; what
// vanishes meanwhile does not count.
func folderSize(dir string) int64 {
	var sum int64
	_ = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			sum += info.Size()
		}
		return nil
	})
	return sum
}

// brief is the end of a long message in one line.
func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return s[max(0, len(s)-300):]
}

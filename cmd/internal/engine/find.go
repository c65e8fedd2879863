package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Version is the pinned version of libchdb, which holds ClickHouse 26.7.2.1.
const Version = "26.7.3-stable.1"

// ErrMissing says that no engine was found on this machine.
var ErrMissing = errors.New("the embedded ClickHouse is not installed")

// oldest is the first ClickHouse, as year and number, that a clickhouse on
// PATH may be: the text index left its experimental state there.
var oldest = [2]int{26, 2}

// remedy is what every message about a missing engine ends in.
const remedy = "run `make engine` or `vigie engine install` to fetch it, " +
	"or set `clickhouse.address` in config.yaml (or VIGIE_CLICKHOUSE) to a server of your own"

// Find returns the path of the engine: the one from config.yaml if it is set,
// else libchdb in the cache folder, beside our own program or in the usual
// library folders, else a clickhouse executable on PATH.
func Find(fromConfig string) (string, error) {
	if fromConfig != "" {
		if err := regular(fromConfig); err != nil {
			return "", fmt.Errorf("the engine named in config.yaml: %w; %s", err, remedy)
		}
		return filepath.Abs(fromConfig)
	}
	var looked []string
	for _, dir := range libraryFolders() {
		path := filepath.Join(dir, libraryName())
		if regular(path) == nil {
			return path, nil
		}
		looked = append(looked, dir)
	}
	if path, err := exec.LookPath("clickhouse"); err == nil {
		return filepath.Abs(path)
	}
	return "", fmt.Errorf("%w (no %s in %s, no clickhouse on PATH); %s",
		ErrMissing, libraryName(), strings.Join(looked, ", "), remedy)
}

// CacheFolder is where Install puts the library, one folder a version.
func CacheFolder() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	return filepath.Join(base, "vigie", "chdb", Version), nil
}

func libraryFolders() []string {
	var dirs []string
	if dir, err := CacheFolder(); err == nil {
		dirs = append(dirs, dir)
	}
	if self, err := os.Executable(); err == nil {
		dirs = append(dirs, filepath.Dir(self), filepath.Join(filepath.Dir(self), "..", "lib", "vigie"))
	}
	return append(dirs, "/usr/local/lib/vigie", "/usr/lib/vigie", "/usr/local/lib", "/usr/lib")
}

// libraryName is the same on macOS: the package calls it .so there too.
func libraryName() string { return "libchdb.so" }

// isLibrary tells libchdb from a clickhouse executable, by its name.
func isLibrary(path string) bool {
	base := filepath.Base(path)
	return strings.HasSuffix(base, ".dylib") || strings.HasSuffix(base, ".so") || strings.Contains(base, ".so.")
}

func regular(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() == 0 {
		return fmt.Errorf("%s is not a file with an engine in it", path)
	}
	return nil
}

var versionPattern = regexp.MustCompile(`(\d+)\.(\d+)(?:\.\d+)*`)

// checkProgram refuses a clickhouse executable that is too old; Debian's own
// is of 2018. The library is pinned and needs no check.
func checkProgram(ctx context.Context, path string) error {
	if isLibrary(path) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "local", "--version").Output()
	if err != nil {
		return fmt.Errorf("ask %s for its version: %w; %s", path, err, remedy)
	}
	m := versionPattern.FindStringSubmatch(string(out))
	if m == nil {
		return fmt.Errorf("%s did not tell its version but %q; %s", path, strings.TrimSpace(string(out)), remedy)
	}
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[2])
	if major < oldest[0] || major == oldest[0] && minor < oldest[1] {
		return fmt.Errorf("%s is ClickHouse %s, too old: %d.%d or newer is needed; %s", path, m[0], oldest[0], oldest[1], remedy)
	}
	return nil
}

// platform names this machine as npm packages do.
func platform() string { return runtime.GOOS + "/" + runtime.GOARCH }

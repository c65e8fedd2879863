package engine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bareMachine is one without any engine.
func bareMachine(t *testing.T) (cache string) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, ".cache"))
	t.Setenv("PATH", filepath.Join(home, "bin"))
	cache, err := CacheFolder()
	if err != nil {
		t.Fatal(err)
	}
	return cache
}

func place(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func TestFindOrder(t *testing.T) {
	cache := bareMachine(t)
	onPath := filepath.Join(os.Getenv("PATH"), "clickhouse")
	cached := filepath.Join(cache, "libchdb.so")
	named := filepath.Join(t.TempDir(), "engine.so")
	if _, err := os.Stat("/usr/lib/libchdb.so"); err == nil {
		t.Skip("this machine has a libchdb of its own")
	}
	place(t, onPath, "#!/bin/sh\n", 0o755)
	if got, err := Find(""); got != onPath || err != nil {
		t.Errorf("with clickhouse on PATH: got %q, %v, want %q", got, err, onPath)
	}
	place(t, cached, "x", 0o644)
	if got, err := Find(""); got != cached || err != nil {
		t.Errorf("with a library in the cache: got %q, %v, want %q", got, err, cached)
	}
	place(t, named, "x", 0o644)
	if got, err := Find(named); got != named || err != nil {
		t.Errorf("named in config.yaml: got %q, %v, want %q", got, err, named)
	}
}

func TestMissingEngineNamesTheRemedy(t *testing.T) {
	bareMachine(t)
	if _, err := os.Stat("/usr/lib/libchdb.so"); err == nil {
		t.Skip("this machine has a libchdb of its own")
	}
	_, err := Find("")
	if !errors.Is(err, ErrMissing) {
		t.Fatalf("Find: got %v, want ErrMissing", err)
	}
	_, named := Find("/nowhere/libchdb.so")
	run := New(Options{DataDir: t.TempDir()}).Run(t.Context())
	for _, err := range []error{err, named, run} {
		for _, want := range []string{"make engine", "vigie engine install", "clickhouse.address"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("message %v lacks %q", err, want)
			}
		}
	}
}

func TestCheckProgram(t *testing.T) {
	for version, want := range map[string]string{
		"ClickHouse local version 26.7.2.1 (official build).": "",
		"ClickHouse local version 27.1.1.1.":                  "",
		"ClickHouse local version 26.1.9.1.":                  "too old: 26.2 or newer",
		"ClickHouse client version 18.16.1.":                  "ClickHouse 18.16.1, too old",
		"who knows":                                           "did not tell its version",
	} {
		path := filepath.Join(t.TempDir(), "clickhouse")
		place(t, path, "#!/bin/sh\necho '"+version+"'\n", 0o755)
		err := checkProgram(t.Context(), path)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("checkProgram of %q: got %v, want %q", version, err, want)
		}
	}
}

func TestForeignLibraryIsRefusedWithReasons(t *testing.T) {
	path := filepath.Join(t.TempDir(), "libchdb.so")
	place(t, path, "not a library", 0o644)
	err := New(Options{DataDir: t.TempDir(), Library: path}).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "load the engine") {
		t.Errorf("Run with a file that is no library: got %v, want the path and the act", err)
	}
}

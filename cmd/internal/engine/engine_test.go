package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func readJSON(t *testing.T, path string, to any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func TestEngineAnswers(t *testing.T) {
	dir := t.TempDir()
	began := time.Now()
	var log logBuffer
	e := start(t, Options{DataDir: dir, Log: slog.New(slog.NewTextHandler(&log, nil))})
	t.Logf("first answer after %s", time.Since(began).Round(time.Millisecond))
	conn := connect(t, e.Address.Options())
	if got := count(t, conn, "SELECT toUInt64(1)"); got != 1 {
		t.Errorf("SELECT 1: got %d", got)
	}
	var engine, zone string
	if err := conn.QueryRow(t.Context(), "SELECT engine, timezone() FROM system.databases WHERE name = currentDatabase()").Scan(&engine, &zone); err != nil {
		t.Fatal(err)
	}
	if engine != "Atomic" || zone != "UTC" {
		t.Errorf("current database: got engine %s, zone %s, want Atomic, UTC", engine, zone)
	}
	if got := count(t, conn, "SELECT count() FROM system.tables WHERE database = 'system' AND name LIKE '%\\_log'"); got != 0 {
		t.Errorf("system log tables: got %d, want none: they fill disks", got)
	}
	var limit uint64
	if err := conn.QueryRow(t.Context(), "SELECT toUInt64(value) FROM system.server_settings WHERE name = 'max_server_memory_usage'").Scan(&limit); err != nil {
		t.Fatal(err)
	}
	if limit == 0 || limit > 2<<30 {
		t.Errorf("max_server_memory_usage: got %d, want at most 2 GiB", limit)
	}
	t.Logf("resident at rest: %d MB", residentMB(t, readState(t, dir).Child))

	_ = conn.Close()
	began = time.Now()
	if err := e.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	took := time.Since(began)
	t.Logf("stopped after %s", took.Round(time.Millisecond))
	if took > 6*time.Second {
		t.Errorf("stop took %s: the engine did not leave by itself", took)
	}
	if got := log.String(); strings.Contains(got, "WARN") {
		t.Errorf("log of an ordinary life: got\n%s", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "engine", "state.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("state.json after the stop: got %v, want none", err)
	}
}

// residentMB is the resident memory of a process, on Linux.
func residentMB(t *testing.T, pid int) int64 {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("/proc", itoa(pid), "statm"))
	if err != nil {
		t.Skip("no /proc:", err)
	}
	var total, resident int64
	if _, err := fmt.Sscan(string(b), &total, &resident); err != nil {
		t.Fatal(err)
	}
	return resident * int64(os.Getpagesize()) >> 20
}

func TestStrangersAreRefused(t *testing.T) {
	dir := t.TempDir()
	e := start(t, Options{DataDir: dir})
	vigie := connect(t, e.Address.Options())
	mustExec(t, vigie, "CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n")

	statements := []string{
		"SELECT 1",
		"SELECT * FROM file('/etc/passwd', 'LineAsString')",
		"CREATE TEMPORARY TABLE x (line String) ENGINE = File(LineAsString, '/etc/passwd')",
		"CREATE TABLE x (n UInt8) ENGINE = Memory",
		"CREATE DATABASE x",
		"SELECT * FROM vigie.kept",
		"SYSTEM STOP LISTEN TCP",
	}
	logins := map[string]clickhouse.Auth{
		"default without a password": {Username: "default"},
		"default with a password":    {Username: "default", Password: e.Password},
		"a wrong password":           {Username: e.User, Password: "wrong"},
		"no password":                {Username: e.User},
		"an unknown user":            {Username: "nobody", Password: e.Password},
	}
	for name, auth := range logins {
		for _, s := range statements {
			o := e.Address.Options()
			o.Auth = auth
			err := connect(t, o).Exec(t.Context(), s)
			var refusal *clickhouse.Exception
			if !errors.As(err, &refusal) {
				t.Errorf("%s: %s: got %v, want a refusal by the engine", name, s, err)
			}
		}
	}
	var grants []struct {
		Grant string `ch:"GRANTS"`
	}
	if err := vigie.Select(t.Context(), &grants, "SELECT access_type || ' ' || ifNull(database, '*') || '.' || ifNull(table, '*') AS GRANTS FROM system.grants WHERE user_name = 'default' ORDER BY 1"); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range grants {
		got = append(got, g.Grant)
	}
	if want := "SYSTEM LISTEN *.*"; strings.Join(got, ", ") != want {
		t.Errorf("grants of default: got %q, want %q", strings.Join(got, ", "), want)
	}
	if got := count(t, vigie, "SELECT count() FROM kept"); got != 0 {
		t.Errorf("kept: got %d rows, want 0", got)
	}
}

func TestFilesAreForTheOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	e := start(t, Options{DataDir: dir})
	root := filepath.Join(dir, "engine")
	info, err := os.Stat(root)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o700 {
		t.Errorf("mode of the folder: got %o, want 700", got)
	}
	for _, name := range []string{"config.xml", "users.xml", "password", "state.json", "lock"} {
		info, err := os.Stat(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("mode of %s: got %o, want 600", name, got)
		}
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if name != "password" && strings.Contains(string(b), e.Password) {
			t.Errorf("%s holds the password in clear", name)
		}
	}
	if text := e.Address.String(); strings.Contains(text, e.Password) {
		t.Errorf("String shows the password: %s", text)
	}
}

func TestKilledChildComesBackWithItsRows(t *testing.T) {
	dir := t.TempDir()
	e := start(t, Options{DataDir: dir})
	o := e.Address.Options()
	o.DialContext = e.DialContext
	conn := connect(t, o)
	mustExec(t, conn,
		"CREATE TABLE rows (n UInt64) ENGINE = MergeTree ORDER BY n",
		"INSERT INTO rows SELECT number FROM numbers(200000)")
	before := readState(t, dir)
	if err := syscall.Kill(before.Child, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	eventually(t, "a new child answers", func() bool {
		b, err := os.ReadFile(filepath.Join(dir, "engine", "state.json"))
		var s state
		return err == nil && json.Unmarshal(b, &s) == nil && s.Child != before.Child
	})
	t.Logf("answering again %s after kill -9", time.Since(killed).Round(time.Millisecond))
	// A pooled connection may be found dead once; the pool then dials anew.
	eventually(t, "the old pool works again", func() bool { return conn.Ping(t.Context()) == nil })
	if got := count(t, conn, "SELECT count() FROM rows"); got != 200000 {
		t.Errorf("rows after kill -9: got %d, want 200000", got)
	}
	if after := ready(t, e.Engine); after != e.Address {
		t.Errorf("address after the restart: got %v, want %v", after, e.Address)
	}
}

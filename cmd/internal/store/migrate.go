package store

import (
	"context"
	"embed"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// The files are numbered from 1 without a gap, and hold one idempotent
// statement each: two processes may run them at the same time, and a run that
// was cut off is run again. A released file is never edited: add another.
//
//go:embed migrations/*.sql
var migrations embed.FS

// oldest is the first ClickHouse whose text index is no experiment.
const oldestMajor, oldestMinor = 26, 2

type migration struct {
	version uint32
	name    string
	sql     string
}

// Migrate brings the tables up to what this binary knows, and sets how long
// posts are kept. It refuses a database that a newer Vigie has written.
func (s *Store) Migrate(ctx context.Context) error {
	known, err := readMigrations()
	if err != nil {
		return err
	}
	if err := s.checkServer(); err != nil {
		return err
	}
	done, err := s.schema(ctx)
	if err != nil {
		return err
	}
	if newest := uint32(len(known)); done > newest {
		return fmt.Errorf("database %q has schema %d and this vigie knows schema %d: a newer vigie wrote it; install that version again, or name another database",
			s.options.Database, done, newest)
	}
	for _, m := range known[done:] {
		if err := s.apply(ctx, m); err != nil {
			return fmt.Errorf("migrate database %q to schema %d (%s): %w", s.options.Database, m.version, m.name, err)
		}
		s.log.Info("database migrated", "schema", m.version, "name", m.name)
	}
	return s.retain(ctx)
}

func readMigrations() ([]migration, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	var all []migration
	for i, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".sql")
		number, title, ok := strings.Cut(name, "_")
		version, err := strconv.ParseUint(number, 10, 32)
		if !ok || err != nil || int(version) != i+1 {
			return nil, fmt.Errorf("migration %q: its number should be %04d", entry.Name(), i+1)
		}
		sql, err := migrations.ReadFile(path.Join("migrations", entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read migration %q: %w", entry.Name(), err)
		}
		all = append(all, migration{version: uint32(version), name: title, sql: string(sql)})
	}
	return all, nil
}

func (s *Store) checkServer() error {
	server, err := s.conn.ServerVersion()
	if err != nil {
		return s.fault(err)
	}
	v := server.Version
	if v.Major < oldestMajor || v.Major == oldestMajor && v.Minor < oldestMinor {
		return fmt.Errorf("ClickHouse at %s is version %d.%d: its full-text index is too old for us; install %d.%d or newer",
			strings.Join(s.options.Addr, ", "), v.Major, v.Minor, oldestMajor, oldestMinor)
	}
	return nil
}

// schema returns the number of the latest migration that was run.
func (s *Store) schema(ctx context.Context) (uint32, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	err := s.conn.Exec(ctx, `CREATE TABLE IF NOT EXISTS schema_migrations
		(version UInt32, name String, applied DateTime64(3, 'UTC'))
		ENGINE = ReplacingMergeTree(applied) ORDER BY version`)
	if err != nil {
		return 0, fmt.Errorf("create table schema_migrations in database %q: %w", s.options.Database, s.fault(err))
	}
	var done uint32
	if err := s.conn.QueryRow(ctx, "SELECT max(version) FROM schema_migrations").Scan(&done); err != nil {
		return 0, fmt.Errorf("read table schema_migrations: %w", s.fault(err))
	}
	return done, nil
}

func (s *Store) apply(ctx context.Context, m migration) error {
	// A migration may rewrite much: it has no time limit but its caller's.
	if err := s.conn.Exec(ctx, m.sql); err != nil {
		return s.fault(err)
	}
	return s.fault(s.conn.Exec(ctx,
		"INSERT INTO schema_migrations (version, name, applied) SELECT {version:UInt32}, {name:String}, {at:DateTime64(3)}",
		clickhouse.Named("version", m.version), clickhouse.Named("name", m.name), clickhouse.Named("at", s.now())))
}

// retention is a table that forgets, and the time from which it counts.
type retention struct {
	table, column string
	kept          time.Duration
}

var ttlSeconds = regexp.MustCompile(`TTL toDateTime\(\w+\) \+ toIntervalSecond\((\d+)\)`)

// retain sets the tables' time to live where it is not what was asked for.
func (s *Store) retain(ctx context.Context) error {
	for _, r := range []retention{
		{"posts", "stored", s.options.PostsKept}, {"sightings", "at", s.options.PostsKept}, {"visits", "at", s.options.VisitsKept},
		{"outcomes", "day", s.options.VisitsKept}, {"digests", "hour", digestsFor(s.options.PostsKept)},
	} {
		if err := s.retainTable(ctx, r); err != nil {
			return fmt.Errorf("set how long table %s is kept: %w", r.table, s.fault(err))
		}
	}
	return nil
}

func (s *Store) retainTable(ctx context.Context, r retention) error {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	var definition string
	row := s.conn.QueryRow(ctx, "SELECT create_table_query FROM system.tables WHERE database = {database:String} AND name = {name:String}",
		clickhouse.Named("database", s.options.Database), clickhouse.Named("name", r.table))
	if err := row.Scan(&definition); err != nil {
		return err
	}
	var now int64
	if found := ttlSeconds.FindStringSubmatch(definition); found != nil {
		now, _ = strconv.ParseInt(found[1], 10, 64)
	}
	want := int64(r.kept / time.Second)
	switch {
	case now == want:
		return nil
	case want == 0:
		return s.conn.Exec(ctx, "ALTER TABLE "+r.table+" REMOVE TTL")
	}
	// Tables, columns and this number are ours: DDL takes no bound values.
	sql := fmt.Sprintf("ALTER TABLE %s MODIFY TTL toDateTime(%s) + toIntervalSecond(%d)", r.table, r.column, want)
	return s.conn.Exec(ctx, sql)
}

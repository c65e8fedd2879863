// Package store holds all SQL of Vigie. One Store, over the native protocol of
// ClickHouse, serves what the crawlers, the analyzers and the dashboards ask
// for. It decides nothing: what is new, what matters and who is told is decided
// by those who call it.
package store

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers"
	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

const (
	defaultTimeout = 30 * time.Second
	dialTimeout    = 5 * time.Second
)

// Options say where the database is and how it is kept. Zero fields have
// defaults, but for Addr.
type Options struct {
	Addr     []string // host:port of the native protocol: one server
	Database string   // "vigie"
	User     string   // "default"
	Password string
	TLS      *tls.Config

	// DialContext replaces the dialling of Addr, for an engine whose port may
	// change when it restarts.
	DialContext func(ctx context.Context, addr string) (net.Conn, error)

	// PostsKept is how long posts are kept after they were stored, VisitsKept
	// how long the log of fetches is; 0 keeps them for ever. Migrate applies it.
	PostsKept, VisitsKept time.Duration
	// Timeout bounds every call that does not stream, one batch of an import
	// included; 0 is 30 seconds.
	Timeout time.Duration
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: silence
}

// Entity is what mentions are counted for: the organisation, its competitors.
type Entity struct{ ID, Name string }

// Store is the database. Its methods may be called at the same time.
type Store struct {
	conn    driver.Conn
	options Options
	log     *slog.Logger
	now     func() time.Time

	// posts is held while rows of posts are looked up and then written, so that
	// two writers cannot both find the same post missing.
	posts sync.Mutex
	// signals does the same for signals.
	signals sync.Mutex
	// saying does the same for what is said of them.
	saying  sync.Mutex
	visits  gather[crawlers.Visit]
	adding  gather[post.Post]
	habits  habits
	counted counted
	carried carried
	footed  atomic.Pointer[report.Footing] // the latest that was asked for
	// logged is the number of the latest line of the log of alerts.
	logged atomic.Int64

	mu       sync.RWMutex
	sources  []post.Source
	byID     map[string]post.Source
	entities []Entity
}

// Open connects to ClickHouse and creates the database if it is missing. It
// does not touch the tables: see Migrate.
func Open(ctx context.Context, o Options) (*Store, error) {
	o = withDefaults(o)
	if len(o.Addr) > 1 {
		// The driver would take the first that answers, for each connection anew,
		// and posts would be strewn over servers that do not know of each other.
		return nil, fmt.Errorf("ClickHouse at %s: %d addresses, and the tables are not replicated between servers; name one server, or one balancer before the replicas of a managed service",
			strings.Join(o.Addr, ", "), len(o.Addr))
	}
	if err := createDatabase(ctx, o); err != nil {
		return nil, err
	}
	conn, err := clickhouse.Open(driverOptions(o, o.Database))
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	s := &Store{conn: conn, options: o, log: o.Log, now: o.Now, byID: map[string]post.Source{}, visits: newGather[crawlers.Visit](), adding: newGather[post.Post]()}
	if err := s.Healthy(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return s, nil
}

func withDefaults(o Options) Options {
	if o.Database == "" {
		o.Database = "vigie"
	}
	if o.User == "" {
		o.User = "default"
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func driverOptions(o Options, database string) *clickhouse.Options {
	return &clickhouse.Options{
		Addr:        o.Addr,
		Auth:        clickhouse.Auth{Database: database, Username: o.User, Password: o.Password},
		TLS:         o.TLS,
		DialContext: o.DialContext,
		DialTimeout: dialTimeout,
		// A call waits for an answer no longer than its context allows; the
		// driver's own limit only has to be above that.
		ReadTimeout:     10 * time.Minute,
		MaxOpenConns:    16,
		MaxIdleConns:    8,
		ConnMaxLifetime: time.Hour,
		Compression:     &clickhouse.Compression{Method: clickhouse.CompressionLZ4},
		Settings: clickhouse.Settings{
			// Acknowledged must mean written: batches are made here.
			"async_insert": 0,
			// A feed may date its archive over decades.
			"max_partitions_per_insert_block": 0,
			// A post never moves to another month.
			"do_not_merge_across_partitions_select_final": 1,
			"use_skip_indexes_if_final":                   1,
			"use_skip_indexes_if_final_exact_mode":        1,
		},
		ClientInfo: clickhouse.ClientInfo{Products: []struct{ Name, Version string }{{Name: "vigie", Version: "1"}}},
	}
}

// createDatabase makes the database unless it is there. A user who may not
// create databases needs one that somebody else created.
func createDatabase(ctx context.Context, o Options) error {
	conn, err := clickhouse.Open(driverOptions(o, ""))
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	var there uint64
	row := conn.QueryRow(ctx, "SELECT count() FROM system.databases WHERE name = {name:String}", clickhouse.Named("name", o.Database))
	if err := row.Scan(&there); err != nil {
		return unreachable(o, err)
	}
	if there > 0 {
		return nil
	}
	if err := conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS "+identifier(o.Database)+" ENGINE = Atomic"); err != nil {
		return fmt.Errorf("create database %q as user %q: %w; create it yourself and grant this user ALL on it, or let the user create databases",
			o.Database, o.User, err)
	}
	return nil
}

// identifier quotes a name. Names cannot be bound; this one comes from config.
func identifier(name string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`").Replace(name) + "`"
}

// Close lets go of all connections.
func (s *Store) Close() error { return s.conn.Close() }

// Healthy asks the database for one answer.
func (s *Store) Healthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, min(s.options.Timeout, dialTimeout))
	defer cancel()
	if err := s.conn.Ping(ctx); err != nil {
		return unreachable(s.options, err)
	}
	return nil
}

// SetSources tells what the sources are called and who owns them, in the order
// in which they are shown.
func (s *Store) SetSources(sources []post.Source) {
	byID := make(map[string]post.Source, len(sources))
	for _, source := range sources {
		byID[source.ID] = source
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sources, s.byID = append([]post.Source(nil), sources...), byID
	s.footed.Store(nil)
}

// SetEntities tells for which entities shares are counted, the organisation
// itself first.
func (s *Store) SetEntities(entities []Entity) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entities = append([]Entity(nil), entities...)
}

// Source returns what is known of a source; of one that is no longer watched,
// its ID, which is then its name too.
func (s *Store) Source(id string) post.Source {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if source, ok := s.byID[id]; ok {
		return source
	}
	return post.Source{ID: id, Name: id}
}

// bound gives one call its time.
func (s *Store) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, s.options.Timeout)
}

// query runs a SELECT whose parameters are bound by the server, and hands every
// row to scan.
func (s *Store) query(ctx context.Context, sql string, p params, scan func(driver.Rows) error) error {
	rows, err := s.conn.Query(ctx, sql, p.named()...)
	if err != nil {
		return s.fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return s.fault(rows.Err())
}

// params are the values of a statement's {name:Type} places.
type params map[string]any

func (p params) named() []any {
	args := make([]any, 0, len(p))
	for name, value := range p {
		args = append(args, clickhouse.Named(name, value))
	}
	return args
}

// fault says that the database is away where that is the cause.
func (s *Store) fault(err error) error {
	var network net.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, clickhouse.ErrAcquireConnTimeout), errors.As(err, &network):
		return unreachable(s.options, err)
	}
	return err
}

// errAway is the cause where the database does not answer.
var errAway = errors.New("does not answer")

// unreachable is the error of a database that does not answer, or that does not
// let us in.
func unreachable(o Options, err error) error {
	var exception *clickhouse.Exception
	if errors.As(err, &exception) {
		return fmt.Errorf("ClickHouse at %s refuses user %q: %w; check user and password", strings.Join(o.Addr, ", "), o.User, err)
	}
	return fmt.Errorf("ClickHouse at %s %w: %w; check that it runs and that the address is that of its native protocol",
		strings.Join(o.Addr, ", "), errAway, err)
}

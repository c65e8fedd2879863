package engine

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// Address says how to reach a running engine.
type Address struct {
	Native   string // host:port of the native protocol, for clickhouse-go
	HTTP     string // base address of the HTTP protocol, such as http://127.0.0.1:8123
	User     string
	Password string
	Database string
}

// String names the address without its password.
func (a Address) String() string {
	return fmt.Sprintf("clickhouse://%s@%s/%s", a.User, a.Native, a.Database)
}

// GoString keeps the password out of %#v.
func (a Address) GoString() string { return a.String() }

// LogValue keeps the password out of logs.
func (a Address) LogValue() slog.Value { return slog.StringValue(a.String()) }

// Options are what clickhouse.Open needs to reach the address.
func (a Address) Options() *clickhouse.Options {
	return &clickhouse.Options{
		Addr:        []string{a.Native},
		Auth:        clickhouse.Auth{Database: a.Database, Username: a.User, Password: a.Password},
		Compression: &clickhouse.Compression{Method: clickhouse.CompressionLZ4},
		DialTimeout: 5 * time.Second,
	}
}

// answers tells whether an engine that knows our user answers there within
// the limit.
func (a Address) answers(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return a.exec(ctx, "SELECT 1")
}

// exec runs one statement in a connection of its own, outside any database,
// since the database may not exist yet.
func (a Address) exec(ctx context.Context, statement string) error {
	o := a.Options()
	o.Auth.Database = ""
	o.MaxOpenConns = 1
	conn, err := clickhouse.Open(o)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Exec(ctx, statement)
}

package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/dashboards/report"
)

// LogSent appends to the log of alerts.
func (s *Store) LogSent(ctx context.Context, lines ...report.Sent) error {
	if len(lines) == 0 {
		return nil
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	numbers := make([]int64, len(lines))
	for i := range numbers {
		numbers[i] = s.nextLine()
	}
	err := s.insert(ctx, "alerts", []field{
		{"alert", each(lines, func(l report.Sent) string { return l.Alert })},
		{"signal", each(lines, func(l report.Sent) string { return l.Signal })},
		{"to", each(lines, func(l report.Sent) string { return l.To })},
		{"channel", each(lines, func(l report.Sent) string { return l.Channel })},
		{"subject", each(lines, func(l report.Sent) string { return l.Subject })},
		{"state", each(lines, func(l report.Sent) string { return l.State })},
		{"error", each(lines, func(l report.Sent) string { return l.Error })},
		{"at", each(lines, func(l report.Sent) time.Time { return moment(l.At) })},
		{"line", numbers},
	})
	if err != nil {
		return fmt.Errorf("log %d alerts: %w", len(lines), err)
	}
	return nil
}

// nextLine numbers the lines in the order of writing, over restarts too; two of
// one millisecond must not change places.
func (s *Store) nextLine() int64 {
	for {
		last := s.logged.Load()
		next := max(s.now().UnixMicro(), last+1)
		if s.logged.CompareAndSwap(last, next) {
			return next
		}
	}
}

const sentColumns = "alert, signal, `to`, channel, subject, state, error, at"

func scanSent(rows driver.Rows) (report.Sent, error) {
	var l report.Sent
	err := rows.Scan(&l.Alert, &l.Signal, &l.To, &l.Channel, &l.Subject, &l.State, &l.Error, &l.At)
	l.At = instant(l.At)
	return l, err
}

// LastSent returns the latest line of each of the alerts that has one.
func (s *Store) LastSent(ctx context.Context, alerts []string) (map[string]report.Sent, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	found := map[string]report.Sent{}
	err := s.query(ctx, "SELECT "+sentColumns+" FROM alerts WHERE alert IN {alerts:Array(String)} ORDER BY alert, line DESC LIMIT 1 BY alert",
		params{"alerts": alerts}, func(rows driver.Rows) error {
			l, err := scanSent(rows)
			found[l.Alert] = l
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("log of %d alerts: %w", len(alerts), err)
	}
	return found, nil
}

// Sent returns the latest state of alerts, the latest first.
func (s *Store) Sent(ctx context.Context, limit int) ([]report.Sent, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	var found []report.Sent
	err := s.query(ctx, `SELECT `+sentColumns+` FROM (SELECT * FROM alerts ORDER BY line DESC LIMIT 1 BY alert, "to", channel)
		ORDER BY line DESC LIMIT {limit:UInt32}`, params{"limit": max(limit, 0)}, func(rows driver.Rows) error {
		l, err := scanSent(rows)
		found = append(found, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("log of alerts: %w", err)
	}
	return slices.Clip(found), nil
}

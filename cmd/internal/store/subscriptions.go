package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers/websub"
)

const subscriptionColumns = "source, hub, topic, key, secret, state, lease, asked, told, error, at"

// Subscriptions returns the latest state of each subscription, by source.
func (s *Store) Subscriptions(ctx context.Context) ([]websub.Subscription, error) {
	return s.subscriptions(ctx, "1", nil)
}

func (s *Store) subscriptions(ctx context.Context, where string, p params) ([]websub.Subscription, error) {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	var found []websub.Subscription
	err := s.query(ctx, "SELECT "+subscriptionColumns+" FROM subscriptions FINAL WHERE "+where+" ORDER BY source", p, func(rows driver.Rows) error {
		var x websub.Subscription
		var state string
		err := rows.Scan(&x.Source, &x.Hub, &x.Topic, &x.Key, &x.Secret, &state, &x.Lease, &x.Asked, &x.Told, &x.Error, &x.At)
		x.State = websub.State(state)
		x.Lease, x.Asked, x.Told, x.At = instant(x.Lease), instant(x.Asked), instant(x.Told), instant(x.At)
		found = append(found, x)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("subscriptions: %w", err)
	}
	return found, nil
}

// SaveSubscription keeps the state of a source's subscription in place of the
// one before.
func (s *Store) SaveSubscription(ctx context.Context, x websub.Subscription) error {
	ctx, cancel := s.bound(ctx)
	defer cancel()
	err := s.insert(ctx, "subscriptions", []field{
		{"source", []string{x.Source}}, {"hub", []string{x.Hub}}, {"topic", []string{x.Topic}}, {"key", []string{x.Key}}, {"secret", []string{x.Secret}},
		{"state", []string{string(x.State)}}, {"lease", []time.Time{moment(x.Lease)}}, {"asked", []time.Time{moment(x.Asked)}},
		{"told", []time.Time{moment(x.Told)}}, {"error", []string{x.Error}}, {"at", []time.Time{moment(x.At)}},
	})
	if err != nil {
		return fmt.Errorf("save the subscription of source %q: %w", x.Source, err)
	}
	return nil
}

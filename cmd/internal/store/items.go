package store

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"vigie/crawlers/post"
	"vigie/dashboards/report"
)

const excerptRunes = 300

// items returns posts as lists show them, by id; those that are gone are left
// out.
func (s *Store) items(ctx context.Context, ids []string) (map[string]report.Item, error) {
	found := make(map[string]report.Item, len(ids))
	err := s.query(ctx, `SELECT id, url, title, substringUTF8(text, 1, 400), source, kind, author, author_url, published,
			language, sentiment_label, toFloat64(sentiment), story
		FROM posts PREWHERE `+byID+once, params{"ids": ids}, func(rows driver.Rows) error {
		var item report.Item
		var source, kind string
		err := rows.Scan(&item.ID, &item.URL, &item.Title, &item.Excerpt, &source, &kind, &item.Author, &item.AuthorURL, &item.Published,
			&item.Language, &item.Sentiment, &item.Score, &item.Story)
		item.Excerpt, item.Source, item.Kind = excerpt(item.Excerpt), s.Source(source), post.Kind(kind)
		found[item.ID] = item
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list %d posts: %w", len(ids), err)
	}
	if err := s.countCopies(ctx, ids, found); err != nil {
		return nil, fmt.Errorf("count the copies of %d posts: %w", len(ids), err)
	}
	if err := s.addCarriers(ctx, ids, found); err != nil {
		return nil, fmt.Errorf("look up who carries %d posts: %w", len(ids), err)
	}
	return found, nil
}

func (s *Store) countCopies(ctx context.Context, ids []string, found map[string]report.Item) error {
	return s.query(ctx, `SELECT whose, toInt64(count()) FROM (SELECT argMax(copy_of, version) AS whose FROM posts
		WHERE (published, id) IN (SELECT published, id FROM posts WHERE copy_of IN {ids:Array(String)}) GROUP BY published, id)
		WHERE whose IN {ids:Array(String)} GROUP BY whose`,
		params{"ids": ids}, func(rows driver.Rows) error {
			var id string
			var n int64
			err := rows.Scan(&id, &n)
			item := found[id]
			item.Copies = int(n)
			found[id] = item
			return err
		})
}

func (s *Store) addCarriers(ctx context.Context, ids []string, found map[string]report.Item) error {
	return s.query(ctx, "SELECT post, source FROM sightings WHERE post IN {ids:Array(String)} GROUP BY post, source ORDER BY min(at), source",
		params{"ids": ids}, func(rows driver.Rows) error {
			var id, source string
			err := rows.Scan(&id, &source)
			if item, ok := found[id]; ok && source != item.Source.ID {
				item.Carriers = append(item.Carriers, s.Source(source))
				found[id] = item
			}
			return err
		})
}

// listed returns the items of the ids that a query gives, in its order.
func (s *Store) listed(ctx context.Context, sql string, p params) ([]report.Item, error) {
	var ids []string
	err := s.query(ctx, sql, p, func(rows driver.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	byID, err := s.items(ctx, ids)
	return pick(byID, ids), err
}

// pick returns the items of ids, in their order.
func pick(byID map[string]report.Item, ids []string) []report.Item {
	var list []report.Item
	for _, id := range ids {
		if item, ok := byID[id]; ok && item.ID != "" {
			list = append(list, item)
		}
	}
	return list
}

// excerpt is the beginning of a text as one line of whole words.
func excerpt(s string) string {
	line := strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	runes := []rune(line)
	if len(runes) <= excerptRunes {
		return line
	}
	cut := excerptRunes - 1
	for i := cut; i > excerptRunes*3/4; i-- {
		if unicode.IsSpace(runes[i]) {
			cut = i
			break
		}
	}
	return strings.TrimRightFunc(string(runes[:cut]), unicode.IsSpace) + "…"
}

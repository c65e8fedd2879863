package store

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"vigie/analyzers/annotation"
	"vigie/analyzers/text"
	"vigie/crawlers/post"
)

// row is one version of a post as table posts holds it.
type row struct {
	post.Post
	hash uint64
	held // what does not come from the post itself

	reading    uint16
	entities   []string
	sentiments []float32
	labels     []string
	annotation annotation.Annotation
	body       []byte // annotation as JSON; empty: none
	version    uint64
}

// held is what the table remembers of a post from one version to the next.
type held struct {
	published, stored, fetched time.Time
	source                     string // that carried it first
	toldBy                     string // whose wording is held
	hash                       uint64 // of that wording
	size                       uint32
	version                    uint64
}

// The times that the column types, and people, can make sense of.
var earliest, latest = time.Unix(0, 0).UTC(), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)

// representable tells whether the tables can hold t.
func representable(t time.Time) bool { return t.After(earliest) && t.Before(latest) }

// moment is t as the tables hold it; zero, or absurd, is 1970.
func moment(t time.Time) time.Time {
	if !representable(t) {
		return earliest
	}
	return t.UTC().Truncate(time.Millisecond)
}

// instant undoes moment.
func instant(t time.Time) time.Time {
	if t.Equal(earliest) {
		return time.Time{}
	}
	return t.UTC()
}

// said is the hash of what a post says and where it stands: a change of these
// makes a new version. Times, counters and links around the text do not.
func said(p post.Post) uint64 {
	var d xxhash.Digest
	d.Reset()
	for _, part := range [...]string{p.Title, p.Text, p.Author, p.Thread, p.Parent} {
		d.WriteString(part)
		d.WriteString("\x00")
	}
	return d.Sum64()
}

// full is the text that is searched, and that mentions' offsets refer to.
func full(p post.Post) string {
	if p.Title == "" {
		return p.Text
	}
	return p.Title + "\n" + p.Text
}

// host is the name in an address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// foldedURL is the folded address, where that is more than lower case.
func foldedURL(address string) string {
	if folded := text.Fold(address); folded != strings.ToLower(address) {
		return folded
	}
	return ""
}

func foldAll(list []string) []string {
	folded := make([]string, len(list))
	for i, s := range list {
		folded[i] = text.Fold(s)
	}
	return folded
}

// versionEpoch is where the milliseconds of versions begin.
var versionEpoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

const versionShift = 40 // 34 years of milliseconds

// versionAt puts the revision of the text above the time: a new text wins over
// an annotation of the old one, however late that is written, and by whom.
func versionAt(revision uint64, now time.Time) uint64 {
	return revision<<versionShift | uint64(max(now.UnixMilli()-versionEpoch, 0))
}

func revision(version uint64) uint64 { return version >> versionShift }

// annotate fills in what was read from the post.
func (r *row) annotate(a annotation.Annotation) error {
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("annotation of post %q: %w", r.ID, err)
	}
	r.reading, r.annotation, r.body = annotation.Version, a, body
	r.entities, r.sentiments, r.labels = toward(a.Mentions)
	return nil
}

// toward sums the mentions up: each entity once, the mean of the scores toward
// it, and the label of the mention that feels strongest.
func toward(mentions []annotation.Mention) (entities []string, sentiments []float32, labels []string) {
	at := map[string]int{}
	var counts, strongest []float64
	for _, m := range mentions {
		i, ok := at[m.Entity]
		if !ok {
			i = len(entities)
			at[m.Entity] = i
			entities, labels = append(entities, m.Entity), append(labels, m.Sentiment.Label)
			sentiments, counts, strongest = append(sentiments, 0), append(counts, 0), append(strongest, 0)
		}
		strength := max(m.Sentiment.Score, -m.Sentiment.Score)
		if strength > strongest[i] {
			strongest[i], labels[i] = strength, m.Sentiment.Label
		}
		counts[i]++
		sentiments[i] += float32((m.Sentiment.Score - float64(sentiments[i])) / counts[i])
	}
	return entities, sentiments, labels
}

// field is a column of posts with its values.
type field struct {
	name   string
	values any
}

func values[T any](rows []row, of func(r *row) T) []T {
	out := make([]T, len(rows))
	for i := range rows {
		out[i] = of(&rows[i])
	}
	return out
}

// fields lays rows out in columns, which is how the protocol sends them.
func fields(rows []row) []field {
	said := []field{
		{"id", values(rows, func(r *row) string { return r.ID })},
		{"url", values(rows, func(r *row) string { return r.URL })},
		{"url_folded", values(rows, func(r *row) string { return foldedURL(r.URL) })},
		{"site", values(rows, func(r *row) string { return text.Fold(host(r.URL)) })},
		{"source", values(rows, func(r *row) string { return r.source })},
		{"source_folded", values(rows, func(r *row) string { return text.Fold(r.source) })},
		{"told_by", values(rows, func(r *row) string { return r.toldBy })},
		{"kind", values(rows, func(r *row) string { return string(r.Kind) })},
		{"author", values(rows, func(r *row) string { return r.Author })},
		{"author_folded", values(rows, func(r *row) string { return text.Index(r.Author) })},
		{"author_url", values(rows, func(r *row) string { return r.AuthorURL })},
		{"published", values(rows, func(r *row) time.Time { return r.published })},
		{"dated", values(rows, func(r *row) bool { return r.Dated })},
		{"updated", values(rows, func(r *row) time.Time { return moment(r.Updated) })},
		{"fetched", values(rows, func(r *row) time.Time { return r.fetched })},
		{"stored", values(rows, func(r *row) time.Time { return r.stored })},
		{"title", values(rows, func(r *row) string { return r.Title })},
		{"text", values(rows, func(r *row) string { return r.Text })},
		{"folded", values(rows, func(r *row) string { return searched(r.Post) })},
		{"thread", values(rows, func(r *row) string { return r.Thread })},
		{"parent", values(rows, func(r *row) string { return r.Parent })},
		{"declared_language", values(rows, func(r *row) string { return r.Language })},
		{"links", values(rows, func(r *row) []string { return r.Links })},
		{"hash", values(rows, func(r *row) uint64 { return r.hash })},
		{"size", values(rows, func(r *row) uint32 { return size(r.Post) })},
		{"version", values(rows, func(r *row) uint64 { return r.version })},
	}
	return append(said, readFields(rows)...)
}

// readFields are the columns of the annotation.
func readFields(rows []row) []field {
	return []field{
		{"reading", values(rows, func(r *row) uint16 { return r.reading })},
		{"language", values(rows, func(r *row) string { return r.annotation.Language })},
		{"language_score", values(rows, func(r *row) float32 { return float32(r.annotation.LanguageScore) })},
		{"sentiment", values(rows, func(r *row) float32 { return float32(r.annotation.Sentiment.Score) })},
		{"sentiment_label", values(rows, func(r *row) string { return r.annotation.Sentiment.Label })},
		{"stance", values(rows, func(r *row) string { return r.annotation.Stance })},
		{"doubt", values(rows, func(r *row) float32 { return float32(r.annotation.Doubt) })},
		{"story", values(rows, func(r *row) string { return r.annotation.Story })},
		{"copy_of", values(rows, func(r *row) string { return deref(r.annotation.CopyOf) })},
		{"terms", values(rows, func(r *row) []string { return r.annotation.Terms })},
		{"entities", values(rows, func(r *row) []string { return r.entities })},
		{"entities_folded", values(rows, func(r *row) []string { return foldAll(r.entities) })},
		{"entity_sentiments", values(rows, func(r *row) []float32 { return r.sentiments })},
		{"entity_labels", values(rows, func(r *row) []string { return r.labels })},
		{"rumor_score", values(rows, func(r *row) float32 { return float32(r.annotation.Rumor.Score) })},
		{"ambassador_score", values(rows, func(r *row) float32 { return float32(r.annotation.Ambassador.Score) })},
		{"attitude", values(rows, func(r *row) string { return r.annotation.Ambassador.Attitude })},
		{"annotation", values(rows, func(r *row) string { return string(r.body) })},
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func size(p post.Post) uint32 { return uint32(len(p.Title) + len(p.Text)) }

// insertRows writes rows into posts as one batch.
func (s *Store) insertRows(ctx context.Context, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	return s.insert(ctx, "posts", fields(rows))
}

// insert writes columns into a table as one batch.
func (s *Store) insert(ctx context.Context, table string, columns []field) error {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = identifier(c.name)
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+")")
	if err != nil {
		return s.fault(err)
	}
	defer batch.Close()
	for i, c := range columns {
		if err := batch.Column(i).Append(c.values); err != nil {
			return fmt.Errorf("column %s of %s: %w", c.name, table, err)
		}
	}
	return s.fault(batch.Send())
}

-- Who carried a post, and when it was first seen there.
CREATE TABLE IF NOT EXISTS sightings
(
    post   String CODEC(ZSTD(1)),
    source LowCardinality(String),
    at     SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (post, source)

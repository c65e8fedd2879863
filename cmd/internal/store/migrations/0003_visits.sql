-- The log of fetches. The latest row of an address is its state; all rows are
-- the health of a source, and the ledger of what a figure stood on.
CREATE TABLE IF NOT EXISTS visits
(
    source        LowCardinality(String),
    url           String CODEC(ZSTD(1)),
    at            DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    took_ms       UInt32,
    status        UInt16,
    outcome       LowCardinality(String),
    items         UInt32,
    new           UInt32,
    bytes         UInt64,
    etag          String CODEC(ZSTD(1)),
    last_modified String CODEC(ZSTD(1)),
    entry         String CODEC(ZSTD(1)),
    error         String CODEC(ZSTD(1)),
    next          DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (source, url, at)

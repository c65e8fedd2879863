-- What the detectors raised: the latest state of each, under one id for life.
CREATE TABLE IF NOT EXISTS signals
(
    id        String,
    kind      LowCardinality(String),
    level     LowCardinality(String),
    entity    LowCardinality(String),
    story     String,
    raised_at DateTime64(3, 'UTC'),
    first_at  DateTime64(3, 'UTC'),
    last_at   DateTime64(3, 'UTC'),
    score     Float64,
    posts     Array(String) CODEC(ZSTD(1)),
    answers   Array(String) CODEC(ZSTD(1)), -- posts that an ambassador post answers
    body      String CODEC(ZSTD(1)), -- the whole signal, JSON
    version   UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id

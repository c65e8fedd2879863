-- What people wrote down, a line each, never changed: versions of facts, the logs
-- of crises, objections. What holds is worked out from all lines of a subject.
CREATE TABLE IF NOT EXISTS journal
(
    subject LowCardinality(String), -- fact, crisis, opposition
    id      String, -- of the fact, the crisis; of an opposition its line
    at      DateTime64(3, 'UTC'),
    author  String,
    action  LowCardinality(String),
    value   String,
    note    String,
    body    String CODEC(ZSTD(1)), -- of a fact the whole version, JSON
    line    Int64 -- the order in which it was written
)
ENGINE = MergeTree
ORDER BY (subject, line)

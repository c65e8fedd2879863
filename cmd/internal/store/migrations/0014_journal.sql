-- What people wrote down, a line each, never changed: versions of facts, the logs
-- of crises, objections. What holds is worked out from all lines of a subject.
-- Of an objection that was withdrawn the line stays, emptied.
CREATE TABLE IF NOT EXISTS journal
(
    subject LowCardinality(String), -- fact, crisis, opposition
    id      String, -- of the fact, the crisis; of an opposition the line
    at      DateTime64(3, 'UTC'),
    author  String,
    action  LowCardinality(String),
    value   String, -- of an opposition who objects
    note    String,
    body    String CODEC(ZSTD(1)), -- of a fact the whole of it, JSON; of an opposition the source
    line    Int64 -- the order in which it was written
)
ENGINE = MergeTree
ORDER BY (subject, line)

-- The log of alerts: a line before each try, a line after it.
CREATE TABLE IF NOT EXISTS alerts
(
    alert   String,
    signal  String,
    to      String,
    channel LowCardinality(String),
    subject String,
    state   LowCardinality(String), -- sending, sent, failed
    error   String,
    at      DateTime64(3, 'UTC'),
    line    Int64 -- the order in which it was written
)
ENGINE = MergeTree
ORDER BY (alert, line)

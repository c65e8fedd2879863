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
    at      DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY (signal, at)

-- What is delivered to us by WebSub hubs: the latest state of each subscription.
CREATE TABLE IF NOT EXISTS subscriptions
(
    source  String,
    hub     String,
    topic   String,
    key     String, -- the unguessable end of the callback's address
    secret  String CODEC(ZSTD(1)), -- what the hub signs with
    state   LowCardinality(String), -- asked, active, denied, failed
    lease   DateTime64(3, 'UTC'), -- until when
    asked   DateTime64(3, 'UTC'),
    told    DateTime64(3, 'UTC'), -- when something last came
    error   String,
    at      DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY source

-- What came of each source's visits, a row a day (UTC) and source: what pages ask
-- for at every look, over days, of ten thousand sources. Hours are bits: bit h is
-- the hour that begins at h. Only visits that close a run are counted; they alone
-- of the good ones have a next time. Made anew as a whole where it was cut off.
CREATE OR REPLACE TABLE outcomes
(
    day      Date,
    source   LowCardinality(String),
    url      String CODEC(ZSTD(1)),
    answered SimpleAggregateFunction(groupBitOr, UInt32), -- hours with a visit that it answered
    failed   SimpleAggregateFunction(groupBitOr, UInt32), -- hours with one that it did not
    posts    SimpleAggregateFunction(sumMap, Map(UInt8, UInt64)), -- new, by the hour
    good_at  SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    fresh_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    latest   SimpleAggregateFunction(max, Tuple(at DateTime64(3, 'UTC'), outcome String, fault String, status UInt16, error String, next DateTime64(3, 'UTC'), wait_s UInt32, entry String,
        took_ms UInt32, items UInt32, new UInt32, bytes UInt64, etag String, last_modified String)) CODEC(ZSTD(1)) -- the visit
)
ENGINE = AggregatingMergeTree
ORDER BY (day, source, url)
AS SELECT
    toDate(at) AS day, source, url,
    groupBitOr(if(outcome IN ('ok', 'unchanged', 'empty') AND fault != 'layout', bitShiftLeft(toUInt32(1), toHour(at)), 0)) AS answered,
    groupBitOr(if(outcome IN ('ok', 'unchanged', 'empty') AND fault != 'layout', 0, bitShiftLeft(toUInt32(1), toHour(at)))) AS failed,
    mapFilter((h, n) -> n > 0, sumMap(map(toHour(at), toUInt64(new)))) AS posts,
    max(if(outcome IN ('ok', 'unchanged', 'empty') AND fault != 'layout', at, toDateTime64(0, 3, 'UTC'))) AS good_at,
    max(if(new > 0, at, toDateTime64(0, 3, 'UTC'))) AS fresh_at,
    max((at, toString(outcome), toString(fault), status, error, next, wait_s, entry, took_ms, items, new, bytes, etag, last_modified)) AS latest
FROM visits WHERE next > toDateTime64(0, 3, 'UTC')
GROUP BY day, source, url

-- Keeps table outcomes as 0009 made it, with every visit that is logged.
CREATE MATERIALIZED VIEW IF NOT EXISTS outcomes_of_visits TO outcomes
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

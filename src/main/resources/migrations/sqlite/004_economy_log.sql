-- Economic indicators get a log of their own, with the number after the last partition's. What was stored of them until now
-- is copied there once. The old copies, one in every partition's log, remain: a partition's seq has no gaps.
INSERT INTO metadata (partition, seq, type, subject, time, arrival, late, side, first, second)
    SELECT (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'partitions'),
           ROW_NUMBER() OVER (ORDER BY arrival, place, subject, time, first),
           'economic_indicator', subject, time, arrival,
           CASE WHEN time < MAX(time) OVER (PARTITION BY subject ORDER BY arrival, place, time, first
                                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 1 ELSE 0 END,
           NULL, first, second
    FROM (SELECT subject, time, first, MIN(second) AS second, MIN(arrival) AS arrival,
                 COALESCE(MIN(CASE WHEN partition = 0 THEN seq END), MIN(seq)) AS place
          FROM metadata WHERE type = 'economic_indicator' GROUP BY subject, time, first) AS once;

DROP VIEW economic_indicator;
CREATE VIEW economic_indicator AS
    SELECT strftime('%Y-%m-%dT%H:%M:%fZ', time / 1e6, 'unixepoch') AS at, subject AS name, first AS value FROM metadata
    WHERE type = 'economic_indicator' AND partition = (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'partitions');

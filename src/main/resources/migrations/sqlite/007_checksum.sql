-- CRC-32C of a row's other columns, by the program (RowChecksum). Rows of before have none.
ALTER TABLE candle ADD COLUMN crc INTEGER;
ALTER TABLE journal ADD COLUMN crc INTEGER;
ALTER TABLE metadata ADD COLUMN crc INTEGER;
ALTER TABLE decision ADD COLUMN crc INTEGER;
ALTER TABLE bar ADD COLUMN crc INTEGER;
ALTER TABLE symbol ADD COLUMN crc INTEGER;
ALTER TABLE signal ADD COLUMN crc INTEGER;
ALTER TABLE signal_score ADD COLUMN crc INTEGER;
-- Of an outbox row what never changes.
ALTER TABLE outbox ADD COLUMN crc INTEGER;
-- "tick", by which an SQLite file of another program is told from this one.
PRAGMA application_id = 1953063787;

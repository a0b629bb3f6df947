-- CRC-32C of a row's other columns, by the program (RowChecksum). Rows of before have none.
ALTER TABLE history_candle ADD COLUMN crc INTEGER;
-- When its last candles came: what has waited too long is given up, and has the generation -1 from then on.
ALTER TABLE history_load ADD COLUMN touched_at BIGINT NOT NULL DEFAULT 0;
-- The symbol's state by the generation alone, for a replay of a log whose beginning has been removed.
ALTER TABLE history_load ADD COLUMN made BLOB;
UPDATE history_load SET touched_at = begun_at;

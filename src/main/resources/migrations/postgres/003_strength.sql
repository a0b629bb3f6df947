-- The number was never a probability: it says how far past its threshold the decisive value was.
DROP VIEW signals;
ALTER TABLE signal RENAME COLUMN confidence TO strength;
CREATE VIEW signals AS
    SELECT readable(closed_at) AS closed, symbol, timeframe, strategy, side, price, strength, id FROM signal;

-- Outcomes count from the open of the bar after the signal's now. What was counted from the signal's own close goes, and the
-- aggregate stage reads the log again from its beginning.
DELETE FROM signal_score;
DELETE FROM snapshot WHERE stage = 'aggregate';
DELETE FROM cursor WHERE stage = 'aggregate';

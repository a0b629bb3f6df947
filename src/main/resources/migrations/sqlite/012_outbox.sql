-- Rows are leased by channel.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (channel, next_attempt_at) WHERE state = 'pending';
-- The signal as it was when it was raised; the message is worded when it is sent. NULL in rows of before, which have texts.
ALTER TABLE outbox ADD COLUMN signal_json TEXT;

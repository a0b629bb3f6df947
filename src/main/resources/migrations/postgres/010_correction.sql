-- A candle that comes again is compared with what corrections have made of it.
CREATE INDEX decision_subject ON decision (subject, time);

-- The indicators' state after a bar, every 512 bars or so: values of the bars after it are computed from there.
CREATE TABLE checkpoint (
    symbol    TEXT   NOT NULL,
    timeframe TEXT   NOT NULL,
    time      BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    bars      BIGINT NOT NULL,
    body      BLOB NOT NULL,
    PRIMARY KEY (symbol, timeframe, time)
);

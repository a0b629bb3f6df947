-- Times are microseconds since the epoch (UTC); the views at the end show them readable.
-- Keys sort by their bytes, as in SQLite: lists and pages must not depend on the server's language.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE partition_owner (
    stage     TEXT COLLATE "C" NOT NULL,
    partition INTEGER NOT NULL,
    epoch     BIGINT  NOT NULL,
    node      TEXT    NOT NULL,
    PRIMARY KEY (stage, partition)
);

CREATE TABLE symbol (
    symbol    TEXT COLLATE "C" PRIMARY KEY,
    partition INTEGER NOT NULL,
    name      TEXT,
    sector    TEXT
);

CREATE TABLE candle (
    partition INTEGER NOT NULL,
    time      BIGINT  NOT NULL,
    symbol    TEXT COLLATE "C" NOT NULL,
    seq       BIGINT  NOT NULL,
    arrival   BIGINT  NOT NULL,
    late      INTEGER NOT NULL,
    open      DOUBLE PRECISION NOT NULL,
    high      DOUBLE PRECISION NOT NULL,
    low       DOUBLE PRECISION NOT NULL,
    close     DOUBLE PRECISION NOT NULL,
    volume    DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (partition, time, symbol)
);

-- Replay reads a partition's tail by seq.
CREATE UNIQUE INDEX candle_seq ON candle (partition, seq);

-- What first and second mean depends on the type; the views below name them.
CREATE TABLE metadata (
    partition INTEGER NOT NULL,
    seq       BIGINT  NOT NULL,
    type      TEXT COLLATE "C" NOT NULL,
    subject   TEXT COLLATE "C" NOT NULL,
    time      BIGINT  NOT NULL,
    arrival   BIGINT  NOT NULL,
    late      INTEGER NOT NULL,
    side      TEXT,
    first     DOUBLE PRECISION NOT NULL,
    second    DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (partition, seq)
);

CREATE INDEX metadata_subject ON metadata (subject, type, time);
CREATE INDEX metadata_time ON metadata (time);

CREATE TABLE bar (
    symbol    TEXT COLLATE "C" NOT NULL,
    timeframe TEXT COLLATE "C" NOT NULL,
    time      BIGINT NOT NULL,
    open      DOUBLE PRECISION NOT NULL,
    high      DOUBLE PRECISION NOT NULL,
    low       DOUBLE PRECISION NOT NULL,
    close     DOUBLE PRECISION NOT NULL,
    volume    DOUBLE PRECISION NOT NULL,
    candles   INTEGER NOT NULL,
    PRIMARY KEY (symbol, timeframe, time)
);

CREATE TABLE snapshot (
    stage     TEXT COLLATE "C" NOT NULL,
    partition INTEGER NOT NULL,
    seq       BIGINT  NOT NULL,
    body      BYTEA   NOT NULL,
    PRIMARY KEY (stage, partition, seq)
);

CREATE TABLE cursor (
    stage     TEXT COLLATE "C" NOT NULL,
    partition INTEGER NOT NULL,
    seq       BIGINT  NOT NULL,
    PRIMARY KEY (stage, partition)
);

-- Ids begin with the time, so that rows and their index entries go to the end.
CREATE TABLE signal (
    id           TEXT COLLATE "C" PRIMARY KEY,
    partition    INTEGER NOT NULL,
    seq          BIGINT  NOT NULL,
    symbol       TEXT COLLATE "C" NOT NULL,
    timeframe    TEXT    NOT NULL,
    strategy     TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    side         TEXT    NOT NULL,
    bar_time     BIGINT  NOT NULL,
    closed_at    BIGINT  NOT NULL,
    generated_at BIGINT  NOT NULL,
    price        DOUBLE PRECISION NOT NULL,
    confidence   DOUBLE PRECISION NOT NULL,
    explain      TEXT    NOT NULL,
    inputs       TEXT    NOT NULL
);

CREATE INDEX signal_newest ON signal (closed_at, id);
CREATE INDEX signal_symbol ON signal (symbol, closed_at, id);

CREATE TABLE signal_score (
    signal_id      TEXT COLLATE "C" NOT NULL,
    horizon_bars   INTEGER NOT NULL,
    symbol         TEXT    NOT NULL,
    side           TEXT    NOT NULL,
    forward_return DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (signal_id, horizon_bars)
);

CREATE TABLE outbox (
    id              TEXT COLLATE "C" PRIMARY KEY,
    signal_id       TEXT COLLATE "C" NOT NULL,
    symbol          TEXT    NOT NULL,
    side            TEXT    NOT NULL,
    channel         TEXT    NOT NULL,
    recipient       TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    attempts        INTEGER NOT NULL,
    created_at      BIGINT  NOT NULL,
    next_attempt_at BIGINT  NOT NULL,
    settled_at      BIGINT  NOT NULL,
    reason          TEXT,
    leased_by       TEXT,
    lease_until     BIGINT  NOT NULL
);

CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state = 'pending';
CREATE INDEX outbox_newest ON outbox (created_at, id);

CREATE FUNCTION readable(micros BIGINT) RETURNS TEXT LANGUAGE SQL STABLE AS $$
    SELECT to_char(to_timestamp(micros / 1e6) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE VIEW candles AS
    SELECT readable(time) AS at, symbol, open, high, low, close, volume, late, partition, seq
    FROM candle;
CREATE VIEW order_book AS
    SELECT readable(time) AS at, subject AS symbol, side, first AS price, second AS quantity FROM metadata WHERE type = 'order_book';
CREATE VIEW news_sentiment AS
    SELECT readable(time) AS at, subject AS symbol, first AS score, second AS magnitude FROM metadata WHERE type = 'news_sentiment';
CREATE VIEW market_data AS
    SELECT readable(time) AS at, subject AS symbol, first AS market_cap, second AS pe_ratio FROM metadata WHERE type = 'market_data';
-- An economic indicator stands in every partition's log; one copy is enough to look at.
CREATE VIEW economic_indicator AS
    SELECT readable(time) AS at, subject AS name, first AS value FROM metadata WHERE type = 'economic_indicator' AND partition = 0;
CREATE VIEW signals AS
    SELECT readable(closed_at) AS closed, symbol, timeframe, strategy, side, price, confidence, id FROM signal;

-- The past of symbols, loaded late. It stands beside the log; the entry new_generation of the log says from when it counts.
CREATE TABLE history_load (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    symbol     TEXT    NOT NULL,
    partition  INTEGER NOT NULL,
    begun_at   BIGINT  NOT NULL,
    -- The entry by which it became part of the symbol's past; 0 while it waits.
    generation BIGINT  NOT NULL,
    candles    INTEGER NOT NULL,
    signals    INTEGER NOT NULL
);

CREATE INDEX history_load_symbol ON history_load (symbol, generation);

CREATE TABLE history_candle (
    symbol TEXT    NOT NULL,
    time   BIGINT  NOT NULL,
    load   BIGINT  NOT NULL,
    open   DOUBLE PRECISION NOT NULL,
    high   DOUBLE PRECISION NOT NULL,
    low    DOUBLE PRECISION NOT NULL,
    close  DOUBLE PRECISION NOT NULL,
    volume DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (symbol, time, load)
) WITHOUT ROWID;

-- The bars of a generation; what closes later is in bar.
CREATE TABLE history_bar (
    load      BIGINT  NOT NULL,
    timeframe TEXT    NOT NULL,
    time      BIGINT  NOT NULL,
    open      DOUBLE PRECISION NOT NULL,
    high      DOUBLE PRECISION NOT NULL,
    low       DOUBLE PRECISION NOT NULL,
    close     DOUBLE PRECISION NOT NULL,
    volume    DOUBLE PRECISION NOT NULL,
    candles   INTEGER NOT NULL,
    crc       INTEGER,
    PRIMARY KEY (load, timeframe, time)
) WITHOUT ROWID;

-- history: raised by loaded bars, no news for anybody. superseded: of a generation that another one has replaced; kept
-- because somebody may have been told of it.
ALTER TABLE signal ADD COLUMN history INTEGER NOT NULL DEFAULT 0;
ALTER TABLE signal ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
CREATE INDEX signal_of_symbol ON signal (symbol) WHERE superseded = 0;
CREATE INDEX signal_score_symbol ON signal_score (symbol);

-- How far back a log reaches. Entries up to log_base.seq have been removed or are about to be; the indicator stage's snapshot
-- of that seq is kept, so that a replay of what is left begins with it. log_mark holds snapshots that may be the next base, each
-- with the time at which all up to its entry had arrived.
CREATE TABLE log_base (
    partition INTEGER PRIMARY KEY,
    seq       BIGINT NOT NULL,
    time      BIGINT NOT NULL
);

CREATE TABLE log_mark (
    partition INTEGER NOT NULL,
    seq       BIGINT  NOT NULL,
    time      BIGINT  NOT NULL,
    PRIMARY KEY (partition, seq)
);

-- The latest time among the removed entries of a subject and kind ('candle' or a type of metadata): an event that is not later
-- may be one of them.
CREATE TABLE log_removed (
    partition INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    time      BIGINT  NOT NULL,
    PRIMARY KEY (partition, kind, subject)
);

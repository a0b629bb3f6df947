-- Entries of a partition's log that its owner made by itself, such as closing a bar when its time is over.
CREATE TABLE decision (
    partition INTEGER NOT NULL,
    seq       BIGINT  NOT NULL,
    kind      TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    time      BIGINT  NOT NULL,
    arrival   BIGINT  NOT NULL,
    body      TEXT    NOT NULL,
    PRIMARY KEY (partition, seq)
) WITHOUT ROWID;

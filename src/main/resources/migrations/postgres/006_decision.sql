-- Entries of a partition's log that its owner made by itself, such as closing a bar when its time is over.
CREATE TABLE decision (
    partition INTEGER NOT NULL,
    seq       BIGINT  NOT NULL,
    kind      TEXT COLLATE "C" NOT NULL,
    subject   TEXT COLLATE "C" NOT NULL,
    time      BIGINT  NOT NULL,
    arrival   BIGINT  NOT NULL,
    body      TEXT    NOT NULL,
    PRIMARY KEY (partition, seq)
);

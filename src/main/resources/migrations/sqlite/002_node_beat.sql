-- Signs of life of the nodes that share this file: a node that others can't reach but that still writes is not dead.
CREATE TABLE node_beat (
    node TEXT PRIMARY KEY,
    beat BIGINT NOT NULL
) WITHOUT ROWID;

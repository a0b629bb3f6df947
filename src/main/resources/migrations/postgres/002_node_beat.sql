-- Signs of life of the nodes that share this database: a node that others can't reach but that still writes is not dead.
CREATE TABLE node_beat (
    node TEXT COLLATE "C" PRIMARY KEY,
    beat BIGINT NOT NULL
);

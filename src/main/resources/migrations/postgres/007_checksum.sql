-- Nothing: PostgreSQL checks its pages by itself, where it was set up with data checksums.
SELECT 1;

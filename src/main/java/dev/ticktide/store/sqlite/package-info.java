/** The store in one SQLite file: one writer thread with group commit, a few readers, WAL with an fsync on every commit. */
@NullMarked
package dev.ticktide.store.sqlite;

import org.jspecify.annotations.NullMarked;

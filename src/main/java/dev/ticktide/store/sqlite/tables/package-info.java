/**
 * The SQL of each table: static methods that read or write rows on the thread of their connection and throw what JDBC
 * throws. Those that write are part of the writer's transaction, which other writes share; none of them commits. A row
 * with a wrong checksum makes a read fail as damaged.
 */
@NullMarked
package dev.ticktide.store.sqlite.tables;

import org.jspecify.annotations.NullMarked;

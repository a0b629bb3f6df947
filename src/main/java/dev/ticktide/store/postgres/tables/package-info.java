/**
 * The SQL of each table: static methods whose futures complete on the event loop of their connection and fail as the
 * database client does. Those that write are part of the writer's transaction, which other writes share; none of them
 * commits but {@link dev.ticktide.store.postgres.tables.PostgresProgress#claim}.
 */
@NullMarked
package dev.ticktide.store.postgres.tables;

import org.jspecify.annotations.NullMarked;

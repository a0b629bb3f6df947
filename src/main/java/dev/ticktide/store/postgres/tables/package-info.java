/** The SQL of each table: static methods whose futures complete on the event loop of their connection. */
@NullMarked
package dev.ticktide.store.postgres.tables;

import org.jspecify.annotations.NullMarked;

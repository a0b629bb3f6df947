/** The SQL of each table: static methods that read or write rows on the thread of their connection and throw what JDBC throws. */
@NullMarked
package dev.ticktide.store.sqlite.tables;

import org.jspecify.annotations.NullMarked;

/** Connections to PostgreSQL: address, encryption, which server is the primary, what its errors mean. */
@NullMarked
package dev.ticktide.store.postgres.connection;

import org.jspecify.annotations.NullMarked;

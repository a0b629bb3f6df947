/** The store in a PostgreSQL server, for JVMs on several hosts: one writing connection with group commit, a pool for reads. */
@NullMarked
package dev.ticktide.store.postgres;

import org.jspecify.annotations.NullMarked;

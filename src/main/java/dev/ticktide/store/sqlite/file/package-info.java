/** The database file: who may open it and how, its schema, whether it is still there, backups. */
@NullMarked
package dev.ticktide.store.sqlite.file;

import org.jspecify.annotations.NullMarked;

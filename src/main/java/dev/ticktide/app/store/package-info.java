/** The stored data as the process needs them: opening and waiting, the database's clock, backup, restore, examination. */
@NullMarked
package dev.ticktide.app.store;

import org.jspecify.annotations.NullMarked;

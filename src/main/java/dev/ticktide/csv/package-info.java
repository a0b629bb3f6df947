/** Reads candles from CSV files as people have them: which columns, which times, which lines are bad. Plain Java, one thread. */
@NullMarked
package dev.ticktide.csv;

import org.jspecify.annotations.NullMarked;

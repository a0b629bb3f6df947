/**
 * Reads candles from CSV files of any common form: detects columns and time formats, and reports bad lines. Plain Java,
 * one thread.
 */
@NullMarked
package dev.ticktide.csv;

import org.jspecify.annotations.NullMarked;

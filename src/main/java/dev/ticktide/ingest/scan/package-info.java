/** The fields of events and what their values may be; reads plain candles from the bytes without a JSON library. */
@NullMarked
package dev.ticktide.ingest.scan;

import org.jspecify.annotations.NullMarked;

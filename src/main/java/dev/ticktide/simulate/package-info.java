/**
 * A simulated market, reproducible from its seed: candles and metadata with known regimes, posted to {@code /ingest}
 * like any client's.
 *
 * <p>In: a seed and the time. Out: HTTP requests to the ingest stage. Keeps per symbol: price, regime and how long it
 * lasts. Order: per symbol by time; one request at a time.
 */
@NullMarked
package dev.ticktide.simulate;

import org.jspecify.annotations.NullMarked;

package dev.ticktide.simulate;

import java.time.Duration;
import java.util.List;

/**
 * How to simulate.
 *
 * @param symbols empty: the twenty defaults
 * @param rate candles per second and symbol, above 0
 * @param metadataRate pieces of metadata per second
 * @param backfill how much history an empty store is given
 * @param batch events per request while back-filling
 */
public record SimulateSettings(
        long seed, List<String> symbols, double rate, double metadataRate, Duration backfill, int batch) {

    /** Where a node takes data and answers requests. */
    public record Endpoints(String ingestHost, int ingestPort, String webHost, int webPort) {}

    public SimulateSettings {
        if (!(rate > 0) || rate > 1_000 || metadataRate < 0 || metadataRate > 1_000) {
            throw new IllegalArgumentException("rate must be above 0 and at most 1000, metadata_rate 0 to 1000, was "
                    + rate + " and " + metadataRate);
        }
        if (batch < 1 || backfill.isNegative()) {
            throw new IllegalArgumentException("batch must be at least 1 and backfill not negative");
        }
    }

    List<Listing> listings() {
        return symbols.isEmpty()
                ? Listing.DEFAULTS
                : symbols.stream().map(Listing::of).toList();
    }
}

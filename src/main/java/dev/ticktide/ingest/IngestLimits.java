package dev.ticktide.ingest;

import dev.ticktide.settings.Defaults;
import java.time.Duration;

/**
 * How much one request may hold.
 *
 * @param maxFuture how far past the arrival a timestamp may lie
 */
public record IngestLimits(int maxBodyBytes, int maxEvents, Duration maxFuture) {

    public static final IngestLimits DEFAULTS = of(Defaults.of(IngestConfig.class));

    static IngestLimits of(IngestConfig config) {
        return new IngestLimits(config.maxBody(), config.maxEvents(), config.maxFuture());
    }

    public IngestLimits {
        if (maxBodyBytes < 1 || maxEvents < 1 || maxFuture.isNegative()) {
            throw new IllegalArgumentException("ingest limits must be positive, were " + maxBodyBytes + " bytes, "
                    + maxEvents + " events, " + maxFuture);
        }
    }
}

package dev.ticktide.ingest;

import java.time.Duration;

/**
 * How much one request may hold.
 *
 * @param maxFuture how far past the arrival a timestamp may lie
 */
public record IngestLimits(int maxBodyBytes, int maxEvents, Duration maxFuture) {

    public static final IngestLimits DEFAULTS = new IngestLimits(8 * 1024 * 1024, 10_000, Duration.ofSeconds(60));

    public IngestLimits {
        if (maxBodyBytes < 1 || maxEvents < 1 || maxFuture.isNegative()) {
            throw new IllegalArgumentException("ingest limits must be positive, were " + maxBodyBytes + " bytes, "
                    + maxEvents + " events, " + maxFuture);
        }
    }
}

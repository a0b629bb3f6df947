package dev.ticktide.ingest.parse;

import java.time.Duration;

/**
 * How much one request may hold.
 *
 * @param maxFuture how far past the arrival a timestamp may lie
 */
public record IngestLimits(int maxBodyBytes, int maxEvents, Duration maxFuture) {

    public IngestLimits {
        if (maxBodyBytes < 1 || maxEvents < 1 || maxFuture.isNegative()) {
            throw new IllegalArgumentException("ingest limits must be positive, were " + maxBodyBytes + " bytes, "
                    + maxEvents + " events, " + maxFuture);
        }
    }
}

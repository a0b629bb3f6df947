package dev.ticktide.ingest.parse;

import java.time.Duration;

/**
 * How much one request may hold.
 *
 * @param maxBodyBytes of the body, at least 1
 * @param maxEvents at least 1
 * @param maxFuture how far past the arrival a timestamp may lie
 */
public record IngestLimits(int maxBodyBytes, int maxEvents, Duration maxFuture) {

    /** @throws IllegalArgumentException if a number is below 1 or the duration is negative */
    public IngestLimits {
        if (maxBodyBytes < 1 || maxEvents < 1 || maxFuture.isNegative()) {
            throw new IllegalArgumentException("ingest limits must be positive, were " + maxBodyBytes + " bytes, "
                    + maxEvents + " events, " + maxFuture);
        }
    }
}

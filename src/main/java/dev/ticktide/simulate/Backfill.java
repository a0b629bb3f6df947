package dev.ticktide.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The times of past candles: coarse long ago, fine lately, so that every timeframe is warm with few candles. Stateless.
 */
public final class Backfill {

    private static final List<Tier> TIERS = List.of(
            new Tier(Duration.ofHours(2), Duration.ofMinutes(1)),
            new Tier(Duration.ofMinutes(10), Duration.ofSeconds(10)),
            new Tier(Duration.ZERO, Duration.ofSeconds(1)));

    private Backfill() {}

    /** Older than {@code age}: one candle per {@code step}. */
    private record Tier(Duration age, Duration step) {}

    /** A candle's end and length, epoch microseconds. */
    public record Slot(long time, long step) {}

    /** The slots after {@code from} and before {@code now}, strictly rising, each aligned to its own length. */
    public static List<Slot> slots(long from, long now) {
        List<Slot> slots = new ArrayList<>();
        long at = from;
        for (Tier tier : TIERS) {
            long step = micros(tier.step);
            long end = now - micros(tier.age);
            long next = Math.floorDiv(at, step) * step + step;
            for (long time = next; time < end; time += step) {
                slots.add(new Slot(time, step));
                at = time;
            }
        }
        return slots;
    }

    private static long micros(Duration duration) {
        return duration.toMillis() * 1_000;
    }
}

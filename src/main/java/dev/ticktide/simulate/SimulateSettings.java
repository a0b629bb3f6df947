package dev.ticktide.simulate;

import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;
import java.time.Duration;
import java.util.List;

/** The section {@code simulate} of the settings: the simulated market. */
public record SimulateSettings(
        @Setting(meaning = "The seed of the random numbers: the same seed makes the same market.", standard = "42")
        @Within(min = Long.MIN_VALUE, max = Long.MAX_VALUE)
        long seed,

        @Setting(meaning = "The symbols that are simulated; empty: twenty built-in ones.", standard = "[]")
        List<String> symbols,

        @Setting(
                meaning = "How many candles each symbol gets; above 0.",
                unit = "candles per second and symbol",
                standard = "1")
        @Within(min = 0, max = 1_000)
        double rate,

        @Setting(meaning = "How much metadata there is.", unit = "pieces per second", standard = "4")
        @Within(min = 0, max = 1_000)
        double metadataRate,

        @Setting(meaning = "How much history an empty store is filled with.", standard = "3d")
        @Within(min = 0, max = 365 * Within.DAY)
        Duration backfill,

        @Setting(
                meaning = "How many events a request holds while history is filled in.",
                unit = "events",
                standard = "1000")
        @Within(min = 1, max = 1_000_000)
        int batch) {

    /** Where a node takes data and answers requests. */
    public record Endpoints(String ingestHost, int ingestPort, String webHost, int webPort) {}

    public SimulateSettings {
        if (rate <= 0) {
            throw new IllegalArgumentException("rate must be above 0, was " + rate);
        }
    }

    List<Listing> listings() {
        return symbols.isEmpty()
                ? Listing.DEFAULTS
                : symbols.stream().map(Listing::of).toList();
    }
}

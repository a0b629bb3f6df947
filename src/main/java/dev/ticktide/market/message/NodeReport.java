package dev.ticktide.market.message;

import dev.ticktide.market.log.Filling;
import java.util.List;

/**
 * The status that a node publishes at intervals and whenever it changes.
 *
 * @param startedAt epoch milliseconds
 * @param moves counts the changes of state and holdings, so that others see that something changed
 * @param events stored since its start
 * @param eventsPerSecond over the last reports
 * @param queued events waiting for the disk
 * @param behind bars that the stages after the indicators have not taken yet
 * @param fencedWrites writes refused because another node had claimed the partition meanwhile
 * @param holdings the partitions that it owns
 * @param arrivals the last times that partitions came to it
 * @param fillings the loads of history that are under way
 */
public record NodeReport(
        String node,
        State state,
        long startedAt,
        long moves,
        long events,
        double eventsPerSecond,
        int queued,
        int behind,
        long fencedWrites,
        List<Holding> holdings,
        List<Arrival> arrivals,
        List<Filling> fillings) {

    /** Whether a node accepts work. */
    public enum State {
        /** It accepts nothing yet. */
        JOINING,
        /** It accepts work. */
        SERVING,
        /** The database does not answer. */
        WITHOUT_STORE,
        /** It accepts nothing more and hands its partitions over. */
        DRAINING
    }

    /** A partition that the node owns, and since which epoch. */
    public record Holding(String stage, int partition, long epoch) {}

    /**
     * Partitions that the node took over.
     *
     * @param at epoch milliseconds, when they were served
     * @param millis from when the node saw that they should be its own
     * @param kind {@code claimed}, {@code handed_over} or {@code taken_over}
     */
    public record Arrival(long at, String stage, int partitions, long millis, String kind) {}
}

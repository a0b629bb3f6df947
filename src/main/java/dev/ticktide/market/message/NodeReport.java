package dev.ticktide.market.message;

import dev.ticktide.market.log.Filling;
import java.util.List;

/**
 * What a node says of itself, now and then and whenever it changes.
 *
 * @param startedAt epoch milliseconds
 * @param moves counts the changes of state and holdings, so that others see that something changed
 * @param events stored since its start
 * @param eventsPerSecond over the last reports
 * @param queued events waiting for the disk
 * @param behind bars that the stages after the indicators have not taken yet
 * @param fencedWrites writes refused because the partition was another node's by then
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

    /** Whether a node takes on work. */
    public enum State {
        /** Not yet. */
        JOINING,
        SERVING,
        /** The database does not answer. */
        WITHOUT_STORE,
        /** No more. */
        DRAINING
    }

    /** A partition it holds. */
    public record Holding(String stage, int partition, long epoch) {}

    /**
     * Partitions that came to it.
     *
     * @param at epoch milliseconds, when they were served
     * @param millis from when the node saw that they should be its own
     */
    public record Arrival(long at, String stage, int partitions, long millis, String kind) {}
}

package dev.ticktide.ingest;

import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.log.Partitions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Splits a batch by owner: every event goes to the owner of its log, and each owner gets its events in order of time. */
public final class EventRouter {

    private final int partitions;
    private final IntFunction<@Nullable String> ownerOf;

    /** @param ownerOf the node that owns a log, {@code null} while there is none */
    public EventRouter(int partitions, IntFunction<@Nullable String> ownerOf) {
        this.partitions = partitions;
        this.ownerOf = ownerOf;
    }

    /** One shipment per node; none at all if a log that is needed has no owner. */
    List<Shipment> route(List<MarketEvent> events, long arrival) {
        return route(events, arrival, Intake.LIVE);
    }

    /** The same, taken as {@code intake} says. */
    List<Shipment> route(List<MarketEvent> events, long arrival, Intake intake) {
        if (events.size() == 1) {
            return routeOne(events, arrival, intake);
        }
        List<Integer> order = inOrderOfTime(events);
        List<MarketEvent> ordered =
                order == null ? events : order.stream().map(events::get).toList();
        List<Integer> positions =
                order == null ? IntStream.range(0, events.size()).boxed().toList() : order;
        return split(ordered, positions, arrival, intake);
    }

    /**
     * The places of a batch's events in order of time, {@code null} if that is how they were sent. What arrives at once is not
     * late because the sender lists the newest first. Events of one time stay as they were.
     */
    private static @Nullable List<Integer> inOrderOfTime(List<MarketEvent> events) {
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).time() < events.get(i - 1).time()) {
                return IntStream.range(0, events.size())
                        .boxed()
                        .sorted(Comparator.comparingLong(
                                (Integer place) -> events.get(place).time()))
                        .toList();
            }
        }
        return null;
    }

    /** Where the events of a shipment go now, after its node said that it is not their owner. */
    List<Shipment> routeAgain(Shipment shipment) {
        AppendRequest request = shipment.request();
        return split(request.events(), shipment.positions(), request.arrival(), request.intake());
    }

    private List<Shipment> routeOne(List<MarketEvent> events, long arrival, Intake intake) {
        int log = Partitions.of(events.get(0), partitions);
        String owner = ownerOf.apply(log);
        if (owner == null) {
            return List.of();
        }
        return List.of(new Shipment(owner, new AppendRequest(arrival, events, List.of(log), intake), List.of(0)));
    }

    private List<Shipment> split(List<MarketEvent> events, List<Integer> positions, long arrival, Intake intake) {
        @Nullable Part[] partOf = new @Nullable Part[Partitions.economy(partitions) + 1];
        Map<String, Part> parts = new LinkedHashMap<>();
        for (int i = 0; i < events.size(); i++) {
            MarketEvent event = events.get(i);
            int log = Partitions.of(event, partitions);
            Part part = partOf[log];
            if (part == null) {
                String owner = ownerOf.apply(log);
                if (owner == null) {
                    return List.of();
                }
                part = parts.computeIfAbsent(owner, node -> new Part());
                partOf[log] = part;
            }
            part.add(event, log, positions.get(i));
        }
        List<Shipment> shipments = new ArrayList<>(parts.size());
        parts.forEach((node, part) -> shipments.add(part.shipment(node, arrival, intake)));
        return shipments;
    }

    /** The events of one node. */
    private static final class Part {
        private final List<MarketEvent> events = new ArrayList<>();
        private final List<Integer> logs = new ArrayList<>();
        private final List<Integer> positions = new ArrayList<>();

        void add(MarketEvent event, int log, int position) {
            events.add(event);
            logs.add(log);
            positions.add(position);
        }

        Shipment shipment(String node, long arrival, Intake intake) {
            return new Shipment(node, new AppendRequest(arrival, events, logs, intake), positions);
        }
    }
}

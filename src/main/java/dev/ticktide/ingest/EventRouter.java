package dev.ticktide.ingest;

import dev.ticktide.market.AppendRequest;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.StableHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits a batch by owner. An event with a symbol goes to its partition's owner, an economic indicator to every node, for all
 * the partitions that the node owns.
 */
public final class EventRouter {

    private final int partitions;
    private final IntFunction<@Nullable String> ownerOf;
    private final List<Integer> everyPartition;

    /** @param ownerOf the node that owns a partition, {@code null} while there is none */
    public EventRouter(int partitions, IntFunction<@Nullable String> ownerOf) {
        this.partitions = partitions;
        this.ownerOf = ownerOf;
        everyPartition = IntStream.range(0, partitions).boxed().toList();
    }

    /** One shipment or two per node; none at all if a partition that is needed has no owner. */
    List<Shipment> route(List<MarketEvent> events, long arrival) {
        if (events.size() == 1 && !(events.get(0) instanceof EconomicIndicator)) {
            return routeOne(events, arrival);
        }
        List<Integer> positions = IntStream.range(0, events.size()).boxed().toList();
        return new Split(arrival, everyPartition, true).of(events, positions);
    }

    /** Where the events of a shipment go now, after its node said that it is not their owner. */
    List<Shipment> routeAgain(Shipment shipment) {
        AppendRequest request = shipment.request();
        return new Split(request.arrival(), request.economicPartitions(), shipment.counted())
                .of(request.events(), shipment.positions());
    }

    private List<Shipment> routeOne(List<MarketEvent> events, long arrival) {
        int partition = StableHash.partition(events.get(0).subject(), partitions);
        String owner = ownerOf.apply(partition);
        if (owner == null) {
            return List.of();
        }
        AppendRequest request = new AppendRequest(arrival, events, List.of(partition), List.of());
        return List.of(new Shipment(owner, request, List.of(0), true));
    }

    /** The work of one split. */
    private final class Split {

        private final long arrival;
        private final List<Integer> economicPartitions;
        private final boolean counted;
        private final @Nullable Load[] loadOf = new @Nullable Load[partitions];
        private final Map<String, Load> loads = new LinkedHashMap<>();
        private boolean ownerless;

        Split(long arrival, List<Integer> economicPartitions, boolean counted) {
            this.arrival = arrival;
            this.economicPartitions = economicPartitions;
            this.counted = counted;
        }

        List<Shipment> of(List<MarketEvent> events, List<Integer> positions) {
            boolean economic = false;
            for (MarketEvent event : events) {
                economic |= event instanceof EconomicIndicator;
            }
            if (economic) {
                for (int partition : economicPartitions) {
                    Load load = load(partition);
                    if (load != null) {
                        load.economicPartitions.add(partition);
                    }
                }
            }
            for (int i = 0; i < events.size(); i++) {
                add(events.get(i), positions.get(i));
            }
            return ownerless ? List.of() : shipments();
        }

        private void add(MarketEvent event, int position) {
            if (event instanceof EconomicIndicator) {
                boolean first = true;
                for (Load load : loads.values()) {
                    if (!load.economicPartitions.isEmpty()) {
                        Part part = first && counted ? load.own : load.uncounted;
                        part.add(event, AppendRequest.EVERY_PARTITION, position);
                        first = false;
                    }
                }
                return;
            }
            int partition = StableHash.partition(event.subject(), partitions);
            Load load = load(partition);
            if (load != null) {
                load.own.add(event, partition, position);
            }
        }

        private @Nullable Load load(int partition) {
            Load known = loadOf[partition];
            if (known != null) {
                return known;
            }
            String owner = ownerOf.apply(partition);
            if (owner == null) {
                ownerless = true;
                return null;
            }
            Load load = loads.computeIfAbsent(owner, node -> new Load());
            loadOf[partition] = load;
            return load;
        }

        private List<Shipment> shipments() {
            List<Shipment> shipments = new ArrayList<>();
            loads.forEach((node, load) -> {
                if (!load.own.events.isEmpty()) {
                    shipments.add(load.own.shipment(node, arrival, load.economicPartitions, true));
                }
                if (!load.uncounted.events.isEmpty()) {
                    shipments.add(load.uncounted.shipment(node, arrival, load.economicPartitions, false));
                }
            });
            return shipments;
        }
    }

    /**
     * What goes to one node. A reply tells sums only, so what must not be counted travels apart; that concerns batches that
     * mix economic indicators with others in a cluster, and there only.
     */
    private static final class Load {
        private final Part own = new Part();
        private final Part uncounted = new Part();
        private final List<Integer> economicPartitions = new ArrayList<>();
    }

    private static final class Part {
        private final List<MarketEvent> events = new ArrayList<>();
        private final List<Integer> partitions = new ArrayList<>();
        private final List<Integer> positions = new ArrayList<>();

        void add(MarketEvent event, int partition, int position) {
            events.add(event);
            partitions.add(partition);
            positions.add(position);
        }

        Shipment shipment(String node, long arrival, List<Integer> economicPartitions, boolean counted) {
            return new Shipment(
                    node, new AppendRequest(arrival, events, partitions, economicPartitions), positions, counted);
        }
    }
}

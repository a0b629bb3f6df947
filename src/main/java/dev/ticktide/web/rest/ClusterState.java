package dev.ticktide.web.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.Stage;
import dev.ticktide.market.log.Filling;
import dev.ticktide.market.log.Partitions;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The nodes and the owners of partitions: nodes as they report themselves, owners as the database has them. Times are epoch milliseconds. */
public final class ClusterState {

    private final Membership membership;
    private final Function<String, @Nullable NodeReport> reports;
    private final Store store;
    private final LongSupplier nowMicros;
    private final Context context;

    public ClusterState(
            Membership membership,
            Function<String, @Nullable NodeReport> reports,
            Store store,
            LongSupplier nowMicros,
            Context context) {
        this.membership = membership;
        this.reports = reports;
        this.store = store;
        this.nowMicros = nowMicros;
        this.context = context;
    }

    /** The answer of {@code /cluster}. */
    public record View(
            String self,
            long now,
            int partitions,
            List<NodeView> nodes,
            Map<String, List<OwnerView>> owners,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            OwnerView economyLog,

            List<TakeoverView> takeovers) {}

    /** A node; of one that has not reported yet only what its membership says. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NodeView(
            String node,
            String host,
            long pid,
            String version,
            @JsonInclude @Nullable Integer ingestPort,
            @JsonInclude @Nullable Integer webPort,
            List<Role> roles,
            NodeReport.State state,
            @JsonUnwrapped @Nullable Figures figures) {}

    /** What a node reports of itself. */
    record Figures(
            long startedAt,
            long events,
            double eventsPerSecond,
            int queued,
            int behind,
            long fencedWrites,
            List<FillingView> filling,
            Map<String, Integer> partitions) {}

    /** The owner of a partition; {@code node} is {@code null} where it was given back. */
    record OwnerView(int partition, long epoch, @Nullable String node) {}

    record TakeoverView(long at, String node, String stage, String kind, int partitions, long durationMs) {}

    /** A node in short; without figures if it has not reported yet. */
    record MemberView(
            String node,
            NodeReport.State state,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double eventsPerSecond) {}

    /** A load of history under way; {@code symbol} is {@code null} if it is of many. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FillingView(
            @Nullable String node,
            String what,
            long done,
            long all,
            int percent,
            @Nullable String symbol) {

        static FillingView of(@Nullable String node, Filling filling) {
            return new FillingView(
                    node, filling.what(), filling.done(), filling.all(), filling.percent(), filling.symbol());
        }
    }

    public Future<View> read() {
        Map<Stage, Future<Map<Integer, Store.Owner>>> owners = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            owners.put(stage, Future.fromCompletionStage(store.owners(stage.label()), context));
        }
        return Future.all(List.copyOf(owners.values())).map(all -> {
            Map<String, List<OwnerView>> stages = new LinkedHashMap<>();
            owners.forEach((stage, found) -> stages.put(stage.label(), owners(found.result())));
            int economy = Partitions.economy(store.partitions());
            Store.Owner owner =
                    Objects.requireNonNull(owners.get(Stage.INDICATOR)).result().get(economy);
            return new View(
                    membership.self(),
                    nowMicros.getAsLong() / 1_000,
                    store.partitions(),
                    nodes(),
                    stages,
                    owner == null ? null : owner(economy, owner),
                    takeovers());
        });
    }

    private List<NodeView> nodes() {
        return sorted().stream()
                .map(member -> node(member, reports.apply(member.node())))
                .toList();
    }

    private List<TakeoverView> takeovers() {
        List<TakeoverView> all = new ArrayList<>();
        for (Member member : sorted()) {
            NodeReport report = reports.apply(member.node());
            if (report != null) {
                report.arrivals().forEach(arrival -> all.add(takeover(member.node(), arrival)));
            }
        }
        return all;
    }

    private List<Member> sorted() {
        return membership.members().stream()
                .sorted(Comparator.comparing(Member::node))
                .toList();
    }

    /** The nodes in short, for every status, the oldest first and those that have not reported last. */
    public List<MemberView> members() {
        List<NodeReport> reported = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Member member : membership.members()) {
            NodeReport report = reports.apply(member.node());
            if (report == null) {
                silent.add(member.node());
            } else {
                reported.add(report);
            }
        }
        reported.sort(Comparator.comparingLong(NodeReport::startedAt).thenComparing(NodeReport::node));
        silent.sort(null);
        List<MemberView> nodes = new ArrayList<>();
        reported.forEach(report -> nodes.add(new MemberView(report.node(), report.state(), report.eventsPerSecond())));
        silent.forEach(name -> nodes.add(new MemberView(name, NodeReport.State.JOINING, null)));
        return nodes;
    }

    /** The loads of history under way, with their nodes. */
    public List<FillingView> fillings() {
        List<FillingView> rows = new ArrayList<>();
        for (Member member : membership.members()) {
            NodeReport report = reports.apply(member.node());
            if (report != null) {
                report.fillings().forEach(filling -> rows.add(FillingView.of(member.node(), filling)));
            }
        }
        return rows;
    }

    private NodeView node(Member member, @Nullable NodeReport report) {
        return new NodeView(
                member.node(),
                member.host(),
                member.pid(),
                member.version(),
                port(member.ingestPort()),
                port(member.webPort()),
                member.roles().stream().sorted().toList(),
                report == null ? NodeReport.State.JOINING : report.state(),
                report == null ? null : figures(report));
    }

    private Figures figures(NodeReport report) {
        Map<String, Integer> held = new TreeMap<>();
        for (NodeReport.Holding holding : report.holdings()) {
            if (holding.partition() < store.partitions()) {
                held.merge(holding.stage(), 1, Integer::sum);
            }
        }
        return new Figures(
                report.startedAt(),
                report.events(),
                report.eventsPerSecond(),
                report.queued(),
                report.behind(),
                report.fencedWrites(),
                report.fillings().stream()
                        .map(filling -> FillingView.of(null, filling))
                        .toList(),
                held);
    }

    private static @Nullable Integer port(int port) {
        return port == Member.NO_PORT ? null : (Integer) port;
    }

    private List<OwnerView> owners(Map<Integer, Store.Owner> owners) {
        return new TreeMap<>(owners)
                .headMap(store.partitions()).entrySet().stream()
                        .map(each -> owner(each.getKey(), each.getValue()))
                        .toList();
    }

    private static OwnerView owner(int partition, Store.Owner owner) {
        return new OwnerView(partition, owner.epoch(), owner.node().equals(Store.Owner.NOBODY) ? null : owner.node());
    }

    private static TakeoverView takeover(String node, NodeReport.Arrival arrival) {
        return new TakeoverView(
                arrival.at(), node, arrival.stage(), arrival.kind(), arrival.partitions(), arrival.millis());
    }
}

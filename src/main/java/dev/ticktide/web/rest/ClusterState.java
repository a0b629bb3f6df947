package dev.ticktide.web.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.Stage;
import dev.ticktide.market.Filling;
import dev.ticktide.market.NodeReport;
import dev.ticktide.market.Partitions;
import dev.ticktide.store.Store;
import dev.ticktide.web.board.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    public Future<ObjectNode> read() {
        List<Future<Map<Integer, Store.Owner>>> owners = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            owners.add(Future.fromCompletionStage(store.owners(stage.label()), context));
        }
        return Future.all(owners).map(all -> {
            ObjectNode node = Json.object();
            node.put("self", membership.self());
            node.put("now", nowMicros.getAsLong() / 1_000);
            node.put("partitions", store.partitions());
            ArrayNode nodes = node.putArray("nodes");
            ArrayNode takeovers = Json.array();
            List<Member> members = new ArrayList<>(membership.members());
            members.sort(Comparator.comparing(Member::node));
            for (Member member : members) {
                NodeReport report = reports.apply(member.node());
                nodes.add(node(member, report));
                if (report != null) {
                    report.arrivals().forEach(arrival -> takeovers.add(arrival(member.node(), arrival)));
                }
            }
            ObjectNode stages = node.putObject("owners");
            for (Stage stage : Stage.values()) {
                stages.set(stage.label(), owners(owners.get(stage.ordinal()).result(), store.partitions()));
            }
            int economy = Partitions.economy(store.partitions());
            Store.Owner owner = owners.get(Stage.INDICATOR.ordinal()).result().get(economy);
            if (owner != null) {
                node.set("economyLog", owner(economy, owner));
            }
            node.set("takeovers", takeovers);
            return node;
        });
    }

    /** The nodes in short, for every status: {@code [{node, state, eventsPerSecond}]}, the oldest first. */
    public ArrayNode members() {
        ArrayNode nodes = Json.array();
        List<NodeReport> told = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Member member : membership.members()) {
            NodeReport report = reports.apply(member.node());
            if (report == null) {
                silent.add(member.node());
            } else {
                told.add(report);
            }
        }
        told.sort(Comparator.comparingLong(NodeReport::startedAt).thenComparing(NodeReport::node));
        for (NodeReport report : told) {
            ObjectNode node = nodes.addObject();
            node.put("node", report.node());
            node.put("state", state(report));
            node.put("eventsPerSecond", report.eventsPerSecond());
        }
        silent.sort(null);
        silent.forEach(name -> nodes.addObject().put("node", name).put("state", state(null)));
        return nodes;
    }

    /** The loads of history under way: {@code [{node, what, done, all, percent, symbol}]}. */
    public ArrayNode fillings() {
        ArrayNode rows = Json.array();
        for (Member member : membership.members()) {
            NodeReport report = reports.apply(member.node());
            if (report == null) {
                continue;
            }
            for (Filling filling : report.fillings()) {
                rows.addObject().put("node", member.node()).setAll(filling(filling));
            }
        }
        return rows;
    }

    private static ObjectNode filling(Filling filling) {
        ObjectNode row = Json.object();
        row.put("what", filling.what());
        row.put("done", filling.done());
        row.put("all", filling.all());
        row.put("percent", filling.percent());
        if (filling.symbol() != null) {
            row.put("symbol", filling.symbol());
        }
        return row;
    }

    private static String state(@Nullable NodeReport report) {
        return (report == null ? NodeReport.State.JOINING : report.state())
                .name()
                .toLowerCase(Locale.ROOT);
    }

    private ObjectNode node(Member member, @Nullable NodeReport report) {
        ObjectNode node = Json.object();
        node.put("node", member.node());
        node.put("host", member.host());
        node.put("pid", member.pid());
        node.put("version", member.version());
        port(node, "ingestPort", member.ingestPort());
        port(node, "webPort", member.webPort());
        ArrayNode roles = node.putArray("roles");
        member.roles().stream().sorted().map(Role::label).forEach(roles::add);
        node.put("state", state(report));
        if (report != null) {
            node.put("startedAt", report.startedAt());
            node.put("events", report.events());
            node.put("eventsPerSecond", report.eventsPerSecond());
            node.put("queued", report.queued());
            node.put("behind", report.behind());
            node.put("fencedWrites", report.fencedWrites());
            ArrayNode fillings = node.putArray("filling");
            report.fillings().forEach(filling -> fillings.add(filling(filling)));
            Map<String, Integer> held = new TreeMap<>();
            for (NodeReport.Holding holding : report.holdings()) {
                if (holding.partition() < store.partitions()) {
                    held.merge(holding.stage(), 1, Integer::sum);
                }
            }
            ObjectNode counts = node.putObject("partitions");
            held.forEach(counts::put);
        }
        return node;
    }

    private static void port(ObjectNode node, String name, int port) {
        if (port == Member.NO_PORT) {
            node.putNull(name);
        } else {
            node.put(name, port);
        }
    }

    private static ArrayNode owners(Map<Integer, Store.Owner> owners, int partitions) {
        ArrayNode rows = Json.array();
        new TreeMap<>(owners).headMap(partitions).forEach((partition, owner) -> rows.add(owner(partition, owner)));
        return rows;
    }

    private static ObjectNode owner(int partition, Store.Owner owner) {
        ObjectNode row = Json.object();
        row.put("partition", partition);
        row.put("epoch", owner.epoch());
        if (owner.node().equals(Store.Owner.NOBODY)) {
            row.putNull("node");
        } else {
            row.put("node", owner.node());
        }
        return row;
    }

    private static ObjectNode arrival(String node, NodeReport.Arrival arrival) {
        ObjectNode row = Json.object();
        row.put("at", arrival.at());
        row.put("node", node);
        row.put("stage", arrival.stage());
        row.put("kind", arrival.kind());
        row.put("partitions", arrival.partitions());
        row.put("durationMs", arrival.millis());
        return row;
    }
}

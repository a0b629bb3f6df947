package dev.ticktide.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.cluster.Membership;
import dev.ticktide.market.message.HistoryLoaded;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.feed.Bridge;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.feed.WebMetrics;
import dev.ticktide.web.rest.ClusterState;
import dev.ticktide.web.view.Views;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The message that shows every page once a second how this node and its data are. Times in epoch microseconds. Confined to one context. */
final class StatusMessage {

    /** Of the symbols that are ahead of the clock. */
    private static final int MAX_NAMED_AHEAD = 5;

    private static final int MAX_LOADED = 5;

    private final WebSettings settings;
    private final Membership membership;
    private final Board board;
    private final WebMetrics metrics;
    private final long startedAt;
    /** The last loads of history, newest first. */
    private final Deque<ObjectNode> loaded = new ArrayDeque<>();

    private long eventsBefore;

    StatusMessage(WebSettings settings, Membership membership, Board board, WebMetrics metrics, long startedAt) {
        this.settings = settings;
        this.membership = membership;
        this.board = board;
        this.metrics = metrics;
        this.startedAt = startedAt;
    }

    void historyLoaded(HistoryLoaded history, long now) {
        ObjectNode row = Json.object()
                .put("symbol", history.symbol())
                .put("candles", history.candles())
                .put("signals", history.signals());
        Json.time(row, "at", now);
        loaded.addFirst(row);
        while (loaded.size() > MAX_LOADED) {
            loaded.removeLast();
        }
    }

    /** Counts the events since the last call, so that it is to be called once a second. */
    ObjectNode next(Feed feed, Bridge bridge, ClusterState cluster, long now) {
        ObjectNode node = Json.object();
        node.put("uptimeMs", (now - startedAt) / 1_000);
        node.put("events", board.events());
        node.put("eventsPerSecond", board.events() - eventsBefore);
        eventsBefore = board.events();
        data(node, now);
        node.put("clients", bridge.clients());
        node.put("nodes", membership.members().size());
        node.set("members", Views.tree(cluster.members()));
        node.set("filling", Views.tree(cluster.fillings()));
        node.putArray("loaded").addAll(loaded);
        Readiness readiness = settings.readiness().get();
        node.put("ready", readiness.ready());
        node.put("waiting", readiness.ready() ? null : readiness.detail());
        node.put("damage", readiness.damage());
        node.put("version", settings.version());
        node.set("seqs", feed.seqs());
        node.put("conflation", feed.conflation());
        latencies(node);
        return node;
    }

    private void data(ObjectNode node, long now) {
        List<String> ahead = board.ahead(now);
        Json.optionalTime(node, "dataTime", board.newestTime());
        Json.optionalTime(node, "dataArrived", board.newestArrival());
        Json.age(node, "dataAgeMs", board.newestArrival(), now);
        node.put("ahead", ahead.size());
        ArrayNode some = node.putArray("aheadSymbols");
        ahead.stream().limit(MAX_NAMED_AHEAD).forEach(some::add);
    }

    private void latencies(ObjectNode node) {
        ObjectNode latency = node.putObject("latency");
        metrics.latencies().forEach((stage, taken) -> {
            if (taken.count() > 0) {
                latency.putObject(stage).put("p50", taken.p50()).put("p99", taken.p99());
            }
        });
    }
}

package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.market.signal.SignalScore;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.board.Market;
import dev.ticktide.web.view.FactView;
import dev.ticktide.web.view.NotificationView;
import dev.ticktide.web.view.ScoreView;
import dev.ticktide.web.view.SignalView;
import dev.ticktide.web.view.StockView;
import dev.ticktide.web.view.Views;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Turns what happens into the messages of the live feed. Of board rows and open bars only the newest goes out per tick;
 * closed bars, signals, scores and notifications all do. Symbols without a viewer cost nothing. Confined to one context.
 */
public final class Feed {

    /** Longer than a page takes from asking for a snapshot to its registration. */
    private static final long EXPECTED_MICROS = 10_000_000;

    private static final int MAX_EXPECTED = 10_000;

    /** Addresses that were ever sent to; including studies that no viewer asks for any more. */
    private static final int MOST_NUMBERED = 100_000;

    static final String BOARD = "dashboard.board";
    static final String SIGNALS = "dashboard.signals";
    static final String INBOX = "dashboard.inbox";
    public static final String STATUS = "dashboard.status";
    public static final String SYMBOL_PREFIX = "dashboard.symbol.";
    static final String STUDY_PREFIX = "dashboard.study.";

    private final String run;
    private final List<String> indicators;
    private final List<Integer> needs;
    private final Board board;
    private final Consumer<String> wanted;
    private final Consumer<FeedMessage> publish;
    private final Map<String, Long> seqs = new HashMap<>();
    private final Map<String, Integer> watchers = new HashMap<>();
    /** Looked up for every bar, so kept without the address around it. */
    private final Set<String> watchedSymbols = new HashSet<>();

    /** Symbols of snapshots: what happens until the page has registered counts, so that it can see that it missed something. */
    private final Map<String, Long> expected = new HashMap<>();

    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private StudyWatch studies = StudyWatch.NONE;
    private LongConsumer told = arrival -> {};
    private long updatesHeard;
    private long updatesTold;
    private String id;
    private int renewals;

    /** Called with each viewer that begins to listen to a study, and with the last that stops. */
    interface StudyWatch {

        StudyWatch NONE = new StudyWatch() {
            @Override
            public void watch(String address) {}

            @Override
            public void unwatch(String address) {}
        };

        void watch(String address);

        void unwatch(String address);
    }

    private static final class Pending {
        private final List<BarUpdate> closed = new ArrayList<>();
        private final Map<Timeframe, BarUpdate> open = new LinkedHashMap<>();
        private final List<Metadata> metadata = new ArrayList<>();
        private int updates;
        private long arrival = Long.MAX_VALUE;
    }

    /**
     * @param run names this run of this node
     * @param needs for each indicator the bars until its first value
     * @param wanted gets every symbol that begins to be watched, before anything is read for it
     * @param publish sends to all listeners
     */
    public Feed(
            String run,
            List<String> indicators,
            List<Integer> needs,
            Board board,
            Consumer<String> wanted,
            Consumer<FeedMessage> publish) {
        this.run = run;
        this.id = run;
        this.indicators = indicators;
        this.needs = needs;
        this.board = board;
        this.wanted = wanted;
        this.publish = publish;
    }

    /** Begins a new feed, from which everybody sees that something may be missing and reads again. */
    public void renew() {
        renewals++;
        id = run + '.' + renewals;
        seqs.clear();
        // Everybody is about to read the whole board.
        changed.clear();
    }

    /** Whether outcomes are worth reading from the store. */
    public boolean hasSignalWatchers() {
        return watchers.containsKey(SIGNALS);
    }

    /** @param listener gets the arrival of the oldest event of each message about bars that goes out, epoch microseconds */
    public void told(LongConsumer listener) {
        told = listener;
    }

    /** How many updates of bars were made one, on average since the last call; 1 while nothing was. */
    public double conflation() {
        double ratio = updatesTold == 0 ? 1 : (double) updatesHeard / updatesTold;
        updatesHeard = 0;
        updatesTold = 0;
        return ratio;
    }

    public void studies(StudyWatch watch) {
        studies = watch;
    }

    /** Sends new values of a study. */
    public void study(String address, ObjectNode values, long now) {
        send(address, "study", values, now);
    }

    void watch(String address) {
        watchers.merge(address, 1, Integer::sum);
        if (address.startsWith(STUDY_PREFIX)) {
            studies.watch(address);
        }
        if (address.startsWith(SYMBOL_PREFIX)) {
            String symbol = address.substring(SYMBOL_PREFIX.length());
            boolean isNew = !isWatched(symbol);
            watchedSymbols.add(symbol);
            if (isNew) {
                wanted.accept(symbol);
            }
        }
    }

    void unwatch(String address) {
        if (watchers.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null) != null) {
            return;
        }
        if (address.startsWith(SYMBOL_PREFIX)) {
            watchedSymbols.remove(address.substring(SYMBOL_PREFIX.length()));
        } else if (address.startsWith(STUDY_PREFIX)) {
            studies.unwatch(address);
        }
    }

    /**
     * The {@code feed} part of a snapshot: taken before the data is read, so that nothing falls between the two. From here on the
     * symbol's changes count, also if the page is yet to register.
     */
    public ObjectNode position(String symbol, long now) {
        boolean isNew = !isWatched(symbol);
        if (expected.containsKey(symbol) || expected.size() < MAX_EXPECTED) {
            expected.put(symbol, now + EXPECTED_MICROS);
            if (isNew) {
                wanted.accept(symbol);
            }
        }
        ObjectNode node = Json.object();
        node.put("id", id);
        ObjectNode seq = node.putObject("seq");
        for (String address : List.of(BOARD, SIGNALS, INBOX, SYMBOL_PREFIX + symbol)) {
            seq.put(address, seqs.getOrDefault(address, 0L));
        }
        return node;
    }

    /** The last seq of every address with a listener, so that a client notices a missing last message as well. */
    public ObjectNode seqs() {
        ObjectNode node = Json.object();
        watchers.keySet().stream()
                .filter(address -> seqs.containsKey(address) && !address.equals(STATUS))
                .sorted()
                .forEach(address -> node.put(address, seqs.get(address)));
        return node;
    }

    public void bar(BarUpdate update) {
        if (!isWatched(update.symbol())) {
            return;
        }
        Pending symbol = pending.computeIfAbsent(update.symbol(), unused -> new Pending());
        symbol.updates++;
        symbol.arrival = Math.min(symbol.arrival, update.arrival());
        if (update.closed()) {
            symbol.closed.add(update);
            BarUpdate open = symbol.open.get(update.timeframe());
            if (open != null && open.bar().time() <= update.bar().time()) {
                symbol.open.remove(update.timeframe());
            }
        } else {
            symbol.open.put(update.timeframe(), update);
        }
    }

    public void metadata(LogEntry entry) {
        Metadata metadata = (Metadata) entry.event();
        if (metadata.type() == MetadataType.ECONOMIC_INDICATOR) {
            watchedSymbols.forEach(symbol -> pending.computeIfAbsent(symbol, unused -> new Pending())
                    .metadata
                    .add(metadata));
        } else if (isWatched(metadata.subject())) {
            pending.computeIfAbsent(metadata.subject(), unused -> new Pending())
                    .metadata
                    .add(metadata);
        }
    }

    public void summaryChanged(String symbol) {
        changed.add(symbol);
    }

    public void signal(Signal signal, long now) {
        if (!watchers.containsKey(SIGNALS)) {
            return;
        }
        ObjectNode node = Json.object();
        node.set("signal", Views.tree(SignalView.of(signal, List.of())));
        send(SIGNALS, "signal", node, now);
    }

    /** @param known all scores of that signal so far */
    public void score(String signalId, String symbol, List<SignalScore> known, long now) {
        if (!watchers.containsKey(SIGNALS)) {
            return;
        }
        ObjectNode node = Json.object();
        node.put("id", signalId);
        node.put("symbol", symbol);
        node.set("score", Views.tree(ScoreView.of(known)));
        send(SIGNALS, "score", node, now);
    }

    /**
     * @param texts renders the texts of a message; called only while a client is subscribed to the inbox
     */
    public void notification(Notification row, Function<Notification, Notification.Text> texts, long now) {
        if (!watchers.containsKey(INBOX)) {
            return;
        }
        ObjectNode node = Json.object();
        node.set("entry", Views.tree(NotificationView.of(row, texts.apply(row))));
        send(INBOX, "inbox", node, now);
    }

    public void status(ObjectNode status, long now) {
        if (!watchers.containsKey(STATUS)) {
            return;
        }
        send(STATUS, "status", status, now);
    }

    /** What has to come from the indicator stage in full. */
    public Set<String> watchedSymbols() {
        Set<String> symbols = new HashSet<>(watchedSymbols);
        symbols.addAll(expected.keySet());
        return symbols;
    }

    /** Sends what has gathered since the last tick. */
    public void tick(long now) {
        expected.values().removeIf(until -> until < now);
        if (seqs.size() > MOST_NUMBERED) {
            renew();
        }
        if (!changed.isEmpty() && watchers.containsKey(BOARD)) {
            sendBoard(now);
        }
        changed.clear();
        pending.forEach((symbol, what) -> sendSymbol(symbol, what, now));
        pending.clear();
    }

    private boolean isWatched(String symbol) {
        return watchedSymbols.contains(symbol) || expected.containsKey(symbol);
    }

    private void sendBoard(long now) {
        ObjectNode node = Json.object();
        ArrayNode rows = node.putArray("rows");
        ArrayNode summaries = node.putArray("summaries");
        for (String symbol : changed) {
            var summary = board.summary(symbol);
            if (summary != null) {
                rows.add(RowText.of(symbol, board.row(summary)));
                summaries.add(RowText.of(symbol, StockView.of(summary, board.company(symbol))));
            }
        }
        node.set("market", Views.tree(Market.view(board.summaries(), board)));
        send(BOARD, "board", node, now);
    }

    private void sendSymbol(String symbol, Pending what, long now) {
        String address = SYMBOL_PREFIX + symbol;
        if (!what.closed.isEmpty() || !what.open.isEmpty()) {
            ObjectNode node = Json.object();
            node.put("symbol", symbol);
            ArrayNode updates = node.putArray("updates");
            Map<Timeframe, BarUpdate> newest = new LinkedHashMap<>();
            for (BarUpdate update : what.closed) {
                updates.add(Json.update(update, indicators));
                newest.put(update.timeframe(), update);
            }
            for (BarUpdate update : what.open.values()) {
                updates.add(Json.update(update, indicators));
                newest.put(update.timeframe(), update);
            }
            ObjectNode warmup = node.putObject("warmup");
            newest.forEach((timeframe, update) -> warmup.set(timeframe.name(), warmup(update.bars())));
            node.put("merged", what.updates);
            send(address, "bars", node, now);
            updatesHeard += what.updates;
            updatesTold += updates.size();
            told.accept(what.arrival);
        }
        if (!what.metadata.isEmpty()) {
            ObjectNode node = Json.object();
            node.put("symbol", symbol);
            ArrayNode items = node.putArray("items");
            what.metadata.forEach(item -> items.add(Views.tree(FactView.of(item))));
            send(address, "metadata", node, now);
        }
    }

    /** The indicators that still lack bars, by how many. */
    public ObjectNode warmup(long bars) {
        ObjectNode node = Json.object();
        for (int i = 0; i < indicators.size(); i++) {
            if (bars < needs.get(i)) {
                ObjectNode one = node.putObject(indicators.get(i));
                one.put("need", needs.get(i));
                one.put("have", bars);
            }
        }
        return node;
    }

    private void send(String address, String type, ObjectNode body, long now) {
        long seq = seqs.merge(address, 1L, Long::sum);
        publish.accept(FeedMessage.of(address, body, type, id, seq, seq - 1, now));
    }
}

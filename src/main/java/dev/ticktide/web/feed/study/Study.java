package dev.ticktide.web.feed.study;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.chart.PastStates;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One indicator over one symbol's bars, and its values since the last tick. Confined to one context. */
final class Study {

    /** What is beyond it is seen as missing, and read. */
    private static final int MAX_WAITING = 1_000;

    private static final long UNKNOWN = 0;

    private record Point(long time, boolean closed, double[] values) {}

    private final Studies.History history;
    private final Function<String, Future<SymbolView>> views;

    private final String symbol;
    private final Timeframe timeframe;
    private final IndicatorName name;
    private final List<String> columns;
    private final List<Point> closed = new ArrayList<>();
    private final List<BarUpdate> waiting = new ArrayList<>();
    private @Nullable Point open;
    private PastStates.@Nullable Past study;
    private boolean warm;
    private boolean failed;
    private boolean changed;
    private int turn;
    private long last;
    private long lastCount;

    /** @param views the open bars of a symbol */
    Study(StudyAddress address, Studies.History history, Function<String, Future<SymbolView>> views) {
        this.history = history;
        this.views = views;
        this.symbol = address.symbol();
        this.timeframe = address.timeframe();
        this.name = address.name();
        this.columns =
                IndicatorColumn.of(name).stream().map(IndicatorColumn::toString).toList();
    }

    String symbol() {
        return symbol;
    }

    Timeframe timeframe() {
        return timeframe;
    }

    /** Whether the past could not be read. */
    boolean hasFailed() {
        return failed;
    }

    /** Sends the present value with the next tick, though it is the same. */
    void sendAgain() {
        changed = true;
    }

    /** Computes it over all stored bars; what happens meanwhile is added afterwards. */
    void warm() {
        turn++;
        int mine = turn;
        warm = false;
        failed = false;
        lastCount = UNKNOWN;
        closed.clear();
        open = null;
        history.study(symbol, timeframe, name)
                .onSuccess(now -> {
                    if (mine == turn) {
                        warmedBy(now);
                    }
                })
                .onFailure(failure -> failed = mine == turn);
    }

    private void warmedBy(PastStates.Past now) {
        study = now;
        last = now.time();
        warm = true;
        changed = true;
        List<BarUpdate> meanwhile = List.copyOf(waiting);
        waiting.clear();
        meanwhile.forEach(this::advance);
        int mine = turn;
        views.apply(symbol).onSuccess(view -> {
            if (mine == turn && open == null) {
                view.open().stream()
                        .filter(each -> each.timeframe().equals(timeframe) && !each.closed())
                        .forEach(this::advance);
            }
        });
    }

    void take(BarUpdate update) {
        if (!warm) {
            if (update.closed() && waiting.size() < MAX_WAITING) {
                waiting.add(update);
            }
            return;
        }
        boolean follows = lastCount == UNKNOWN ? !timeframe.isRaw() : update.bars() == lastCount + 1;
        if (update.closed() && !follows) {
            waiting.add(update);
            warm();
            return;
        }
        advance(update);
    }

    private void advance(BarUpdate update) {
        if (update.closed()) {
            lastCount = update.bars();
        }
        PastStates.Past now = study;
        if (now == null || update.bar().time() <= last) {
            return;
        }
        changed = true;
        if (update.closed()) {
            last = update.bar().time();
            closed.add(new Point(last, true, now.update(update.bar())));
            open = null;
        } else {
            open = new Point(update.bar().time(), false, now.preview(update.bar()));
        }
    }

    @Nullable
    ObjectNode message() {
        PastStates.Past now = study;
        if (!warm || !changed || now == null) {
            return null;
        }
        changed = false;
        ObjectNode node = Json.object();
        node.put("symbol", symbol);
        node.put("timeframe", timeframe.name());
        node.put("name", name.toString());
        ArrayNode points = node.putArray("points");
        closed.forEach(point -> write(points, point));
        closed.clear();
        if (open != null) {
            write(points, open);
        }
        if (now.bars() < name.warmUp()) {
            node.putObject("warmup").put("need", name.warmUp()).put("have", now.bars());
        } else {
            node.putNull("warmup");
        }
        return node;
    }

    private void write(ArrayNode points, Point point) {
        ObjectNode node = points.addObject();
        Json.time(node, "time", point.time);
        node.put("closed", point.closed);
        Json.number(node, "value", point.values[0]);
        if (columns.size() > 1) {
            node.set("values", Json.values(point.values, columns));
        }
    }
}

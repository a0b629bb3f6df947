package dev.ticktide.web.feed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.formula.IndicatorColumn;
import dev.ticktide.formula.IndicatorName;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.symbol.Symbols;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.chart.PastStates;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Live values of indicators that are not configured, while a client is subscribed: each is computed over all stored
 * bars, then updated with every closed bar and previewed for the open one. If a bar does not follow the last known one
 * (after a restart elsewhere, or for a symbol that was not watched), the study is computed again. Confined to one
 * context.
 */
public final class Studies implements Feed.StudyWatch {

    /** Each costs a few doubles and a computation per bar; beyond it charts read values of closed bars only. */
    static final int MAX_STUDIES = 200;

    private static final Pattern FORM =
            Pattern.compile(Pattern.quote(Feed.STUDY_PREFIX) + "([a-z0-9]+)\\.([a-z]+)-([0-9_-]+)\\.(.+)");

    /** What is beyond it is seen as missing, and read. */
    private static final int MAX_WAITING = 1_000;

    private static final long UNKNOWN = 0;

    private final History history;
    private final Function<String, Future<SymbolView>> views;
    private final List<Timeframe> timeframes;
    private final Map<String, Running> byAddress = new LinkedHashMap<>();
    private final Map<String, List<Running>> bySymbol = new HashMap<>();

    /** Returns an indicator's state after the newest closed bar; completes on the caller's context. */
    public interface History {
        Future<PastStates.Past> study(String symbol, Timeframe timeframe, IndicatorName name);
    }

    /**
     * @param views the open bars of a symbol, which are not published while no candle arrives
     */
    public Studies(History history, Function<String, Future<SymbolView>> views, List<Timeframe> timeframes) {
        this.history = history;
        this.views = views;
        this.timeframes = timeframes;
    }

    int size() {
        return byAddress.size();
    }

    /**
     * Begins to compute what an address names, or sends its present value again; one that names nothing, or one too many, stays
     * silent.
     */
    @Override
    public void watch(String address) {
        Running known = byAddress.get(address);
        if (known != null) {
            known.changed = true;
            return;
        }
        Running running = byAddress.size() < MAX_STUDIES ? parse(address) : null;
        if (running != null) {
            byAddress.put(address, running);
            bySymbol.computeIfAbsent(running.symbol, unused -> new ArrayList<>())
                    .add(running);
            running.warm();
        }
    }

    @Override
    public void unwatch(String address) {
        Running running = byAddress.remove(address);
        if (running != null) {
            bySymbol.computeIfPresent(
                    running.symbol, (symbol, all) -> all.remove(running) && all.isEmpty() ? null : all);
        }
    }

    public void bar(BarUpdate update) {
        for (Running running : bySymbol.getOrDefault(update.symbol(), List.of())) {
            if (running.timeframe.equals(update.timeframe())) {
                running.take(update);
            }
        }
    }

    /** Bars may have been missed: everything is read again. */
    public void restart() {
        byAddress.values().forEach(Running::warm);
    }

    /** Hands over what has gathered since the last tick, by address. */
    public void tick(BiConsumer<String, ObjectNode> send) {
        byAddress.forEach((address, running) -> {
            if (running.failed) {
                running.warm();
            }
            ObjectNode message = running.message();
            if (message != null) {
                send.accept(address, message);
            }
        });
    }

    private @Nullable Running parse(String address) {
        Matcher form = FORM.matcher(address);
        if (!form.matches() || !Symbols.isValid(form.group(4))) {
            return null;
        }
        try {
            Timeframe timeframe = Timeframe.parse(form.group(1));
            String inside = form.group(3).replace('-', ',').replace('_', '.');
            IndicatorName name = IndicatorName.parse(form.group(2) + "(" + inside + ")");
            return timeframes.contains(timeframe) ? new Running(form.group(4), timeframe, name) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private record Point(long time, boolean closed, double[] values) {}

    private final class Running {

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

        Running(String symbol, Timeframe timeframe, IndicatorName name) {
            this.symbol = symbol;
            this.timeframe = timeframe;
            this.name = name;
            this.columns = IndicatorColumn.of(name).stream()
                    .map(IndicatorColumn::toString)
                    .toList();
        }

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
}

package dev.ticktide.bus;

import dev.ticktide.market.Bar;
import dev.ticktide.market.BarUpdate;
import dev.ticktide.market.Candle;
import dev.ticktide.market.Decision;
import dev.ticktide.market.DecisionKind;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.Explanation;
import dev.ticktide.market.LogEntry;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.MarketData;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.Notification;
import dev.ticktide.market.OrderBookEntry;
import dev.ticktide.market.Reliability;
import dev.ticktide.market.Side;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalScore;
import dev.ticktide.market.StockSummary;
import dev.ticktide.market.Timeframe;
import dev.ticktide.wire.WireException;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How the records inside messages become bytes. Reader and writer of a record are kept together; their order is the format. */
final class Fields {

    private static final int CANDLE = 0;

    /** Kinds of market events are far fewer. */
    private static final int FIRST_DECISION = 128;

    private Fields() {}

    static <T> void list(WireWriter out, List<T> values, BiConsumer<WireWriter, T> write) {
        out.writeVar(values.size());
        for (T value : values) {
            write.accept(out, value);
        }
    }

    static <T> List<T> list(WireReader in, Function<WireReader, T> read) {
        int count = in.readCount();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(read.apply(in));
        }
        return values;
    }

    static <E> E constant(E[] constants, int ordinal) {
        if (ordinal >= constants.length) {
            throw new WireException("no constant " + ordinal + " of " + constants.length);
        }
        return constants[ordinal];
    }

    static void write(WireWriter out, MarketEvent event) {
        out.writeByte(event instanceof Metadata metadata ? 1 + metadata.type().ordinal() : CANDLE);
        out.writeString(event.subject());
        out.writeVar(event.time());
        if (event instanceof Candle candle) {
            out.writeDouble(candle.open()).writeDouble(candle.high()).writeDouble(candle.low());
            out.writeDouble(candle.close()).writeDouble(candle.volume());
        } else if (event instanceof Metadata metadata) {
            if (metadata instanceof OrderBookEntry order) {
                out.writeByte(order.side().ordinal());
            }
            out.writeDouble(metadata.first()).writeDouble(metadata.second());
        }
    }

    static MarketEvent readEvent(WireReader in) {
        return readEvent(in.readByte(), in);
    }

    private static MarketEvent readEvent(int kind, WireReader in) {
        String subject = in.readString();
        long time = in.readVar();
        if (kind == CANDLE) {
            return new Candle(
                    subject, time, in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
        }
        MetadataType type = constant(MetadataType.values(), kind - 1);
        Side side = type == MetadataType.ORDER_BOOK ? readSide(in) : Side.BUY;
        double first = in.readDouble();
        double second = in.readDouble();
        return switch (type) {
            case ORDER_BOOK -> new OrderBookEntry(subject, time, side, first, second);
            case NEWS_SENTIMENT -> new NewsSentiment(subject, time, first, second);
            case MARKET_DATA -> new MarketData(subject, time, first, second);
            case ECONOMIC_INDICATOR -> new EconomicIndicator(subject, time, first);
        };
    }

    static void write(WireWriter out, LogEntry entry) {
        out.writeVar(entry.partition()).writeVar(entry.seq()).writeVar(entry.arrival());
        out.writeBoolean(entry.late());
        if (entry.event() instanceof Decision decision) {
            out.writeByte(FIRST_DECISION + decision.kind().ordinal());
            out.writeString(decision.subject());
            out.writeZigZag(decision.time());
            out.writeString(decision.body());
        } else {
            write(out, (MarketEvent) entry.event());
        }
    }

    static LogEntry readLogEntry(WireReader in) {
        return new LogEntry(in.readInt(), in.readVar(), in.readVar(), in.readBoolean(), readLogEvent(in));
    }

    private static LogEvent readLogEvent(WireReader in) {
        int kind = in.readByte();
        return kind < FIRST_DECISION
                ? readEvent(kind, in)
                : constant(DecisionKind.values(), kind - FIRST_DECISION)
                        .read(in.readString(), in.readZigZag(), in.readString());
    }

    static void write(WireWriter out, Bar bar) {
        out.writeVar(bar.time());
        out.writeDouble(bar.open()).writeDouble(bar.high()).writeDouble(bar.low());
        out.writeDouble(bar.close()).writeDouble(bar.volume()).writeVar(bar.candles());
    }

    static Bar readBar(WireReader in) {
        return new Bar(
                in.readVar(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readInt());
    }

    static void write(WireWriter out, BarUpdate update) {
        out.writeString(update.symbol());
        write(out, update.timeframe());
        out.writeVar(update.seq()).writeVar(update.arrival()).writeBoolean(update.closed());
        write(out, update.bar());
        out.writeDoubles(update.values()).writeDoubles(update.previous()).writeVar(update.bars());
        Timeframe sameAs = update.sameAs();
        out.writeBoolean(sameAs != null);
        if (sameAs != null) {
            write(out, sameAs);
        }
        Bar was = update.was();
        out.writeBoolean(was != null);
        if (was != null) {
            write(out, was);
        }
    }

    static BarUpdate readBarUpdate(WireReader in) {
        return new BarUpdate(
                in.readString(),
                readTimeframe(in),
                in.readVar(),
                in.readVar(),
                in.readBoolean(),
                readBar(in),
                in.readDoubles(),
                in.readDoubles(),
                in.readVar(),
                in.readBoolean() ? readTimeframe(in) : null,
                in.readBoolean() ? readBar(in) : null);
    }

    static void write(WireWriter out, Explanation explanation) {
        out.writeString(explanation.rule()).writeBoolean(explanation.satisfied());
        numbers(out, explanation.operands());
        list(out, explanation.children(), Fields::write);
    }

    static Explanation readExplanation(WireReader in) {
        return new Explanation(in.readString(), in.readBoolean(), numbers(in), list(in, Fields::readExplanation));
    }

    static void write(WireWriter out, Signal signal) {
        out.writeString(signal.id()).writeVar(signal.partition()).writeVar(signal.seq());
        out.writeString(signal.symbol());
        write(out, signal.timeframe());
        out.writeString(signal.strategy()).writeVar(signal.version());
        out.writeByte(signal.side().ordinal());
        out.writeVar(signal.barTime()).writeVar(signal.generatedAt());
        out.writeDouble(signal.price()).writeDouble(signal.strength());
        write(out, signal.explain());
        numbers(out, signal.inputs());
    }

    static Signal readSignal(WireReader in) {
        return new Signal(
                in.readString(),
                in.readInt(),
                in.readVar(),
                in.readString(),
                readTimeframe(in),
                in.readString(),
                in.readInt(),
                readSide(in),
                in.readVar(),
                in.readVar(),
                in.readDouble(),
                in.readDouble(),
                readExplanation(in),
                numbers(in));
    }

    static void write(WireWriter out, SignalScore score) {
        out.writeString(score.signalId()).writeString(score.symbol()).writeVar(score.horizonBars());
        out.writeDouble(score.forwardReturn()).writeByte(score.side().ordinal());
    }

    static SignalScore readScore(WireReader in) {
        return new SignalScore(in.readString(), in.readString(), in.readInt(), in.readDouble(), readSide(in));
    }

    static void write(WireWriter out, Reliability reliability) {
        out.writeString(reliability.strategy()).writeVar(reliability.version());
        write(out, reliability.timeframe());
        out.writeByte(reliability.side().ordinal()).writeVar(reliability.horizonBars());
        out.writeVar(reliability.samples()).writeVar(reliability.hits()).writeVar(reliability.ties());
        out.writeDouble(reliability.meanReturn());
        Reliability.Base base = reliability.base();
        out.writeVar(base.samples()).writeVar(base.hits()).writeVar(base.ties()).writeDouble(base.meanReturn());
    }

    static Reliability readReliability(WireReader in) {
        return new Reliability(
                in.readString(),
                in.readInt(),
                readTimeframe(in),
                readSide(in),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                new Reliability.Base(in.readVar(), in.readVar(), in.readVar(), in.readDouble()));
    }

    static void write(WireWriter out, StockSummary summary) {
        out.writeString(summary.symbol()).writeVar(summary.seq());
        out.writeDouble(summary.last()).writeVar(summary.lastTime());
        out.writeVar(summary.arrival()).writeDouble(summary.previousClose());
        out.writeDouble(summary.open()).writeDouble(summary.high()).writeDouble(summary.low());
        out.writeDouble(summary.volume()).writeDouble(summary.vwap()).writeVar(summary.bars());
        out.writeDouble(summary.meanMovePercent()).writeDouble(summary.moveDeviationPercent());
        out.writeVar(summary.buySignals()).writeVar(summary.sellSignals());
        list(out, summary.reliability(), Fields::write);
    }

    static StockSummary readSummary(WireReader in) {
        return new StockSummary(
                in.readString(),
                in.readVar(),
                in.readDouble(),
                in.readVar(),
                in.readVar(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readVar(),
                in.readDouble(),
                in.readDouble(),
                in.readVar(),
                in.readVar(),
                list(in, Fields::readReliability));
    }

    static void write(WireWriter out, Notification row) {
        out.writeString(row.id()).writeString(row.signalId()).writeString(row.symbol());
        out.writeByte(row.side().ordinal());
        out.writeString(row.channel()).writeString(row.recipient());
        out.writeString(row.subject()).writeString(row.text());
        out.writeByte(row.state().ordinal()).writeVar(row.attempts());
        out.writeVar(row.createdAt()).writeVar(row.nextAttemptAt()).writeVar(row.settledAt());
        String reason = row.reason();
        out.writeBoolean(reason != null);
        if (reason != null) {
            out.writeString(reason);
        }
    }

    static Notification readNotification(WireReader in) {
        return new Notification(
                in.readString(),
                in.readString(),
                in.readString(),
                readSide(in),
                in.readString(),
                in.readString(),
                in.readString(),
                in.readString(),
                constant(Notification.State.values(), in.readByte()),
                in.readInt(),
                in.readVar(),
                in.readVar(),
                in.readVar(),
                in.readBoolean() ? in.readString() : null);
    }

    private static void write(WireWriter out, Timeframe timeframe) {
        out.writeString(timeframe.name()).writeVar(timeframe.micros());
    }

    private static Timeframe readTimeframe(WireReader in) {
        String name = in.readString();
        long micros = in.readVar();
        return micros == 0 ? Timeframe.RAW : new Timeframe(name, micros);
    }

    private static Side readSide(WireReader in) {
        return constant(Side.values(), in.readByte());
    }

    private static void numbers(WireWriter out, SortedMap<String, Double> values) {
        out.writeVar(values.size());
        for (Map.Entry<String, Double> entry : values.entrySet()) {
            out.writeString(entry.getKey()).writeDouble(entry.getValue());
        }
    }

    private static SortedMap<String, Double> numbers(WireReader in) {
        int count = in.readCount();
        SortedMap<String, Double> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            values.put(in.readString(), in.readDouble());
        }
        return values;
    }
}

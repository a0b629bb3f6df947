package dev.ticktide.bus;

import dev.ticktide.market.Ack;
import dev.ticktide.market.AppendBatch;
import dev.ticktide.market.AppendReplies;
import dev.ticktide.market.AppendReply;
import dev.ticktide.market.AppendRequest;
import dev.ticktide.market.Filling;
import dev.ticktide.market.HistoryLoaded;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.market.Intake;
import dev.ticktide.market.LedgerUpdate;
import dev.ticktide.market.LiveUpdate;
import dev.ticktide.market.NodeReport;
import dev.ticktide.market.OnConflict;
import dev.ticktide.market.Rebuilt;
import dev.ticktide.market.ReplayRequest;
import dev.ticktide.market.Signal;
import dev.ticktide.market.SignalOutput;
import dev.ticktide.market.SignalsRaised;
import dev.ticktide.market.SummaryQuery;
import dev.ticktide.market.SummaryUpdate;
import dev.ticktide.market.SymbolQuery;
import dev.ticktide.market.SymbolView;
import dev.ticktide.market.Watching;
import dev.ticktide.wire.WireReader;
import dev.ticktide.wire.WireWriter;
import io.vertx.core.eventbus.EventBus;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** The codecs of everything that {@link Addresses} carries. */
final class Codecs {

    static final List<RecordCodec<?>> ALL = List.of(
            new RecordCodec<>(Ack.class, (out, ack) -> {}, in -> Ack.OK),
            new RecordCodec<>(
                    AppendBatch.class,
                    (out, batch) -> Fields.list(out, batch.requests(), Codecs::write),
                    in -> new AppendBatch(Fields.list(in, Codecs::readAppendRequest))),
            new RecordCodec<>(
                    AppendReplies.class,
                    (out, replies) -> Fields.list(out, replies.replies(), Codecs::write),
                    in -> new AppendReplies(Fields.list(in, Codecs::readAppendReply))),
            new RecordCodec<>(
                    ReplayRequest.class,
                    (out, request) -> out.writeVar(request.partition()).writeVar(request.afterSeq()),
                    in -> new ReplayRequest(in.readInt(), in.readVar())),
            new RecordCodec<>(
                    SymbolQuery.class,
                    (out, query) -> out.writeVar(query.partition()).writeString(query.symbol()),
                    in -> new SymbolQuery(in.readInt(), in.readString())),
            new RecordCodec<>(SymbolView.class, Codecs::write, Codecs::readSymbolView),
            new RecordCodec<>(SummaryQuery.class, (out, query) -> {}, in -> new SummaryQuery()),
            new RecordCodec<>(
                    SummaryUpdate.class,
                    (out, update) -> {
                        Fields.list(out, update.summaries(), Fields::write);
                        Fields.list(out, update.scores(), Fields::write);
                    },
                    in -> new SummaryUpdate(Fields.list(in, Fields::readSummary), Fields.list(in, Fields::readScore))),
            new RecordCodec<>(
                    IndicatorOutput.class,
                    (out, output) -> Fields.list(out, output.parts(), Codecs::write),
                    in -> new IndicatorOutput(Fields.list(in, Codecs::readIndicatorPart))),
            new RecordCodec<>(
                    SignalOutput.class,
                    (out, output) -> Fields.list(out, output.parts(), Codecs::write),
                    in -> new SignalOutput(Fields.list(in, Codecs::readSignalPart))),
            new RecordCodec<>(
                    LiveUpdate.class,
                    (out, update) -> {
                        Fields.list(out, update.bars(), Fields::write);
                        Fields.list(out, update.metadata(), Fields::write);
                        out.writeVar(update.events()).writeZigZag(update.newestArrival());
                    },
                    in -> new LiveUpdate(
                            Fields.list(in, Fields::readBarUpdate),
                            Fields.list(in, Fields::readLogEntry),
                            in.readInt(),
                            in.readZigZag())),
            new RecordCodec<>(
                    SignalsRaised.class,
                    (out, raised) -> Fields.list(out, raised.signals(), Fields::write),
                    in -> new SignalsRaised(Fields.list(in, Fields::readSignal))),
            new RecordCodec<>(
                    LedgerUpdate.class,
                    (out, update) -> Fields.list(out, update.notifications(), Fields::write),
                    in -> new LedgerUpdate(Fields.list(in, Fields::readNotification))),
            new RecordCodec<>(
                    Watching.class,
                    (out, watching) -> {
                        out.writeString(watching.node());
                        out.writeBoolean(watching.all());
                        Fields.list(out, List.copyOf(watching.symbols()), WireWriter::writeString);
                    },
                    in -> new Watching(
                            in.readString(), in.readBoolean(), Set.copyOf(Fields.list(in, WireReader::readString)))),
            new RecordCodec<>(
                    HistoryLoaded.class,
                    (out, loaded) -> out.writeString(loaded.symbol())
                            .writeVar(loaded.candles())
                            .writeVar(loaded.signals()),
                    in -> new HistoryLoaded(in.readString(), in.readInt(), in.readInt())),
            new RecordCodec<>(NodeReport.class, Codecs::write, Codecs::readNodeReport));

    private Codecs() {}

    static void register(EventBus eventBus) {
        ALL.forEach(codec -> register(eventBus, codec));
    }

    private static <T> void register(EventBus eventBus, RecordCodec<T> codec) {
        eventBus.registerDefaultCodec(codec.type(), codec);
    }

    private static void write(WireWriter out, AppendRequest request) {
        out.writeVar(request.arrival());
        Fields.list(out, request.events(), Fields::write);
        Fields.list(out, request.partitions(), (to, partition) -> to.writeVar(partition));
        write(out, request.intake());
    }

    private static void write(WireWriter out, Intake intake) {
        if (intake instanceof Intake.History history) {
            out.writeBoolean(true)
                    .writeString(history.load())
                    .writeBoolean(history.commit())
                    .writeBoolean(history.begins())
                    .writeVar(history.expected());
        } else if (intake instanceof Intake.Live live) {
            out.writeBoolean(false).writeByte(live.onConflict().ordinal());
        }
    }

    private static AppendRequest readAppendRequest(WireReader in) {
        return new AppendRequest(
                in.readVar(), Fields.list(in, Fields::readEvent), Fields.list(in, WireReader::readInt), readIntake(in));
    }

    private static Intake readIntake(WireReader in) {
        return in.readBoolean()
                ? new Intake.History(in.readString(), in.readBoolean(), in.readBoolean(), in.readInt())
                : new Intake.Live(Fields.constant(OnConflict.values(), in.readByte()));
    }

    private static void write(WireWriter out, AppendReply reply) {
        out.writeByte(reply.status().ordinal());
        out.writeVar(reply.stored())
                .writeVar(reply.duplicate())
                .writeVar(reply.late())
                .writeVar(reply.replaced());
        Fields.list(out, reply.conflicts(), (to, position) -> to.writeVar(position));
    }

    private static AppendReply readAppendReply(WireReader in) {
        return new AppendReply(
                Fields.constant(AppendReply.Status.values(), in.readByte()),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                Fields.list(in, WireReader::readInt));
    }

    private static void write(WireWriter out, SymbolView view) {
        out.writeString(view.symbol());
        Fields.list(out, view.open(), Fields::write);
        Fields.list(out, view.metadata(), Fields::write);
    }

    private static SymbolView readSymbolView(WireReader in) {
        return new SymbolView(
                in.readString(), Fields.list(in, Fields::readBarUpdate), Fields.list(in, Fields::readLogEntry));
    }

    private static void write(WireWriter out, IndicatorOutput.Part part) {
        out.writeVar(part.partition()).writeVar(part.afterSeq()).writeVar(part.toSeq());
        Fields.list(out, part.bars(), Fields::write);
        List<Signal> raised = part.raised();
        out.writeBoolean(raised != null);
        if (raised != null) {
            Fields.list(out, raised, Fields::write);
        }
        Fields.list(out, part.rebuilt(), Codecs::write);
    }

    private static void write(WireWriter out, Rebuilt rebuilt) {
        out.writeString(rebuilt.symbol()).writeVar(rebuilt.seq());
        // As text, because that is what a message can hold besides numbers.
        out.writeString(Base64.getEncoder().encodeToString(rebuilt.summary()));
    }

    private static Rebuilt readRebuilt(WireReader in) {
        return new Rebuilt(in.readString(), in.readVar(), Base64.getDecoder().decode(in.readString()));
    }

    private static IndicatorOutput.Part readIndicatorPart(WireReader in) {
        return new IndicatorOutput.Part(
                in.readInt(),
                in.readVar(),
                in.readVar(),
                Fields.list(in, Fields::readBarUpdate),
                in.readBoolean() ? Fields.list(in, Fields::readSignal) : null,
                Fields.list(in, Codecs::readRebuilt));
    }

    private static void write(WireWriter out, SignalOutput.Part part) {
        out.writeVar(part.partition()).writeVar(part.afterSeq()).writeVar(part.toSeq());
        Fields.list(out, part.bars(), Fields::write);
        Fields.list(out, part.signals(), Fields::write);
        Fields.list(out, part.rebuilt(), Codecs::write);
    }

    private static SignalOutput.Part readSignalPart(WireReader in) {
        return new SignalOutput.Part(
                in.readInt(),
                in.readVar(),
                in.readVar(),
                Fields.list(in, Fields::readBarUpdate),
                Fields.list(in, Fields::readSignal),
                Fields.list(in, Codecs::readRebuilt));
    }

    private static void write(WireWriter out, NodeReport report) {
        out.writeString(report.node());
        out.writeByte(report.state().ordinal());
        out.writeVar(report.startedAt()).writeVar(report.moves()).writeVar(report.events());
        out.writeDouble(report.eventsPerSecond());
        out.writeVar(report.queued()).writeVar(report.behind()).writeVar(report.fencedWrites());
        Fields.list(out, report.holdings(), (to, holding) -> to.writeString(holding.stage())
                .writeVar(holding.partition())
                .writeVar(holding.epoch()));
        Fields.list(out, report.arrivals(), (to, arrival) -> to.writeVar(arrival.at())
                .writeString(arrival.stage())
                .writeVar(arrival.partitions())
                .writeVar(arrival.millis())
                .writeString(arrival.kind()));
        Fields.list(out, report.fillings(), (to, filling) -> to.writeString(filling.what())
                .writeVar(filling.done())
                .writeVar(filling.all())
                .writeString(filling.symbol() == null ? "" : filling.symbol()));
    }

    private static NodeReport readNodeReport(WireReader in) {
        return new NodeReport(
                in.readString(),
                Fields.constant(NodeReport.State.values(), in.readByte()),
                in.readVar(),
                in.readVar(),
                in.readVar(),
                in.readDouble(),
                in.readInt(),
                in.readInt(),
                in.readVar(),
                Fields.list(in, from -> new NodeReport.Holding(from.readString(), from.readInt(), from.readVar())),
                Fields.list(
                        in,
                        from -> new NodeReport.Arrival(
                                from.readVar(), from.readString(), from.readInt(), from.readVar(), from.readString())),
                Fields.list(in, Codecs::readFilling));
    }

    private static Filling readFilling(WireReader in) {
        String what = in.readString();
        long done = in.readVar();
        long all = in.readVar();
        String symbol = in.readString();
        return new Filling(what, done, all, symbol.isEmpty() ? null : symbol);
    }
}

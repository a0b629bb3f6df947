package dev.ticktide.bus;

import dev.ticktide.market.append.Ack;
import dev.ticktide.market.append.AppendBatch;
import dev.ticktide.market.append.AppendReplies;
import dev.ticktide.market.append.ReplayRequest;
import dev.ticktide.market.message.HistoryLoaded;
import dev.ticktide.market.message.IndicatorOutput;
import dev.ticktide.market.message.LiveUpdate;
import dev.ticktide.market.message.NodeReport;
import dev.ticktide.market.message.NotificationUpdate;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.message.SignalsRaised;
import dev.ticktide.market.message.SummaryQuery;
import dev.ticktide.market.message.SummaryUpdate;
import dev.ticktide.market.message.SymbolQuery;
import dev.ticktide.market.message.SymbolView;
import dev.ticktide.market.message.Watching;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/** The codecs of everything that {@link Addresses} carries. */
final class Codecs {

    static final List<RecordCodec<?>> ALL = List.of(
            new RecordCodec<>(Ack.class),
            new RecordCodec<>(AppendBatch.class),
            new RecordCodec<>(AppendReplies.class),
            new RecordCodec<>(ReplayRequest.class),
            new RecordCodec<>(SymbolQuery.class),
            new RecordCodec<>(SymbolView.class),
            new RecordCodec<>(SummaryQuery.class),
            new RecordCodec<>(SummaryUpdate.class),
            new RecordCodec<>(IndicatorOutput.class),
            new RecordCodec<>(SignalOutput.class),
            new RecordCodec<>(LiveUpdate.class),
            new RecordCodec<>(SignalsRaised.class),
            new RecordCodec<>(NotificationUpdate.class),
            new RecordCodec<>(Watching.class),
            new RecordCodec<>(HistoryLoaded.class),
            new RecordCodec<>(NodeReport.class));

    private Codecs() {}

    static void register(Vertx vertx) {
        for (RecordCodec<?> codec : ALL) {
            register(vertx.eventBus(), codec);
            if (vertx.isClustered()) {
                codec.format();
            }
        }
    }

    private static <T> void register(EventBus eventBus, RecordCodec<T> codec) {
        eventBus.registerDefaultCodec(codec.type(), codec);
    }
}

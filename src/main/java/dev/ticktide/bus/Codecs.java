package dev.ticktide.bus;

import dev.ticktide.market.Ack;
import dev.ticktide.market.AppendBatch;
import dev.ticktide.market.AppendReplies;
import dev.ticktide.market.HistoryLoaded;
import dev.ticktide.market.IndicatorOutput;
import dev.ticktide.market.LiveUpdate;
import dev.ticktide.market.NodeReport;
import dev.ticktide.market.NotificationUpdate;
import dev.ticktide.market.ReplayRequest;
import dev.ticktide.market.SignalOutput;
import dev.ticktide.market.SignalsRaised;
import dev.ticktide.market.SummaryQuery;
import dev.ticktide.market.SummaryUpdate;
import dev.ticktide.market.SymbolQuery;
import dev.ticktide.market.SymbolView;
import dev.ticktide.market.Watching;
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

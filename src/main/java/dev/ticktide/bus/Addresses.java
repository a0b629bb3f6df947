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

/** Every address there is. The first word is the stage that listens (calls, one address per node) or publishes (topics). */
public final class Addresses {

    /** From the indicator stage to every web node: changes of bars. */
    public static final Topic<LiveUpdate> LIVE = new Topic<>("indicator.live", LiveUpdate.class);

    /** From the signal stage to web nodes and notifiers: stored signals. */
    public static final Topic<SignalsRaised> RAISED = new Topic<>("signal.raised", SignalsRaised.class);

    /** From the aggregate stage to every web node: changed summaries. */
    public static final Topic<SummaryUpdate> SUMMARY = new Topic<>("aggregate.summary", SummaryUpdate.class);

    /** From the signal stage (created) and the notify stage (sent, failed) to every web node: states of notifications. */
    public static final Topic<NotificationUpdate> NOTIFICATIONS =
            new Topic<>("notify.status", NotificationUpdate.class);

    /** From the indicator stage to every web node: the past of a symbol was loaded. */
    public static final Topic<HistoryLoaded> HISTORY = new Topic<>("indicator.history", HistoryLoaded.class);

    /** From every node to every other: its state and load. */
    public static final Topic<NodeReport> REPORT = new Topic<>("cluster.report", NodeReport.class);

    /** From every web node to the indicator stage: the symbols that its pages show. */
    public static final Topic<Watching> WATCHING = new Topic<>("web.watching", Watching.class);

    private Addresses() {}

    /** The ingest stage asks a partition's owner to store events. */
    public static Call<AppendBatch, AppendReplies> append(String node) {
        return new Call<>("indicator.append", node, AppendBatch.class, AppendReplies.class);
    }

    /** A request of the signal stage: replay a partition's output from its position. */
    public static Call<ReplayRequest, Ack> indicatorReplay(String node) {
        return new Call<>("indicator.replay", node, ReplayRequest.class, Ack.class);
    }

    /** A request of a web node: a symbol's open bars and metadata. */
    public static Call<SymbolQuery, SymbolView> symbol(String node) {
        return new Call<>("indicator.symbol", node, SymbolQuery.class, SymbolView.class);
    }

    /** The indicator stage passes closed bars on. */
    public static Call<IndicatorOutput, Ack> signal(String node) {
        return new Call<>("signal.bars", node, IndicatorOutput.class, Ack.class);
    }

    /** A request of the aggregate stage: replay a partition's output from its position. */
    public static Call<ReplayRequest, Ack> signalReplay(String node) {
        return new Call<>("signal.replay", node, ReplayRequest.class, Ack.class);
    }

    /** The signal stage passes bars with their signals on. */
    public static Call<SignalOutput, Ack> aggregate(String node) {
        return new Call<>("aggregate.signals", node, SignalOutput.class, Ack.class);
    }

    /** A web node asks for all summaries of an aggregate node. */
    public static Call<SummaryQuery, SummaryUpdate> summaries(String node) {
        return new Call<>("aggregate.summaries", node, SummaryQuery.class, SummaryUpdate.class);
    }
}

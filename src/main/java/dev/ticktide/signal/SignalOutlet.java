package dev.ticktide.signal;

import dev.ticktide.bus.Addresses;
import dev.ticktide.bus.Bus;
import dev.ticktide.market.message.NotificationUpdate;
import dev.ticktide.market.message.SignalOutput;
import dev.ticktide.market.message.SignalsRaised;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.stage.StageLink;
import java.util.List;
import java.util.function.Consumer;

/** Where the signal stage's output goes: bars and signals to the aggregate stage, signals to all nodes. Confined to one context. */
final class SignalOutlet {

    private final Bus bus;
    private final SignalPartitions partitions;
    private final StageLink<SignalOutput.Part> link;
    private final Consumer<Signal> counted;

    /**
     * @param link leads to the aggregate stage
     * @param counted called with every newly stored signal
     */
    SignalOutlet(Bus bus, SignalPartitions partitions, StageLink<SignalOutput.Part> link, Consumer<Signal> counted) {
        this.bus = bus;
        this.partitions = partitions;
        this.link = link;
        this.counted = counted;
    }

    /** Publishes signals that are stored now, and passes everything on. */
    void send(SignalPartitions.Evaluated stored) {
        publish(partitions.unseen(stored));
        partitions.stored(stored);
        stored.parts().forEach(link::offer);
        link.flush();
    }

    /** Signals that the previous owner may have stored without publishing them. */
    void missed(List<Signal> signals) {
        if (!signals.isEmpty()) {
            bus.publish(Addresses.RAISED, new SignalsRaised(signals));
        }
    }

    private void publish(List<Signal> signals) {
        if (signals.isEmpty()) {
            return;
        }
        // First the symbols whose charts are open.
        bus.publish(Addresses.RAISED, new SignalsRaised(signals));
        signals.forEach(counted);
        List<Notification> outbox = partitions.outbox(signals);
        if (!outbox.isEmpty()) {
            bus.publish(Addresses.NOTIFICATIONS, new NotificationUpdate(outbox));
        }
    }
}

package dev.ticktide.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus by types. Local messages pass by reference, others as compact bytes ({@link Codecs}). Handlers run on the
 * context that registered them. Thread-safe.
 */
public final class Bus {

    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);

    /** Shorter than any HTTP client's patience, longer than a group commit on a slow disk. */
    private static final long REQUEST_TIMEOUT_MILLIS = 5_000;

    private static final int BUG = 500;

    private final EventBus eventBus;
    private final DeliveryOptions options = new DeliveryOptions().setSendTimeout(REQUEST_TIMEOUT_MILLIS);

    /** Registers the codecs; make one per Vert.x. */
    public Bus(Vertx vertx) {
        eventBus = vertx.eventBus();
        Codecs.register(eventBus);
    }

    /** Asks and waits for the answer. A failure means that the outcome is unknown: the question may have been dealt with. */
    public <Q, R> Future<R> request(Call<Q, R> call, Q question) {
        return eventBus.<R>request(call.address(), question, options).map(Message::body);
    }

    /** Tells everybody who listens, this node included. */
    public <T> void publish(Topic<T> topic, T message) {
        eventBus.publish(topic.address(), message, options);
    }

    /** Answers a call; completes when other nodes can reach it. A failed answer is counted as a bug and reported to the asker. */
    public <Q, R> Future<MessageConsumer<Q>> serve(Call<Q, R> call, Function<Q, Future<R>> handler) {
        MessageConsumer<Q> consumer =
                eventBus.consumer(call.address(), message -> answer(call.address(), message, handler));
        return consumer.completion().map(consumer);
    }

    /** Listens to a topic; completes when other nodes' messages arrive. */
    public <T> Future<MessageConsumer<T>> listen(Topic<T> topic, Consumer<T> handler) {
        MessageConsumer<T> consumer = eventBus.consumer(topic.address(), message -> {
            try {
                handler.accept(message.body());
            } catch (RuntimeException e) {
                LOG.error("A bug in the listener of {}", topic.address(), e);
            }
        });
        return consumer.completion().map(consumer);
    }

    private static <Q, R> void answer(String address, Message<Q> message, Function<Q, Future<R>> handler) {
        try {
            handler.apply(message.body())
                    .onSuccess(message::reply)
                    .onFailure(failure -> message.fail(BUG, String.valueOf(failure.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("A bug in the handler of {}", address, e);
            message.fail(BUG, e.toString());
        }
    }
}

package dev.ticktide.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
    private static final int UNREADABLE = 400;

    /** Every message from a node of another version may be refused: the first are logged, then one in as many. */
    private static final int REFUSALS_LOGGED = 100;

    /** Messages of several event loops of one node may overtake each other by this much. */
    private static final long OUT_OF_ORDER_MILLIS = 500;

    private static final String FROM = "from";
    private static final String NUMBER = "n";

    private final String self;
    private final Vertx vertx;
    private final EventBus eventBus;
    private final Map<String, AtomicLong> published = new ConcurrentHashMap<>();
    private final NodeWatch watch = new NodeWatch();
    private final LongAdder toOthers = new LongAdder();
    private final AtomicLong refused = new AtomicLong();
    private final DeliveryOptions options = new DeliveryOptions().setSendTimeout(REQUEST_TIMEOUT_MILLIS);

    /**
     * Registers the codecs; make one per Vert.x.
     *
     * @param self this node, whose calls to itself need no watch
     */
    public Bus(Vertx vertx, String self) {
        this.self = self;
        this.vertx = vertx;
        eventBus = vertx.eventBus();
        Codecs.register(vertx);
    }

    /**
     * Sends a request and completes with the answer. A failure means that the outcome is unknown: the request may have been carried out; a
     * {@link NodeGoneException} that the node has left meanwhile.
     */
    public <Q, R> Future<R> request(Call<Q, R> call, Q question) {
        if (watch.isGone(call.node())) {
            return Future.failedFuture(new NodeGoneException(call.node()));
        }
        Future<R> answer = eventBus.<R>request(call.address(), question, options)
                .map(Message::body)
                .onFailure(e -> {
                    if (e instanceof UnreadableMessage unreadable) {
                        refused(call.address(), call.node(), unreadable);
                    }
                });
        if (call.node().equals(self)) {
            return answer;
        }
        toOthers.increment();
        return watch.until(answer, call.node());
    }

    /**
     * Says who is there. Requests that wait for a node that has left end at once, which the bus itself would let wait for the whole
     * timeout; new ones to it end before they begin.
     */
    public void members(Set<String> nodes) {
        watch.members(nodes);
    }

    /** Questions to other nodes and messages to all since the start. */
    public long messages() {
        return toOthers.sum();
    }

    /** Messages of other nodes that could not be read since the start, as those of another version can't. */
    public long refused() {
        return refused.get();
    }

    /** Publishes to all listeners, those of this node included. */
    public <T> void publish(Topic<T> topic, T message) {
        if (watch.live() == null) {
            eventBus.publish(topic.address(), message, options);
            return;
        }
        toOthers.increment();
        long number = published
                .computeIfAbsent(topic.address(), unused -> new AtomicLong())
                .incrementAndGet();
        eventBus.publish(
                topic.address(),
                message,
                new DeliveryOptions(options).addHeader(FROM, self).addHeader(NUMBER, Long.toString(number)));
    }

    /** Answers a call; completes when other nodes can reach it. A failed answer is counted as a bug and reported to the asker. */
    public <Q, R> Future<MessageConsumer<Q>> serve(Call<Q, R> call, Function<Q, Future<R>> handler) {
        MessageConsumer<Q> consumer =
                eventBus.consumer(call.address(), message -> answer(call.address(), message, handler));
        return consumer.completion().map(consumer);
    }

    /** Listens to a topic; completes when other nodes' messages arrive. */
    public <T> Future<MessageConsumer<T>> listen(Topic<T> topic, Consumer<T> handler) {
        MessageConsumer<T> consumer = eventBus.consumer(topic.address(), message -> accept(topic, handler, message));
        return consumer.completion().map(consumer);
    }

    /**
     * Listens to a topic as above, and is called when messages of a living node were lost: what they said has to be
     * had by other means.
     */
    public <T> Future<MessageConsumer<T>> listen(Topic<T> topic, Consumer<T> handler, Runnable lost) {
        GapDetector numbers = new GapDetector();
        MessageConsumer<T> consumer = eventBus.consumer(topic.address(), message -> {
            String from = message.headers().get(FROM);
            if (from != null && !from.equals(self)) {
                follow(numbers, from, Long.parseLong(message.headers().get(NUMBER)), lost);
            }
            accept(topic, handler, message);
        });
        return consumer.completion().map(consumer);
    }

    private void follow(GapDetector numbers, String from, long number, Runnable lost) {
        if (numbers.received(from, number)) {
            vertx.setTimer(OUT_OF_ORDER_MILLIS, timer -> {
                if (numbers.lost(from, number)) {
                    LOG.info("Messages from node {} were lost on the way", from);
                    lost.run();
                }
            });
        }
        Set<String> nodes = watch.live();
        if (nodes != null) {
            numbers.keep(nodes);
        }
    }

    private <T> void accept(Topic<T> topic, Consumer<T> handler, Message<T> message) {
        T body = read(topic.address(), message);
        if (body == null) {
            return;
        }
        try {
            handler.accept(body);
        } catch (RuntimeException e) {
            LOG.error("A bug in the listener of {}", topic.address(), e);
        }
    }

    private <Q, R> void answer(String address, Message<Q> message, Function<Q, Future<R>> handler) {
        Q question = read(address, message);
        if (question == null) {
            return;
        }
        try {
            handler.apply(question)
                    .onSuccess(message::reply)
                    .onFailure(failure -> message.fail(BUG, String.valueOf(failure.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("A bug in the handler of {}", address, e);
            message.fail(BUG, e.toString());
        }
    }

    /** {@code null} for a message that can't be read, which is refused. */
    <T> @Nullable T read(String address, Message<T> message) {
        T body = message.body();
        if (body instanceof UnreadableMessage unreadable) {
            refused(address, message.headers().get(FROM), unreadable);
            message.fail(UNREADABLE, unreadable.getMessage());
            return null;
        }
        return body;
    }

    private void refused(String address, @Nullable String from, UnreadableMessage reason) {
        long count = refused.incrementAndGet();
        if (count <= REFUSALS_LOGGED || count % REFUSALS_LOGGED == 0) {
            LOG.warn(
                    "Refused message {} from {} at {}: {}",
                    count,
                    from == null ? "another node" : "node " + from,
                    address,
                    reason.getMessage());
        }
    }
}

package dev.ticktide.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import dev.ticktide.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Hazelcast loses of the bus, here on purpose, is repaired by checks, and only what it really lost. */
class CheckedClusterManagerTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Node sender = new Node();
    private final Node receiver = new Node();
    private final AtomicInteger received = new AtomicInteger();
    private String cluster;
    private int port;

    @BeforeEach
    void startTwoNodes() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        cluster = "test-" + port;
        sender.start(cluster, port);
        receiver.start(cluster, port);
        receiver.listen(received);
        awaitArrival();
    }

    @AfterEach
    void stop() throws Exception {
        sender.stop();
        receiver.stop();
    }

    @Test
    void aConsumerThatHazelcastLostIsEnteredAgain() {
        sender.manager.getHazelcastInstance().getMultiMap("__vertx.subs").remove("news");
        awaitSilence();
        checkUntilRepaired(receiver);
        awaitArrival();
    }

    @Test
    void aConsumerWhoseEventWasLostIsFound() throws Exception {
        sender.deaf.set(true);
        receiver.stop();
        receiver.start(cluster, port);
        receiver.listen(received);
        awaitSilence();
        sender.deaf.set(false);
        checkUntilRepaired(sender);
        awaitArrival();
    }

    @Test
    void theAddressOfANodeThatHazelcastLostIsEnteredAgain() {
        String node = receiver.manager.getNodeId();
        sender.manager.getHazelcastInstance().getMap("__vertx.nodeInfo").remove(node);
        checkUntilRepaired(receiver);
        Await.until(() ->
                sender.manager.getHazelcastInstance().getMap("__vertx.nodeInfo").containsKey(node));
    }

    @Test
    void nothingIsRepairedWhereNothingIsLost() {
        for (int i = 0; i < 5; i++) {
            sender.manager.check();
            receiver.manager.check();
            awaitArrival();
        }
        assertEquals(0, sender.manager.repairs() + receiver.manager.repairs());
    }

    private void checkUntilRepaired(Node node) {
        Await.until(
                "a repair",
                LIMIT,
                () -> {
                    node.manager.check();
                    return node.manager.repairs();
                },
                repairs -> repairs > 0);
    }

    private void awaitArrival() {
        int before = received.get();
        Await.until(
                "a message",
                LIMIT,
                () -> {
                    sender.vertx.eventBus().publish("news", "hello");
                    return received.get();
                },
                count -> count > before);
    }

    /** Several messages in a row that do not arrive: the sender does not know the consumer. */
    private void awaitSilence() {
        AtomicInteger last = new AtomicInteger(received.get());
        AtomicInteger same = new AtomicInteger();
        Await.until(
                "messages that do not arrive",
                LIMIT,
                () -> {
                    sender.vertx.eventBus().publish("news", "hello");
                    int now = received.get();
                    return last.getAndSet(now) == now ? same.incrementAndGet() : same.getAndSet(0);
                },
                count -> count >= 10);
    }

    /** A clustered Vert.x that can be made deaf to Hazelcast's events. */
    private static final class Node {

        private final AtomicBoolean deaf = new AtomicBoolean();
        private CheckedClusterManager manager;
        private Vertx vertx;

        void start(String cluster, int first) throws Exception {
            Config config;
            try (InputStream file = Files.newInputStream(Path.of("cluster.xml"))) {
                config = new XmlConfigBuilder(file).build();
            }
            config.setClusterName(cluster).getNetworkConfig().setPort(first);
            config.getNetworkConfig().getJoin().getTcpIpConfig().clear().addMember("127.0.0.1:" + first);
            manager = new CheckedClusterManager(config) {
                @Override
                public void registrationListener(RegistrationListener eventBus) {
                    super.registrationListener(new RegistrationListener() {
                        @Override
                        public void registrationsUpdated(RegistrationUpdateEvent event) {
                            eventBus.registrationsUpdated(event);
                        }

                        @Override
                        public boolean wantsUpdatesFor(String address) {
                            return !deaf.get() && eventBus.wantsUpdatesFor(address);
                        }
                    });
                }
            };
            vertx = Vertx.builder()
                    .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                    .withClusterManager(manager)
                    .buildClustered()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        }

        void listen(AtomicInteger received) throws Exception {
            vertx.eventBus()
                    .consumer("news", message -> received.incrementAndGet())
                    .completion()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }

        void stop() throws Exception {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }
}

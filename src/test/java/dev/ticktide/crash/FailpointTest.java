package dev.ticktide.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.crash.ChildProcess.Ports;
import dev.ticktide.crash.ChildProcess.Setup;
import dev.ticktide.fault.Failpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under load the process dies at each place that matters, from before a candle is on its way to the disk until after its sender
 * was told, at some pass of it. {@code -Dticktide.failpoint.rounds=N} goes through the places N times, {@code -Dticktide.seed=S}
 * repeats a run's load and passes.
 */
class FailpointTest {

    private static final int ROUNDS = Integer.getInteger("ticktide.failpoint.rounds", 1);
    private static final long SEED = Long.getLong("ticktide.seed", System.nanoTime());
    private static final int CLIENTS = 6;

    /** So much is stored under load before something happens to the nodes, and after it. */
    private static final int LOADED = 25 * CLIENTS;

    private static final int PASSES = 30;
    private static final int KILLED = 137;
    private static final int MOST_MORE = 10;

    private static final List<Failpoint> PLACES = Collections.nCopies(ROUNDS, Failpoint.values()).stream()
            .flatMap(Stream::of)
            .filter(FailpointTest::isPassedByLoad)
            .toList();

    private final Random random = new Random(SEED);

    @Test
    void theProcessDiesAtEachPlace(@TempDir Path folder) throws Exception {
        System.out.printf("FailpointTest: %d rounds, -Dticktide.seed=%d%n", ROUNDS, SEED);
        Path file = folder.resolve("data/ticktide.db");
        Ports ports = Ports.free();
        Setup last = new Setup(file, folder.resolve("node.log"), ports, List.of(), Trial.arguments(folder));
        AtomicReference<ChildProcess> node = new AtomicReference<>(ChildProcess.start(armed(last, PLACES.get(0))));
        try (Trial trial = new Trial(
                "F1, F3",
                folder,
                () -> List.of(node.get()),
                List.of(URI.create(ports.ingestUrl())),
                List.of(),
                () -> StoredData.read(file),
                random,
                CLIENTS)) {
            Map<Failpoint, Integer> deaths = new TreeMap<>();
            LoadClient.Found found = trial.load().found();
            List<Failpoint> places = new ArrayList<>(PLACES);
            for (int i = 0; i < places.size(); i++) {
                assertEquals(KILLED, node.get().awaitOwnEnd(), node.get()::tail);
                deaths.merge(places.get(i), 1, Integer::sum);
                trial.load().requireNoFailures();
                // Which batch a death hits is chance: that of a sender that can tell, or one that is stored in part.
                if (i + 1 == places.size() && found.stored().get() == 0 && i < PLACES.size() + MOST_MORE) {
                    places.add(Failpoint.APPEND_STORED);
                }
                node.set(ChildProcess.start(i + 1 < places.size() ? armed(last, places.get(i + 1)) : last));
            }
            node.get().awaitReady();
            trial.untilAcked(System.nanoTime(), Duration.ofSeconds(20));
            trial.untilMoreAcked(LOADED);
            trial.end("");
            System.out.printf(
                    "F1, F3: deaths %s; batches repeated after one: %d had been stored, %d had not; %d acked%n",
                    deaths,
                    found.stored().get(),
                    found.notStored().get(),
                    trial.history().acked());
            for (Failpoint place : PLACES) {
                assertTrue(deaths.get(place) >= ROUNDS, "deaths at " + place);
            }
            assertTrue(found.stored().get() > 0, "no death between commit and answer that a sender noticed");
            assertTrue(found.notStored().get() > 0, "no death before a commit that a sender noticed");
        } finally {
            node.get().close();
        }
    }

    /** Those of loads of history have a test of their own. */
    private static boolean isPassedByLoad(Failpoint place) {
        return !place.name().startsWith("HISTORY");
    }

    private Setup armed(Setup setup, Failpoint place) {
        List<String> jvm = new ArrayList<>(setup.jvm());
        jvm.add("-Dticktide.failpoint=" + place + ":" + (1 + random.nextInt(PASSES)));
        return new Setup(setup.data(), setup.log(), setup.ports(), setup.prefix(), jvm, setup.arguments());
    }
}

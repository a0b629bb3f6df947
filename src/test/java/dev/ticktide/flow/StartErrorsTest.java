package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.testing.TicktideProcess;
import dev.ticktide.testing.TicktideProcess.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A start that can't succeed ends soon, says why in one line, and leaves no trace. */
class StartErrorsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @RegisterExtension
    final TicktideProcess.Runner ticktide = new TicktideProcess.Runner();

    @TempDir
    Path folder;

    @Test
    void anOccupiedWebPortIsNamedWithItsSetting() throws IOException {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports ports = new Ports(occupied.getLocalPort(), Ports.free().ingest());
            assertRefused(ports, List.of("port " + occupied.getLocalPort(), "--set web.port="));
        }
    }

    @Test
    void anOccupiedIngestPortIsNamedWithItsSetting() throws IOException {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports ports = new Ports(Ports.free().web(), occupied.getLocalPort());
            assertRefused(ports, List.of("port " + occupied.getLocalPort(), "--set ingest.port="));
        }
    }

    @Test
    void aPortThatIsNoneIsNamed() {
        assertRefused(Ports.free(), List.of("70000", "web.port"), "--set", "web.port=70000");
    }

    @Test
    void aConfigurationWithoutRawIsRefusedWithTheCure() {
        assertRefused(
                Ports.free(),
                List.of("indicators.timeframes", "raw is missing"),
                "--set",
                "indicators.timeframes=[1m,5m]",
                "--set",
                "signals.strategies=[]");
    }

    @Test
    void aDataFolderThatCannotBeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "no folder");
        assertRefused(
                Ports.free(),
                List.of(file.toString(), "store.path"),
                "--data",
                file.resolve("ticktide.db").toString());
    }

    @Test
    void aDataFileOfSomethingElseIsLeftAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("letter.txt"), "Dear Ada, this is no database. ".repeat(100));
        assertRefused(Ports.free(), List.of(file.toString()), "--data", file.toString());
    }

    @Test
    void anUnknownSettingInAFileNamesTheFileAndTheNearestOne() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "web:\n  conflaton: 100ms\n");
        assertRefused(Ports.free(), List.of(file.toString(), "web.conflaton", "\"conflation\""), "-c", file.toString());
    }

    @Test
    void anUnknownSettingInAListNamesTheNearestOne() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mine.yaml"),
                "notifications:\n  subscriptions:\n    - recipient: ada@example.org\n      symbol: [AAPL]\n");
        assertRefused(Ports.free(), List.of(file.toString(), "symbol", "\"symbols\""), "-c", file.toString());
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = folder.resolve("nowhere.yaml");
        assertRefused(Ports.free(), List.of(file.toString()), "-c", file.toString());
    }

    @Test
    void aValueOfTheWrongKindNamesTheSettingAndWhereItCameFrom() {
        assertRefused(Ports.free(), List.of("--set web.conflation", "soon"), "--set", "web.conflation=soon");
    }

    @Test
    void aStrategyThatDoesNotExistNamesThoseThatDo() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mine.yaml"), "signals:\n  strategies:\n    - name: oracle\n      timeframes: [1m]\n");
        assertRefused(Ports.free(), List.of("signals.strategies", "oracle", "rsi-reversal"), "-c", file.toString());
    }

    @Test
    void aMailServerWithoutAPortThatIsOneIsNamed() {
        assertRefused(
                Ports.free(), List.of("notifications.smtp"), "--set", "notifications.smtp.smarthost=mail:seventy");
    }

    @Test
    void anAddressForLinksThatIsNoneIsNamed() {
        assertRefused(Ports.free(), List.of("web.public_url", "nonsense"), "--set", "web.public_url=nonsense");
    }

    @Test
    void anAddressThatOthersCanReachNeedsAProxyInFront() {
        assertRefused(Ports.free(), List.of("web.host is 0.0.0.0", "behind_tls_proxy"), "--set", "web.host=0.0.0.0");
        assertRefused(
                Ports.free(), List.of("ingest.host is 0.0.0.0", "behind_tls_proxy"), "--set", "ingest.host=0.0.0.0");
    }

    @Test
    void aDatabaseServerThatIsNotThereIsNamed() {
        Ports ports = Ports.free();
        assertRefused(
                ports,
                List.of("127.0.0.1:" + ports.web(), "store.url"),
                "--set",
                "store.url=postgresql://ticktide@127.0.0.1:" + ports.web() + "/ticktide");
    }

    @Test
    void aPasswordInTheDatabaseAddressIsRefusedAndNotRepeated() {
        Ports ports = Ports.free();
        assertRefused(
                ports, List.of("store.password"), "--set", "store.url=postgresql://ada:secret@127.0.0.1/ticktide");
    }

    @Test
    void aRoleThatDoesNotExistNamesThoseThatDo() {
        assertRefused(
                Ports.free(),
                List.of("--roles", "oracle", "indicator", "balance"),
                "--cluster",
                "--roles",
                "web,oracle");
    }

    @Test
    void rolesAreForClusters() {
        assertRefused(Ports.free(), List.of("--roles", "add --cluster"), "--roles", "web");
    }

    @Test
    void aClusterFileThatIsNotThereIsNamed() {
        Path file = folder.resolve("nowhere.xml");
        assertRefused(
                Ports.free(),
                List.of(file.toString(), "--cluster-config"),
                "--cluster",
                "--cluster-config",
                file.toString());
    }

    @Test
    void aClusterFileThatIsNoneIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("cluster.xml"), "<hazelcast");
        assertRefused(Ports.free(), List.of(file.toString()), "--cluster", "--cluster-config", file.toString());
        Files.writeString(file, "<hazelcast><no-such-thing/></hazelcast>");
        assertRefused(
                Ports.free(), List.of(file.toString(), "hazelcast"), "--cluster", "--cluster-config", file.toString());
    }

    @Test
    void aClusterAddressThatOthersCanReachNeedsANetworkOfOnesOwn() {
        assertRefused(
                Ports.free(),
                List.of("cluster.host is 192.0.2.1", "behind_tls_proxy"),
                "--cluster",
                "--set",
                "cluster.host=192.0.2.1");
    }

    @Test
    void aSecondStartOnTheSameDataLeavesTheFirstAlone() {
        TicktideProcess first = ticktide.start(folder, "start", Ports.free());
        TicktideProcess second = ticktide.launch(folder, "start", Ports.free());

        assertSaysWhy(second, List.of("another Ticktide", "ticktide.db"));
        assertTrue(first.isAlive(), "the first one goes on");
        assertEquals(200, first.fetch("/health/ready").statusCode(), "and is ready");
        assertEquals(200, first.post("""
                        {"stock_symbol":"AAPL","opening_price":1,"closing_price":1,"high":1,"low":1,"volume":1,\
                        "timestamp":1760000000}""").statusCode(), "and stores");
    }

    private void assertRefused(Ports ports, List<String> words, String... arguments) {
        List<String> before = files();
        assertSaysWhy(ticktide.launch(folder, "start", ports, arguments), words);
        assertEquals(before, files(), "files and their sizes are as before");
    }

    private static void assertSaysWhy(TicktideProcess process, List<String> words) {
        assertNotEquals(0, process.awaitExit(LIMIT), "exit code");
        List<String> lines = process.stderr().lines().toList();
        assertEquals(1, lines.size(), () -> "one line on standard error: " + lines);
        assertTrue(lines.get(0).startsWith("ticktide: "), lines.get(0));
        for (String word : words) {
            assertTrue(lines.get(0).contains(word), () -> "\"" + word + "\" in: " + lines.get(0));
        }
        assertEquals("", process.stdout(), "standard output");
    }

    private List<String> files() {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("std"))
                    .map(file -> folder.relativize(file) + " " + file.toFile().length())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

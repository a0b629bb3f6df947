package dev.ticktide.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.notify.NotifyConfig;
import dev.ticktide.settings.Within;
import dev.ticktide.signal.SignalConfig;
import dev.ticktide.store.sqlite.SqliteStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a command: one line that names the place and the cure, no name of a class, and an exit code. */
class WrongUsageTest {

    /** A qualified name, a class named as Java does, or a line of a stack trace. */
    private static final Pattern JAVA = Pattern.compile(
            "\\b(java|javax|com|io|org|dev)\\.[a-z]+\\.\\S*|\\w+(Exception|Error)\\b|\\bat \\S+\\(.*\\)");

    @TempDir
    static Path folder;

    private record Answer(int code, String out, String err) {}

    private static Answer run(String... arguments) {
        StringWriter told = new StringWriter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream oldOut = System.out;
        PrintStream oldErr = System.err;
        try (PrintStream newOut = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream newErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            System.setOut(newOut);
            System.setErr(newErr);
            int code = Main.commandLine().setErr(new PrintWriter(told)).execute(arguments);
            return new Answer(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8) + told);
        } finally {
            System.setOut(oldOut);
            System.setErr(oldErr);
        }
    }

    private static void assertRefused(List<String> words, String... arguments) {
        Answer answer = run(arguments);
        String said = answer.err();
        assertAll(
                String.join(" ", arguments) + " -> " + said,
                () -> assertNotEquals(0, answer.code(), "exit code"),
                () -> assertEquals(1, said.lines().count(), "lines on standard error"),
                () -> assertTrue(said.startsWith("ticktide: "), "begins with the program's name"),
                () -> assertFalse(JAVA.matcher(said).find(), "no words of Java"),
                () -> words.forEach(word -> assertTrue(said.contains(word), "names " + word)));
    }

    private record Case(String command, List<String> words) {
        @Override
        public String toString() {
            return command;
        }
    }

    private static Case of(String command, String... words) {
        return new Case(command, List.of(words));
    }

    static Stream<Case> settings() {
        return Stream.of(
                of("--set web.port=99999", "--set web.port", "from 1 to 65535", "99999"),
                of("--set web.port=0", "web.port", "from 1 to 65535"),
                of("--set web.port=-1", "web.port", "from 1 to 65535"),
                of("--set web.port=8080.5", "web.port", "whole number"),
                of("--set web.port=http", "web.port", "whole number", "http"),
                of("--set web.port=", "web.port", "whole number"),
                of("--set web.port=99999999999999999999", "web.port", "whole number"),
                of("--set web.prot=80", "web.prot", "\"port\""),
                of("--set wbe.port=80", "wbe", "\"web\""),
                of("--set web=80", "web", "section", "port"),
                of("--set web.port.number=80", "web.port", "whole number"),
                of("--set web.port", "--set", "KEY=VALUE"),
                of("--set =80", "no setting"),
                of("--set .=80", "no setting"),
                of("--set web.host=null", "web.host", "has no value"),
                of("--set web.conflation=soon", "web.conflation", "250ms"),
                of("--set web.conflation=0s", "web.conflation", "from 10ms"),
                of("--set web.conflation=5", "web.conflation", "250ms"),
                of("--set web.conflation=[1s]", "web.conflation", "250ms"),
                of("--set web.allowed_hosts=example.org", "web.allowed_hosts", "list"),
                of("--set web.allowed_hosts=[null]", "web.allowed_hosts[0]", "no value"),
                of("--set web.public_url=nonsense", "web.public_url", "nonsense"),
                of("--set 'web.public_url=http://a b'", "web.public_url", "http"),
                of("--set web.admin_port=70000", "web.admin_port", "from 1 to 65535"),
                of("--set web.max_clients=0", "web.max_clients", "from 1"),
                of("--set ingest.bench=2", "ingest.bench", "true or false"),
                of("--set ingest.bench=perhaps", "ingest.bench", "true or false"),
                of("--set ingest.max_body=1GB", "ingest.max_body", "whole number"),
                of("--set ingest.instances=1000000", "ingest.instances", "from 1 to 64"),
                of("--set indicators.names=macd", "indicators.names", "list", "macd"),
                of("--set indicators.names=[macd]", "indicators.names", "\"macd\"", "macd(12,26,9)"),
                of("--set indicators.names=[smma(20)]", "indicators.names", "\"smma(20)\"", "did you mean \"sma\"?"),
                of("--set indicators.names=[sma(0)]", "indicators.names", "sma", "0"),
                of("--set indicators.names=[sma(1x)]", "indicators.names", "sma(1x)"),
                of("--set indicators.names=[]] ", "indicators.names"),
                of("--set indicators.timeframes=[raw,7m]", "indicators.timeframes", "7m"),
                of("--set indicators.timeframes=[raw,1m,1m]", "twice"),
                of("--set indicators.max_queued=0", "indicators.max_queued", "from 1"),
                of("--set signals.strategies=[trend]", "signals.strategies[0]", "name, timeframes"),
                of("--set signals.strategies=[{name:trend}]", "signals.strategies[0]"),
                of("--set 'signals.strategies=[{name: trend}]'", "signals.strategies[0].timeframes", "no value"),
                of("--set 'signals.strategies=[{name: trnd, timeframes: [1m]}]'", "trnd", "\"trend\""),
                of("--set 'signals.strategies=[{nmae: trend, timeframes: [1m]}]'", "nmae", "\"name\""),
                of("--set 'signals.strategies=[{name: trend, timeframes: [2m]}]'", "2m", "computed are"),
                of("--set 'notifications.subscriptions=[{symbols: [A]}]'", "recipient", "no value"),
                of("--set 'notifications.subscriptions=[{recipient: ada}]'", "notifications.subscriptions", "ada"),
                of(
                        "--set 'notifications.subscriptions=[{recipient: a@b.org, sides: [up]}]'",
                        "sides[0]",
                        "buy",
                        "sell",
                        "up"),
                of("--set 'notifications.subscriptions=[{recipient: a@b.org, sides: [0]}]'", "sides[0]", "buy"),
                of("--set 'notifications.subscriptions=[{recipient: a@b.org, max_age: old}]'", "max_age", "72h"),
                of("--set notifications.smtp.smarthost=mail", "notifications.smtp", "mail"),
                of("--set notifications.smtp.smarthost=mail:99999", "notifications.smtp", "99999"),
                of("--set notifications.smtp.headers=x", "notifications.smtp.headers", "section"),
                of("--set notifications.retry_first=1h", "retry_first", "retry_max"),
                of("--set notifications.give_up_after=-1s", "notifications.give_up_after", "72h"),
                of("--set simulate.rate=0", "simulate", "rate"),
                of("--set simulate.rate=fast", "simulate.rate", "a number"),
                of("--set simulate.rate=.nan", "simulate.rate"),
                of("--set 'simulate.symbols=[a b]'", "simulate", "a b"),
                of("--set store.partitions=0", "store.partitions", "from 1"),
                of("--set store.retention=30d", "store.retention", "candles"),
                of("--set store.retention.candles=0s", "store.retention.candles", "from 1s"),
                of("--set store.require_sync_replica=maybe", "store.require_sync_replica", "true or false"),
                of("--set cluster.members=node2", "cluster.members", "list"),
                of("--set balance.port=port", "balance.port", "whole number"),
                of("--set behind_tls_proxy=3", "behind_tls_proxy", "true or false"),
                of("--set behind_tls_proxy.x=3", "behind_tls_proxy", "true or false"));
    }

    /** {@code show-config} looks at settings as a start does, and opens nothing. */
    @ParameterizedTest
    @MethodSource("settings")
    void aSettingThatCannotBeUsedIsNamedWithTheCure(Case one) {
        assertRefused(one.words, words("show-config " + one.command));
    }

    static Stream<Case> commands() throws IOException {
        Path text = Files.writeString(folder.resolve("letter.txt"), "Dear Ada, this is no database. ".repeat(100));
        Path empty = Files.writeString(folder.resolve("empty.csv"), "");
        Path prose = Files.writeString(folder.resolve("prose.csv"), "hello\nworld\n");
        Path good = Files.writeString(folder.resolve("good.csv"), """
                time,open,high,low,close,volume
                2024-01-02T00:00:00Z,1,2,1,2,10
                """);
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {0, (byte) 0xff, (byte) 0xfe, 1, 2});
        Path list = Files.writeString(folder.resolve("list.yaml"), "- a\n- b\n");
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "web:\n  port: [1\n\nstore: {}\n");
        Path tab = Files.writeString(folder.resolve("tab.yaml"), "web:\n\tport: 1\n");
        Path twice = Files.writeString(folder.resolve("twice.yaml"), "web:\n  port: 1\nweb:\n  port: 2\n");
        Path config = Files.writeString(folder.resolve("typo.yaml"), "web:\n  conflaton: 100ms\n");
        Path second = Files.writeString(folder.resolve("second.yaml"), "web: {port: 1}\n---\nweb: {port: 2}\n");
        Path data = folder.resolve("whole.db");
        SqliteStore.open(data, 64).close();
        String missing = folder.resolve("nowhere").toString();
        String below = text.resolve("below").toString();
        // Opening it succeeds and reading it fails, also for root.
        String unreadable = "/proc/self/mem";
        return Stream.of(
                of("strat", "\"strat\"", "\"start\""),
                of("--verison", "--verison", "--version"),
                of("start --prot 80", "--prot", "ticktide start --help"),
                of("start now", "now", "ticktide start --help"),
                of("demo --clusterr", "--clusterr", "--cluster"),
                of("join --help-me", "--help-me", "--help"),
                of("version --all", "--all"),
                of("show-config --json", "--json"),
                of("test --help-me", "--help-me", "--help"),
                of("bench --fast", "--fast"),
                of("start --data", "--data"),
                of("start -c", "--config"),
                of("start --data a --data b", "--data", "once"),
                of("start --roles web", "--roles", "add --cluster"),
                of("start --cluster --roles wbe", "--roles", "wbe", "balance"),
                of("show-config -c " + missing, missing, "no such file"),
                of("show-config -c " + folder, folder.toString(), "folder"),
                of("show-config -c " + below, below, "folder"),
                of("show-config -c " + unreadable, unreadable, "can't be read"),
                of("show-config -c " + binary, binary.toString()),
                of("show-config -c " + list, list.toString(), "sections"),
                of("show-config -c " + broken, broken.toString(), "line 4"),
                of("show-config -c " + tab, tab.toString(), "line 2", "\\t"),
                of("show-config -c " + twice, twice.toString(), "line 3", "web"),
                of("show-config -c " + second, second.toString(), "second document"),
                of("show-config -c " + config, config.toString(), "web.conflaton", "\"conflation\""),
                of("doctor", "--store"),
                of("doctor --stor", "--stor", "--store"),
                of("backup", "FILE"),
                of("backup --data " + missing + " " + folder.resolve("b.db"), missing),
                of("backup --data " + folder + " " + folder.resolve("b.db"), folder.toString()),
                of("backup --data " + text + " " + folder.resolve("b.db"), text.toString()),
                of("backup --data " + data + " " + below, below, "folder"),
                of("backup --data " + data + " " + text, text.toString(), "--force"),
                of("restore --data " + data + " " + data, "--force"),
                of("backup --set store.url=postgresql://a@b/c x.db", "pg_dump"),
                of("restore --data " + missing + " " + missing, missing, "no backup"),
                of("restore --data " + missing + " " + folder, folder.toString()),
                of("restore --data " + missing + " " + text, text.toString()),
                of("restore --data " + missing + " " + unreadable, unreadable),
                of("restore --verfy x", "--verfy", "--verify"),
                of("strategy", "strategy list", "strategy check FILE"),
                of("strategy chekc x.tide", "chekc", "check"),
                of("strategy check", "FILE"),
                of("strategy check " + prose, prose.toString(), ".tide"),
                of("strategy check " + missing + ".tide", "cannot be read"),
                of("ingest", "FILE.csv"),
                of("ingest " + missing, missing),
                of("ingest " + folder, folder.toString(), "folder"),
                of("ingest " + unreadable, unreadable, "can't be read"),
                of("ingest " + empty, empty.toString(), "empty"),
                of("ingest " + prose + " --symbol A", prose.toString()),
                of("ingest " + good + " --symbol A --timezone Mars", "--timezone", "Mars", "UTC"),
                of("ingest " + good + " --symbol A --time-format qqq{", "--time-format", "qqq"),
                of("ingest " + good + " --symbol A --map price=1", "price", "close"),
                of("ingest " + good + " --symbol A --map close", "--map"),
                of("ingest " + good + " --symbol A --server nonsense", "--server", "nonsense", "http://127.0.0.1:5000"),
                of("ingest " + good + " --symbol A --server http://a:99999", "--server", "99999"),
                of("ingest " + good + " --symbol A --server http://no-such-host.invalid:5000", "no-such-host.invalid"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandThatCannotBeCarriedOutSaysWhy(Case one) {
        Answer answer = run(words(one.command));
        List<String> problem = answer.err()
                .lines()
                .filter(line -> line.startsWith("ticktide: "))
                .toList();
        assertAll(
                one.command + " -> " + answer.err(),
                () -> assertNotEquals(0, answer.code(), "exit code"),
                () -> assertEquals(1, problem.size(), "one line says what is wrong"),
                () -> assertFalse(JAVA.matcher(answer.err() + answer.out()).find(), "no words of Java"),
                () -> one.words.forEach(word -> assertTrue(problem.get(0).contains(word), "names " + word)));
    }

    @Test
    void aServerThatIsNotThereOrIsAnotherOneIsNamed() throws IOException {
        Path good = Files.writeString(folder.resolve("one.csv"), """
                time,open,high,low,close,volume
                2024-01-02T00:00:00Z,1,2,1,2,10
                """);
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Answer answer = run("ingest", good.toString(), "--symbol", "A", "--server", "http://127.0.0.1:" + port);
        assertNotEquals(0, answer.code());
        assertTrue(answer.err().contains("127.0.0.1:" + port) && answer.err().contains("--server"), answer.err());
        assertFalse(JAVA.matcher(answer.err()).find(), answer.err());
    }

    @Test
    void helpListsEveryCommandOfTheLauncher() {
        Answer answer = run("--help");
        assertEquals(0, answer.code());
        for (String command : List.of(
                "demo",
                "start",
                "join",
                "ingest",
                "backup",
                "restore",
                "show-config",
                "doctor",
                "test",
                "bench",
                "version")) {
            assertTrue(
                    Pattern.compile("(?m)^  " + command + " ")
                            .matcher(answer.out())
                            .find(),
                    answer.out());
        }
    }

    @Test
    void theHelpOfBenchKnowsEveryBenchmark() {
        assertEquals(dev.ticktide.bench.Bench.known(), SourceCommands.Bench.NAMES);
        Answer answer = run("bench", "pages");
        assertTrue(answer.err().contains("\"page\""), answer.err());
    }

    /** Whatever kind of value any setting is given, the answer is of this program and not of a library. */
    @Test
    void everySettingRefusesWhatIsNotOfItsKindInPlainWords() {
        List<String> wrong = new ArrayList<>();
        walk(new ConfigLoader(AppConfig.DEFAULTS).masked(), "", (place, value) -> {
            for (String nonsense :
                    List.of("[[1]]", "{a: 1}", "~~nonsense~~", "-99999999999", "1.5", "true", "null", "", "[null]")) {
                try {
                    AppConfig config = new ConfigLoader(AppConfig.DEFAULTS)
                            .set(place, nonsense, "--set " + place)
                            .load();
                    new Wiring(config).requireUsable();
                } catch (ConfigException e) {
                    String said = String.valueOf(e.getMessage());
                    if (JAVA.matcher(said).find()
                            || said.lines().count() != 1
                            || !said.contains(place.replaceAll(".*[.]", ""))) {
                        wrong.add(place + "=" + nonsense + " -> " + said);
                    }
                } catch (RuntimeException e) {
                    wrong.add(place + "=" + nonsense + " -> " + e);
                }
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyNumberAndDurationHasBounds() {
        List<String> without = new ArrayList<>();
        unbounded(AppConfig.class, without);
        unbounded(NotifyConfig.Subscriber.class, without);
        unbounded(SignalConfig.StrategyUse.class, without);
        assertEquals(List.of(), without);
    }

    private static void unbounded(Class<?> section, List<String> without) {
        for (RecordComponent component : section.getRecordComponents()) {
            Class<?> type = component.getType();
            if (type.isRecord()) {
                unbounded(type, without);
            } else if (Set.of(int.class, Integer.class, long.class, double.class, Duration.class)
                            .contains(type)
                    && component.getAnnotation(Within.class) == null) {
                without.add(section.getSimpleName() + "." + component.getName());
            }
        }
    }

    private static void walk(ObjectNode section, String path, BiConsumer<String, JsonNode> each) {
        section.properties().forEach(field -> {
            String place = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (field.getValue() instanceof ObjectNode inner && !inner.isEmpty()) {
                walk(inner, place, each);
            } else {
                each.accept(place, field.getValue());
            }
        });
    }

    /** As a shell takes a line apart, with single quotes only. */
    private static String[] words(String line) {
        return Pattern.compile("'[^']*'|\\S+")
                .matcher(line)
                .results()
                .map(word -> word.group().replace("'", ""))
                .toArray(String[]::new);
    }
}

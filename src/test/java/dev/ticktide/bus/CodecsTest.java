package dev.ticktide.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.market.BarsClosed;
import dev.ticktide.market.LogEvent;
import dev.ticktide.market.append.Ack;
import dev.ticktide.market.append.AppendBatch;
import dev.ticktide.market.append.AppendReplies;
import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.append.OnConflict;
import dev.ticktide.market.append.ReplayRequest;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.Filling;
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
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import dev.ticktide.wire.WireException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodecsTest {

    static Stream<Object> messages() {
        var bar = Samples.barUpdate("AAPL", Samples.M5, Samples.T0);
        var raw = Samples.barUpdate("BRK.B", Timeframe.RAW, Samples.T0 + 1);
        var corrected = new BarUpdate(
                "BRK.B", Timeframe.RAW, 1, 2, false, raw.bar(), raw.values(), raw.previous(), 3, null, bar.bar());
        var signal = Samples.signal("ab12", "AAPL", Samples.T0, Side.BUY);
        var sent = Samples.notification("n2", "ab12", Notification.EMAIL, Notification.State.SENT);
        return Stream.of(
                Ack.OK,
                new AppendBatch(
                        List.of(new AppendRequest(Samples.T0, Samples.oneOfEach(Samples.T0), List.of(3, 3, 3, 3, 64)))),
                new AppendBatch(List.of(
                        new AppendRequest(Samples.T0, List.of(), List.of(), new Intake.Live(OnConflict.REPLACE)))),
                new AppendBatch(List.of(
                        new AppendRequest(Samples.T0, List.of(), List.of(), new Intake.History("a", false, true, 9)))),
                new AppendReplies(List.of(new AppendReply(AppendReply.Status.STORED, 1, 2, 3, 4, List.of(5)))),
                new AppendReplies(List.of(new AppendReply(AppendReply.Status.CONFLICT, 1, 2, 3, List.of(0, 700)))),
                new AppendBatch(List.of(new AppendRequest(
                        Samples.T0,
                        Samples.oneOfEach(Samples.T0),
                        List.of(3, 3, 3, 3, 64),
                        new Intake.History("a", false, true, 9)))),
                new ReplayRequest(5, 123_456_789_012L),
                new SymbolQuery(7, "AAPL"),
                new HistoryLoaded("AAPL", 5_241, 70),
                new SymbolView("AAPL", List.of(bar, raw), entries()),
                new SummaryQuery(),
                new SummaryUpdate(List.of(Samples.summary("AAPL")), List.of(Samples.score("ab12"))),
                new IndicatorOutput(List.of(new IndicatorOutput.Part(3, 10, 12, List.of(bar, raw, corrected)))),
                new IndicatorOutput(List.of(
                        new IndicatorOutput.Part(3, 10, 12, List.of(bar, raw), List.of()),
                        new IndicatorOutput.Part(4, 0, 1, List.of(raw), List.of(signal)))),
                new SignalOutput(List.of(new SignalOutput.Part(3, 10, 12, List.of(bar), List.of(signal)))),
                new LiveUpdate(List.of(bar), entries(), 17, 1_700_000_000_000_000L),
                new LiveUpdate(List.of(), List.of(), 0, Long.MIN_VALUE),
                new Watching("ab12cd34", true, Set.of("AAPL", "MSFT")),
                new Watching("ab12cd34", false, Set.of()),
                new SignalsRaised(List.of(signal)),
                new NodeReport(
                        "ab12cd34",
                        NodeReport.State.DRAINING,
                        1_700_000_000_000L,
                        7,
                        12_345,
                        17.5,
                        3,
                        4,
                        1,
                        List.of(new NodeReport.Holding("indicator", 63, 5)),
                        List.of(new NodeReport.Arrival(1_700_000_001_000L, "signal", 21, 640, "taken_over")),
                        List.of(
                                new Filling("simulated history", 40, 100),
                                new Filling("history of AAPL", 7, 9, "AAPL"))),
                new NotificationUpdate(List.of(
                        Samples.notification("n1", "ab12", Notification.INBOX, Notification.State.PENDING), sent)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageComesBackAsItWent(Object message) {
        RecordCodec<Object> codec = codecOf(message);
        assertEquals(message, codec.decode(codec.encode(message)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageCutShortIsRefusedRatherThanMisread(Object message) {
        RecordCodec<Object> codec = codecOf(message);
        byte[] bytes = codec.encode(message);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(WireException.class, () -> codec.decode(cut), "cut to " + length + " of " + bytes.length);
        }
    }

    @Test
    void thereIsASampleOfEveryMessage() {
        assertEquals(
                Codecs.ALL.stream().map(RecordCodec::type).collect(Collectors.toSet()),
                messages().map(Object::getClass).collect(Collectors.toSet()));
    }

    @Test
    void aBarTakesFarLessThanItsJson() {
        var output = new IndicatorOutput(
                List.of(new IndicatorOutput.Part(3, 0, 1, List.of(Samples.barUpdate("AAPL", Samples.M5, Samples.T0)))));
        assertTrue(codecOf(output).encode(output).length < 140, "bytes of one bar update");
    }

    private static List<dev.ticktide.market.log.LogEntry> entries() {
        Stream<LogEvent> decisions = Stream.of(new BarsClosed("AAPL", Samples.T0), new BarsClosed("AAPL", -1));
        return Stream.concat(Samples.oneOfEach(Samples.T0).stream(), decisions)
                .map(event -> Samples.entry(3, 1, event))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static RecordCodec<Object> codecOf(Object message) {
        return (RecordCodec<Object>) Codecs.ALL.stream()
                .filter(codec -> codec.type() == message.getClass())
                .findFirst()
                .orElseThrow();
    }
}

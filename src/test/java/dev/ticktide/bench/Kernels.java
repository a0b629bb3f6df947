package dev.ticktide.bench;

import dev.ticktide.indicator.state.BarSink;
import dev.ticktide.indicator.state.IndicatorSettings;
import dev.ticktide.indicator.state.PartitionState;
import dev.ticktide.ingest.IngestConfig;
import dev.ticktide.ingest.parse.EventParser;
import dev.ticktide.ingest.parse.Parsed;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.market.append.AppendBatch;
import dev.ticktide.market.append.AppendRequest;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.log.LogEntry;
import dev.ticktide.market.signal.Explanation;
import dev.ticktide.market.signal.Signal;
import dev.ticktide.store.SignalColumns;
import dev.ticktide.strategy.Bars;
import dev.ticktide.strategy.SignalEngine;
import dev.ticktide.strategy.script.Strategies;
import dev.ticktide.wire.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The code that runs for each candle, bar or signal, by itself. {@link KernelBench} runs it and names the figures after the methods. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Kernels {

    private static final int ARRAY = 1_000;
    private static final long FIRST_SECOND = 1_700_000_000;
    private static final long MICROS = 1_000_000;
    private static final long ARRIVAL = (FIRST_SECOND + 2 * ARRAY) * MICROS;
    private static final int PARTITION = 5;
    /** With it the whole array is left to the strict parser, as CandleScanner takes plain candles only. */
    private static final String OTHER_EVENT = "{\"data_type\":\"order_book\",\"stock_symbol\":\"S1\",\"timestamp\":"
            + FIRST_SECOND + ",\"order_type\":\"buy\",\"price\":150.5,\"quantity\":10}";

    private final EventParser parser = new EventParser(IngestConfig.DEFAULT_LIMITS);
    private final byte[] plainArray = array("");
    private final byte[] mixedArray = array(OTHER_EVENT + ",");
    private final List<MarketEvent> candles = read(plainArray);

    private final PartitionState state = new PartitionState(PARTITION, IndicatorSettings.DEFAULTS);
    private long seq;

    private final SignalEngine engine = Bars.engine(Strategies.RSI_REVERSAL, Strategies.TREND);
    private final BarUpdate quietBar = Bars.bySeq(2);
    private final BarUpdate turningBar = Bars.bySeq(3);
    private final Explanation explanation =
            only(engine.on(PARTITION, turningBar)).explain();

    private final RecordFormat<AppendBatch> format = new RecordFormat<>(AppendBatch.class);
    private final AppendBatch batch = new AppendBatch(
            List.of(new AppendRequest(ARRIVAL, candles, Collections.nCopies(candles.size(), PARTITION))));
    private final byte[] encoded = format.encode(batch);

    @Benchmark
    @OperationsPerInvocation(ARRAY)
    public Parsed readCandleInArray() {
        return parser.parse(plainArray, EventParser.Format.JSON, ARRIVAL);
    }

    @Benchmark
    @OperationsPerInvocation(ARRAY + 1)
    public Parsed readCandleInArrayWithAnotherEvent() {
        return parser.parse(mixedArray, EventParser.Format.JSON, ARRIVAL);
    }

    @Benchmark
    public void foldCandleIntoAllTimeframes(Blackhole out) {
        Candle made = (Candle) candles.get((int) (seq % ARRAY));
        long time = (FIRST_SECOND + seq) * MICROS;
        Candle candle =
                new Candle(made.symbol(), time, made.open(), made.high(), made.low(), made.close(), made.volume());
        BarSink sink = out::consume;
        state.apply(new LogEntry(PARTITION, ++seq, time, false, candle), sink);
    }

    @Benchmark
    public List<Signal> judgeBarThatRaisesNothing() {
        return engine.on(PARTITION, quietBar);
    }

    @Benchmark
    public List<Signal> judgeBarThatRaisesSignal() {
        return engine.on(PARTITION, turningBar);
    }

    @Benchmark
    @OperationsPerInvocation(ARRAY)
    public byte[] encodeCandleOfBatch() {
        return format.encode(batch);
    }

    @Benchmark
    @OperationsPerInvocation(ARRAY)
    public AppendBatch decodeCandleOfBatch() {
        return format.decode(encoded);
    }

    @Benchmark
    public String writeExplanation() {
        return SignalColumns.explanation(explanation);
    }

    private static byte[] array(String first) {
        Prices prices = new Prices();
        StringBuilder body = new StringBuilder("[").append(first);
        for (int i = 0; i < ARRAY; i++) {
            body.append(i == 0 ? "" : ",");
            prices.append(body, "S1", FIRST_SECOND + i);
        }
        return body.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private List<MarketEvent> read(byte[] body) {
        if (parser.parse(body, EventParser.Format.JSON, ARRIVAL) instanceof Parsed.Events found) {
            return found.events();
        }
        throw new IllegalStateException("the array of candles was refused");
    }

    private static Signal only(List<Signal> signals) {
        if (signals.size() != 1) {
            throw new IllegalStateException("the bar is to raise one signal, raised " + signals);
        }
        return signals.get(0);
    }
}

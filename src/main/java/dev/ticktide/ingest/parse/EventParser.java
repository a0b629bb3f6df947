package dev.ticktide.ingest.parse;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.ticktide.ingest.scan.CandleKeys;
import dev.ticktide.ingest.scan.CandleScanner;
import dev.ticktide.ingest.scan.StrictUtf8;
import dev.ticktide.ingest.scan.SymbolTable;
import dev.ticktide.ingest.scan.Times;
import java.io.IOException;
import java.time.temporal.ChronoUnit;

/**
 * Turns a request body into events, strictly: plain UTF-8, JSON as RFC 8259 has it and not a comma more, every field known,
 * present, of its type and within its range. Either every event is good or none is given. Confined to one thread; reuses what it reads into from body to body.
 *
 * <p>Symbols are upper-cased (ASCII), times become microseconds ({@link Times#toMicros}), {@code -0.0} becomes {@code 0.0};
 * apart from that a number is the double nearest to its text, and one with more digits than a double can distinguish is
 * refused rather than rounded.
 */
public final class EventParser {

    /** How a body is laid out. */
    public enum Format {
        /** One object or one array of objects. */
        JSON,
        /** One object a line; blank lines are skipped. Always a batch. */
        NDJSON
    }

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_LENGTH = 1_000;
    private static final int MAX_STRING_LENGTH = 4_096;
    private static final int MAX_NAME_LENGTH = 1_024;

    final IngestLimits limits;
    private final long maxFutureMicros;
    final JsonFactory factory;
    private final SymbolTable symbols = new SymbolTable();
    final EventDraft draft;
    final CandleScanner scanner = new CandleScanner(symbols);
    final CandleKeys keys = new CandleKeys();

    final boolean scanning;

    /** @param limits of one body */
    public EventParser(IngestLimits limits) {
        this(limits, true);
    }

    /** @param scanning whether plain candles take the short way; only a test that compares the two has reason to say no */
    public EventParser(IngestLimits limits, boolean scanning) {
        this.limits = limits;
        this.scanning = scanning;
        maxFutureMicros =
                limits.maxFuture().toNanos() / ChronoUnit.MICROS.getDuration().toNanos();
        draft = new EventDraft(symbols, maxFutureMicros);
        factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(MAX_STRING_LENGTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .build())
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /**
     * Parses live events. Never fails: what is wrong is a {@link Rejection}.
     *
     * @param arrival epoch microseconds, what "the future" is measured from
     */
    public Parsed parse(byte[] body, Format format, long arrival) {
        return parse(body, format, arrival, false);
    }

    /**
     * Parses events; the result does not refer to {@code body}.
     *
     * @param arrival epoch microseconds, what "the future" is measured from
     * @param history whether the past of symbols is loaded: candles of any time
     */
    public Parsed parse(byte[] body, Format format, long arrival, boolean history) {
        if (body.length > limits.maxBodyBytes()) {
            return tooLarge();
        }
        if (EventReader.isBlank(body, 0, body.length)) {
            return Rejection.of(ProblemCode.EMPTY_BODY, "expected one event, an array of events, or one event a line");
        }
        if (!StrictUtf8.isPlain(body)) {
            return Rejection.of(ProblemCode.NOT_PLAIN_UTF8, "expected UTF-8 without a byte order mark");
        }
        EventReader reading = new EventReader(this, arrival + maxFutureMicros, history);
        try {
            return format == Format.NDJSON ? reading.lines(body) : reading.document(body);
        } catch (EventReader.Refusal refusal) {
            return refusal.rejection;
        } catch (IOException e) {
            return refused(e, reading.line());
        }
    }

    /** What the answer to a body is that has more bytes than the limit. */
    public Rejection tooLarge() {
        return Rejection.of(ProblemCode.BODY_TOO_LARGE, "a body may have at most " + limits.maxBodyBytes() + " bytes");
    }

    /** The reader's own message repeats what it read, so only the place is passed on. */
    private static Rejection refused(IOException failure, int line) {
        if (failure instanceof StreamConstraintsException) {
            return exceeded(String.valueOf(failure.getMessage()));
        }
        String where = "";
        if (failure instanceof JacksonException jackson && jackson.getLocation() != null) {
            JsonLocation location = jackson.getLocation();
            where = " at line " + (line > 0 ? line : location.getLineNr()) + ", column " + location.getColumnNr();
        }
        return Rejection.of(ProblemCode.MALFORMED_JSON, "not valid JSON" + where);
    }

    private static Rejection exceeded(String message) {
        if (message.contains("depth")) {
            return Rejection.of(ProblemCode.TOO_DEEP, "at most " + MAX_DEPTH + " levels");
        }
        if (message.startsWith("Number")) {
            return Rejection.of(
                    ProblemCode.NUMBER_TOO_LONG, "a number may have at most " + MAX_NUMBER_LENGTH + " digits");
        }
        return Rejection.of(
                ProblemCode.STRING_TOO_LONG, "a string may have at most " + MAX_STRING_LENGTH + " characters");
    }
}

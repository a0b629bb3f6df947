package dev.ticktide.ingest;

import dev.ticktide.http.ProblemDetail;
import dev.ticktide.ingest.parse.ProblemCode;
import dev.ticktide.market.append.Intake;
import dev.ticktide.market.append.OnConflict;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a request's query whether its events are live or history, which load they belong to, and what becomes of
 * conflicts.
 */
final class Mode {

    private static final Set<String> KNOWN = Set.of("mode", "load", "commit", "begin", "of", "on_conflict");
    private static final Set<String> LOAD_PARAMETERS = Set.of("load", "commit", "begin", "of");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,6}");
    private static final Pattern LOAD = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Mode() {}

    /** What is wrong with the parameters, {@code null} if nothing is. */
    static @Nullable ProblemDetail check(HttpServerRequest request) {
        if (request.query() == null) {
            return null;
        }
        MultiMap parameters = request.params();
        for (String name : parameters.names()) {
            if (!KNOWN.contains(name)) {
                return ProblemCode.UNKNOWN_PARAMETER.because(
                        "the parameters are mode, load, begin, commit, of and on_conflict");
            }
            if (parameters.getAll(name).size() > 1) {
                return ProblemCode.INVALID_PARAMETER.because("a parameter may be there once");
            }
        }
        String wrong = wrongLoad(parameters);
        wrong = wrong == null ? wrongConflict(parameters) : wrong;
        return wrong == null ? null : ProblemCode.INVALID_PARAMETER.because(wrong);
    }

    private static @Nullable String wrongLoad(MultiMap parameters) {
        String mode = parameters.get("mode");
        if (mode != null && !mode.equals("history") && !mode.equals("live")) {
            return "mode must be live or history";
        }
        if (!"history".equals(mode) && LOAD_PARAMETERS.stream().anyMatch(parameters::contains)) {
            return "load, begin, commit and of go with mode=history";
        }
        String load = parameters.get("load");
        if (load != null && !LOAD.matcher(load).matches()) {
            return "load must be 1 to 64 letters, digits, dots, _ or -";
        }
        String of = parameters.get("of");
        if (of != null && !COUNT.matcher(of).matches()) {
            return "of must be how many candles of a symbol the load will have";
        }
        if (isNoBoolean(parameters.get("commit"))) {
            return "commit must be true or false";
        }
        return isNoBoolean(parameters.get("begin")) ? "begin must be true or false" : null;
    }

    private static boolean isNoBoolean(@Nullable String value) {
        return value != null && !value.equals("true") && !value.equals("false");
    }

    private static @Nullable String wrongConflict(MultiMap parameters) {
        String onConflict = parameters.get("on_conflict");
        if (onConflict == null) {
            return null;
        }
        if ("history".equals(parameters.get("mode"))) {
            return "on_conflict goes with live candles; a load of history has no corrections";
        }
        return onConflict(onConflict) == null ? "on_conflict must be reject, keep or replace" : null;
    }

    /** Whether what a request brings waits for the rest of its load. */
    static boolean waits(HttpServerRequest request) {
        return isHistory(request)
                && request.params().contains("load")
                && !"true".equals(request.params().get("commit"));
    }

    /** Whether the past of symbols is loaded. */
    static boolean isHistory(HttpServerRequest request) {
        return request.query() != null && "history".equals(request.params().get("mode"));
    }

    /**
     * How the owners take the events of an admitted request. Without the name of a load a request is a load by itself.
     *
     * @param own a name for that, the same for the same body
     */
    static Intake intake(HttpServerRequest request, Supplier<String> own) {
        if (isHistory(request)) {
            String load = request.params().get("load");
            String of = request.params().get("of");
            return load == null
                    ? new Intake.History(own.get(), true, true, 0)
                    : new Intake.History(
                            load,
                            "true".equals(request.params().get("commit")),
                            "true".equals(request.params().get("begin")),
                            of == null ? 0 : Integer.parseInt(of));
        }
        String asked = request.query() == null ? null : request.params().get("on_conflict");
        OnConflict onConflict = asked == null ? null : onConflict(asked);
        return onConflict == null ? Intake.LIVE : new Intake.Live(onConflict);
    }

    private static @Nullable OnConflict onConflict(String label) {
        for (OnConflict each : OnConflict.values()) {
            if (each.label().equals(label)) {
                return each;
            }
        }
        return null;
    }
}

package dev.ticktide.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ticktide.csv.Series;
import dev.ticktide.market.Candle;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends series to a running server in bounded batches and waits for each answer. 429, 503 and broken connections are tried
 * again no sooner than the server asks for, which is safe; whatever else is not 200 ends it. Blocks its thread.
 */
final class CandleSender {

    private static final int BATCH = 2_000;
    private static final int NAME_BYTES = 12;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final long FIRST_WAIT_MILLIS = 250;
    private static final long LONGEST_WAIT_MILLIS = 5_000;
    /** For a server that never answered: it is more likely not there than about to come back. */
    private static final Duration FIRST_PATIENCE = Duration.ofMillis(500);

    private static final int OK = 200;
    private static final int SHOWN = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final Duration patience;
    private boolean hasAnswered;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    /** @param patience how long a batch is tried again before it is given up */
    CandleSender(URI server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    /** Why sending ended early; the message says what the server said. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** What the server said it did. */
    record Sent(int stored, int duplicate) {}

    /** @param progress gets the number of candles sent so far */
    Sent send(Collection<Series> series, IntConsumer progress) throws Refused, InterruptedException {
        String load = name(series);
        int sent = 0;
        int stored = 0;
        int duplicate = 0;
        for (Series each : series) {
            for (int from = 0; from < each.size(); from += BATCH) {
                int to = Math.min(each.size(), from + BATCH);
                // With the last candles of a symbol its load is complete, and its bars are built anew.
                String commit = to == each.size() ? "&commit=true" : "";
                String begin = from == 0 ? "&begin=true" : "";
                String target = "/ingest?mode=history&load=" + load + "&of=" + each.size() + begin + commit;
                JsonNode answer = post(target, lines(each, from, to));
                stored += answer.path("stored").asInt();
                duplicate += answer.path("duplicate").asInt();
                sent += to - from;
                progress.accept(sent);
            }
        }
        return new Sent(stored, duplicate);
    }

    /** The name of a load is a hash of its candles, so that a second run continues where the first one was stopped. */
    private static String name(Collection<Series> series) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Series each : series) {
                for (int at = 0; at < each.size(); at++) {
                    digest.update(each.candle(at).toString().getBytes(StandardCharsets.UTF_8));
                }
            }
            return "csv-" + HexFormat.of().formatHex(digest.digest(), 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private JsonNode post(String target, String body) throws Refused, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(target))
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long wait = FIRST_WAIT_MILLIS;
        long waited = 0;
        while (true) {
            Attempt attempt = attempt(request);
            JsonNode answer = attempt.answer;
            if (answer != null) {
                return answer;
            }
            if (waited >= (hasAnswered ? patience : FIRST_PATIENCE).toMillis()) {
                throw new Refused(attempt.problem);
            }
            long pause = Math.max(attempt.retryAfterMillis, wait);
            Thread.sleep(pause);
            waited += pause;
            wait = Math.min(LONGEST_WAIT_MILLIS, wait * 2);
        }
    }

    /**
     * One request that may be repeated.
     *
     * @param answer {@code null} where it has to be repeated
     * @param problem why
     * @param retryAfterMillis how long the server asks to wait; 0 if it does not say
     */
    private record Attempt(@Nullable JsonNode answer, String problem, long retryAfterMillis) {}

    private Attempt attempt(HttpRequest request) throws Refused, InterruptedException {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            hasAnswered = true;
            if (response.statusCode() == OK) {
                return new Attempt(JSON.readTree(response.body()), "", 0);
            }
            String problem = problem(response);
            if (response.statusCode() != 429 && response.statusCode() != 503) {
                throw new Refused(problem);
            }
            long asked = response.headers().firstValueAsLong("Retry-After").orElse(0) * 1_000;
            return new Attempt(null, problem, asked);
        } catch (JsonProcessingException e) {
            throw new Refused(server + " does not answer as Ticktide does; is it Ticktide's ingest port?");
        } catch (IOException e) {
            String problem = server + " can't be reached (" + reason(e)
                    + "); is Ticktide running there? --server says where it is";
            return new Attempt(null, problem, 0);
        }
    }

    private static String reason(IOException e) {
        if (e.getCause() instanceof UnresolvedAddressException) {
            return "no host of that name is known";
        } else if (e instanceof HttpTimeoutException) {
            return "no answer in time";
        } else if (e instanceof ConnectException) {
            return "nothing accepts connections there";
        }
        return e.getMessage() == null ? "the connection ended" : e.getMessage();
    }

    private String problem(HttpResponse<String> response) {
        String body = response.body();
        try {
            JsonNode answer = JSON.readTree(body);
            StringBuilder text = new StringBuilder(server + " answered " + response.statusCode() + " "
                    + answer.path("code").asText() + ": "
                    + answer.path("detail").asText());
            for (JsonNode error : answer.path("errors")) {
                text.append("; ").append(error.path("pointer").asText()).append(' ');
                text.append(error.path("detail").asText());
                if (text.length() > SHOWN) {
                    return text.append(" …").toString();
                }
            }
            return text.toString();
        } catch (JsonProcessingException e) {
            return server + " answered " + response.statusCode();
        }
    }

    private static String lines(Series series, int from, int to) {
        StringBuilder lines = new StringBuilder((to - from) * 160);
        for (int at = from; at < to; at++) {
            Candle candle = series.candle(at);
            lines.append("{\"stock_symbol\":\"").append(candle.symbol());
            lines.append("\",\"opening_price\":").append(candle.open());
            lines.append(",\"closing_price\":").append(candle.close());
            lines.append(",\"high\":").append(candle.high());
            lines.append(",\"low\":").append(candle.low());
            lines.append(",\"volume\":").append(candle.volume());
            lines.append(",\"timestamp\":");
            lines.append(
                    BigDecimal.valueOf(candle.time(), 6).stripTrailingZeros().toPlainString());
            lines.append("}\n");
        }
        return lines.toString();
    }
}

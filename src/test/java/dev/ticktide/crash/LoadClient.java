package dev.ticktide.crash;

import dev.ticktide.crash.History.Kind;
import dev.ticktide.crash.History.Operation;
import dev.ticktide.crash.History.Outcome;
import dev.ticktide.market.Candle;
import dev.ticktide.market.MarketEvent;
import dev.ticktide.simulate.IngestJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sender: makes batches, sends one at a time, and sends a batch without an answer again, as it is, until it has one; now
 * and then it gives up instead and never learns what became of it.
 */
final class LoadClient implements Runnable {

    private static final Pattern COUNTS = Pattern.compile(".*\"stored\":([0-9]+),\"duplicate\":([0-9]+),.*");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long STEP = 2_000_000;
    private static final long DOWN_MILLIS = 25;

    /**
     * What all clients have in common.
     *
     * @param ingest where to send; after a failure the next one
     * @param clustered whether a batch may go to several nodes, so that parts of one that was not answered with 200 may be
     *     stored
     */
    record Shared(
            List<URI> ingest,
            History history,
            List<String> sharedSymbols,
            AtomicLong sharedTime,
            AtomicBoolean stop,
            List<String> failures,
            Found found,
            int maxPauseMillis,
            boolean clustered) {}

    /** What repeats after a kill found: the batch had been stored, or it had not. */
    record Found(AtomicLong stored, AtomicLong notStored) {}

    private final Shared shared;
    private final List<String> symbols;
    private final Random random;
    private final Prices prices;
    private final HttpClient http;
    private final List<Operation> acked = new ArrayList<>();
    private final int number;
    private int place;
    private long time;
    private long fresh;

    /** @param symbols its own; the first never gets a late candle from it */
    LoadClient(Shared shared, int number, List<String> symbols, long seed, long firstTime) {
        this.shared = shared;
        this.number = number;
        this.symbols = symbols;
        this.random = new Random(seed);
        this.prices = new Prices(random);
        this.time = firstTime;
        this.place = number % shared.ingest.size();
        this.http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    }

    @Override
    public void run() {
        try {
            while (!shared.stop.get() && shared.failures.isEmpty()) {
                perform(next());
                Thread.sleep(random.nextInt(shared.maxPauseMillis));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            shared.failures.add(this + ": " + e);
        }
    }

    private Operation next() {
        int dice = random.nextInt(100);
        if (dice < 8 && !acked.isEmpty()) {
            Operation old = acked.get(random.nextInt(acked.size()));
            return shared.history.plan(Kind.REPEAT, old.events(), old.body());
        }
        if (dice < 12) {
            List<MarketEvent> events = batch();
            String invalid = "{\"stock_symbol\":\"" + symbols.get(0) + "\",\"opening_price\":1,\"closing_price\":1,"
                    + "\"high\":0.5,\"low\":1,\"volume\":1,\"timestamp\":1700000000}";
            return shared.history.plan(Kind.INVALID, events, with(events, invalid));
        }
        if (dice < 16 && !acked.isEmpty()) {
            Candle stored = storedCandle();
            if (stored != null) {
                List<MarketEvent> events = batch();
                Candle other = new Candle(
                        stored.symbol(),
                        stored.time(),
                        stored.open(),
                        stored.high() + 1,
                        stored.low(),
                        stored.close(),
                        stored.volume());
                byte[] array = IngestJson.array(List.of(other));
                return shared.history.plan(
                        Kind.CONFLICT,
                        events,
                        with(events, new String(array, 1, array.length - 2, StandardCharsets.UTF_8)));
            }
        }
        List<MarketEvent> events = batch();
        return shared.history.plan(Kind.FRESH, events, IngestJson.array(events));
    }

    private Candle storedCandle() {
        for (MarketEvent event : acked.get(random.nextInt(acked.size())).events()) {
            if (event instanceof Candle candle) {
                return candle;
            }
        }
        return null;
    }

    /** No event here has a key that was used before. */
    private List<MarketEvent> batch() {
        List<MarketEvent> events = new ArrayList<>();
        int steps = 1 + random.nextInt(20);
        for (int i = 0; i < steps; i++) {
            time += STEP;
            for (String symbol : symbols) {
                events.add(prices.candle(symbol, time));
            }
        }
        if (random.nextInt(4) == 0) {
            long late = time - (1 + random.nextInt(90)) * 1_000_000L;
            events.add(prices.late(symbols.get(1), unique(late)));
        }
        if (random.nextInt(3) == 0) {
            String symbol = shared.sharedSymbols.get(random.nextInt(shared.sharedSymbols.size()));
            events.add(prices.late(symbol, unique(shared.sharedTime.addAndGet(STEP / 4))));
        }
        if (random.nextInt(5) == 0) {
            events.add(prices.metadata(symbols.get(random.nextInt(symbols.size())), unique(time)));
        }
        if (random.nextInt(20) == 0) {
            events.add(prices.economy(unique(time)));
        }
        return events;
    }

    /** Microseconds nobody else uses: whole seconds are on the grid, and the digits below name client and event. */
    private long unique(long about) {
        fresh++;
        return about - Math.floorMod(about, 1_000_000L) + 1 + number + 10 * (fresh % 90_000);
    }

    private static byte[] with(List<MarketEvent> events, String more) {
        String array = new String(IngestJson.array(events), StandardCharsets.UTF_8);
        return (array.substring(0, array.length() - 1) + "," + more + "]").getBytes(StandardCharsets.UTF_8);
    }

    private void perform(Operation operation) throws InterruptedException {
        boolean patient = random.nextInt(4) > 0;
        while (operation.outcome() == Outcome.UNKNOWN && (patient || operation.unanswered() == 0)) {
            attempt(operation);
        }
    }

    private void attempt(Operation operation) throws InterruptedException {
        shared.history.sending(operation);
        long sent = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(shared.ingest.get(place))
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(operation.body()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() == 429 || response.statusCode() == 503) {
                refused(operation, response, sent);
            } else {
                answered(operation, response.statusCode(), response.body());
            }
        } catch (ConnectException e) {
            // Not even sent, but the log says so before it goes on all the same.
            shared.history.notSent(operation);
            elsewhere();
        } catch (HttpTimeoutException e) {
            shared.history.timedOut(operation);
            elsewhere();
        } catch (IOException e) {
            shared.history.unanswered(operation, e.toString());
            elsewhere();
        }
    }

    private void refused(Operation operation, HttpResponse<String> response, long sent) throws InterruptedException {
        long now = System.nanoTime();
        Matcher code = CODE.matcher(response.body());
        shared.history.refused(new History.Refusal(now, (now - sent) / 1_000_000, code.find() ? code.group(1) : "?"));
        if (!response.headers().firstValue("Retry-After").orElse("").matches("[0-9]+")) {
            shared.failures.add(operation + " was refused without a Retry-After: " + response.body());
        }
        shared.history.unanswered(operation, response.statusCode() + " " + response.body());
        elsewhere();
    }

    private void elsewhere() throws InterruptedException {
        place = (place + 1) % shared.ingest.size();
        Thread.sleep(DOWN_MILLIS);
    }

    private void answered(Operation operation, int status, String body) {
        switch (status) {
            case 200 -> {
                shared.history.answered(operation, Outcome.OK, body);
                accepted(operation, body);
            }
            case 409, 422 -> {
                shared.history.answered(operation, Outcome.REJECTED, status + " " + body);
                boolean expected = operation.kind() == (status == 422 ? Kind.INVALID : Kind.CONFLICT);
                if (!expected) {
                    shared.failures.add(operation + " was answered " + status + " " + body);
                }
            }
            default -> {
                shared.history.answered(operation, Outcome.REJECTED, status + " " + body);
                shared.failures.add(operation + " was answered " + status + " " + body);
            }
        }
    }

    private void accepted(Operation operation, String body) {
        Matcher counts = COUNTS.matcher(body);
        if (!counts.matches()) {
            shared.failures.add(operation + " was answered " + body);
            return;
        }
        int stored = Integer.parseInt(counts.group(1));
        int duplicate = Integer.parseInt(counts.group(2));
        int size = operation.events().size();
        boolean none = stored == 0 && duplicate == size;
        boolean all = stored == size && duplicate == 0;
        boolean right =
                switch (operation.kind()) {
                    // A node of a cluster repeats by itself what another one may have stored before it died.
                    case FRESH ->
                        all
                                || (none && operation.unanswered() > 0)
                                || (shared.clustered() && stored + duplicate == size);
                    case REPEAT -> none;
                    default -> false;
                };
        if (!right) {
            shared.failures.add(operation + " of " + size + " events was answered " + body);
        }
        if (operation.kind() == Kind.FRESH) {
            acked.add(operation);
            if (operation.unanswered() > 0) {
                (none ? shared.found.stored : shared.found.notStored).incrementAndGet();
            }
        }
    }

    @Override
    public String toString() {
        return "client " + number;
    }
}

package dev.ticktide.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Single-candle POSTs over 64 connections through the whole pipeline, against the same server's discard endpoint.
 * Shown beside it is what durability alone costs: a bare server that stores each body in a row, against itself without. */
final class PostBench implements Bench.Benchmark {

    private static final int CONNECTIONS = 64;
    private static final int PAIRS = 9;
    private static final double SECONDS = 2;

    private final Prices prices = new Prices();
    private final long[] clocks = new long[CONNECTIONS];

    @Override
    public List<Bench.Figure> run(Path folder) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerProcess server = ServerProcess.start(folder, "512m");
                EchoProcess echo = EchoProcess.start(folder)) {
            IntFunction<Buffer> ingest = connection -> candle(server.ingestPort, "/ingest", connection);
            IntFunction<Buffer> discard = connection -> candle(server.ingestPort, "/discard", connection);
            Load.run(vertx, server.ingestPort, CONNECTIONS, 4, discard);
            // Until the compiler has done its work, which takes a machine of two cores a while.
            Load.run(vertx, server.ingestPort, CONNECTIONS, 20, ingest);
            IntFunction<Buffer> row = connection -> candle(echo.port, EchoProcess.DURABLE, connection);
            IntFunction<Buffer> echoed = connection -> candle(echo.port, EchoProcess.BARE, connection);
            Load.run(vertx, echo.port, CONNECTIONS, 4, echoed);
            Load.run(vertx, echo.port, CONNECTIONS, 10, row);
            double[] ratios = new double[PAIRS];
            double[] floors = new double[PAIRS];
            double[] rates = new double[PAIRS];
            double[] bare = new double[PAIRS];
            long refused = 0;
            for (int i = 0; i < PAIRS; i++) {
                boolean first = i % 2 == 0;
                Load.Result a = Load.run(vertx, server.ingestPort, CONNECTIONS, SECONDS, first ? discard : ingest);
                Load.Result b = Load.run(vertx, server.ingestPort, CONNECTIONS, SECONDS, first ? ingest : discard);
                Load.Result whole = first ? b : a;
                Load.Result dropped = first ? a : b;
                rates[i] = whole.perSecond();
                bare[i] = dropped.perSecond();
                ratios[i] = rates[i] / bare[i];
                refused += whole.other();
                floors[i] =
                        Load.run(vertx, echo.port, CONNECTIONS, SECONDS, row).perSecond()
                                / Load.run(vertx, echo.port, CONNECTIONS, SECONDS, echoed)
                                        .perSecond();
            }
            List<Bench.Figure> figures = new ArrayList<>();
            figures.add(Bench.Figure.shown(
                    "post: discard endpoint, 64 connections", Statistics.median(bare), "requests/s"));
            figures.add(
                    Bench.Figure.shown("post: whole pipeline, 64 connections", Statistics.median(rates), "requests/s"));
            figures.add(Bench.Figure.atLeast(
                    "post: pipeline / discard (median of " + PAIRS + " pairs)",
                    Statistics.median(ratios),
                    "ratio",
                    0.6));
            figures.add(Bench.Figure.shown(
                    "post: pipeline / discard (lower quartile)", Statistics.quantile(ratios, 0.25), "ratio"));
            figures.add(Bench.Figure.shown(
                    "post: bare server, one durable row a request / without the row",
                    Statistics.median(floors),
                    "ratio"));
            figures.add(Bench.Figure.atMost("post: answers other than 200", (double) refused, "requests", 0));
            return figures;
        } finally {
            vertx.close();
        }
    }

    private Buffer candle(int port, String path, int connection) {
        // One symbol per connection keeps its times in order; a second apart, so that bars close as in life.
        long second = 1_700_000_000L + clocks[connection]++;
        StringBuilder body = new StringBuilder(160);
        synchronized (prices) {
            prices.append(body, "B" + connection, second);
        }
        return Load.request(port, path, body.toString().getBytes(StandardCharsets.US_ASCII));
    }
}

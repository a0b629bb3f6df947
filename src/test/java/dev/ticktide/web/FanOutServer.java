package dev.ticktide.web;

import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.MarketRowExtras;
import dev.ticktide.web.feed.Bridge;
import dev.ticktide.web.feed.Feed;
import dev.ticktide.web.feed.WebMetrics;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * For the benchmark, a process of its own: the live feed at {@code /eventbus} and Vert.x's own bridge at {@code /stock}, which tell
 * of the same bars. A line on its input says which of the two works. A bar's volume is when it was made, in epoch milliseconds.
 */
public final class FanOutServer extends AbstractVerticle {

    public static final int SYMBOLS = 100;

    private static final int PARTS = 10;
    private static final int UPDATES_A_BAR = 60;
    private static final int WINDOW_MILLIS = 200;
    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final List<String> INDICATORS =
            List.of("sma(20)", "sma(50)", "ema(12)", "ema(20)", "ema(26)", "rsi(14)");

    private static volatile boolean stock;

    private final DeliveryOptions localOnly = new DeliveryOptions().setLocalOnly(true);
    private Feed feed;
    private Bridge bridge;
    private long updates;

    public static void main(String[] arguments) throws IOException {
        Vertx vertx = Vertx.vertx();
        vertx.deployVerticle(new FanOutServer());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            stock = line.equals("stock");
        }
        System.exit(0);
    }

    @Override
    public void start() {
        feed = new Feed(
                "bench",
                INDICATORS,
                INDICATORS.stream().map(name -> 50).toList(),
                new Board(MarketRowExtras.none()),
                symbol -> {},
                message -> bridge.publish(message));
        bridge = new Bridge(
                vertx,
                feed,
                Bridge.LIMITS.within(2_000, Runtime.getRuntime().maxMemory() / 8),
                WebMetrics.NONE,
                FanOutServer::micros);
        Router router = Router.router(vertx);
        router.route("/eventbus/*").subRouter(bridge.router());
        SockJSBridgeOptions options = new SockJSBridgeOptions()
                .addOutboundPermitted(new PermittedOptions().setAddressRegex("dashboard\\..+"))
                .setPingTimeout(20_000);
        router.route("/stock/*")
                .subRouter(SockJSHandler.create(
                                vertx,
                                new SockJSHandlerOptions()
                                        .setInsertJSESSIONID(false)
                                        .setRegisterWriteHandler(false))
                        .bridge(options, event -> event.complete(true)));
        vertx.createHttpServer(new HttpServerOptions()
                        .setSendBufferSize(WebServer.SEND_BUFFER_BYTES)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println(server.actualPort()));
        vertx.setPeriodic(WINDOW_MILLIS, timer -> feed.tick(micros()));
        // A tenth of the symbols every ten milliseconds: each of them ten times a second.
        vertx.setPeriodic(10, timer -> produce());
    }

    private void produce() {
        int part = (int) (updates % PARTS);
        boolean closed = updates / PARTS % UPDATES_A_BAR == 0;
        updates++;
        long minute = updates / PARTS / UPDATES_A_BAR;
        long now = System.currentTimeMillis();
        for (int i = part; i < SYMBOLS; i += PARTS) {
            double close = 100 + (updates * 31 + i) % 997 / 100.0;
            Bar bar = new Bar(minute * 60_000_000, close - 0.5, close + 1, close - 1, close, now, 10);
            double[] values = {close, close + 0.123456789, close, close / 3, close, 50.123456789};
            tell("S" + i, bar, values, closed);
        }
    }

    private void tell(String symbol, Bar bar, double[] values, boolean closed) {
        if (!stock) {
            feed.bar(new BarUpdate(symbol, M1, updates, micros(), closed, bar, values, values, 100, null, null));
            return;
        }
        JsonObject named = new JsonObject();
        for (int i = 0; i < values.length; i++) {
            named.put(INDICATORS.get(i), values[i]);
        }
        JsonObject message = new JsonObject()
                .put("symbol", symbol)
                .put("timeframe", "1m")
                .put("closed", closed)
                .put("time", bar.time() / 1_000)
                .put("open", bar.open())
                .put("high", bar.high())
                .put("low", bar.low())
                .put("close", bar.close())
                .put("volume", bar.volume())
                .put("values", named)
                .put("seq", updates)
                .put("type", "bars")
                .put("ts", micros() / 1_000);
        vertx.eventBus().publish(Feed.SYMBOL_PREFIX + symbol, message, localOnly);
    }

    private static long micros() {
        return System.currentTimeMillis() * 1_000;
    }
}

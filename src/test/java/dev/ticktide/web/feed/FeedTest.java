package dev.ticktide.web.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.market.bar.Bar;
import dev.ticktide.market.bar.BarUpdate;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Side;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.testing.Samples;
import dev.ticktide.web.board.Board;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.board.MarketRowExtras;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FeedTest {

    private static final Timeframe M1 = Timeframe.parse("1m");
    private static final long NOW = 1_644_016_200_123_000L;
    private static final String APPLE = "dashboard.symbol.AAPL";

    private final List<Sent> sent = new ArrayList<>();
    private final List<String> wanted = new ArrayList<>();
    private final Board board = new Board(MarketRowExtras.none());
    private final Feed feed = feed(sent);

    private record Sent(String address, JsonNode body) {
        long seq() {
            return body.get("seq").asLong();
        }

        String type() {
            return body.get("type").asText();
        }
    }

    private Feed feed(List<Sent> into) {
        return new Feed(
                "run-1",
                List.of("sma(20)"),
                List.of(20),
                board,
                wanted::add,
                message -> into.add(
                        new Sent(message.address(), parsed(message.body().toString()))));
    }

    private static JsonNode parsed(String message) {
        try {
            return Json.MAPPER.readTree(message);
        } catch (JsonProcessingException e) {
            throw new AssertionError(message, e);
        }
    }

    private static BarUpdate bar(String symbol, Timeframe timeframe, boolean closed, long time, double close) {
        Bar bar = new Bar(time * 1_000, close, close, close, close, 5, 1);
        return new BarUpdate(
                symbol,
                timeframe,
                time,
                NOW,
                closed,
                bar,
                new double[] {Double.NaN},
                new double[] {Double.NaN},
                3,
                null,
                null);
    }

    private static List<String> updates(Sent message) {
        List<String> updates = new ArrayList<>();
        message.body
                .get("updates")
                .forEach(each -> updates.add(each.get("timeframe").asText() + " "
                        + (each.get("closed").asBoolean() ? "closed" : "open") + " "
                        + each.get("time").asLong() + " " + each.get("close").asDouble()));
        return updates;
    }

    private List<Long> seqs(String address) {
        return sent.stream()
                .filter(each -> each.address.equals(address))
                .map(Sent::seq)
                .toList();
    }

    @Test
    void everyMessageSaysWhichRunSentItWhenAndItsNumber() {
        feed.watch("dashboard.signals");
        feed.signal(Samples.signal("aa", "AAPL", Samples.T0, Side.BUY), NOW);
        JsonNode body = sent.get(0).body;
        assertEquals("dashboard.signals", sent.get(0).address);
        assertEquals(
                "signal run-1 1 1644016200123",
                body.get("type").asText() + " " + body.get("feed").asText() + " " + body.get("seq") + " "
                        + body.get("ts"));
        assertEquals("aa", body.get("signal").get("id").asText());
    }

    @Test
    void aRenewedFeedHasAnotherNameAndCountsFromOne() {
        feed.watch("dashboard.signals");
        feed.signal(Samples.signal("aa", "AAPL", Samples.T0, Side.BUY), NOW);
        feed.renew();
        assertEquals("run-1.1", feed.position("AAPL", NOW).get("id").asText());
        assertEquals(0, feed.position("AAPL", NOW).at("/seq/dashboard.signals").asLong());
        feed.signal(Samples.signal("bb", "AAPL", Samples.T0, Side.BUY), NOW);
        JsonNode body = sent.get(1).body;
        assertEquals("run-1.1 1", body.get("feed").asText() + " " + body.get("seq"));
        feed.renew();
        assertEquals("run-1.2", feed.position("AAPL", NOW).get("id").asText());
    }

    @Test
    void whatNobodyListensToIsNeitherSentNorCounted() {
        feed.signal(Samples.signal("aa", "AAPL", Samples.T0, Side.BUY), NOW);
        feed.score("aa", "AAPL", List.of(Samples.score("aa")), NOW);
        feed.notification(
                Samples.notification("m1", "aa", Notification.INBOX, Notification.State.SENT), Notification::text, NOW);
        assertEquals(List.of(), sent);
        feed.watch("dashboard.signals");
        feed.signal(Samples.signal("bb", "AAPL", Samples.T0, Side.BUY), NOW);
        assertEquals(List.of(1L), seqs("dashboard.signals"));
    }

    @Test
    void signalsScoresAndNotificationsGoAtOnceToWhoeverListens() {
        feed.watch("dashboard.signals");
        feed.watch("dashboard.inbox");
        feed.signal(Samples.signal("aa", "AAPL", Samples.T0, Side.BUY), NOW);
        feed.score("aa", "AAPL", List.of(Samples.score("aa")), NOW);
        feed.notification(
                Samples.notification("m1", "aa", Notification.INBOX, Notification.State.SENT), Notification::text, NOW);
        assertEquals(
                List.of("signal", "score", "inbox"),
                sent.stream().map(Sent::type).toList());
        assertEquals(List.of(1L, 2L), seqs("dashboard.signals"));
        assertEquals(List.of(1L), seqs("dashboard.inbox"));
        JsonNode score = sent.get(1).body;
        assertEquals(
                "aa AAPL", score.get("id").asText() + " " + score.get("symbol").asText());
        assertEquals(
                "[{\"horizonBars\":5,\"forwardReturn\":-0.0125,\"hit\":true,\"tie\":false,\"final\":true},"
                        + "{\"horizonBars\":10,\"forwardReturn\":null,\"hit\":null,\"tie\":false,\"final\":false},"
                        + "{\"horizonBars\":20,\"forwardReturn\":null,\"hit\":null,\"tie\":false,\"final\":false}]",
                score.get("score").toString());
        assertEquals("m1", sent.get(2).body.get("entry").get("id").asText());
    }

    @Test
    void eachAddressCountsForItself() {
        feed.watch(APPLE);
        feed.watch("dashboard.symbol.MSFT");
        for (int i = 0; i < 3; i++) {
            feed.bar(bar("AAPL", M1, true, i, 1));
            feed.tick(NOW);
        }
        feed.bar(bar("MSFT", M1, true, 1, 1));
        feed.tick(NOW);
        assertEquals(List.of(1L, 2L, 3L), seqs(APPLE));
        assertEquals(List.of(1L), seqs("dashboard.symbol.MSFT"));
        assertEquals(
                "{\"id\":\"run-1\",\"seq\":{\"dashboard.board\":0,\"dashboard.signals\":0,\"dashboard.inbox\":0,"
                        + "\"dashboard.symbol.AAPL\":3}}",
                feed.position("AAPL", NOW).toString());
    }

    @Test
    void aSymbolThatNobodyWatchesIsNotSent() {
        feed.bar(bar("AAPL", M1, true, 1, 1));
        feed.metadata(Samples.entry(0, 1, new NewsSentiment("AAPL", NOW, 0.5, 0.5)));
        feed.tick(NOW);
        assertEquals(List.of(), sent);
    }

    @Test
    void aSymbolIsSentUntilItsLastWatcherLeaves() {
        feed.watch(APPLE);
        feed.watch(APPLE);
        feed.unwatch(APPLE);
        feed.bar(bar("AAPL", M1, true, 1, 1));
        feed.tick(NOW);
        feed.unwatch(APPLE);
        feed.bar(bar("AAPL", M1, true, 2, 1));
        feed.tick(NOW);
        feed.unwatch(APPLE);
        assertEquals(List.of(1L), seqs(APPLE));
    }

    @Test
    void itTellsHowManyUpdatesItMadeOneAndWhatWaitedLongest() {
        List<Long> arrivals = new ArrayList<>();
        feed.onBarsSent(arrivals::add);
        assertEquals(1, feed.conflation(), "nothing yet");
        feed.watch(APPLE);
        for (int i = 0; i < 6; i++) {
            feed.bar(bar("AAPL", M1, false, 60, i));
        }
        feed.bar(bar("AAPL", M1, true, 60, 9));
        feed.bar(bar("AAPL", M1, false, 120, 10));
        feed.tick(NOW + 5);
        assertEquals(4, feed.conflation(), "eight came, two went");
        assertEquals(List.of(NOW), arrivals);
        assertEquals(1, feed.conflation(), "since then nothing");
    }

    @Test
    void ofAnOpenBarOnlyTheNewestStateIsSent() {
        feed.watch(APPLE);
        feed.bar(bar("AAPL", M1, false, 60, 1));
        feed.bar(bar("AAPL", M1, false, 60, 2));
        feed.bar(bar("AAPL", Samples.M5, false, 0, 3));
        feed.bar(bar("AAPL", M1, false, 60, 4));
        feed.tick(NOW);
        assertEquals(List.of("1m open 60 4.0", "5m open 0 3.0"), updates(sent.get(0)));
        feed.tick(NOW);
        assertEquals(1, sent.size(), "nothing new, nothing sent");
    }

    @Test
    void aBarThatClosesReplacesItsOpenStateAndStandsBeforeTheNextOne() {
        feed.watch(APPLE);
        feed.bar(bar("AAPL", M1, false, 60, 1));
        feed.bar(bar("AAPL", M1, true, 60, 2));
        feed.tick(NOW);
        feed.bar(bar("AAPL", M1, true, 120, 3));
        feed.bar(bar("AAPL", M1, false, 180, 4));
        feed.tick(NOW);
        assertEquals(List.of("1m closed 60 2.0"), updates(sent.get(0)));
        assertEquals(List.of("1m closed 120 3.0", "1m open 180 4.0"), updates(sent.get(1)));
    }

    @Test
    void aMessageSaysWhichIndicatorsAreWarmingUpAndWhatTheyNeed() {
        feed.watch(APPLE);
        feed.bar(bar("AAPL", M1, true, 60, 2));
        feed.tick(NOW);
        JsonNode body = sent.get(0).body;
        assertEquals(
                "{\"1m\":{\"sma(20)\":{\"need\":20,\"have\":3}}}",
                body.get("warmup").toString());
        assertEquals(
                "{\"sma(20)\":null}", body.get("updates").get(0).get("values").toString());
        assertEquals("{}", feed.warmup(20).toString());
    }

    @Test
    void metadataGoesToItsSymbolAndTheEconomyToEveryWatchedOne() {
        feed.watch(APPLE);
        feed.watch("dashboard.symbol.MSFT");
        feed.metadata(Samples.entry(3, 1, new NewsSentiment("AAPL", NOW, 0.5, 0.25)));
        feed.metadata(Samples.entry(0, 1, new EconomicIndicator("GDP", NOW, 2.5)));
        feed.tick(NOW);
        Map<String, JsonNode> items = new HashMap<>();
        sent.forEach(each -> items.put(each.address + " " + each.type(), each.body.get("items")));
        String gdp = "{\"type\":\"economic_indicator\",\"time\":1644016200123,\"name\":\"GDP\",\"value\":2.5}";
        assertEquals(
                Map.of(
                        APPLE + " metadata",
                        parsed("[{\"type\":\"news_sentiment\",\"symbol\":\"AAPL\",\"time\":1644016200123,"
                                + "\"score\":0.5,\"magnitude\":0.25}," + gdp + "]"),
                        "dashboard.symbol.MSFT metadata",
                        parsed("[" + gdp + "]")),
                items);
    }

    @Test
    void theBoardGetsTheRowsThatChangedOnceEach() {
        feed.watch("dashboard.board");
        board.summary(Samples.summary("AAPL"), NOW);
        board.summary(Samples.summary("MSFT"), NOW);
        feed.summaryChanged("MSFT");
        feed.summaryChanged("MSFT");
        feed.tick(NOW);
        feed.tick(NOW);
        assertEquals(List.of(1L), seqs("dashboard.board"));
        JsonNode body = sent.get(0).body;
        assertEquals(1, body.get("rows").size());
        assertEquals("MSFT", body.get("rows").get(0).get("symbol").asText());
        assertEquals("MSFT", body.get("summaries").get(0).get("symbol").asText());
        assertEquals(2, body.get("market").get("symbols").asInt());
    }

    @Test
    void aBoardThatNobodyLooksAtIsNotSentLaterEither() {
        board.summary(Samples.summary("AAPL"), NOW);
        feed.summaryChanged("AAPL");
        feed.tick(NOW);
        feed.watch("dashboard.board");
        feed.tick(NOW);
        assertEquals(List.of(), sent);
    }

    @Test
    void theStatusKnowsTheLastNumberOfEveryAddressThatIsWatched() {
        feed.watch(APPLE);
        feed.watch("dashboard.signals");
        feed.watch("dashboard.status");
        feed.signal(Samples.signal("aa", "AAPL", Samples.T0, Side.BUY), NOW);
        feed.signal(Samples.signal("ab", "AAPL", Samples.T0, Side.BUY), NOW);
        feed.notification(
                Samples.notification("m1", "aa", Notification.INBOX, Notification.State.SENT), Notification::text, NOW);
        feed.bar(bar("AAPL", M1, true, 60, 2));
        feed.tick(NOW);
        feed.status(Json.object(), NOW);
        assertEquals(
                "{\"dashboard.signals\":2,\"" + APPLE + "\":1}", feed.seqs().toString());
    }

    /** One timeframe as the indicator stage tells it: some open states of a bar, then the bar closed, then the next one. */
    @Property(tries = 200)
    void noClosedBarIsEverSkippedAndAllComeInOrder(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 3) Integer> openStates,
            @ForAll @Size(40) List<Boolean> ticks) {
        List<Sent> messages = new ArrayList<>();
        Feed fresh = feed(messages);
        fresh.watch(APPLE);
        for (int i = 0; i < openStates.size(); i++) {
            for (int state = 0; state < openStates.get(i); state++) {
                fresh.bar(bar("AAPL", M1, false, i, state));
                if (ticks.get((i + state) % ticks.size())) {
                    fresh.tick(NOW);
                }
            }
            fresh.bar(bar("AAPL", M1, true, i, 9));
            if (ticks.get(i)) {
                fresh.tick(NOW);
            }
        }
        fresh.tick(NOW);
        List<Long> closed = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (Sent message : messages) {
            numbers.add(message.seq());
            for (JsonNode update : message.body.get("updates")) {
                if (update.get("closed").asBoolean()) {
                    closed.add(update.get("time").asLong());
                } else {
                    assertEquals(closed.size(), update.get("time").asLong(), "an open bar follows the last closed one");
                }
            }
        }
        assertEquals(LongStream.range(0, openStates.size()).boxed().toList(), closed);
        assertEquals(LongStream.rangeClosed(1, messages.size()).boxed().toList(), numbers);
    }

    @Test
    void aSymbolIsAskedForOnceWhenItsFirstPageComes() {
        feed.watch("dashboard.board");
        feed.watch(APPLE);
        feed.watch(APPLE);
        feed.position("AAPL", NOW);
        feed.position("MSFT", NOW);
        feed.watch("dashboard.symbol.MSFT");
        assertEquals(List.of("AAPL", "MSFT"), wanted);
        assertEquals(Set.of("AAPL", "MSFT"), feed.watchedSymbols());
    }

    @Test
    void aPageThatRegistersLateSeesThatItMissedSomething() {
        assertEquals(0, feed.position("AAPL", NOW).at("/seq").get(APPLE).asLong());
        feed.bar(bar("AAPL", M1, true, 60, 1));
        feed.tick(NOW + 100_000);
        feed.watch(APPLE);
        feed.bar(bar("AAPL", M1, true, 120, 1));
        feed.tick(NOW + 200_000);
        assertEquals(2, sent.get(sent.size() - 1).seq(), "1 is missing, which the page notices");
    }

    @Test
    void aSnapshotThatNobodyFollowsUpIsForgotten() {
        feed.position("AAPL", NOW);
        feed.tick(NOW + 11_000_000);
        assertEquals(Set.of(), feed.watchedSymbols());
    }
}

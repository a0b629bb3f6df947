package dev.ticktide.web.udf;

import dev.ticktide.http.Bulkhead;
import dev.ticktide.market.EconomicIndicator;
import dev.ticktide.market.Metadata;
import dev.ticktide.market.MetadataType;
import dev.ticktide.market.NewsSentiment;
import dev.ticktide.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** News and economy as marks on the time scale. */
final class UdfTimescaleMarks extends UdfCall {

    private static final int MOST = 10_000;
    private static final String NEWS = "#5b8def";
    private static final String ECONOMY = "#b08a3c";

    private final UdfSymbols symbols;
    private final Store store;
    private final Context context;
    private final Bulkhead large;

    UdfTimescaleMarks(UdfSymbols symbols, Store store, Context context, Bulkhead large) {
        super("/timescale_marks");
        this.symbols = symbols;
        this.store = store;
        this.context = context;
        this.large = large;
    }

    private record Mark(String id, long time, String color, String label, List<String> tooltip) {

        static Mark of(Metadata item, int number) {
            String id = item.type().label() + "-" + item.time() + "-" + number;
            long time = item.time() / UdfQuery.MICROS;
            if (item instanceof NewsSentiment news) {
                List<String> lines = List.of("News, sentiment " + news.score(), "magnitude " + news.magnitude());
                return new Mark(id, time, NEWS, "N", lines);
            }
            EconomicIndicator economy = (EconomicIndicator) item;
            return new Mark(id, time, ECONOMY, "E", List.of(economy.name(), Double.toString(economy.value())));
        }
    }

    @Override
    Future<?> answer(UdfQuery query) {
        return symbols.known(query).compose(symbol -> large.take(() -> marks(symbol, query)));
    }

    /** Those of the range that is asked for, the newest {@value #MOST} of them at most. */
    private Future<List<Mark>> marks(String symbol, UdfQuery query) {
        long from = query.seconds("from", Long.MIN_VALUE);
        long to = query.seconds("to", Long.MAX_VALUE - 1);
        Store.Range range = new Store.Range(from, to + 1, MOST);
        return on(store.metadata(symbol, MetadataType.NEWS_SENTIMENT, range))
                .compose(news -> on(store.metadata(null, MetadataType.ECONOMIC_INDICATOR, range))
                        .map(economy -> marks(news, economy)));
    }

    private static List<Mark> marks(List<Metadata> news, List<Metadata> economy) {
        List<Metadata> all = new ArrayList<>(news);
        all.addAll(economy);
        all.sort(Comparator.comparingLong(Metadata::time));
        List<Mark> marks = new ArrayList<>();
        for (Metadata item : all.subList(Math.max(0, all.size() - MOST), all.size())) {
            marks.add(Mark.of(item, marks.size() + 1));
        }
        return marks;
    }

    private <T> Future<T> on(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }
}

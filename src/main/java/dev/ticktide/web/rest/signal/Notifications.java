package dev.ticktide.web.rest.signal;

import dev.ticktide.market.signal.Notification;
import dev.ticktide.store.Store;
import dev.ticktide.web.answer.Query;
import dev.ticktide.web.answer.RestCall;
import dev.ticktide.web.answer.Stocks;
import dev.ticktide.web.view.NotificationView;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Function;

/** Inbox entries and mails, newest first. */
public final class Notifications extends RestCall {

    private static final int STANDARD = 50;

    private final Stocks stocks;
    private final Store store;
    private final Function<Notification, Notification.Text> texts;

    public Notifications(Stocks stocks, Store store, Function<Notification, Notification.Text> texts) {
        super("/notifications", Set.of("limit", "cursor"));
        this.stocks = stocks;
        this.store = store;
        this.texts = texts;
    }

    @Override
    public Future<?> answer(Query query, RoutingContext request) {
        int limit = query.limit(STANDARD);
        return stocks.on(store.notifications(query.cursor(), limit)).map(found -> {
            if (found.size() == limit) {
                Notification last = found.get(limit - 1);
                next(request, new Store.PageKey(last.createdAt(), last.id()));
            }
            return found.stream()
                    .map(each -> NotificationView.of(each, texts.apply(each)))
                    .toList();
        });
    }
}

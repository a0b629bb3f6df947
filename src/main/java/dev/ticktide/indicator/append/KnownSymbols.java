package dev.ticktide.indicator.append;

import dev.ticktide.store.Store;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every symbol there is a row for, as far as this node knows. The limit of symbols is one for all nodes; what the others have
 * added is read once the limit is near. Confined to one context.
 */
public final class KnownSymbols {

    /** The interval at which {@link #readIfNear} is meant to be called. */
    public static final long TICK_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(KnownSymbols.class);

    private final Store store;
    private final Executor context;
    private final Set<String> names = new HashSet<>();

    /** @param context on which the names may be read and added to */
    public KnownSymbols(Store store, Executor context) {
        this.store = store;
        this.context = context;
    }

    /** The names, to be added to on the context. */
    public Set<String> names() {
        return names;
    }

    /** Adds what the store has. Completes on the context; fails as the store does. */
    public CompletionStage<?> read() {
        return store.symbols().thenAcceptAsync(symbols -> symbols.forEach(info -> names.add(info.symbol())), context);
    }

    /**
     * Adds what the other nodes have stored if this node's share of the limit is half used; a failure is left to the
     * next call.
     *
     * @param limit of symbols, over all nodes
     * @param nodes the nodes that may have added symbols, this one included
     */
    public void readIfNear(int limit, int nodes) {
        if (nodes > 1 && (long) names.size() * nodes * 2 >= limit) {
            read().whenComplete((read, failure) -> {
                if (failure != null) {
                    LOG.debug("The other nodes' symbols were not read: {}", failure.getMessage());
                }
            });
        }
    }
}

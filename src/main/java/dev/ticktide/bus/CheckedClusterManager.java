package dev.ticktide.bus;

import com.hazelcast.config.Config;
import io.vertx.core.Completable;
import io.vertx.core.VertxException;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster manager of Vert.x, with a repair of the event bus's table of consumers. Vert.x asks Hazelcast once who consumes
 * an address and from then on relies on Hazelcast's events. When members are killed shortly after one another, an event or
 * an entry can be lost: then a node keeps publishing to members that are gone, or is itself not known as a consumer, until
 * it is restarted (vertx-hazelcast issue 196). {@link #check} compares what this node knows with what Hazelcast has, and what
 * Hazelcast has with what this node registered. Thread-safe.
 */
public class CheckedClusterManager extends HazelcastClusterManager {

    private static final Logger LOG = LoggerFactory.getLogger(CheckedClusterManager.class);

    private final Map<String, Set<RegistrationInfo>> known = new ConcurrentHashMap<>();
    private final Map<String, Set<RegistrationInfo>> own = new ConcurrentHashMap<>();

    /** What the last check found different: an event may still be under way, so only a second look repairs. */
    private final Map<String, Set<RegistrationInfo>> suspects = new ConcurrentHashMap<>();

    private final AtomicBoolean checking = new AtomicBoolean();
    private final AtomicLong repairs = new AtomicLong();
    private volatile RegistrationListener listener = new RegistrationListener() {};

    /** @param hazelcast with which the node joins when Vert.x is built */
    public CheckedClusterManager(Config hazelcast) {
        super(hazelcast);
    }

    /** How often an address, or where others reach this node, was repaired since the start. */
    public long repairs() {
        return repairs.get();
    }

    /**
     * Asks Hazelcast for the consumers of each address that this node sends to or listens at, without blocking. A difference
     * that two checks find in a row is repaired. Call it every few seconds; while a check runs, another one does nothing.
     *
     * <p>One question at a time: while members do not reach each other, a question may take a worker thread for a minute, and
     * the bus needs the others to connect again.
     */
    public void check() {
        if (!checking.compareAndSet(false, true)) {
            return;
        }
        Set<String> addresses = new HashSet<>(known.keySet());
        addresses.addAll(own.keySet());
        suspects.keySet().retainAll(addresses);
        super.getNodeInfo(getNodeId(), (info, failure) -> {
            if (info == null && failure instanceof VertxException) {
                LOG.warn("Entered the bus address of this node again, which Hazelcast had lost");
                repairs.incrementAndGet();
                super.setNodeInfo(getNodeInfo(), (done, ignored) -> checkNext(addresses.iterator()));
            } else {
                checkNext(addresses.iterator());
            }
        });
    }

    private void checkNext(Iterator<String> addresses) {
        if (!addresses.hasNext()) {
            checking.set(false);
            return;
        }
        String address = addresses.next();
        super.getRegistrations(address, (found, failure) -> {
            if (failure == null) {
                check(address, Set.copyOf(found));
            }
            checkNext(addresses);
        });
    }

    private void check(String address, Set<RegistrationInfo> found) {
        Set<RegistrationInfo> sentTo = known.get(address);
        Set<RegistrationInfo> missing = new HashSet<>(own.getOrDefault(address, Set.of()));
        missing.removeAll(found);
        boolean outdated = sentTo != null && !sentTo.equals(found);
        if (!outdated && missing.isEmpty()) {
            suspects.remove(address);
            return;
        }
        if (!found.equals(suspects.put(address, found))) {
            return;
        }
        suspects.remove(address);
        LOG.warn(
                "Repaired the consumers of the bus address {}, of which Hazelcast had lost an event or an entry",
                address);
        repairs.incrementAndGet();
        missing.forEach(registration -> registerAgain(address, registration));
        if (outdated) {
            listener.registrationsUpdated(new RegistrationUpdateEvent(address, List.copyOf(found)));
        }
    }

    private void registerAgain(String address, RegistrationInfo registration) {
        super.addRegistration(address, registration, (done, failure) -> {
            if (!own.getOrDefault(address, Set.of()).contains(registration)) {
                // It was removed meanwhile.
                super.removeRegistration(address, registration, (removed, ignored) -> {});
            }
        });
    }

    @Override
    public void registrationListener(RegistrationListener eventBus) {
        listener = new RegistrationListener() {
            @Override
            public void registrationsUpdated(RegistrationUpdateEvent event) {
                known.put(event.address(), Set.copyOf(event.registrations()));
                eventBus.registrationsUpdated(event);
                if (!eventBus.wantsUpdatesFor(event.address())) {
                    known.remove(event.address());
                }
            }

            @Override
            public void registrationsLost() {
                eventBus.registrationsLost();
            }

            @Override
            public boolean wantsUpdatesFor(String address) {
                return eventBus.wantsUpdatesFor(address);
            }
        };
        super.registrationListener(listener);
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
        super.getRegistrations(address, (found, failure) -> {
            if (failure == null && !found.isEmpty()) {
                known.put(address, Set.copyOf(found));
            }
            promise.complete(found, failure);
        });
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
        if (!registration.localOnly()) {
            own.compute(address, (unused, all) -> {
                Set<RegistrationInfo> more = all == null ? ConcurrentHashMap.newKeySet() : all;
                more.add(registration);
                return more;
            });
        }
        super.addRegistration(address, registration, promise);
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> promise) {
        own.computeIfPresent(address, (unused, all) -> {
            all.remove(registration);
            return all.isEmpty() ? null : all;
        });
        super.removeRegistration(address, registration, promise);
    }
}

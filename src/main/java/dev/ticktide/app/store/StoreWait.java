package dev.ticktide.app.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.store.StoreAwayException;
import dev.ticktide.web.Readiness;
import dev.ticktide.web.StartupServer;
import dev.ticktide.web.WebSettings;

/**
 * Opens the store. A node of a cluster may be started before its database and waits for it, for as long as it takes, and says so
 * at its web port; a process that is alone ends with a line that says what to do.
 */
public final class StoreWait {

    private static final long PAUSE_MILLIS = 500;

    private final AppConfig config;
    private volatile String reason = "";

    private StoreWait(AppConfig config) {
        this.config = config;
    }

    /**
     * Blocks, in a cluster until the database answers.
     *
     * @param shownConfig the settings, secrets masked, for the page that says what is waited for
     * @param node the name of this node
     */
    public static Stores open(AppConfig config, JsonNode shownConfig, String node, boolean clustered) {
        try {
            return Stores.open(config.store(), clustered);
        } catch (StoreAwayException e) {
            if (!clustered) {
                throw e;
            }
            return new StoreWait(config).await(shownConfig, node, e);
        }
    }

    private Stores await(JsonNode shownConfig, String node, StoreAwayException first) {
        printReason(first);
        WebSettings settings =
                new Wiring(config).web(node, shownConfig, () -> "", () -> Readiness.waiting(reason), unknown -> null);
        StartupServer room = StartupServer.open(settings);
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                try {
                    return Stores.open(config.store(), true);
                } catch (StoreAwayException e) {
                    printReason(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw first;
        } finally {
            room.close();
        }
    }

    private void printReason(StoreAwayException away) {
        String now = String.valueOf(away.getMessage());
        if (!now.equals(reason)) {
            reason = now;
            System.out.println("Ticktide is waiting: " + now + ".");
        }
    }
}

package dev.ticktide.app.launch;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.node.NodeReadiness;
import dev.ticktide.app.wiring.HttpAddress;
import dev.ticktide.cluster.Role;
import dev.ticktide.store.StoreConfig;
import dev.ticktide.web.Readiness;
import io.vertx.core.Vertx;
import java.util.stream.Collectors;

/** Prints on standard output that the process takes work and at which addresses, and before that what it waits for. */
final class ReadyMessage {

    private static final long READY_MILLIS = 50;
    private static final int NAME_WIDTH = 11;

    private final AppConfig config;
    private final LaunchPlan plan;
    private final String nodeName;
    private final String dashboard;
    private final long began;
    private String printed = "";

    /**
     * @param dashboard the address of the page
     * @param began when the start began, by {@link System#nanoTime}
     */
    ReadyMessage(AppConfig config, LaunchPlan plan, String nodeName, String dashboard, long began) {
        this.config = config;
        this.plan = plan;
        this.nodeName = nodeName;
        this.dashboard = dashboard;
        this.began = began;
    }

    /** Prints once the node is ready, and before that each reason why it is not. Returns at once. */
    void printWhenReady(Vertx vertx, NodeReadiness node) {
        if (node.now().ready()) {
            print();
            return;
        }
        vertx.setPeriodic(READY_MILLIS, timer -> {
            Readiness readiness = node.now();
            if (readiness.ready()) {
                vertx.cancelTimer(timer);
                print();
            } else if (!readiness.detail().equals(printed)) {
                printed = readiness.detail();
                System.out.println("Ticktide is waiting: " + printed + ".");
            }
        });
    }

    private void print() {
        System.out.print(text((System.nanoTime() - began) / 1_000_000));
        System.out.flush();
    }

    private String text(long millis) {
        StringBuilder text =
                new StringBuilder("Ticktide is ready after ").append(millis).append(" ms.\n");
        if (plan.clustered()) {
            line(text, "node", nodeName + " with " + roles());
        }
        if (plan.has(Role.WEB)) {
            line(text, "dashboard", dashboard);
        } else {
            line(text, "health", url(config.web().host(), config.web().port()) + "/health/ready");
        }
        if (plan.has(Role.BALANCE)) {
            line(text, "balancer", url(config.balance().host(), config.balance().port()));
        }
        if (plan.has(Role.INGEST)) {
            line(
                    text,
                    "ingest",
                    "POST " + url(config.ingest().host(), config.ingest().port()) + "/ingest");
        }
        line(text, "data", place(config.store()));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  ")
                .append(name)
                .append(" ".repeat(NAME_WIDTH - name.length()))
                .append(value)
                .append('\n');
    }

    private String roles() {
        return plan.roles().stream().sorted().map(Role::label).collect(Collectors.joining(", "));
    }

    private static String url(String host, int port) {
        return "http://" + HttpAddress.authority(host, port);
    }

    /** In full, so that it is clear whether a file or a database has the data. */
    private static String place(StoreConfig store) {
        String url = store.url();
        return url == null ? store.path() : url.replaceFirst("[?].*", "") + " (store.url; no file is used)";
    }
}

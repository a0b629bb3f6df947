package dev.ticktide.balance.backend;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The answer of {@code /balancer/health}. */
public final class HealthReport {

    private HealthReport() {}

    /** Whether each role that is known has a node that is in, and there is any. */
    public static boolean isWell(Targets targets) {
        boolean any = false;
        for (BackendRole role : BackendRole.values()) {
            boolean known = !targets.of(role).isEmpty();
            if (known && targets.of(role).stream().noneMatch(Target::isIn)) {
                return false;
            }
            any |= known;
        }
        return any;
    }

    /** As JSON; {@code heldBytes} of bodies, {@code connections} from outside. */
    public static Buffer of(Targets targets, long heldBytes, int connections) {
        JsonArray rows = new JsonArray();
        for (BackendRole role : BackendRole.values()) {
            for (Target target : targets.of(role)) {
                rows.add(new JsonObject()
                        .put("node", target.node.name())
                        .put("role", role.label())
                        .put("address", target.host() + ":" + target.port)
                        .put("state", state(target))
                        .put("requests", target.load(false))
                        .put("webSockets", target.load(true)));
            }
        }
        return new JsonObject()
                .put("ready", isWell(targets))
                .put("connections", connections)
                .put("heldBytes", heldBytes)
                .put("targets", rows)
                .toBuffer();
    }

    private static String state(Target target) {
        if (!target.node.isReady()) {
            return "not_ready";
        }
        return target.isIn() ? "in" : "out";
    }
}

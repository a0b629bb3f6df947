package dev.ticktide.balance.backend;

import java.util.ArrayList;
import java.util.List;

/** What is known of a node: its ports, and whether it says itself that it takes work. Confined to one thread. */
public final class Node {

    /** One slow answer is no failure: a node that collects garbage for a second still does its work. */
    private static final int FAILED_CHECKS = 2;

    final Backend backend;
    final List<Target> targets;
    private final long intervalNanos;
    private boolean ready = true;
    private boolean checking;
    private long checkAt;
    private int failedChecks;

    Node(Backend backend, Watch watch, long now) {
        this.backend = backend;
        this.intervalNanos = watch.checkInterval().toNanos();
        this.checkAt = now;
        List<Target> ports = new ArrayList<>();
        for (BackendRole role : BackendRole.values()) {
            if (role.portOf(backend) != Backend.NONE) {
                ports.add(new Target(this, role, role.portOf(backend), new PortHealth(watch, now)));
            }
        }
        targets = List.copyOf(ports);
    }

    /** What this node's ports and addresses are. */
    public Backend backend() {
        return backend;
    }

    public String name() {
        return backend.node();
    }

    /** Whether it takes work, as it said last. */
    public boolean isReady() {
        return ready;
    }

    /** It turns work away, which is no failure: it comes back with the next check that passes. */
    public void notReady() {
        ready = false;
        failedChecks = 0;
    }

    /** Whether it is to be asked whether it takes work; {@code now} is {@code System.nanoTime()} here and below. */
    public boolean isCheckDue(long now) {
        if (checking) {
            return false;
        }
        boolean rested = targets.stream().anyMatch(each -> !each.health.isIn() && !each.health.isOutFor(now));
        return rested || now - checkAt >= 0;
    }

    /** A check begins. */
    public void checking(long now) {
        checking = true;
        checkAt = now + intervalNanos;
    }

    /** The check has ended. */
    public void checked() {
        checking = false;
    }

    /** The check found it well. */
    public void passed(long now) {
        ready = true;
        failedChecks = 0;
        targets.forEach(each -> each.health.passed(now));
    }

    /**
     * A check that failed.
     *
     * @param refused whether the connection was refused, which needs no second check
     * @return the targets that it took out
     */
    public List<Target> failed(boolean refused, long now) {
        boolean enough = refused || ++failedChecks >= FAILED_CHECKS;
        List<Target> ejected = new ArrayList<>();
        for (Target each : targets) {
            if (each.health.isIn()) {
                if (enough && each.health.failed(now)) {
                    ejected.add(each);
                }
            } else if (!each.health.isOutFor(now)) {
                each.health.stillFailing(now);
            }
        }
        return ejected;
    }
}

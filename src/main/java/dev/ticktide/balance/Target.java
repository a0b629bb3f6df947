package dev.ticktide.balance;

/** One port of a node, and what is under way to it. Confined to one thread. */
final class Target {

    final Node node;
    final BackendRole role;
    final int port;
    final PortHealth health;
    private int requests;
    private int tunnels;

    Target(Node node, BackendRole role, int port, PortHealth health) {
        this.node = node;
        this.role = role;
        this.port = port;
        this.health = health;
    }

    String host() {
        return node.backend.host();
    }

    /** Whether requests should go there while they have a choice. */
    boolean isIn() {
        return health.isIn() && node.isReady();
    }

    void enter(boolean tunnel) {
        if (tunnel) {
            tunnels++;
        } else {
            requests++;
        }
    }

    void leave(boolean tunnel) {
        if (tunnel) {
            tunnels--;
        } else {
            requests--;
        }
    }

    /** A WebSocket is open for hours and mostly silent, so the two are never added up. */
    int load(boolean tunnel) {
        return tunnel ? tunnels : requests;
    }

    @Override
    public String toString() {
        return role.label() + " of node " + node.name() + " at " + host() + ":" + port;
    }
}

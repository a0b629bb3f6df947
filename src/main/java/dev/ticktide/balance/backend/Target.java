package dev.ticktide.balance.backend;

/** One port of a node, and what is under way to it. Confined to one thread. */
public final class Target {

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

    public Node node() {
        return node;
    }

    public BackendRole role() {
        return role;
    }

    public int port() {
        return port;
    }

    public String host() {
        return node.backend.host();
    }

    /** Whether requests should go there while they have a choice. */
    public boolean isIn() {
        return health.isIn() && node.isReady();
    }

    /** A request or WebSocket there failed in a way that others should be asked; true if that took it out. */
    public boolean failed(long now) {
        return health.failed(now);
    }

    /** A request, or a WebSocket if {@code tunnel}, is under way to it until {@link #leave}. */
    public void enter(boolean tunnel) {
        if (tunnel) {
            tunnels++;
        } else {
            requests++;
        }
    }

    /** See {@link #enter}. */
    public void leave(boolean tunnel) {
        if (tunnel) {
            tunnels--;
        } else {
            requests--;
        }
    }

    /** A WebSocket is open for hours and mostly silent, so the two are never added up. */
    public int load(boolean tunnel) {
        return tunnel ? tunnels : requests;
    }

    @Override
    public String toString() {
        return role.label() + " of node " + node.name() + " at " + host() + ":" + port;
    }
}

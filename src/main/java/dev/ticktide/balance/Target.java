package dev.ticktide.balance;

/** One port of a node, and what is under way to it. Confined to one thread. */
final class Target {

    final String node;
    final Role role;
    final String host;
    final int port;
    final Health health;
    boolean checking;
    private int requests;
    private int tunnels;

    Target(String node, Role role, String host, int port, Health health) {
        this.node = node;
        this.role = role;
        this.host = host;
        this.port = port;
        this.health = health;
    }

    boolean isAt(Backend backend) {
        return backend.node().equals(node) && backend.host().equals(host) && role.portOf(backend) == port;
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
        return role.label() + " of node " + node + " at " + host + ":" + port;
    }
}

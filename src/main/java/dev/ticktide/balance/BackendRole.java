package dev.ticktide.balance;

/** What a port of a node is for, and so which requests go there. */
enum BackendRole {
    INGEST("ingest"),
    WEB("web");

    private final String label;

    BackendRole(String label) {
        this.label = label;
    }

    static BackendRole of(String path) {
        return path.equals("/ingest") || path.equals("/discard") ? INGEST : WEB;
    }

    /** The port of this role, {@link Backend#NONE} if the node has none. */
    int portOf(Backend backend) {
        return this == INGEST ? backend.ingestPort() : backend.webPort();
    }

    String label() {
        return label;
    }
}

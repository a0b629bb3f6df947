package dev.ticktide.balance.backend;

/** What a port of a node is for, and so which requests go there. */
public enum BackendRole {
    INGEST("ingest"),
    WEB("web");

    private final String label;

    BackendRole(String label) {
        this.label = label;
    }

    /** Of a request to this path. */
    public static BackendRole of(String path) {
        return path.equals("/ingest") || path.equals("/discard") ? INGEST : WEB;
    }

    /** The port of this role, {@link Backend#NONE} if the node has none. */
    public int portOf(Backend backend) {
        return this == INGEST ? backend.ingestPort() : backend.webPort();
    }

    /** As in metrics and log lines. */
    public String label() {
        return label;
    }
}

package dev.ticktide.balance.backend;

/**
 * A node that requests may go to.
 *
 * @param host where its ports are, a name or an address
 * @param ingestPort {@link #NONE} if it takes no data
 * @param webPort {@link #NONE} if it serves no pages
 */
public record Backend(String node, String host, int ingestPort, int webPort) {

    public static final int NONE = -1;

    public Backend {
        if (!isPort(ingestPort) || !isPort(webPort)) {
            throw new IllegalArgumentException("a port is from 1 to 65535 or " + NONE + ", were " + ingestPort + " and "
                    + webPort + " of node " + node);
        }
    }

    private static boolean isPort(int port) {
        return port == NONE || (port > 0 && port <= 65_535);
    }
}

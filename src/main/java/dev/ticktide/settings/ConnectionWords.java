package dev.ticktide.settings;

/** The words of the settings that bound a port's connections, which are alike for every port. */
public final class ConnectionWords {

    /** Of the bound of all connections. */
    public static final String ALL =
            "The most open connections to the port; fewer if the process may not open as many files.";

    /** Of the bound of those from one address. */
    public static final String FROM_ONE_ADDRESS =
            "The most of those connections from one address; 0: no limit of its own.";

    /** What both count. */
    public static final String UNIT = "connections";

    private ConnectionWords() {}
}

package dev.ticktide.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names under which a server may be addressed (against DNS rebinding), and the pages that may send to it (against cross-site
 * requests). Loopback is always among the names. Its arguments have passed {@link HeadCheck}. Immutable.
 */
public final class HostGuard {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");
    private static final String ANY_HOST = "*";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Set<String> names = new HashSet<>(LOOPBACK);

    /** @param names host names and addresses in any case, IPv6 with or without brackets; {@code *} for any */
    public HostGuard(Collection<String> names) {
        for (String name : names) {
            boolean bareIpv6 = name.indexOf(':') >= 0 && !name.startsWith("[");
            this.names.add((bareIpv6 ? '[' + name + ']' : name).toLowerCase(Locale.ROOT));
        }
    }

    /** @param authority a Host header */
    public boolean isAllowed(String authority) {
        return names.contains(ANY_HOST) || names.contains(host(authority));
    }

    /** Whether a page of one of the names, at whatever port, sends the request; {@code *} does not count. */
    public boolean isOwnOrigin(String origin) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && names.contains(host(origin.substring(scheme + 3)));
    }

    /** Whether a page of this very server sends the request. */
    public static boolean isSameOrigin(String origin, String authority) {
        try {
            URI uri = new URI(origin);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? HTTPS_PORT : HTTP_PORT;
            String own = authority.substring(host(authority).length());
            // Behind a TLS proxy the Host has no port while the connection's own would be another one.
            boolean samePort = own.length() < 2 || Integer.parseInt(own.substring(1)) == port;
            return uri.getHost() != null && uri.getHost().equalsIgnoreCase(host(authority)) && samePort;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        return (hasPort ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }
}

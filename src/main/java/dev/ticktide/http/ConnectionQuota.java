package dev.ticktide.http;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Bounds the connections of one server, in all and from one address. Confined to one thread. */
final class ConnectionQuota {

    private static final int IPV6_NETWORK_BYTES = 8;

    private final int max;
    private final int maxPerAddress;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int open;

    /** @param maxPerAddress of one IPv4 address, or of one IPv6 network of 64 bits; 0: no bound of its own */
    ConnectionQuota(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress == 0 ? max : maxPerAddress;
    }

    /** Whether there is room for one more from an address; if so it is counted until {@link #leave}. */
    boolean enter(String address) {
        if (open >= max || byAddress.getOrDefault(address, 0) >= maxPerAddress) {
            return false;
        }
        open++;
        byAddress.merge(address, 1, Integer::sum);
        return true;
    }

    void leave(String address) {
        open--;
        byAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** The owner of an IPv6 network of 64 bits can use all its addresses, so they count as one. */
    static String address(SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress socket) || socket.getAddress() == null) {
            return "";
        }
        return socket.getAddress() instanceof Inet6Address six
                ? HexFormat.of().formatHex(six.getAddress(), 0, IPV6_NETWORK_BYTES)
                : socket.getAddress().getHostAddress();
    }

    /** Whether more than three of four connections are open. */
    boolean isCrowded() {
        return open > max / 4 * 3;
    }
}

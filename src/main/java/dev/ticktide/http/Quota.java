package dev.ticktide.http;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Bounds the connections of one server, in all and from one address. Confined to one thread. */
public final class Quota {

    private static final int IPV6_NETWORK_BYTES = 8;

    private final int most;
    private final int mostPerAddress;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int open;

    /** @param mostPerAddress of one IPv4 address, or of one IPv6 network of 64 bits; 0: no bound of its own */
    public Quota(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress == 0 ? most : mostPerAddress;
    }

    /** Whether there is room for one more from an address; if so it is counted until {@link #leave}. */
    public boolean enter(String address) {
        if (open >= most || byAddress.getOrDefault(address, 0) >= mostPerAddress) {
            return false;
        }
        open++;
        byAddress.merge(address, 1, Integer::sum);
        return true;
    }

    public void leave(String address) {
        open--;
        byAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** The address to count a connection under. */
    public static String address(HttpConnection connection) {
        return address(channel(connection).remoteAddress());
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

    static Channel channel(HttpConnection connection) {
        if (!(connection instanceof HttpServerConnection own)) {
            throw new IllegalStateException("not a connection of this Vert.x: " + connection.getClass());
        }
        return own.channelHandlerContext().channel();
    }

    public int open() {
        return open;
    }

    /** Whether three of four places are taken. */
    public boolean isCrowded() {
        return open > most / 4 * 3;
    }
}

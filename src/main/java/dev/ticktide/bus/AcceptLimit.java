package dev.ticktide.bus;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes the connections that a port has too many of, on the thread that accepts them. What else bounds connections runs on other
 * threads: until they close what was accepted too much, a burst of connections could take every file descriptor of the process.
 */
final class AcceptLimit extends ChannelInboundHandlerAdapter {

    /** By port; one that is missing has no limit. */
    private final Map<Integer, Integer> limits;

    private final AtomicInteger open = new AtomicInteger();

    AcceptLimit(Map<Integer, Integer> limits) {
        this.limits = limits;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (!(accepted instanceof Channel connection)) {
            context.fireChannelRead(accepted);
        } else if (open.get() >= limit(context.channel())) {
            connection.unsafe().closeForcibly();
        } else {
            open.incrementAndGet();
            connection.closeFuture().addListener(closed -> open.decrementAndGet());
            context.fireChannelRead(accepted);
        }
    }

    private int limit(Channel server) {
        return server.localAddress() instanceof InetSocketAddress address
                ? limits.getOrDefault(address.getPort(), Integer.MAX_VALUE)
                : Integer.MAX_VALUE;
    }
}

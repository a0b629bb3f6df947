package dev.ticktide.bus;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The usual transport, with an {@link AcceptLimit} at every port that listens, and a {@link BusFrames} in front of every connection
 * that is made to the event bus' port. Vert.x has no options for that; the event bus is known by its server being the first, which
 * listens before Vert.x is given out.
 */
public final class GuardedTransport implements Transport {

    private static final long FIRST_MESSAGE_MILLIS = 10_000;

    private final Transport usual;
    private final io.vertx.core.spi.transport.Transport implementation;
    private final Map<Integer, Integer> connections;
    private final AtomicInteger strangers = new AtomicInteger();
    private volatile boolean building;

    private GuardedTransport(Transport usual, Map<Integer, Integer> connections, boolean clustered) {
        this.usual = usual;
        this.connections = Map.copyOf(connections);
        this.building = clustered;
        io.vertx.core.spi.transport.Transport inner = usual.implementation();
        // A proxy, because what is not overridden must run as the inner one's own, default methods too.
        this.implementation = (io.vertx.core.spi.transport.Transport) Proxy.newProxyInstance(
                GuardedTransport.class.getClassLoader(),
                new Class<?>[] {io.vertx.core.spi.transport.Transport.class},
                (proxy, method, arguments) -> {
                    Object result = invoke(method, inner, arguments);
                    return result instanceof ChannelFactory<?> factory
                                    && method.getName().equals("serverChannelFactory")
                            ? (building ? guarded(factory) : limited(factory))
                            : result;
                });
    }

    /**
     * On the native transport where there is one.
     *
     * @param connections the most that each port may have open
     * @param clustered whether there will be an event bus between processes
     */
    public static GuardedTransport create(Map<Integer, Integer> connections, boolean clustered) {
        Transport best = Transport.nativeTransport();
        return new GuardedTransport(best != null && best.available() ? best : Transport.NIO, connections, clustered);
    }

    /** Vert.x is there: servers that listen from now on are not the event bus'. */
    public void built() {
        building = false;
    }

    @Override
    public String name() {
        return usual.name();
    }

    @Override
    public boolean available() {
        return usual.available();
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return usual.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return implementation;
    }

    private ChannelFactory<ServerChannel> limited(ChannelFactory<?> factory) {
        return () -> {
            ServerChannel server = (ServerChannel) factory.newChannel();
            server.pipeline().addLast(new AcceptLimit(connections));
            return server;
        };
    }

    private ChannelFactory<ServerChannel> guarded(ChannelFactory<?> factory) {
        return () -> {
            ServerChannel server = (ServerChannel) factory.newChannel();
            server.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object accepted) {
                    if (accepted instanceof Channel connection) {
                        connection.pipeline().addLast(new BusFrames(strangers, FIRST_MESSAGE_MILLIS));
                    }
                    context.fireChannelRead(accepted);
                }
            });
            return server;
        };
    }

    private static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}

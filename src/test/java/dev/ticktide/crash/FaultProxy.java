package dev.ticktide.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between clients and a server on this machine and passes bytes on, late, not at all or only one way. Three threads a
 * connection. Without orders it does no harm.
 */
final class FaultProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Random random;
    private final AtomicInteger swallowed = new AtomicInteger();
    private final Object gate = new Object();
    private volatile long delayMillis;
    private volatile long jitterMillis;
    private boolean paused;
    private int toSwallow;
    private byte[] pattern = {};

    /** @param target port of the server */
    FaultProxy(int target, long seed) {
        this(InetAddress.getLoopbackAddress(), target, seed);
    }

    /** @param at where it listens */
    FaultProxy(InetAddress at, int target, long seed) {
        this.target = target;
        this.random = new Random(seed);
        try {
            listener = new ServerSocket();
            listener.bind(new InetSocketAddress(at, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Holds up whatever the server says, so each answer by so long, give or take the jitter. */
    void delay(long millis, long jitter) {
        jitterMillis = jitter;
        delayMillis = millis;
    }

    /** Nothing gets through either way until {@link #goOn}; connections stay open, and new ones are taken. */
    void pause() {
        synchronized (gate) {
            paused = true;
        }
    }

    void goOn() {
        synchronized (gate) {
            paused = false;
            gate.notifyAll();
        }
    }

    /** Breaks every connection; new ones are taken. */
    void cut() {
        sockets.forEach(FaultProxy::close);
    }

    /**
     * The next times that a client says {@code text}, what the server answers to it is thrown away and the connection cut.
     * Earlier answers still get through.
     */
    void swallowAnswersTo(String text, int times) {
        synchronized (gate) {
            pattern = text.getBytes(StandardCharsets.US_ASCII);
            toSwallow = times;
        }
    }

    /** How many answers were thrown away so far. */
    int swallowed() {
        return swallowed.get();
    }

    @Override
    public void close() {
        close(listener);
        goOn();
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket();
                sockets.add(client);
                sockets.add(server);
                daemon(() -> connect(client, server));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void connect(Socket client, Socket server) {
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Link link = new Link(client, server);
            daemon(link::upstream);
            link.downstream();
        } catch (IOException e) {
            end(client, server);
        }
    }

    private void end(Socket client, Socket server) {
        close(client);
        close(server);
        sockets.remove(client);
        sockets.remove(server);
    }

    private void waitWhilePaused() throws InterruptedException {
        synchronized (gate) {
            while (paused) {
                gate.wait();
            }
        }
    }

    private long delayNow() {
        long delay = delayMillis;
        if (delay == 0) {
            return 0;
        }
        synchronized (random) {
            return delay - jitterMillis + (long) (2 * jitterMillis * random.nextDouble());
        }
    }

    /** @param bytes none: that was all */
    private record Said(long nanos, byte[] bytes) {}

    private final class Link {
        private final Socket client;
        private final Socket server;
        private final BlockingQueue<Said> due = new LinkedBlockingQueue<>();
        private volatile boolean mute;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** The end of what came last is kept, since a pattern may lie across two reads. */
        void upstream() {
            byte[] tail = {};
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream from = client.getInputStream();
                OutputStream to = server.getOutputStream();
                for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                    waitWhilePaused();
                    tail = watch(tail, buffer, length);
                    to.write(buffer, 0, length);
                }
            } catch (IOException | InterruptedException e) {
                // One side is gone or the test has ended.
            } finally {
                end(client, server);
            }
        }

        /** What the server says is due so long after it was said, however much is on its way. */
        void downstream() {
            byte[] buffer = new byte[BUFFER];
            daemon(this::deliver);
            try {
                InputStream from = server.getInputStream();
                for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                    if (mute) {
                        swallowed.incrementAndGet();
                        break;
                    }
                    due.add(new Said(System.nanoTime() + delayNow() * 1_000_000, Arrays.copyOf(buffer, length)));
                }
            } catch (IOException e) {
                // As above.
            } finally {
                due.add(new Said(System.nanoTime(), new byte[0]));
            }
        }

        private void deliver() {
            try {
                OutputStream to = client.getOutputStream();
                for (Said said = due.take(); said.bytes.length > 0; said = due.take()) {
                    Thread.sleep(Math.max(0, (said.nanos - System.nanoTime()) / 1_000_000));
                    waitWhilePaused();
                    to.write(said.bytes);
                }
            } catch (IOException | InterruptedException e) {
                // As above.
            } finally {
                end(client, server);
            }
        }

        private byte[] watch(byte[] tail, byte[] buffer, int length) {
            synchronized (gate) {
                if (toSwallow == 0) {
                    return tail;
                }
                byte[] seen = Arrays.copyOf(tail, tail.length + length);
                System.arraycopy(buffer, 0, seen, tail.length, length);
                if (contains(seen, pattern)) {
                    toSwallow--;
                    mute = true;
                    return new byte[0];
                }
                return Arrays.copyOfRange(seen, Math.max(0, seen.length - pattern.length + 1), seen.length);
            }
        }
    }

    private static boolean contains(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.ticktide.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many clients of a bridge over SockJS's WebSocket transport. They only look for what they count, at the bytes, because they
 * share the machine with the server: messages, and for some of them how old the newest value in it is.
 */
final class Watchers implements AutoCloseable {

    private static final byte[] MESSAGE = "rec\\\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MADE = "volume".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LOOKED_AT = 16;

    private final Vertx vertx;
    private final NetClient client;
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private final LongAdder messages = new LongAdder();
    private final List<Integer> ages = new ArrayList<>();
    private final long pings;

    /** @param stalled one client in so many never reads; 0: none */
    Watchers(Vertx vertx, int port, String path, int count, int symbolsEach, int symbols, int stalled)
            throws InterruptedException {
        this.vertx = vertx;
        client = vertx.createNetClient(new NetClientOptions().setReceiveBufferSize(128 * 1024));
        CountDownLatch connected = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            int number = i;
            boolean reads = stalled == 0 || number % stalled != 0;
            client.connect(port, "127.0.0.1").onSuccess(socket -> {
                sockets.add(socket);
                socket.handler(new Reader(reads)::bytes);
                socket.write("GET " + path + "/000/c" + number
                        + "/websocket HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                        + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                String registers = IntStream.range(0, symbolsEach)
                        .mapToObj(each -> "\"{\\\"type\\\":\\\"register\\\",\\\"address\\\":\\\"dashboard.symbol.S"
                                + (number + each) % symbols + "\\\"}\"")
                        .collect(Collectors.joining(",", "[", "]"));
                vertx.setTimer(300, timer -> {
                    socket.write(frame(registers));
                    connected.countDown();
                    if (!reads) {
                        socket.pause();
                    }
                });
            });
        }
        if (!connected.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(connected.getCount() + " clients did not connect");
        }
        Buffer ping = frame("[\"{\\\"type\\\":\\\"ping\\\"}\"]");
        pings = vertx.setPeriodic(5_000, timer -> sockets.forEach(socket -> socket.write(ping.copy())));
    }

    long messages() {
        return messages.sum();
    }

    /** In milliseconds, of values seen since the last call. */
    double[] ages() {
        synchronized (ages) {
            double[] taken = ages.stream().mapToDouble(Integer::doubleValue).toArray();
            ages.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        vertx.cancelTimer(pings);
        sockets.forEach(NetSocket::close);
        client.close();
    }

    /** A client's frame is masked; a mask of zeros changes nothing. */
    private static Buffer frame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Buffer frame = Buffer.buffer().appendByte((byte) 0x81);
        if (bytes.length < 126) {
            frame.appendByte((byte) (0x80 | bytes.length));
        } else {
            frame.appendByte((byte) (0x80 | 126)).appendUnsignedShort(bytes.length);
        }
        return frame.appendInt(0).appendBytes(bytes);
    }

    /** Takes frames apart. */
    private final class Reader {
        private final boolean reads;
        private byte[] rest = new byte[0];
        private boolean begun;
        private int frames;

        Reader(boolean reads) {
            this.reads = reads;
        }

        void bytes(Buffer part) {
            if (!reads) {
                return;
            }
            byte[] bytes = part.getBytes();
            if (rest.length > 0) {
                byte[] joined = Arrays.copyOf(rest, rest.length + bytes.length);
                System.arraycopy(bytes, 0, joined, rest.length, bytes.length);
                bytes = joined;
            }
            int at = 0;
            if (!begun) {
                int end = indexOf(bytes, HEAD_END, 0, bytes.length);
                begun = end >= 0;
                at = begun ? end + HEAD_END.length : 0;
            }
            while (begun) {
                int next = frame(bytes, at);
                if (next < 0) {
                    break;
                }
                at = next;
            }
            rest = at == bytes.length ? new byte[0] : Arrays.copyOfRange(bytes, at, bytes.length);
        }

        /** Returns where the next frame begins, or -1 if this one has not come whole. */
        private int frame(byte[] bytes, int at) {
            if (bytes.length < at + 2) {
                return -1;
            }
            int length = bytes[at + 1] & 0x7f;
            int from = at + 2;
            if (length >= 126) {
                int size = length == 126 ? 2 : 8;
                if (bytes.length < from + size) {
                    return -1;
                }
                length = 0;
                for (int i = 0; i < size; i++) {
                    length = (length << 8) | (bytes[from + i] & 0xff);
                }
                from += size;
            }
            int to = from + length;
            if (bytes.length < to) {
                return -1;
            }
            look(bytes, from, to);
            return to;
        }

        private void look(byte[] bytes, int from, int to) {
            int count = 0;
            int at = indexOf(bytes, MESSAGE, from, to);
            while (at >= 0) {
                count++;
                at = indexOf(bytes, MESSAGE, at + MESSAGE.length, to);
            }
            messages.add(count);
            if (count > 0 && frames++ % LOOKED_AT == 0) {
                int age = (int) (System.currentTimeMillis() - made(bytes, from, to));
                synchronized (ages) {
                    ages.add(age);
                }
            }
        }

        private static long made(byte[] bytes, int from, int to) {
            int at = indexOf(bytes, MADE, from, to) + MADE.length;
            while (bytes[at] < '0' || bytes[at] > '9') {
                at++;
            }
            int end = at;
            while ((bytes[end] >= '0' && bytes[end] <= '9') || bytes[end] == '.' || bytes[end] == 'E') {
                end++;
            }
            return (long) Double.parseDouble(new String(bytes, at, end - at, StandardCharsets.US_ASCII));
        }

        private static int indexOf(byte[] bytes, byte[] what, int from, int to) {
            for (int i = from; i + what.length <= to; i++) {
                if (bytes[i] == what[0] && Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
                    return i;
                }
            }
            return -1;
        }
    }
}

package dev.ticktide.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A closed loop over keep-alive connections: each sends its next request when its last is answered. Requests are bytes made
 * beforehand or cheaply, and answers are only looked at for their first line, so that the client costs little of the machine.
 */
final class Load {

    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Load() {}

    /** What a run gave: answers with 200, others, seconds it took. */
    record Result(long ok, long other, double seconds) {
        double perSecond() {
            return ok / seconds;
        }
    }

    static Buffer request(int port, String path, byte[] body) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        return Buffer.buffer(head.length() + body.length).appendString(head).appendBytes(body);
    }

    /** @param next gives a connection's next request by its number, or null when it has no more */
    static Result run(Vertx vertx, int port, int connections, double seconds, IntFunction<Buffer> next)
            throws InterruptedException {
        AtomicLong ok = new AtomicLong();
        AtomicLong other = new AtomicLong();
        CountDownLatch done = new CountDownLatch(connections);
        NetClient client = vertx.createNetClient();
        long began = System.nanoTime();
        long end = began + (long) (seconds * 1e9);
        for (int i = 0; i < connections; i++) {
            int connection = i;
            client.connect(port, "127.0.0.1")
                    .onSuccess(socket -> new Loop(socket, end, ok, other, done, () -> next.apply(connection)).send())
                    .onFailure(failure -> done.countDown());
        }
        if (!done.await((long) seconds + 30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("connections did not finish");
        }
        double took = (System.nanoTime() - began) / 1e9;
        client.close();
        return new Result(ok.get(), other.get(), took);
    }

    private static final class Loop {
        private final NetSocket socket;
        private final long end;
        private final AtomicLong ok;
        private final AtomicLong other;
        private final CountDownLatch done;
        private final Supplier<Buffer> next;
        private byte[] answer = new byte[0];
        private boolean finished;

        Loop(NetSocket socket, long end, AtomicLong ok, AtomicLong other, CountDownLatch done, Supplier<Buffer> next) {
            this.socket = socket;
            this.end = end;
            this.ok = ok;
            this.other = other;
            this.done = done;
            this.next = next;
            socket.handler(this::received);
            socket.closeHandler(closed -> finish());
        }

        void send() {
            Buffer request = System.nanoTime() < end ? next.get() : null;
            if (request == null) {
                finish();
                socket.close();
            } else {
                socket.write(request);
            }
        }

        private void received(Buffer part) {
            byte[] bytes = part.getBytes();
            if (answer.length > 0) {
                byte[] joined = Arrays.copyOf(answer, answer.length + bytes.length);
                System.arraycopy(bytes, 0, joined, answer.length, bytes.length);
                bytes = joined;
            }
            answer = bytes;
            int head = indexOf(bytes, END_OF_HEAD);
            if (head < 0 || bytes.length < head + 4 + contentLength(bytes, head)) {
                return;
            }
            boolean isOk = Arrays.equals(OK, 0, OK.length, bytes, 0, OK.length);
            (isOk ? ok : other).incrementAndGet();
            answer = new byte[0];
            send();
        }

        private void finish() {
            if (!finished) {
                finished = true;
                done.countDown();
            }
        }

        private static int contentLength(byte[] bytes, int head) {
            String text = new String(bytes, 0, head, StandardCharsets.US_ASCII);
            int at = text.toLowerCase(Locale.ROOT).indexOf("content-length:");
            int from = at + "content-length:".length();
            int to = text.indexOf('\r', from);
            return Integer.parseInt(
                    text.substring(from, to < 0 ? text.length() : to).trim());
        }

        private static int indexOf(byte[] bytes, byte[] what) {
            for (int i = 0; i + what.length <= bytes.length; i++) {
                if (bytes[i] == what[0] && Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
                    return i;
                }
            }
            return -1;
        }
    }
}

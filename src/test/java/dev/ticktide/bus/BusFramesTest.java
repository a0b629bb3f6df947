package dev.ticktide.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BusFramesTest {

    private static final long PATIENCE = 10_000;

    private final AtomicInteger strangers = new AtomicInteger();

    @Test
    void messagesPassWholeHoweverTheyAreCutUp() {
        Random random = new Random(20);
        for (int round = 0; round < 200; round++) {
            EmbeddedChannel channel = channel();
            ByteBuf sent = Unpooled.buffer();
            for (int i = 0; i < 5; i++) {
                sent.writeBytes(message(random.nextInt(3), random.nextInt(3) == 0 ? 0 : random.nextInt(5_000)));
            }
            ByteBuf received = Unpooled.buffer();
            ByteBuf left = sent.duplicate();
            while (left.isReadable()) {
                int some = Math.min(left.readableBytes(), 1 + random.nextInt(round % 2 == 0 ? 7 : 4_000));
                channel.writeInbound(left.readRetainedSlice(some));
                received.writeBytes((ByteBuf) channel.readInbound());
            }
            assertEquals(sent, received);
            assertTrue(channel.isOpen());
            assertEquals(0, strangers.get(), "a connection that brought a message is none of a stranger");
            channel.close();
        }
    }

    @Test
    void whatIsNoMessageClosesTheConnectionBeforeTheParserSeesIt() {
        for (String text : new String[] {
            "POST / HTTP/1.1\r\nContent-Type: text/plain\r\n\r\na=b",
            "GET / HTTP/1.0\r\n\r\n",
            "HZC\4",
            "\0\0\0\0",
            "\0\0\0\1\1"
        }) {
            refused(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        }
        refused(Unpooled.buffer().writeInt(1_347_375_956).writeBytes(new byte[100]));
        refused(Unpooled.buffer().writeInt(-1));
        Random random = new Random(21);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            EmbeddedChannel channel = channel();
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            assertTrue(!channel.isOpen() || bytes.length < 5, "random bytes that pass for a message");
        }
    }

    @Test
    void aLengthInsideAMessageThatDoesNotFitClosesItToo() {
        byte[] right = bytes(message(1, 100));
        for (int at : new int[] {6, 6 + 4 + 5 + 1, 6 + 4 + 5 + 1 + 4}) {
            ByteBuf wrong = Unpooled.copiedBuffer(right);
            wrong.setInt(at, 1_347_375_956);
            refused(wrong);
            wrong = Unpooled.copiedBuffer(right);
            wrong.setInt(at, -5);
            refused(wrong);
        }
    }

    @Test
    void whoeverStaysSilentIsLetGo() {
        EmbeddedChannel channel = channel();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 0, 1}));
        assertEquals(1, strangers.get());
        channel.advanceTimeBy(PATIENCE + 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertFalse(channel.isOpen());
        assertEquals(0, strangers.get());
        for (int i = 0; i < BusFrames.MAX_STRANGERS; i++) {
            assertTrue(channel().isOpen());
        }
        assertFalse(channel().isOpen(), "one more than may be silent");
    }

    private void refused(ByteBuf bytes) {
        EmbeddedChannel channel = channel();
        channel.writeInbound(bytes);
        assertFalse(channel.isOpen());
        assertNull(channel.<Object>readInbound());
        assertEquals(0, bytes.refCnt());
        assertEquals(0, strangers.get());
    }

    private EmbeddedChannel channel() {
        return new EmbeddedChannel(new BusFrames(strangers, PATIENCE));
    }

    /** As the event bus writes it. */
    private static ByteBuf message(int headers, int body) {
        ByteBuf frame = Unpooled.buffer().writeByte(2).writeByte(-1);
        text(frame, "batch").writeByte(0);
        text(frame, "");
        text(frame, "__vertx.reply.1");
        text(frame, "node-1");
        if (headers == 0) {
            frame.writeInt(4);
        } else {
            ByteBuf pairs = Unpooled.buffer().writeInt(headers);
            for (int i = 0; i < headers; i++) {
                text(text(pairs, "key" + i), "value".repeat(i));
            }
            frame.writeInt(pairs.readableBytes() + 4).writeBytes(pairs);
        }
        frame.writeBytes(new byte[body]);
        return Unpooled.buffer().writeInt(frame.readableBytes()).writeBytes(frame);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    private static ByteBuf text(ByteBuf into, String text) {
        return into.writeInt(text.length()).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}

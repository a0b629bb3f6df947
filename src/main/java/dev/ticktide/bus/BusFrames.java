package dev.ticktide.bus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the bytes of one inbound connection before the event bus' parser and closes it at the first byte that can't
 * belong to a message. The parser itself takes any four bytes as a length and allocates that much, for a browser's
 * {@code POST} more than a node's memory; lengths within a message likewise. Confined to the connection's event loop.
 */
final class BusFrames extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(BusFrames.class);

    /** Larger than any message: what ingest holds in memory at a time is bounded by as much. */
    static final int MAX_FRAME = 64 * 1024 * 1024;

    /** Version, codec, kind and the four lengths of strings and headers. */
    private static final int MIN_FRAME = 19;

    private static final int VERSION = 2;
    private static final int USER_CODEC = -1;
    private static final int MAX_SYSTEM_CODEC = 17;
    private static final int MAX_NAME = 1_024;
    private static final int MAX_HEADERS = 256;
    private static final int MAX_HEADER = 64 * 1024;
    private static final int INT = 4;

    /** Connections from which no message has come yet. */
    static final int MAX_STRANGERS = 256;

    private enum Part {
        LENGTH,
        VERSION,
        CODEC,
        CODEC_NAME,
        KIND,
        ADDRESS,
        REPLY_ADDRESS,
        SENDER,
        HEADERS,
        HEADER_COUNT,
        HEADER_KEY,
        HEADER_VALUE,
        BODY
    }

    private final AtomicInteger strangers;
    private final long firstMessageMillis;
    private Part part = Part.LENGTH;
    private boolean known;
    private boolean counted;
    private boolean broken;
    /** Bytes of the message after those read so far. */
    private int frameLeft;

    private int skip;
    private int number;
    private int numberBytes;
    private int headersLeft;

    /** @param strangers counts the connections of this server from which no message has come yet */
    BusFrames(AtomicInteger strangers, long firstMessageMillis) {
        this.strangers = strangers;
        this.firstMessageMillis = firstMessageMillis;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        counted = true;
        if (strangers.incrementAndGet() > MAX_STRANGERS) {
            close(context, "there are " + MAX_STRANGERS + " silent connections already");
            return;
        }
        context.executor()
                .schedule(
                        () -> {
                            if (!known && context.channel().isActive()) {
                                close(context, "no message came for " + firstMessageMillis + " ms");
                            }
                        },
                        firstMessageMillis,
                        TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        noStranger();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && (broken || !accepts(bytes))) {
            ReferenceCountUtil.release(message);
            if (!broken) {
                close(context, "its bytes are no message of the event bus (" + part + ")");
            }
            return;
        }
        context.fireChannelRead(message);
    }

    private void close(ChannelHandlerContext context, String why) {
        broken = true;
        LOG.warn(
                "Closed a connection to the event bus from {}: {}",
                context.channel().remoteAddress(),
                why);
        context.close();
    }

    private void noStranger() {
        if (counted) {
            counted = false;
            strangers.decrementAndGet();
        }
    }

    /** Whether these bytes can be the continuation of a message. Does not move the reader index. */
    boolean accepts(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (skip > 0) {
                int some = Math.min(skip, end - at);
                at += some;
                skip -= some;
            } else if (!accepts(bytes.getByte(at++))) {
                return false;
            }
            if (skip == 0 && part == Part.BODY) {
                part = Part.LENGTH;
            }
        }
        return true;
    }

    private boolean accepts(byte next) {
        if (part == Part.VERSION || part == Part.CODEC || part == Part.KIND) {
            frameLeft--;
            return single(next);
        }
        number = number << 8 | (next & 0xff);
        if (++numberBytes < INT) {
            return true;
        }
        int value = number;
        number = 0;
        numberBytes = 0;
        if (part == Part.LENGTH) {
            frameLeft = value;
            part = Part.VERSION;
            return value >= MIN_FRAME && value <= MAX_FRAME;
        }
        frameLeft -= INT;
        return frameLeft >= 0 && whole(value);
    }

    private boolean single(byte value) {
        switch (part) {
            case VERSION -> {
                part = Part.CODEC;
                return value == VERSION;
            }
            case CODEC -> {
                part = value == USER_CODEC ? Part.CODEC_NAME : Part.KIND;
                return value >= USER_CODEC && value <= MAX_SYSTEM_CODEC;
            }
            default -> {
                part = Part.ADDRESS;
                return value == 0 || value == 1;
            }
        }
    }

    private boolean whole(int value) {
        return switch (part) {
            case CODEC_NAME -> text(value, MAX_NAME, Part.KIND);
            case ADDRESS -> text(value, MAX_NAME, Part.REPLY_ADDRESS);
            case REPLY_ADDRESS -> text(value, MAX_NAME, Part.SENDER);
            case SENDER -> text(value, MAX_NAME, Part.HEADERS);
            case HEADERS -> {
                // Its own four bytes are counted in.
                boolean none = value == INT;
                part = none ? Part.BODY : Part.HEADER_COUNT;
                yield value >= INT && value - INT <= frameLeft && (!none || body());
            }
            case HEADER_COUNT -> {
                headersLeft = value;
                part = Part.HEADER_KEY;
                yield value > 0 && value <= MAX_HEADERS;
            }
            case HEADER_KEY -> text(value, MAX_HEADER, Part.HEADER_VALUE);
            default -> headerValue(value);
        };
    }

    private boolean headerValue(int length) {
        headersLeft--;
        boolean fits = text(length, MAX_HEADER, headersLeft > 0 ? Part.HEADER_KEY : Part.BODY);
        if (part == Part.BODY) {
            // The last value and the body are skipped in one go.
            skip += frameLeft;
            return fits && proven();
        }
        return fits;
    }

    private boolean body() {
        skip = frameLeft;
        return proven();
    }

    private boolean proven() {
        known = true;
        noStranger();
        return true;
    }

    private boolean text(int length, int most, Part next) {
        if (length < 0 || length > most || length > frameLeft) {
            return false;
        }
        skip = length;
        frameLeft -= length;
        part = next;
        return true;
    }
}

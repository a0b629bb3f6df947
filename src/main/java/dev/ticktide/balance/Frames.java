package dev.ticktide.balance;

import io.vertx.core.buffer.Buffer;

/**
 * Follows where the frames of a WebSocket begin and end in one direction (RFC 6455, 5.2) without holding any: only between two
 * of them can a close frame be put in. Confined to one thread.
 */
final class Frames {

    private static final int LONGEST_HEAD = 14;
    private static final int CLOSE = 8;

    private final long maxBytes;
    private final byte[] head = new byte[LONGEST_HEAD];
    private int headBytes;
    private long payloadLeft;
    private boolean closing;
    private boolean tooLarge;

    /** @param maxBytes of one frame */
    Frames(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A close frame without masking, as a server sends it. */
    static Buffer close(int code) {
        return Buffer.buffer()
                .appendByte((byte) 0x88)
                .appendByte((byte) 2)
                .appendByte((byte) (code >> 8))
                .appendByte((byte) code);
    }

    /** False if these bytes begin a frame that is larger than allowed; they must not be passed on then. */
    boolean pass(Buffer bytes) {
        int at = 0;
        while (at < bytes.length() && !tooLarge) {
            if (payloadLeft > 0) {
                int step = (int) Math.min(payloadLeft, bytes.length() - at);
                payloadLeft -= step;
                at += step;
            } else {
                head[headBytes++] = bytes.getByte(at++);
                if (headBytes >= 2 && headBytes == headLength()) {
                    begin();
                }
            }
        }
        return !tooLarge;
    }

    /** Whether the last frame is complete. */
    boolean isBetweenTwo() {
        return headBytes == 0 && payloadLeft == 0 && !tooLarge;
    }

    /** Whether a close frame has passed, after which nothing may follow. */
    boolean isClosing() {
        return closing;
    }

    private int headLength() {
        int length = head[1] & 0x7F;
        int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
        return 2 + extended + ((head[1] & 0x80) != 0 ? 4 : 0);
    }

    private void begin() {
        long length = head[1] & 0x7F;
        if (length >= 126) {
            int digits = length == 126 ? 2 : 8;
            length = 0;
            for (int i = 0; i < digits; i++) {
                length = length << 8 | (head[2 + i] & 0xFF);
            }
        }
        closing |= (head[0] & 0x0F) == CLOSE;
        // A length of 64 bits may come out negative.
        tooLarge = length < 0 || length > maxBytes;
        payloadLeft = tooLarge ? 0 : length;
        headBytes = 0;
    }
}

package dev.ticktide.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where frames begin and end, however the bytes come in. */
class FramesTest {

    private static final int MAX = 64 * 1024;

    private static Buffer frame(int opcode, boolean masked, int length) {
        Buffer frame = Buffer.buffer().appendByte((byte) (0x80 | opcode));
        int mask = masked ? 0x80 : 0;
        if (length < 126) {
            frame.appendByte((byte) (mask | length));
        } else if (length < 65_536) {
            frame.appendByte((byte) (mask | 126)).appendUnsignedShort(length);
        } else {
            frame.appendByte((byte) (mask | 127)).appendLong(length);
        }
        return frame.appendBytes(new byte[(masked ? 4 : 0) + length]);
    }

    @Test
    void findsTheEndWhereverTheBytesAreCut() {
        for (boolean masked : List.of(false, true)) {
            for (int length : new int[] {0, 1, 125, 126, 300}) {
                Buffer both = frame(2, masked, length).appendBuffer(frame(1, masked, 3));
                for (int cut = 1; cut < both.length(); cut++) {
                    Frames frames = new Frames(MAX);
                    assertTrue(frames.pass(both.slice(0, cut)));
                    boolean between = cut == both.length() - frame(1, masked, 3).length();
                    assertEquals(between, frames.isBetweenTwo(), length + " cut at " + cut);
                    assertTrue(frames.pass(both.slice(cut, both.length())));
                    assertTrue(frames.isBetweenTwo());
                    assertFalse(frames.isClosing());
                }
            }
        }
    }

    @Test
    void takesTheLargestAndNothingLarger() {
        assertTrue(new Frames(MAX).pass(frame(2, true, MAX)));
        assertFalse(new Frames(MAX).pass(frame(2, true, MAX + 1)));
        Buffer negative = Buffer.buffer(new byte[] {(byte) 0x82, 127}).appendLong(-1);
        assertFalse(new Frames(MAX).pass(negative));
    }

    @Test
    void seesThatAConnectionIsClosing() {
        Frames frames = new Frames(MAX);
        assertTrue(frames.pass(Frames.close(1_012)));
        assertTrue(frames.isClosing());
        assertTrue(frames.isBetweenTwo());
    }
}

package dev.ticktide.market.log;

/**
 * How far a stage has processed a partition's log. The next part may repeat what was processed, but must not leave
 * anything out. Confined to one thread.
 */
public final class SequenceCursor {

    private long position;

    /** @param position the seq of the last entry processed; 0 if none was */
    public SequenceCursor(long position) {
        this.position = position;
    }

    /** The last entry processed. */
    public long position() {
        return position;
    }

    /** Whether entries between the position and a part that begins after {@code afterSeq} are missing. */
    public boolean isGap(long afterSeq) {
        return afterSeq > position;
    }

    /** Whether an entry was processed before. */
    public boolean isDone(long seq) {
        return seq <= position;
    }

    /** Moves on to {@code toSeq}; never back. */
    public void advance(long toSeq) {
        position = Math.max(position, toSeq);
    }

    /** Goes back, to process everything after {@code seq} again. */
    public void rewind(long seq) {
        position = Math.min(position, seq);
    }
}

package dev.ticktide.web.feed.socket;

/** Counts the bytes that are held for all clients together until their sockets take them. Confined to one context. */
public final class Outstanding {

    private long bytes;

    /** {@code more} are held, or fewer if it is negative. */
    public void add(long more) {
        bytes += more;
    }

    public long bytes() {
        return bytes;
    }
}

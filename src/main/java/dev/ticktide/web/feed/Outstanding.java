package dev.ticktide.web.feed;

/** Counts the bytes that are held for all clients together until their sockets take them. Confined to one context. */
final class Outstanding {

    private long bytes;

    void add(long more) {
        bytes += more;
    }

    long bytes() {
        return bytes;
    }
}

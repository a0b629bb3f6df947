package dev.ticktide.bus;

/** An address that everybody interested listens to; nothing comes back and a message may be missed. */
public record Topic<T>(String address, Class<T> type) {}

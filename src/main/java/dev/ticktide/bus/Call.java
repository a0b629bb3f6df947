package dev.ticktide.bus;

/** An address that answers: {@code Q} goes there, {@code R} comes back. Exactly one node listens. */
public record Call<Q, R>(String address, Class<Q> question, Class<R> answer) {}

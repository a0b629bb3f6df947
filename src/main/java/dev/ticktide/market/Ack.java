package dev.ticktide.market;

/** The answer to a message that was dealt with and has nothing to say. */
public record Ack() {

    public static final Ack OK = new Ack();
}

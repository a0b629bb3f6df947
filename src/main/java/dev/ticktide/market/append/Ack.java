package dev.ticktide.market.append;

/** The answer to a message that was processed and returns nothing. */
public record Ack() {

    /** The only answer there is. */
    public static final Ack OK = new Ack();
}

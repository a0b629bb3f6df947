package dev.ticktide.bus;

/** An address that answers: {@code Q} goes there, {@code R} comes back. Exactly one node listens, and is part of the address. */
public record Call<Q, R>(String name, String node, Class<Q> question, Class<R> answer) {

    public String address() {
        return name + "." + node;
    }
}

package dev.ticktide.market;

/**
 * Says that the candles of a request are the past of their symbols: they do not go into the log but are kept beside it until
 * they become part of a new generation.
 *
 * @param load the sender's name for what may come in many requests
 * @param commit whether with this request everything of this load has come for the symbols in it
 */
public record History(String load, boolean commit) {}

package dev.ticktide.web.view;

/**
 * How far something that is warming up has come.
 *
 * @param need closed bars until the first value
 * @param have closed bars so far
 */
public record Need(long need, long have) {}

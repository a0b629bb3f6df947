/**
 * {@code ./ticktide bench}: every speed goal as a figure beside its limit, measured against a peer in the same run, because a
 * shared machine's own speed says nothing.
 */
package dev.ticktide.bench;

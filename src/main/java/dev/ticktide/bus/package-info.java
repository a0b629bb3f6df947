/**
 * The event bus with types: addresses, requests with answers, topics, and the bytes they become between JVMs.
 *
 * <p>In: records of {@code market}. Out: the same records. Keeps: what is on its way to another node, bounded. Order: per
 * sender and address; retries may repeat, never reorder.
 */
@NullMarked
package dev.ticktide.bus;

import org.jspecify.annotations.NullMarked;

/**
 * What people and programs look at: the page, the REST interface, the live feed, health and metrics.
 *
 * <p>In: {@code indicator.live}, {@code signal.raised}, {@code aggregate.summary}, {@code notify.status}. Out: HTTP answers
 * and {@code dashboard.*} to browsers. Keeps: the newest summary of every stock, the bars of the last seconds, what to send
 * at the next tick. Order: a feed address's messages count up by one; closed bars are never skipped.
 */
@NullMarked
package dev.ticktide.web;

import org.jspecify.annotations.NullMarked;

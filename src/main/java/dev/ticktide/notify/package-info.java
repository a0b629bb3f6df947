/**
 * Notifies people of signals: {@link dev.ticktide.notify.plan.NotificationPlan} decides who gets which message and lists the
 * steps by which it does; the outbox's rows are sent by a {@link dev.ticktide.notify.Notifier} for each channel, which has a
 * package of its own.
 *
 * <p>In: {@code Signal}, and outbox rows that are due. Out: mails, and rows as {@code Notification} when their state changes.
 * Keeps: nothing but the sends under way; rows, leases and attempts are in the store. Order: none between mails; one attempt
 * at a time for each row.
 *
 * <p>Promise: no mail is lost; a second copy, with the same Message-ID, only if a fault hits between the server's last
 * {@code 250} and the commit that records it.
 */
@NullMarked
package dev.ticktide.notify;

import org.jspecify.annotations.NullMarked;

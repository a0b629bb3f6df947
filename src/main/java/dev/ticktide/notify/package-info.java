/**
 * Notifies people of signals: plans who gets which notification, and sends the outbox's rows as mails.
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

/** The channel {@code email}: settings, the HTML page of a mail, and the notifier that speaks SMTP. */
@NullMarked
package dev.ticktide.notify.mail;

import org.jspecify.annotations.NullMarked;

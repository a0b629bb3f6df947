package dev.ticktide.notify;

import java.util.Locale;

/** Why an attempt failed; log field and beginning of a notification's reason at once. */
public enum FailureReason {
    /** No connection: the name is unknown, nothing listens there, the network is down. */
    UNREACHABLE,
    /** No secure connection, or none with a certificate that fits. */
    TLS,
    /** Too slow. The server may have taken the mail all the same. */
    TIMEOUT,
    /** The connection broke, or was silent too long. The server may have taken the mail all the same. */
    CONNECTION_LOST,
    /** The server refuses Ticktide and not this mail: greeting, login or sender. An operator has to fix it. */
    NOT_ADMITTED,
    /** A 4xx reply. */
    REFUSED_TEMPORARILY,
    /** A 5xx reply to the recipient or the message. */
    REFUSED,
    /** The stored recipient is no address that mail may go to. */
    INVALID_RECIPIENT,
    /** The server doesn't keep to SMTP, or lacks what the settings demand. */
    PROTOCOL,
    /** A bug on this side. */
    UNEXPECTED;

    /** The name in logs and stored reasons, such as {@code connection_lost}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

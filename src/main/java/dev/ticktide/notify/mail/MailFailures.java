package dev.ticktide.notify.mail;

import dev.ticktide.notify.DeliveryException;
import dev.ticktide.notify.FailureReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why a send failed, and whether to try again. */
final class MailFailures {

    private static final Pattern REFUSAL = Pattern.compile("5[0-9]{2}([ -].*)?", Pattern.DOTALL);

    private MailFailures() {}

    /** Of everything but a reply of the server. */
    static DeliveryException explain(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof TimeoutException) {
            return new DeliveryException(FailureReason.TIMEOUT, true, "the server took too long");
        }
        if (cause instanceof SSLException) {
            return new DeliveryException(FailureReason.TLS, true, message);
        }
        if (cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException) {
            return new DeliveryException(FailureReason.UNREACHABLE, true, message);
        }
        if (cause instanceof IOException) {
            return new DeliveryException(FailureReason.CONNECTION_LOST, true, message);
        }
        return new DeliveryException(FailureReason.PROTOCOL, true, message);
    }

    /**
     * Only a 5xx to the recipient or the message is final: one to the greeting, the login or the sender is about our
     * settings, and giving up then would lose every mail until they are put right. The client reports garbage as code 500,
     * hence the look at the reply itself; a wording unknown here is retried, which errs on the side of delivery.
     *
     * @param message of the client, which says what was refused
     */
    static DeliveryException refused(boolean isTransient, String reply, String message) {
        if (isTransient) {
            return new DeliveryException(FailureReason.REFUSED_TEMPORARILY, true, message);
        }
        if (!REFUSAL.matcher(reply).matches()) {
            return new DeliveryException(FailureReason.PROTOCOL, true, message);
        }
        boolean aboutTheMail = message.startsWith("recipient address not accepted")
                || message.startsWith("DATA command not accepted")
                || message.startsWith("sending data failed");
        return aboutTheMail
                ? new DeliveryException(FailureReason.REFUSED, false, message)
                : new DeliveryException(FailureReason.NOT_ADMITTED, true, message);
    }
}

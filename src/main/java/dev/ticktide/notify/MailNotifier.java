package dev.ticktide.notify;

import dev.ticktide.market.Notification;
import dev.ticktide.market.Signal;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends notifications through an SMTP server; the only code that knows SMTP. The Message-ID is made from the notification's
 * id, so every attempt carries the same one.
 *
 * <p>Create and use it on one context.
 */
public final class MailNotifier implements Notifier {

    private static final Pattern REFUSAL = Pattern.compile("5[0-9]{2}([ -].*)?", Pattern.DOTALL);

    private final Vertx vertx;
    private final MailSettings settings;
    private final MailRenderer renderer;
    private @Nullable Session current;

    public MailNotifier(Vertx vertx, MailSettings settings, MailRenderer renderer) {
        this.vertx = vertx;
        this.settings = settings;
        this.renderer = renderer;
    }

    @Override
    public Future<Void> send(Notification notification, Signal signal) {
        if (!Recipients.isValid(notification.recipient())) {
            return Future.failedFuture(new DeliveryException(
                    FailureReason.INVALID_RECIPIENT, false, "the recipient is not one plain address"));
        }
        Session session = current;
        if (session == null) {
            session = open();
            current = session;
        }
        return session.send(message(notification, signal));
    }

    @Override
    public Future<Void> close() {
        Session session = current;
        current = null;
        return session == null ? Future.succeededFuture() : session.close();
    }

    private MailMessage message(Notification notification, Signal signal) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.addAll(settings.headers());
        headers.set("Message-ID", "<" + MailRenderer.singleLine(notification.id()) + "@ticktide>");
        headers.set("Auto-Submitted", "auto-generated");
        return new MailMessage()
                .setFrom(settings.from())
                .setTo(List.of(notification.recipient()))
                .setSubject(MailRenderer.singleLine(notification.subject()))
                .setText(notification.text())
                .setHtml(renderer.html(signal))
                .setHeaders(headers);
    }

    private Session open() {
        CloseFuture sockets = new CloseFuture();
        ContextInternal scope = ((VertxInternal) vertx)
                .contextBuilder()
                .withCloseFuture(sockets)
                .build();
        ContextInternal caller = scope.beginDispatch();
        try {
            return new Session(client(), sockets);
        } finally {
            scope.endDispatch(caller);
        }
    }

    private MailClient client() {
        MailConfig config = new MailConfig()
                .setHostname(settings.host())
                .setPort(settings.port())
                .setOwnHostname(settings.hello())
                .setSsl(settings.isTlsFromTheStart())
                .setStarttls(startTls())
                .setLogin(settings.authUsername() == null ? LoginOption.DISABLED : LoginOption.REQUIRED)
                // The settings let no password out in clear, so the plain methods do; each further one that the client
                // may
                // try is one more failed login that locks the account sooner.
                .setAuthMethods("PLAIN LOGIN")
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setIdleTimeout((int) settings.commandTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxPoolSize(settings.maxPoolSize())
                .setKeepAlive(settings.keepAlive())
                .setMaxMailsPerConnection(settings.maxMailsPerConnection())
                // One command, one reply: which command was refused decides whether the mail is given up.
                .setPipelining(false);
        var builder = MailClient.builder(vertx).with(config);
        String user = settings.authUsername();
        if (user != null) {
            builder.withCredentialsSupplier(
                    () -> password().map(password -> new UsernamePasswordCredentials(user, password)));
        }
        return builder.build();
    }

    private StartTLSOptions startTls() {
        if (settings.isTlsFromTheStart()) {
            return StartTLSOptions.DISABLED;
        }
        if (settings.requireTls()) {
            return StartTLSOptions.REQUIRED;
        }
        return settings.isLocal() ? StartTLSOptions.DISABLED : StartTLSOptions.OPTIONAL;
    }

    private Future<String> password() {
        Secret password = settings.authPassword();
        if (password != null) {
            return Future.succeededFuture(password.value());
        }
        return vertx.fileSystem()
                .readFile(String.valueOf(settings.authPasswordFile()))
                .map(bytes -> bytes.toString().strip());
    }

    /** What the failure of a send means. */
    static DeliveryException explain(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof SMTPException refusal) {
            return explain(refusal, message);
        }
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
     */
    private static DeliveryException explain(SMTPException refusal, String message) {
        if (refusal.isTransient()) {
            return new DeliveryException(FailureReason.REFUSED_TEMPORARILY, true, message);
        }
        if (!REFUSAL.matcher(refusal.getReplyMessage()).matches()) {
            return new DeliveryException(FailureReason.PROTOCOL, true, message);
        }
        boolean aboutTheMail = message.startsWith("recipient address not accepted")
                || message.startsWith("DATA command not accepted")
                || message.startsWith("sending data failed");
        return aboutTheMail
                ? new DeliveryException(FailureReason.REFUSED, false, message)
                : new DeliveryException(FailureReason.NOT_ADMITTED, true, message);
    }

    /**
     * A mail client, used until a send fails. The client can't take back a command: after a time-out the server may hold the
     * connection, and its place in the pool, for as long as it drips bytes. So the next mail gets a new client, and this one
     * is torn down when its last send is over, which the limit of time bounds.
     *
     * <p>Its sockets have a close future of their own, because the client's close() waits for connections in use, and a socket
     * client that is closed stays with the close future of the context that made it until that ends (Vert.x 5.0.8).
     */
    private final class Session {
        private final MailClient client;
        private final CloseFuture sockets;
        private int running;
        private boolean closed;

        Session(MailClient client, CloseFuture sockets) {
            this.client = client;
            this.sockets = sockets;
        }

        Future<Void> send(MailMessage message) {
            running++;
            return client.sendMail(message)
                    .timeout(settings.sendTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .transform(result -> {
                        running--;
                        if (result.failed() && current == this) {
                            current = null;
                        }
                        if (running == 0 && current != this) {
                            close();
                        }
                        return result.succeeded()
                                ? Future.succeededFuture()
                                : Future.failedFuture(explain(result.cause()));
                    });
        }

        Future<Void> close() {
            if (closed) {
                return Future.succeededFuture();
            }
            closed = true;
            client.close();
            return sockets.close();
        }
    }
}

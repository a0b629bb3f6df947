package dev.ticktide.notify.mail;

import dev.ticktide.internals.SocketScope;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.notify.DeliveryException;
import dev.ticktide.notify.FailureReason;
import dev.ticktide.notify.Lines;
import dev.ticktide.notify.Notifier;
import dev.ticktide.notify.Secret;
import dev.ticktide.notify.SignalText;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends notifications through an SMTP server; the only code that knows SMTP. The Message-ID is made from the
 * notification's id, so every attempt carries the same one. A send ends after {@link MailSettings#sendTimeout} at the
 * latest. After a failure the next mail gets a new connection.
 *
 * <p>Create and use it on one context.
 */
public final class MailNotifier implements Notifier {

    /** To the server at once; each serves one mail. */
    private static final int MAX_CONNECTIONS = 2;

    private final Vertx vertx;
    private final MailSettings settings;
    private final MailRenderer renderer;
    private @Nullable Session current;

    /**
     * The channel {@code email}.
     *
     * @param settings {@code null} without a mail server
     */
    public record Channel(@Nullable MailSettings settings, SignalText texts) implements Notifier.Channel {

        @Override
        public String name() {
            return Notification.EMAIL;
        }

        @Override
        public boolean isSetUp() {
            return settings != null;
        }

        @Override
        public String address(String written) {
            return MailAddress.require(written);
        }

        @Override
        public Notifier open(Vertx vertx) {
            return new MailNotifier(vertx, Objects.requireNonNull(settings), new MailRenderer(texts));
        }
    }

    /** @param renderer makes the HTML part of the mails */
    public MailNotifier(Vertx vertx, MailSettings settings, MailRenderer renderer) {
        this.vertx = vertx;
        this.settings = settings;
        this.renderer = renderer;
    }

    @Override
    public Future<Void> send(Notification row, Notification.Text text) {
        if (!MailAddress.isValid(row.recipient())) {
            return Future.failedFuture(new DeliveryException(
                    FailureReason.INVALID_RECIPIENT, false, "the recipient is not one plain address"));
        }
        Session session = current;
        if (session == null) {
            session = open();
            current = session;
        }
        return session.send(message(row, text));
    }

    @Override
    public Future<Void> close() {
        Session session = current;
        current = null;
        return session == null ? Future.succeededFuture() : session.close();
    }

    private MailMessage message(Notification row, Notification.Text text) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.addAll(settings.headers());
        headers.set("Message-ID", "<" + Lines.single(row.id()) + "@ticktide>");
        headers.set("Auto-Submitted", "auto-generated");
        return new MailMessage()
                .setFrom(settings.from())
                .setTo(List.of(row.recipient()))
                .setSubject(Lines.single(text.subject()))
                .setText(text.body())
                .setHtml(renderer.html(row.signal()))
                .setHeaders(headers);
    }

    private Session open() {
        SocketScope sockets = new SocketScope(vertx);
        return new Session(sockets.create(this::client), sockets);
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
                .setConnectTimeout((int) settings.timeouts().connect().toMillis())
                .setIdleTimeout((int) settings.timeouts().command().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxPoolSize(MAX_CONNECTIONS)
                .setKeepAlive(false)
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

    private static DeliveryException explain(Throwable cause) {
        return cause instanceof SMTPException refusal
                ? MailFailures.refused(
                        refusal.isTransient(), refusal.getReplyMessage(), String.valueOf(refusal.getMessage()))
                : MailFailures.explain(cause);
    }

    /**
     * A mail client, used until a send fails. The client can't take back a command: after a time-out the server may hold the
     * connection, and its place in the pool, for as long as it drips bytes. So the next mail gets a new client, and this one
     * is torn down when its last send is over, which the limit of time bounds.
     *
     * <p>Its sockets have a scope of their own, because the client's close() waits for connections in use.
     */
    private final class Session {
        private final MailClient client;
        private final SocketScope sockets;
        private int running;
        private boolean closed;

        Session(MailClient client, SocketScope sockets) {
            this.client = client;
            this.sockets = sockets;
        }

        Future<Void> send(MailMessage message) {
            running++;
            return client.sendMail(message)
                    .timeout(settings.timeouts().send().toMillis(), TimeUnit.MILLISECONDS)
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

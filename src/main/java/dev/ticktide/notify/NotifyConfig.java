package dev.ticktide.notify;

import dev.ticktide.market.symbol.Side;
import dev.ticktide.settings.Setting;
import dev.ticktide.settings.Within;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code notifications} of the settings: who is notified of which signals, and how. */
public record NotifyConfig(
        @Setting(meaning = "The mail server.") Smtp smtp,

        @Setting(
                meaning = "How long to wait after the first failed attempt at sending; doubles up to retry_max.",
                standard = "1s")
        @Within(min = 1, max = Within.DAY)
        Duration retryFirst,

        @Setting(meaning = "The longest wait between two attempts.", standard = "5m")
        @Within(min = 1, max = 30 * Within.DAY)
        Duration retryMax,

        @Setting(meaning = "The age at which a mail that could not be sent is given up.", standard = "5d")
        @Within(min = 0, max = 365 * Within.DAY)
        Duration giveUpAfter,

        @Setting(meaning = "Who is notified of which signals.", standard = "[{recipient: trader@localhost}]")
        List<Subscriber> subscriptions) {

    /** The section {@code notifications.smtp}. */
    public record Smtp(
            @Setting(meaning = "The mail server, host:port. Left out: no mails, notifications on the dashboard only.")
            @Nullable
            String smarthost,

            @Setting(meaning = "The sender of the mails, a@b or Name <a@b>.", standard = "ticktide@localhost")
            String from,

            @Setting(meaning = "The host name given in EHLO. Left out: localhost.") @Nullable
            String hello,

            @Setting(meaning = "The user for the login. Left out: no login.") @Nullable
            String authUsername,

            @Setting(meaning = "The password for the login; rather in a file of its own, auth_password_file.") @Nullable
            String authPassword,

            @Setting(meaning = "A file with the password, read at each login.") @Nullable
            String authPasswordFile,

            @Setting(
                    meaning = "Whether mail is sent only over an encrypted connection. Port 465 always is one.",
                    standard = "false")
            boolean requireTls,

            @Setting(meaning = "Further headers of every mail, names and values.", standard = "{}")
            Map<String, String> headers) {}

    /** An item of {@code notifications.subscriptions}. */
    public record Subscriber(
            @Setting(meaning = "A mail address, or inbox: on the dashboard only.")
            String recipient,

            @Setting(meaning = "Where else to send it: addresses of the recipient by channel.", standard = "{}")
            Map<String, String> channels,

            @Setting(meaning = "Of which symbols; empty or \"*\": all.", standard = "[]")
            List<String> symbols,

            @Setting(meaning = "Of which sides, buy or sell; empty: both.", standard = "[]")
            List<Side> sides,

            @Setting(meaning = "On which timeframes; empty: all but raw, \"*\": all.", standard = "[]")
            List<String> timeframes,

            @Setting(
                    meaning =
                            "A signal of a bar that closed longer ago than this is history and causes no notification.",
                    standard = "1h")
            @Within(min = 0, max = 36_500 * Within.DAY)
            Duration maxAge) {}
}

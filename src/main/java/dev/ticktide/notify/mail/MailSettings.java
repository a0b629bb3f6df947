package dev.ticktide.notify.mail;

import dev.ticktide.notify.NotifyConfig;
import dev.ticktide.notify.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mail server and how to talk to it. Port 465 speaks TLS from the first byte. On other ports STARTTLS is demanded
 * if {@code requireTls}; if not, it is used where offered, and not at all towards this machine. A certificate that
 * doesn't fit the host is never accepted. Fails with {@link IllegalArgumentException} that names the setting.
 *
 * @param smarthost {@code host:port}
 * @param from sender, {@code a@b} or {@code Name <a@b>}
 * @param hello the name sent with EHLO
 * @param authUsername {@code null}: no login. With one, exactly one of the two passwords is there; the file is read at
 *     each login, so it can be replaced without a restart
 * @param headers more headers for every mail; none that the mail has anyway
 */
public record MailSettings(
        String smarthost,
        String from,
        String hello,
        @Nullable String authUsername,
        @Nullable Secret authPassword,
        @Nullable Path authPasswordFile,
        boolean requireTls,
        Map<String, String> headers,
        Timeouts timeouts) {

    private static final int SMTPS = 465;
    private static final Pattern SMARTHOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
    private static final Pattern NAMED = Pattern.compile("[^\\p{Cntrl}<>@,;:\"()\\[\\]\\\\]* <([^<>]+)>");
    private static final Pattern HELLO = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{0,900}");
    private static final Set<String> OWN_HEADERS = Set.of(
            "from",
            "sender",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "return-path",
            "auto-submitted");

    /**
     * Limits of time, each above 0 and below a day.
     *
     * @param connect until the connection is there
     * @param command how long the server may be silent
     * @param send how long one mail may take in all
     */
    public record Timeouts(Duration connect, Duration command, Duration send) {

        static final Timeouts STANDARD =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));

        /** @throws IllegalArgumentException if one is not within its bounds */
        public Timeouts {
            requirePositive("connect_timeout", connect);
            requirePositive("command_timeout", command);
            requirePositive("send_timeout", send);
        }
    }

    /** @throws IllegalArgumentException if a value is not usable, or a password would cross the network in clear */
    public MailSettings {
        require(SMARTHOST.matcher(smarthost).matches(), "smarthost must be host:port, was \"" + smarthost + "\"");
        require(
                portOf(smarthost) > 0 && portOf(smarthost) <= 65_535,
                "smarthost's port must be within 1 and 65535, was \"" + smarthost + "\"");
        require(isSender(from), "from must be like alerts@example.org or Ticktide <alerts@example.org>");
        require(HELLO.matcher(hello).matches(), "hello must be a host name, was \"" + hello + "\"");
        headers = Map.copyOf(requireHeaders(headers));
        int passwords = (authPassword == null ? 0 : 1) + (authPasswordFile == null ? 0 : 1);
        require(
                passwords == (authUsername == null ? 0 : 1),
                "auth_username goes with exactly one of auth_password and auth_password_file");
        require(
                authUsername == null || requireTls || portOf(smarthost) == SMTPS || isLoopback(hostOf(smarthost)),
                "a login would cross the network in clear: set require_tls, use port 465, or a server on this machine");
    }

    /** As configured; {@code null} without a mail server. */
    public static @Nullable MailSettings of(NotifyConfig.Smtp config) {
        String smarthost = config.smarthost();
        if (smarthost == null) {
            return null;
        }
        String hello = config.hello();
        String password = config.authPassword();
        String passwordFile = config.authPasswordFile();
        return new MailSettings(
                smarthost,
                config.from(),
                hello == null ? "localhost" : hello,
                config.authUsername(),
                password == null ? null : new Secret(password),
                passwordFile == null ? null : Path.of(passwordFile),
                config.requireTls(),
                config.headers(),
                Timeouts.STANDARD);
    }

    /** A server without login, everything else at its default. */
    public static MailSettings of(String smarthost, String from) {
        return new MailSettings(smarthost, from, "localhost", null, null, null, false, Map.of(), Timeouts.STANDARD);
    }

    /** The same server with other limits of time. */
    public MailSettings withTimeouts(Duration connect, Duration command, Duration send) {
        return new MailSettings(
                smarthost,
                from,
                hello,
                authUsername,
                authPassword,
                authPasswordFile,
                requireTls,
                headers,
                new Timeouts(connect, command, send));
    }

    /** The host name or address, without the brackets of an IPv6 address. */
    public String host() {
        return hostOf(smarthost);
    }

    /** 1 to 65535. */
    public int port() {
        return portOf(smarthost);
    }

    boolean isTlsFromTheStart() {
        return port() == SMTPS;
    }

    boolean isLocal() {
        return isLoopback(host());
    }

    private static String hostOf(String smarthost) {
        String host = smarthost.substring(0, smarthost.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int portOf(String smarthost) {
        return Integer.parseInt(smarthost.substring(smarthost.lastIndexOf(':') + 1));
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    }

    private static boolean isSender(String from) {
        Matcher named = NAMED.matcher(from);
        return MailAddress.isValid(named.matches() ? named.group(1) : from);
    }

    private static Map<String, String> requireHeaders(Map<String, String> headers) {
        Map<String, String> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            require(HEADER_NAME.matcher(name).matches(), "header names consist of letters, digits and -");
            require(
                    !OWN_HEADERS.contains(lower) && !lower.startsWith("content-") && seen.put(name, value) == null,
                    "header " + name + " is set already");
            require(HEADER_VALUE.matcher(value).matches(), "header " + name + " must be one line of printable ASCII");
        });
        return seen;
    }

    private static void requirePositive(String name, Duration value) {
        require(!value.isNegative() && value.toMillis() > 0 && value.toDays() < 1, name + " must be > 0, was " + value);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}

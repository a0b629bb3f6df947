package dev.ticktide.store.postgres.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ticktide.store.SchemaException;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The servers, the database and the user: {@code postgresql://user@host:5432/database}, if need be with
 * {@code ?sslmode=verify-full&sslrootcert=ca.pem}. Several servers, of which one is the primary, are separated by
 * commas: {@code user@first:5432,second:5432}. Read here and not by the client, which makes up whatever is left out.
 */
public final class PostgresAddress {

    private static final int PORT = 5432;
    private static final int MAX_PORT = 65_535;
    private static final Pattern SERVER = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");
    private static final String FORM = "store.url must look like postgresql://user@host:5432/database, ";

    /** One server of those named. */
    record Server(String host, int port) {

        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    private final List<Server> servers;
    private final String user;
    private final String database;
    private final @Nullable String password;
    private final SslMode sslMode;
    private final @Nullable String rootCertificate;

    private PostgresAddress(URI uri, @Nullable String password) {
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        this.user = require(at < 0 ? "" : URLDecoder.decode(authority.substring(0, at), UTF_8), "was without a user");
        this.servers = servers(require(authority.substring(at + 1), "was without a host"));
        this.database = require(uri.getPath(), "was without a database").substring(1);
        this.password = password;
        require(database, "was without a database");
        if (user.contains(":")) {
            throw new SchemaException("store.url must not hold the password, which would show up in listings;"
                    + " set store.password or TICKTIDE__STORE__PASSWORD instead");
        }
        SslMode mode = SslMode.PREFER;
        String certificate = null;
        for (String parameter : parameters(uri)) {
            if (parameter.startsWith("sslmode=")) {
                mode = sslMode(parameter.substring(8));
            } else {
                certificate = parameter.substring(12);
            }
        }
        this.sslMode = mode;
        this.rootCertificate = certificate;
        if (verifies() && (certificate == null || !Files.isReadable(Path.of(certificate)))) {
            throw new SchemaException("store.url asks to verify the server, which needs &sslrootcert= with a readable"
                    + " PEM file of its certificate authority");
        }
    }

    private static List<String> parameters(URI uri) {
        List<String> parameters =
                uri.getQuery() == null ? List.of() : List.of(uri.getQuery().split("&"));
        for (String parameter : parameters) {
            if (!parameter.startsWith("sslmode=") && !parameter.startsWith("sslrootcert=")) {
                throw new SchemaException(
                        "store.url knows the parameters sslmode and sslrootcert, not \"" + parameter + "\"");
            }
        }
        return parameters;
    }

    /**
     * Reads {@code store.url}.
     *
     * @param password {@code null} where the server asks for none
     * @throws dev.ticktide.store.SchemaException if it can't be used, saying what is wrong; the message never has the
     *     whole address
     */
    public static PostgresAddress parse(String url, @Nullable String password) {
        try {
            URI uri = new URI(url);
            if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
                throw new SchemaException(FORM + "began with " + uri.getScheme());
            }
            return new PostgresAddress(uri, password);
        } catch (URISyntaxException e) {
            // Without the exception, which quotes the whole.
            throw new SchemaException(FORM + e.getReason() + " at character " + e.getIndex());
        }
    }

    String user() {
        return user;
    }

    String database() {
        return database;
    }

    boolean hasPassword() {
        return password != null;
    }

    List<Server> servers() {
        return servers;
    }

    /** Hosts and ports, for messages. */
    String server() {
        return servers.stream().map(Server::toString).collect(Collectors.joining(", "));
    }

    /** @param properties settings of the session, given when it starts */
    PgConnectOptions options(Server server, Map<String, String> properties) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(server.host)
                .setPort(server.port)
                .setUser(user)
                .setPassword(password == null ? "" : password)
                .setDatabase(database)
                .setCachePreparedStatements(true)
                .setSslMode(sslMode);
        properties.forEach(options::addProperty);
        if (sslMode != SslMode.DISABLE) {
            options.setSslOptions(ssl());
        }
        return options;
    }

    private ClientSSLOptions ssl() {
        ClientSSLOptions ssl = new ClientSSLOptions()
                .setHostnameVerificationAlgorithm(sslMode == SslMode.VERIFY_FULL ? "HTTPS" : "")
                .setTrustAll(!verifies());
        if (rootCertificate != null) {
            ssl.setTrustOptions(new PemTrustOptions().addCertPath(rootCertificate));
        }
        return ssl;
    }

    private boolean verifies() {
        return sslMode == SslMode.VERIFY_CA || sslMode == SslMode.VERIFY_FULL;
    }

    private static List<Server> servers(String list) {
        List<Server> servers = new ArrayList<>();
        for (String each : list.split(",", -1)) {
            Matcher matcher = SERVER.matcher(each);
            if (!matcher.matches()) {
                throw new SchemaException(FORM + "has the server \"" + each + "\"");
            }
            String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            int port = matcher.group(3) == null ? PORT : Integer.parseInt(matcher.group(3));
            if (port < 1 || port > MAX_PORT) {
                throw new SchemaException(FORM + "has the port " + port);
            }
            servers.add(new Server(host, port));
        }
        return List.copyOf(servers);
    }

    private static SslMode sslMode(String value) {
        try {
            return SslMode.of(value);
        } catch (IllegalArgumentException e) {
            throw new SchemaException("sslmode in store.url must be disable, prefer, require, verify-ca or verify-full,"
                    + " was \"" + value + "\"");
        }
    }

    private static String require(@Nullable String part, String otherwise) {
        if (part == null || part.isEmpty()) {
            throw new SchemaException(FORM + otherwise);
        }
        return part;
    }
}

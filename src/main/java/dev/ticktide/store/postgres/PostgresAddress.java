package dev.ticktide.store.postgres;

import dev.ticktide.store.SchemaException;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is and who we are there: {@code postgresql://user@host:5432/database}, if need be with
 * {@code ?sslmode=verify-full&sslrootcert=ca.pem}. Read here and not by the client, which makes up whatever is left out.
 */
final class PostgresAddress {

    private static final int PORT = 5432;
    private static final String FORM = "store.url must look like postgresql://user@host:5432/database, ";

    private final URI uri;
    private final String user;
    private final String database;
    private final @Nullable String password;
    private final SslMode sslMode;
    private final @Nullable String rootCertificate;

    private PostgresAddress(URI uri, @Nullable String password) {
        this.uri = uri;
        this.user = require(uri.getUserInfo(), "was without a user");
        this.database = require(uri.getPath(), "was without a database").substring(1);
        this.password = password;
        require(uri.getHost(), "was without a host");
        require(database, "was without a database");
        if (user.contains(":")) {
            throw new SchemaException("store.url must not hold the password, which would show up in listings;"
                    + " set store.password or TICKTIDE__STORE__PASSWORD instead");
        }
        SslMode mode = SslMode.PREFER;
        String certificate = null;
        for (String parameter :
                uri.getQuery() == null ? new String[0] : uri.getQuery().split("&")) {
            if (parameter.startsWith("sslmode=")) {
                mode = sslMode(parameter.substring(8));
            } else if (parameter.startsWith("sslrootcert=")) {
                certificate = parameter.substring(12);
            } else {
                throw new SchemaException(
                        "store.url knows the parameters sslmode and sslrootcert, not \"" + parameter + "\"");
            }
        }
        this.sslMode = mode;
        this.rootCertificate = certificate;
        if (verifies() && (certificate == null || !Files.isReadable(Path.of(certificate)))) {
            throw new SchemaException("store.url asks to verify the server, which needs &sslrootcert= with a readable"
                    + " PEM file of its certificate authority");
        }
    }

    static PostgresAddress parse(String url, @Nullable String password) {
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

    /** Host and port, for messages. */
    String server() {
        return uri.getHost() + ":" + port();
    }

    /** @param properties settings of the session, given when it starts */
    PgConnectOptions options(Map<String, String> properties) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(uri.getHost().replaceAll("[\\[\\]]", ""))
                .setPort(port())
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

    private int port() {
        return uri.getPort() < 0 ? PORT : uri.getPort();
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

package dev.ticktide.store.postgres.connection;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server whether it supports encryption, if encryption is preferred and not required. The database client asks
 * too, but if the answer is no it leaves that connection open beside the one it uses. Each such connection occupies a
 * server process that waits for a login for a minute, and delays the server's shutdown.
 */
final class PostgresEncryption {

    private static final Buffer REQUEST = Buffer.buffer().appendInt(8).appendInt(80877103);
    private static final byte YES = 'S';

    private final NetClient client;
    private final int seconds;

    /** @param seconds how long to wait for the server, twice at most */
    PostgresEncryption(Vertx vertx, int seconds) {
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(seconds * 1_000));
        this.seconds = seconds;
    }

    /** The options with a mode that suits the server. */
    Future<PgConnectOptions> settle(PgConnectOptions options) {
        if (options.getSslMode() != SslMode.PREFER) {
            return Future.succeededFuture(options);
        }
        return client.connect(options.getPort(), options.getHost())
                .compose(
                        socket -> ask(socket).timeout(seconds, TimeUnit.SECONDS).onComplete(answered -> socket.close()))
                .map(encrypts -> encrypts ? options : options.setSslMode(SslMode.DISABLE));
    }

    private static Future<Boolean> ask(NetSocket socket) {
        Promise<Boolean> answer = Promise.promise();
        socket.handler(bytes -> answer.tryComplete(bytes.getByte(0) == YES));
        socket.exceptionHandler(answer::tryFail);
        socket.closeHandler(closed -> answer.tryFail(new IOException("the server closed the connection")));
        socket.write(REQUEST);
        return answer.future();
    }
}

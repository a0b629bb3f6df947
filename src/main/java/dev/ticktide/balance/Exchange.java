package dev.ticktide.balance;

import dev.ticktide.balance.backend.Failure;
import dev.ticktide.balance.backend.Target;
import dev.ticktide.balance.head.Gate;
import dev.ticktide.balance.head.HeaderForwarding;
import dev.ticktide.balance.head.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: to a node, to a second one if the first is gone or goes, and the answer back. A node that could not
 * be connected to has seen nothing, so others may be asked as long as there are any; what was sent is sent once more at most,
 * and only if doing it twice does no harm. Confined to one event loop.
 */
final class Exchange {

    private static final int SWITCHING = 101;

    private final Proxy proxy;
    private final HttpServerRequest request;
    private final boolean upgrade;
    private final NodeAttempts attempts;
    private @Nullable Buffer body;
    private @Nullable HttpClientRequest sent;
    private boolean late;
    private boolean over;
    private long timer = -1;

    Exchange(Proxy proxy, HttpServerRequest request, Buffer body) {
        this.proxy = proxy;
        this.request = request;
        this.body = body;
        this.upgrade = Gate.isUpgrade(request);
        this.attempts = new NodeAttempts(proxy.targets, proxy.metrics, request, upgrade);
    }

    void begin() {
        request.response().closeHandler(closed -> clientLeft());
        tryNext(attempts.choose());
    }

    private void tryNext(@Nullable Target next) {
        Buffer toSend = body;
        if (next == null || toSend == null) {
            giveUp();
            return;
        }
        attempts.begin(next);
        proxy.connect(next, request, upgrade)
                .onSuccess(connected -> send(next, connected, toSend))
                .onFailure(failure -> notSent(next, failure));
    }

    private void send(Target to, HttpClientRequest connected, Buffer toSend) {
        connected.exceptionHandler(failed -> {});
        if (over) {
            connected.reset();
            return;
        }
        sent = connected;
        late = false;
        attempts.delivered();
        HeaderForwarding.toNode(request, connected, toSend.length(), upgrade);
        timer = proxy.vertx.setTimer(proxy.settings.answerTimeout().toMillis(), fired -> {
            late = true;
            connected.reset();
        });
        (upgrade ? connected.connect() : connected.send(toSend))
                .onSuccess(answer -> answered(to, connected, answer))
                .onFailure(failure -> broken(to, failure));
    }

    private void notSent(Target to, Throwable failure) {
        if (over) {
            return;
        }
        if (failure instanceof ConnectionPoolTooBusyException || failure instanceof TimeoutException) {
            attempts.queueFull();
            retry("queue_full");
        } else {
            attempts.failed(to, Failure.REFUSED, failure);
            retry(Failure.REFUSED.label());
        }
    }

    private void broken(Target to, Throwable failure) {
        if (over) {
            return;
        }
        cancelTimer();
        attempts.outcomeUnknown();
        Failure kind = late ? Failure.TIMEOUT : Failure.RESET;
        attempts.failed(to, kind, failure);
        retry(kind.label());
    }

    private void answered(Target from, HttpClientRequest connected, HttpClientResponse answer) {
        if (over) {
            connected.reset();
            return;
        }
        cancelTimer();
        if (answer.statusCode() == SWITCHING) {
            switched(connected, answer);
        } else if (NodeProblem.mayBe(answer)) {
            answer.body()
                    .onSuccess(text -> unavailable(from, answer, text))
                    .onFailure(failure -> broken(from, failure));
        } else {
            passOn(connected, answer);
        }
    }

    private void unavailable(Target from, HttpClientResponse answer, Buffer text) {
        if (over) {
            return;
        }
        if (NodeProblem.isDraining(text)) {
            from.node().notReady();
            Target next = attempts.mayDeliverAgain() ? attempts.choose() : null;
            if (next != null) {
                leave("draining");
                attempts.retried("draining");
                tryNext(next);
                return;
            }
        }
        releaseBody();
        head(answer);
        if (upgrade) {
            closeNode();
        }
        request.response().end(text).onComplete(done -> finish("5xx"));
    }

    private void passOn(HttpClientRequest connected, HttpClientResponse answer) {
        releaseBody();
        HttpServerResponse response = request.response();
        head(answer);
        answer.pipe().endOnFailure(false).to(response).onComplete(piped -> {
            if (upgrade) {
                // An upgrade that was turned down leaves its connection half open.
                connected.connection().close();
            }
            if (piped.succeeded()) {
                finish(answer.statusCode() / 100 + "xx");
            } else if (!over) {
                finish("cut");
                request.connection().close();
            }
        });
    }

    private void switched(HttpClientRequest connected, HttpClientResponse answer) {
        answer.pause();
        if (!upgrade) {
            closeNode();
            releaseBody();
            proxy.refuse(request, Refusal.BAD_GATEWAY.because("the node switched protocols without being asked"));
            finish("5xx");
            return;
        }
        releaseBody();
        head(answer);
        NetSocket node = answer.netSocket();
        request.toNetSocket().onComplete(switched -> {
            if (switched.failed()) {
                closeNode();
                finish("gone");
                return;
            }
            proxy.tunnel(switched.result(), node, connected.connection(), () -> finish("101"));
        });
    }

    private void head(HttpClientResponse answer) {
        HeaderForwarding.toClient(answer, request);
        attempts.setAffinity(request.response());
    }

    private void retry(String reason) {
        leave(reason);
        tryNext(attempts.chooseAgain(reason));
    }

    private void giveUp() {
        releaseBody();
        over = true;
        proxy.refuse(request, attempts.problem());
    }

    private void clientLeft() {
        if (over) {
            return;
        }
        cancelTimer();
        HttpClientRequest toCancel = sent;
        finish("gone");
        if (toCancel != null) {
            toCancel.reset();
        }
    }

    private void finish(String result) {
        if (over) {
            return;
        }
        over = true;
        releaseBody();
        leave(result);
        if (request.version() == HttpVersion.HTTP_1_0 && !result.equals("101")) {
            request.connection().close();
        }
    }

    private void leave(String result) {
        sent = null;
        attempts.end(result);
    }

    private void releaseBody() {
        Buffer held = body;
        if (held != null) {
            body = null;
            proxy.bodies.release(held.length());
        }
    }

    private void closeNode() {
        HttpClientRequest open = sent;
        if (open != null) {
            open.connection().close();
        }
    }

    private void cancelTimer() {
        proxy.vertx.cancelTimer(timer);
    }
}

package dev.ticktide.balance;

import dev.ticktide.balance.backend.BackendRole;
import dev.ticktide.balance.backend.Failure;
import dev.ticktide.balance.backend.Target;
import dev.ticktide.balance.head.Affinity;
import dev.ticktide.balance.head.Gate;
import dev.ticktide.balance.head.HeaderForwarding;
import dev.ticktide.balance.head.Refusal;
import dev.ticktide.http.HeadCheck;
import dev.ticktide.http.ProblemType;
import dev.ticktide.http.RequestProblem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way: to a node, to a second one if the first is gone or goes, and the answer back. A node that could not
 * be connected to has seen nothing, so others may be asked as long as there are any; what was sent is sent once more at most,
 * and only if doing it twice does no harm. Confined to one event loop.
 */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final int MOST_DELIVERIES = 2;
    private static final int UNAVAILABLE = 503;
    private static final int SWITCHING = 101;

    /** A longer answer of 503 is no problem of ours, and is passed on unread. */
    private static final long LONGEST_PROBLEM = 16 * 1024;

    private final Proxy proxy;
    private final HttpServerRequest request;
    private final BackendRole role;
    private final boolean upgrade;
    private final boolean repeatable;
    private final @Nullable String usual;
    private final Set<Target> tried = new HashSet<>();
    private @Nullable Buffer body;
    private @Nullable Target target;
    private @Nullable HttpClientRequest sent;
    private int deliveries;
    private boolean outcomeUnknown;
    private boolean queuesFull;
    private boolean late;
    private boolean over;
    private long attemptBegan;
    private long timer = -1;

    Exchange(Proxy proxy, HttpServerRequest request, Buffer body) {
        this.proxy = proxy;
        this.request = request;
        this.body = body;
        this.role = BackendRole.of(request.path());
        this.upgrade = Gate.isUpgrade(request);
        this.repeatable = role == BackendRole.INGEST || SAFE.contains(request.method());
        this.usual = role == BackendRole.WEB ? Affinity.of(request) : null;
    }

    void begin() {
        request.response().closeHandler(closed -> clientLeft());
        tryNext(choose());
    }

    private @Nullable Target choose() {
        return proxy.targets.choose(role, tried, upgrade, usual);
    }

    private void tryNext(@Nullable Target next) {
        Buffer toSend = body;
        if (next == null || toSend == null) {
            giveUp();
            return;
        }
        enter(next);
        HttpClient client = upgrade ? proxy.tunnels : proxy.requests;
        client.request(new RequestOptions()
                        .setMethod(request.method())
                        .setHost(next.host())
                        .setPort(next.port())
                        .setURI(request.uri())
                        .setConnectTimeout(proxy.settings.queueTimeout().toMillis()))
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
        deliveries++;
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
            queuesFull = true;
            retry("queue_full");
        } else {
            failed(to, Failure.REFUSED, failure);
            retry(Failure.REFUSED.label());
        }
    }

    private void broken(Target to, Throwable failure) {
        if (over) {
            return;
        }
        cancelTimer();
        outcomeUnknown = true;
        Failure kind = late ? Failure.TIMEOUT : Failure.RESET;
        failed(to, kind, failure);
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
        } else if (answer.statusCode() == UNAVAILABLE && isShort(answer)) {
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
        if (isDraining(text)) {
            from.node().notReady();
            Target next = deliveries < MOST_DELIVERIES ? choose() : null;
            if (next != null) {
                leave("draining");
                proxy.metrics.retried(role.label(), "draining");
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
            refuse(Refusal.BAD_GATEWAY, "the node switched protocols without being asked");
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
            Tunnel tunnel =
                    new Tunnel(proxy.vertx, switched.result(), node, connected.connection(), Proxy.MAX_FRAME_BYTES);
            proxy.opened(tunnel, () -> finish("101"));
        });
    }

    private void head(HttpClientResponse answer) {
        HeaderForwarding.toClient(answer, request);
        Target from = target;
        if (role == BackendRole.WEB && from != null && !from.node().name().equals(usual)) {
            Affinity.set(request.response(), from.node().name());
        }
    }

    private void retry(String reason) {
        leave(reason);
        boolean mayRepeat = !outcomeUnknown || (repeatable && deliveries < MOST_DELIVERIES);
        Target next = mayRepeat ? choose() : null;
        if (next != null) {
            proxy.metrics.retried(role.label(), reason);
        }
        tryNext(next);
    }

    private void giveUp() {
        releaseBody();
        over = true;
        if (outcomeUnknown && role == BackendRole.INGEST) {
            refuse(Refusal.OUTCOME_UNKNOWN, "it may be stored in part or whole; sending the same again is safe");
        } else if (outcomeUnknown) {
            refuse(Refusal.BAD_GATEWAY, "the connection to the node broke before it answered");
        } else if (queuesFull || proxy.targets.isFull(role)) {
            refuse(RequestProblem.OVERLOADED, "nothing was done; try again shortly");
        } else {
            refuse(Refusal.NO_NODE, "nothing was done; try again shortly");
        }
    }

    private void refuse(ProblemType type, String detail) {
        proxy.refuse(request, type.because(detail));
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

    private void failed(Target at, Failure failure, Throwable cause) {
        if (at.failed(System.nanoTime())) {
            LOG.warn("left out {}: {}, {}", at, failure.label(), String.valueOf(cause));
            proxy.metrics.ejected(at.node().name(), role.label(), failure.label());
        }
    }

    private void enter(Target next) {
        target = next;
        tried.add(next);
        next.enter(upgrade);
        attemptBegan = System.nanoTime();
        proxy.metrics.began(next.node().name(), role.label());
    }

    private void leave(String result) {
        Target left = target;
        if (left != null) {
            target = null;
            sent = null;
            left.leave(upgrade);
            long micros = (System.nanoTime() - attemptBegan) / 1_000;
            proxy.metrics.finished(left.node().name(), role.label(), result, micros);
        }
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

    private static boolean isShort(HttpClientResponse answer) {
        return answer.headers().contains(HttpHeaders.CONTENT_LENGTH)
                && HeadCheck.declaredLength(answer.headers()) <= LONGEST_PROBLEM;
    }

    private static boolean isDraining(Buffer text) {
        try {
            return text.length() > 0 && "draining".equals(text.toJsonObject().getValue("code"));
        } catch (DecodeException | ClassCastException notOurs) {
            return false;
        }
    }
}

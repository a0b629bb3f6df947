package dev.ticktide.ingest;

import dev.ticktide.market.append.AppendReply;
import dev.ticktide.market.append.AppendReply.Status;
import dev.ticktide.market.append.AppendRequest;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it is given and answers as told; at first as an owner that stores everything. */
final class RecordingSubmitter implements Submitter {

    record Sent(String node, AppendRequest request) {}

    final List<Sent> sent = new CopyOnWriteArrayList<>();
    volatile Submitter answer =
            (node, request) -> Future.succeededFuture(stored(request.events().size()));

    @Override
    public Future<AppendReply> submit(String node, AppendRequest request) {
        sent.add(new Sent(node, request));
        return answer.submit(node, request);
    }

    void answer(AppendReply reply) {
        answer = (node, request) -> Future.succeededFuture(reply);
    }

    static AppendReply stored(int events) {
        return new AppendReply(Status.STORED, events, 0, 0, List.of());
    }
}

package dev.ticktide.bus;

import dev.ticktide.wire.WireException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * The body of a message whose bytes could not be read, as those from a node of another version can't. The event bus fails a
 * request whose answer has such a body.
 */
final class UnreadableMessage extends ReplyException {

    private static final long serialVersionUID = 1;

    UnreadableMessage(WireException reason) {
        super(ReplyFailure.ERROR, reason.getMessage());
    }
}

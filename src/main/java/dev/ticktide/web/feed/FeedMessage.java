package dev.ticktide.web.feed;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ticktide.web.board.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A message of the live feed. It is encoded when first sent, and once for all receivers. Confined to one context. */
public final class FeedMessage {

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final String address;
    private final ObjectNode body;
    private @Nullable String envelope;
    private byte @Nullable [] raw;
    private byte @Nullable [] quoted;

    /** @param body with {@code type, feed, seq, prev, ts}; not to be changed any more */
    FeedMessage(String address, ObjectNode body) {
        this.address = address;
        this.body = body;
    }

    /**
     * @param prev the number of the message before, for its receiver
     * @param now epoch microseconds
     */
    static FeedMessage of(String address, ObjectNode body, String type, String feed, long seq, long prev, long now) {
        body.put("type", type);
        body.put("feed", feed);
        body.put("seq", seq);
        body.put("prev", prev);
        Json.time(body, "ts", now);
        return new FeedMessage(address, body);
    }

    String address() {
        return address;
    }

    ObjectNode body() {
        return body;
    }

    String type() {
        return body.path("type").asText();
    }

    String feed() {
        return body.path("feed").asText();
    }

    long seq() {
        return body.path("seq").asLong();
    }

    long prev() {
        return body.path("prev").asLong();
    }

    /** The same for a receiver whose last message was {@code prev}. */
    FeedMessage after(long prev) {
        ObjectNode copy = Json.object();
        copy.setAll(body);
        copy.put("prev", prev);
        return new FeedMessage(address, copy);
    }

    /** What the raw WebSocket carries. */
    byte[] raw() {
        if (raw == null) {
            raw = envelope().getBytes(StandardCharsets.UTF_8);
        }
        return raw;
    }

    /** The same as a JSON string, an element of a SockJS frame. */
    byte[] quoted() {
        if (quoted == null) {
            quoted = quote(envelope()).getBytes(StandardCharsets.UTF_8);
        }
        return quoted;
    }

    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / 4).append('"');
        ENCODER.quoteAsString(text, out);
        return out.append('"').toString();
    }

    private String envelope() {
        if (envelope == null) {
            envelope = "{\"type\":\"rec\",\"address\":" + quote(address) + ",\"body\":" + quote(body.toString()) + '}';
        }
        return envelope;
    }
}

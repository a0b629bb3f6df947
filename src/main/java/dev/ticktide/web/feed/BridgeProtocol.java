package dev.ticktide.web.feed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.web.board.Json;
import dev.ticktide.web.feed.socket.ViewerLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What clients of the bridge send: SockJS frames, and the messages in them. Confined to one context. */
final class BridgeProtocol {

    /** Private codes of RFC 6455 from 4000 on, below it registered ones. */
    private static final int POLICY = 1008;

    private static final int NOT_SOCKJS = 4003;

    private static final Pattern OUTBOUND = Pattern.compile("dashboard\\.[A-Za-z0-9._:/(),^=&$#-]+");
    private static final int MAX_ADDRESS_LENGTH = 200;

    private final ViewerLimits limits;
    private final Listeners listeners;
    private final Closer closer;

    /** Closes a client's connection. */
    interface Closer {

        /** @param label of the metric */
        void close(Viewer viewer, int code, String reason, String label);
    }

    BridgeProtocol(ViewerLimits limits, Listeners listeners, Closer closer) {
        this.limits = limits;
        this.listeners = listeners;
        this.closer = closer;
    }

    /** Counts a message; closes the connection, and returns false, if it is one too many. */
    boolean count(Viewer viewer) {
        if (viewer.maySend()) {
            return true;
        }
        closer.close(viewer, POLICY, "too many messages: at most " + limits.perSecond() + " a second", "flood");
        return false;
    }

    /** A frame of SockJS: an array of strings, each of them a message, or one string. */
    void sockJs(Viewer viewer, String frame) {
        if (frame.isEmpty() || viewer.isClosed()) {
            return;
        }
        List<String> messages = messages(frame);
        if (messages == null) {
            closer.close(viewer, NOT_SOCKJS, "not a SockJS frame", "protocol");
            return;
        }
        if (messages.size() > limits.perFrame()) {
            String reason = "too many messages: at most " + limits.perFrame() + " in a frame";
            closer.close(viewer, POLICY, reason, "flood");
            return;
        }
        for (int i = 0; i < messages.size() && !viewer.isClosed(); i++) {
            // The first was counted with its frame.
            if (i > 0 && !count(viewer)) {
                return;
            }
            message(viewer, messages.get(i));
        }
    }

    /** The messages of a frame, one more than allowed if there are too many; {@code null} if it is none of SockJS. */
    private @Nullable List<String> messages(String frame) {
        List<String> messages = new ArrayList<>();
        try (JsonParser parser = Json.MAPPER.createParser(frame)) {
            JsonToken token = parser.nextToken();
            boolean isArray = token == JsonToken.START_ARRAY;
            token = isArray ? parser.nextToken() : token;
            for (;
                    token == JsonToken.VALUE_STRING && messages.size() <= limits.perFrame();
                    token = parser.nextToken()) {
                messages.add(parser.getText());
            }
            if (messages.size() > limits.perFrame()) {
                return messages;
            }
            JsonToken end = isArray && token == JsonToken.END_ARRAY ? parser.nextToken() : token;
            return end != null || (!isArray && messages.size() != 1) ? null : messages;
        } catch (IOException e) {
            return null;
        }
    }

    /** A message of the bridge's protocol. */
    void message(Viewer viewer, String text) {
        if (viewer.isClosed()) {
            return;
        }
        JsonNode message = object(text);
        if (message == null) {
            error(viewer, "invalid_json");
            return;
        }
        String type = message.path("type").asText("");
        String address = message.path("address").asText("");
        if (type.isEmpty()) {
            error(viewer, "missing_type");
        } else if (type.equals("ping")) {
            viewer.pinged();
        } else if (address.isEmpty() || message.path("address").isNull()) {
            error(viewer, "missing_address");
        } else {
            switch (type) {
                case "register" -> register(viewer, address);
                case "unregister" -> unregister(viewer, address);
                case "send", "publish" -> error(viewer, "access_denied");
                default -> error(viewer, "invalid_type");
            }
        }
    }

    private static @Nullable JsonNode object(String text) {
        try {
            JsonNode message = Json.MAPPER.readTree(text);
            return message.isObject() ? message : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private void register(Viewer viewer, String address) {
        if (address.length() > MAX_ADDRESS_LENGTH) {
            error(viewer, "max_address_length_reached");
        } else if (!OUTBOUND.matcher(address).matches()) {
            error(viewer, "access_denied");
        } else if (viewer.addresses().contains(address)) {
            // The stock bridge would from now on send everything twice.
            return;
        } else if (viewer.addresses().size() >= limits.addresses() || listeners.size() >= limits.totalAddresses()) {
            error(viewer, "max_handlers_reached");
        } else {
            listeners.add(viewer, address);
        }
    }

    private void unregister(Viewer viewer, String address) {
        if (!OUTBOUND.matcher(address).matches()) {
            error(viewer, "access_denied");
        } else if (viewer.addresses().contains(address)) {
            listeners.remove(viewer, address);
        }
    }

    private void error(Viewer viewer, String code) {
        if (viewer.mayErr()) {
            viewer.reply(Json.object().put("type", "err").put("body", code).toString());
        } else {
            closer.close(viewer, POLICY, "too many errors, the last " + code + "; see docs/feed.md", "protocol");
        }
    }
}
